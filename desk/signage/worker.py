"""Reading of files from strangers, in a process of its own with little memory and time.

`python -m desk.signage.worker KIND FILE FOLDER`: a kind is `image` or `pdf`; writes finished pictures into the folder
and prints what they are as JSON.
A picture bomb or a damaged file ends this process and nothing else.
"""

from __future__ import annotations

import hashlib
import io
import json
import resource
import sys
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 60_000_000
LONG_SIDE = 3840
PDF_SIDE = 2160
MOST_PAGES = 40
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_MEMORY = 1536 * 1024 * 1024
_SECONDS = 60
_SMALL = (480, 480)


class Refused(Exception):
    """`code` says what is wrong with the file: `format`, `pixels`, `damaged`, `pages`, `locked`."""


def limit() -> None:
    """Bound this process: memory, processor time, no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def picture(source: Path, target: Path) -> list[dict[str, Any]]:
    """Convert one picture. Raises `Refused`."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(source, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused("pixels")
            image.draft("RGB", (LONG_SIDE, LONG_SIDE))
            upright = ImageOps.exif_transpose(image)
            return [_write(_flat(upright), target, LONG_SIDE)]
    except UnidentifiedImageError as error:
        raise Refused("format") from error
    except Image.DecompressionBombError as error:
        raise Refused("pixels") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Refused("damaged") from error


def pages(source: Path, target: Path) -> list[dict[str, Any]]:
    """Draw every page of a PDF. Raises `Refused`."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        raise Refused("locked" if "password" in str(error).lower() else "damaged") from error
    if len(document) > MOST_PAGES:
        raise Refused("pages")
    made = []
    for page in document:
        longest = max(page.get_size())
        if longest <= 0:
            raise Refused("damaged")
        made.append(_write(page.render(scale=PDF_SIDE / longest).to_pil().convert("RGB"), target, PDF_SIDE))
    return made


def _flat(image: Image.Image) -> Image.Image:
    """Lay what can be seen through on white."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        ground = Image.new("RGB", image.size, "white")
        rgba = image.convert("RGBA")
        ground.paste(rgba, mask=rgba.getchannel("A"))
        return ground
    return image.convert("RGB")


def _write(image: Image.Image, target: Path, side: int) -> dict[str, Any]:
    if max(image.size) > side:
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
    body = io.BytesIO()
    image.save(body, "JPEG", quality=90, subsampling=0, optimize=True)  # no colour lost beside letters
    data = body.getvalue()
    digest = hashlib.sha256(data).hexdigest()
    (target / digest).write_bytes(data)
    small = image.copy()
    small.thumbnail(_SMALL, Image.Resampling.LANCZOS)
    small.save(target / f"{digest}.small", "JPEG", quality=82)
    return {"sha256": digest, "size": len(data), "width": image.width, "height": image.height}


def main(words: list[str]) -> int:
    """Run; the answer is one line of JSON."""
    kind, source, target = words
    limit()
    try:
        made = (pages if kind == "pdf" else picture)(Path(source), Path(target))
    except Refused as error:
        sys.stdout.write(json.dumps({"refused": str(error)}))
        return 0
    except MemoryError:
        sys.stdout.write(json.dumps({"refused": "pixels"}))
        return 0
    sys.stdout.write(json.dumps({"made": made}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
