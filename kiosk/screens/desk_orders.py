"""What the desk asks of the screen itself, a picture or a fresh start; never while a visitor is there."""

from __future__ import annotations

import base64
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.flow.ports import Answer

WIDTH = 720
MOST_BYTES = 120 * 1024
"""A line to the daemon holds 256 KiB, and Base64 makes a third more of a picture."""
_QUALITIES = (80, 60, 40, 20)
_ORDERS = ("screenshot", "restart_ui")


class DeskOrders:
    """Does each order and tells the daemon what became of it. `restart` ends the screen; systemd starts it anew."""

    def __init__(self, root: Any, journey: Any, restart: Callable[[], None]) -> None:
        self._root = root
        self._journey = journey
        self._restart = restart

    def take(self, kind: str, data: dict[str, Any]) -> bool:
        """Do what a push of the daemon asks; false where it asks nothing of this kind."""
        order = data.get("command")
        if kind != "alert" or order not in _ORDERS:
            return False
        told = {"command_id": data.get("command_id"), "outcome": "done", "detail": "", "picture": ""}
        if self._journey.page.idle != "attract":
            told |= {"outcome": "refused", "detail": "a visitor is at the screen"}
        elif order == "screenshot":
            told["picture"] = self._picture()

        def answered(_answer: Answer) -> None:
            if order == "restart_ui" and told["outcome"] == "done":
                self._restart()

        self._journey.world.desk.ask("command.done", told, answered)
        return True

    def _picture(self) -> str:
        """Return the screen as it is, as a JPEG in Base64."""
        from PIL import Image  # a picture is asked for now and then, never at the start

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "screen.png"
            self._root.export_to_png(str(path))
            with Image.open(path) as shot:
                picture = shot.convert("RGB")
        picture.thumbnail((WIDTH, WIDTH * 2))
        data = b""
        for quality in _QUALITIES:
            file = io.BytesIO()
            picture.save(file, "JPEG", quality=quality)
            data = file.getvalue()
            if len(data) <= MOST_BYTES:
                break
        return base64.b64encode(data).decode("ascii")
