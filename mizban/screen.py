"""The kiosk's screen as a command: what is asked for is checked, the settings are read, the window is shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mizban.errors import UserError
from mizban.panel_size import parse_size
from mizban.settings import load_settings

if TYPE_CHECKING:
    from kiosk.config import Settings


def show(config: Path | None, windowed: bool, size: str, role: str) -> None:
    """Show the screen until its window is closed; raises `UserError` and `ConfigError` for what is asked wrongly."""
    if role not in ("kiosk", "board", "setup"):
        raise UserError(f"--role {role}: choose kiosk, board or setup")
    from kiosk.app import run

    settings = load_settings(config)
    if role == "kiosk" and config is None and _is_new(settings):
        role = "setup"
    run(settings, size=parse_size(size), windowed=windowed, role=role)


def _is_new(settings: Settings) -> bool:
    """Whether nobody has set this kiosk up: no settings of an administrator, none of the panel, no desk joined."""
    from kiosk.config import DEFAULT_PATH, PANEL_FILE
    from sync.enrollment import FILE

    places = (DEFAULT_PATH, settings.data / PANEL_FILE, settings.data / FILE)
    return not any(place.exists() for place in places)
