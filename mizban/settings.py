"""The settings, loaded when a command needs them: most of what `mizban --help` would wait for is their model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.config import Settings


def load_settings(path: Path | None) -> Settings:
    """See `kiosk.config.load_settings`."""
    from kiosk.config import load_settings as load

    return load(path)
