"""`mizban update`: another version from a signed folder, kept only when it is healthy."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mizban.errors import UserError

if TYPE_CHECKING:
    from kiosk.config import Settings
    from mizban.update.signature import PublicKey

KEY = Path("/etc/mizban/update.pub")


def mount(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(update)


def update(
    source: Annotated[
        str, typer.Argument(help="A folder of packages, or its address; absent: what the desk offers")
    ] = "",
    key: Annotated[Path, typer.Option("--key", help="The office's public key (minisign)")] = KEY,
    allow_older: Annotated[bool, typer.Option("--allow-older", help="Also take an older version")] = False,
    wait: Annotated[float, typer.Option("--wait", help="Seconds that the new version has to become healthy")] = 120,
    config: Annotated[Path | None, typer.Option("--config", help="Settings file (TOML)")] = None,
) -> None:
    """Update this kiosk; a version that does not come up healthy is taken back by itself."""
    from kiosk.config import load_settings
    from mizban.update.run import PACKAGE, Update
    from mizban.update.signature import NotTrusted, read_key

    if os.geteuid() != 0:
        raise UserError("an update installs packages: run it as root")
    settings = load_settings(config)
    work = Update(lambda: unhealthy(settings), lambda: _go_back(config), typer.echo, patience_s=wait)
    try:
        trusted = read_key(key.read_text(encoding="utf-8"))
        address, ca_file = (source, settings.desk.ca_file) if source else _desk(settings)
        folder = Path(address) if "://" not in address else _fetched(address, trusted, work.cache, ca_file, PACKAGE)
        typer.echo(work.run(folder, trusted, allow_older))
    except OSError as error:
        raise UserError(f"{error.filename or source}: {error.strerror or error}") from error
    except NotTrusted as error:
        raise UserError(f"nothing was changed: {error}") from error


def unhealthy(settings: Settings) -> str:
    """Say what keeps this kiosk from being healthy: its writer must answer, its screen must have drawn."""
    from kiosk.doctor.daemon import ask_daemon
    from mizban.update.run import UNITS

    _, word = ask_daemon(settings, "ping")
    if word:
        return f"the daemon does not answer: {word}"
    for unit in UNITS:
        done = subprocess.run(["systemctl", "is-active", unit], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return f"{unit} is {done.stdout.strip() or 'not there'}"
    return ""


def _go_back(config: Path | None) -> None:
    """In a process of its own, which becomes the data's owner, and with the programs that are in place again."""
    words = ["mizban", "upkeep", "go-back", *(["--config", str(config)] if config else [])]
    subprocess.run(words, check=False, capture_output=True)


def _desk(settings: Settings) -> tuple[str, Path | None]:
    """Return where this kiosk's own desk offers packages, and the authority to trust there."""
    from sync.enrollment import EnrollmentError, desk_of

    try:
        found = desk_of(settings.data)
    except EnrollmentError as error:
        raise UserError(str(error)) from error
    if found is None:
        raise UserError("this kiosk has joined no desk; name a folder of packages or its address")
    return f"{found[0]}/packages", settings.desk.ca_file or found[1]


def _fetched(url: str, key: PublicKey, cache: Path, ca_file: Path | None, package: str) -> Path:
    import requests

    from mizban.update.source import fetch

    if not url.startswith("https://") and not url.startswith("http://127.0.0.1"):
        raise UserError(f"{url}: is fetched by https only")
    try:
        return fetch(url, (package,), key, cache / "next", ca_file)
    except requests.RequestException as error:
        raise UserError(f"{url}: {type(error).__name__}; see the network and the address") from error
