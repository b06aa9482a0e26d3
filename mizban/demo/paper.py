"""The slips that the virtual printer has left, and what a phone's camera would read on them."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from pyzbar import pyzbar

from mizban.demo.stack import wait_until


def slips(folder: Path) -> list[Path]:
    """Return the printed slips, oldest first."""
    return sorted(folder.glob("*.png"), key=lambda path: (path.stat().st_mtime_ns, path.name))


def wait_for_slip(folder: Path, known: int, seconds: float = 20) -> Path:
    """Wait for one slip more than `known` and return it; raises `UserError` where none comes."""
    wait_until(lambda: len(slips(folder)) > known, seconds, "the printed paper")
    return slips(folder)[known]


def read_qr(slip: Path) -> str:
    """Return the text of the QR on a slip, an empty text where there is none."""
    with Image.open(slip) as picture:
        found = pyzbar.decode(picture.convert("L"), symbols=[pyzbar.ZBarSymbol.QRCODE])
    return str(found[0].data.decode()) if found else ""
