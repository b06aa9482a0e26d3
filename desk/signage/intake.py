"""Taking files into the library: by what they are, never by their name; converted before anybody sees them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from desk.audit.log import record
from desk.directory.models import Site
from desk.signage import film
from desk.signage.models import Asset
from desk.staff.models import User

MOST_BYTES = {"image": 40 * 1024**2, "pdf": 60 * 1024**2, "video": 500 * 1024**2}
_WORKER_S = 90
_ROOT = Path(__file__).resolve().parents[2]
_PROGRAMS = (b"\x7fELF", b"MZ", b"PK\x03\x04", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
WHY = {
    "program": _("This file is a program or an archive, whatever its name says. Nothing was taken."),
    "format": _("This is no picture, film or PDF that the screens can show. Use JPEG, PNG, WebP, MP4 or PDF."),
    "size": _("The file is too large: pictures up to 40 MB, PDF up to 60 MB, films up to 500 MB."),
    "pixels": _("The picture has too many pixels: at most 60 million, such as 10000 by 6000."),
    "damaged": _("The file is damaged or was cut off. Open it on your computer, save it again and try once more."),
    "pages": _("The PDF has too many pages: at most 40."),
    "locked": _("The PDF is protected by a password. Save it without one."),
    "long": _("The film is too long: at most ten minutes."),
    "no_ffmpeg": _("Films cannot be taken: ffmpeg is not installed on the desk's computer."),
    "empty": _("The file is empty."),
}


class Refused(Exception):
    """A file that was not taken; `code` is a key of `WHY`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def take(upload: UploadedFile[bytes], site: Site, user: User | None) -> list[Asset]:
    """Put an upload into the library: one row, or one for each page of a PDF. Raises `Refused`."""
    kind = kind_of(upload)
    if (upload.size or 0) > MOST_BYTES[kind]:
        raise Refused("size")
    folder = Path(settings.CONFIG.data) / "media"
    with tempfile.TemporaryDirectory(prefix="upload-", dir=folder) as scratch:
        source = Path(scratch) / "source"
        with source.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        name = Path(upload.name or "").stem[:100] or kind
        made = _films(source, Path(scratch)) if kind == "video" else _pictures(kind, source, Path(scratch))
        rows = [_keep(one, site, user, name if len(made) == 1 else f"{name} {n}") for n, one in enumerate(made, 1)]
    for row in rows:
        record(user, "signage.uploaded", f"asset:{row.pk}", sha256=row.sha256, kind=row.kind)
    return rows


def kind_of(upload: UploadedFile[bytes]) -> str:
    """Return `image`, `pdf` or `video` by the first bytes. Raises `Refused`."""
    head = upload.read(64)
    upload.seek(0)
    if not head:
        raise Refused("empty")
    if head.startswith(_PROGRAMS):
        raise Refused("program")
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head[4:8] == b"ftyp" or head.startswith((b"\x1aE\xdf\xa3", b"\x00\x00\x01\xba")) or head[8:12] == b"AVI ":
        return "video"
    return "image"


def _pictures(kind: str, source: Path, scratch: Path) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "desk.signage.worker", kind, str(source), str(scratch)]
    env = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(_ROOT), "HOME": str(scratch)}
    try:
        done = subprocess.run(command, capture_output=True, timeout=_WORKER_S, env=env, cwd=_ROOT, check=False)
        answer = json.loads(done.stdout or b"{}")
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise Refused("damaged") from error
    if "made" not in answer:
        raise Refused(answer.get("refused", "pixels"))
    return [
        {
            **one,
            "kind": "image",
            "media_type": "image/jpeg",
            "path": scratch / one["sha256"],
            "thumbnail": (scratch / f"{one['sha256']}.small").read_bytes(),
        }
        for one in answer["made"]
    ]


def _films(source: Path, scratch: Path) -> list[dict[str, Any]]:
    try:
        made = film.convert(source, scratch)
    except film.NoFilm as error:
        raise Refused(str(error)) from error
    return [
        {
            "sha256": made.sha256,
            "size": made.size,
            "width": made.width,
            "height": made.height,
            "seconds": made.seconds,
            "kind": "video",
            "media_type": "video/mp4",
            "path": made.path,
            "thumbnail": made.thumbnail.read_bytes(),
        }
    ]


def _keep(made: dict[str, Any], site: Site, user: User | None, name: str) -> Asset:
    target = Path(settings.MEDIA_ROOT) / made["sha256"][:2] / made["sha256"]
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        with made["path"].open("rb") as file:
            _fsync(file)
        made["path"].replace(target)
    values = {key: made[key] for key in ("sha256", "size", "kind", "media_type", "width", "height", "thumbnail")}
    return Asset.objects.create(site=site, name=name, made_by=user, seconds=made.get("seconds", 0), **values)


def _fsync(file: IO[bytes]) -> None:
    os.fsync(file.fileno())
