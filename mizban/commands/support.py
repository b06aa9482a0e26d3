"""`mizban support-bundle`: everything that whoever helps from afar asks for, in one file."""

from __future__ import annotations

import os
import socket
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from mizban.errors import UserError
from mizban.settings import load_settings


def mount(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("support-bundle")(support_bundle)


def support_bundle(
    out: Annotated[Path | None, typer.Option("--out", help="The file; default mizban-support-… in this folder")] = None,
    config: Annotated[Path | None, typer.Option("--config", help="Settings file (TOML)")] = None,
) -> None:
    """Write findings, versions, settings, counts and logs to one file. It holds no personal data."""
    from kiosk.support import make

    target = out or Path(f"mizban-support-{socket.gethostname()}-{datetime.now():%Y%m%d-%H%M}.tar.gz")
    try:
        # Opened before the user changes: whoever asks for the file must be able to take it away.
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise UserError(f"{target}: cannot be written: {error.strerror}; choose another with --out") from error
    with os.fdopen(handle, "wb") as file:
        size = file.write(make(load_settings(config)))
    typer.echo(f"{target}: {size // 1024} kB; look into it with: tar -xzf {target}")
