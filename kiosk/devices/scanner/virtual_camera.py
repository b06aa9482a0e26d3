"""A virtual camera's hand: puts a paper with a QR before the camera, takes it away again.

The camera itself is a folder of pictures (`kiosk.devices.scanner.cameras.PictureCamera`), played at its own pace.
"""

from __future__ import annotations

from pathlib import Path

import qrcode
from PIL import Image, ImageFilter
from qrcode.constants import ERROR_CORRECT_H

from kiosk.devices.scanner.cameras import SIZE

_TABLE, _PAPER = 140, 250
_NAME = "frame.png"


class VirtualCamera:
    """Pictures in `folder`, 640 x 480, grey. A kiosk's `scanner.device` names that folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = str(folder)
        self._folder = folder
        self.take_away()

    def take_away(self) -> None:
        """Show an empty table."""
        self._put(Image.new("L", SIZE, _TABLE))

    def show(self, text: str, side: int = 220, blur: float = 0.0, light: float = 1.0) -> None:
        """Hold a paper with a QR of `text` before the camera.

        `side` is the symbol's width in dots (under 50 is too far away), `blur` the radius of being out of focus in
        dots, `light` 1 for a bright lobby and 0 for night.
        """
        code = qrcode.QRCode(error_correction=ERROR_CORRECT_H, border=4, box_size=8)
        code.add_data(text)
        code.make(fit=True)
        symbol = code.make_image().get_image().convert("L").resize((side, side), Image.Resampling.BOX)
        scene = Image.new("L", SIZE, _TABLE)
        middle, top = SIZE[0] // 2, SIZE[1] // 2
        paper = Image.new("L", (max(300, side + 40), max(400, side + 40)), _PAPER)
        scene.paste(paper, (middle - paper.width // 2, top - paper.height // 2))
        scene.paste(symbol, (middle - side // 2, top - side // 2))
        if blur:
            scene = scene.filter(ImageFilter.GaussianBlur(blur))
        self._put(scene.point(lambda level: round(level * light)))

    def close(self) -> None:
        """Take the pictures away: the folder may be anybody's."""
        (self._folder / _NAME).unlink(missing_ok=True)

    def _put(self, picture: Image.Image) -> None:
        """Swap the picture in one step: the camera never sees half of one."""
        part = self._folder / ".frame.part"
        picture.save(part, format="PNG")
        part.replace(self._folder / _NAME)
