"""Secrets that systemd hands over (LoadCredential in systemd.exec(5)): files in memory that one service can read."""

from __future__ import annotations

import os
from pathlib import Path

TOKEN = "mizban.token"
"""What this kiosk proves itself with to its desk, where it is not kept in the data folder."""
TECHNICIAN_PIN = "mizban.technician-pin"
"""The hash that `mizban technician-pin` makes."""


def handed_over(name: str) -> str | None:
    """Return a credential of this service without its end of line; None where there is none. Raises `OSError`."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    path = Path(folder) / name if folder else None
    return path.read_text(encoding="utf-8").strip() if path is not None and path.is_file() else None
