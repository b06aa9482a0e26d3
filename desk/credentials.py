"""Secrets that systemd hands over (systemd.exec(5), LoadCredential): files that only this service can read, in memory.

A credential `mizban-desk.NAME` stands above the file or the setting NAME of the data folder.
"""

from __future__ import annotations

import os
from pathlib import Path

PREFIX = "mizban-desk."
UNSEALING = "unsealing.key"
KEYS = ("secret.key", UNSEALING, "signing.key", "sms.key")
SETTINGS = ("database_url", "metrics_token")
_NOTE = "# this key is the systemd credential {name}; whoever needs it runs as a service that loads it\n"


class CredentialError(Exception):
    """A key that is a credential, asked for by a process to which it was not handed over; the text says what to do."""


def handed_over(name: str) -> Path | None:
    """Return the file of a credential of this service; None where there is none."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    path = Path(folder) / (PREFIX + name) if folder else None
    return path if path is not None and path.is_file() else None


def key_path(data: Path, name: str) -> Path:
    """Return where a key is to be read: the credential, else the file in the data folder. Raises `CredentialError`.

    Once a key was handed over, a note stands in its place: no process without the credential then makes a new key.
    """
    path = data / name
    given = handed_over(name)
    if given is None:
        if path.is_file() and path.read_bytes().startswith(b"#"):
            raise CredentialError(
                f"{name} of this desk is a systemd credential: run the command by `sudo mizban desk …`"
            )
        return path
    note = _NOTE.format(name=PREFIX + name)
    if data.is_dir() and not path.exists():
        path.write_text(note)
        path.chmod(0o600)
    return given


def settings() -> dict[str, str]:
    """Return the settings that were handed over."""
    found = {name: handed_over(name) for name in SETTINGS}
    return {name: path.read_text(encoding="utf-8").strip() for name, path in found.items() if path is not None}
