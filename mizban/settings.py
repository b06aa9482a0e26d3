"""The settings, loaded when a command needs them: most of what `mizban --help` would wait for is their model."""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.config import Settings


def load_settings(path: Path | None) -> Settings:
    """See `kiosk.config.load_settings`."""
    from kiosk.config import load_settings as load

    return _as_owner(load(path))


def _as_owner(settings: Settings) -> Settings:
    """As root, become the user to whom the data belong: files that root made would lock the daemon out."""
    if os.geteuid() != 0 or not settings.data.is_dir():
        return settings
    owner = settings.data.stat().st_uid
    if owner != 0:
        user = pwd.getpwuid(owner)
        os.initgroups(user.pw_name, user.pw_gid)
        os.setgid(user.pw_gid)
        os.setuid(owner)
    return settings
