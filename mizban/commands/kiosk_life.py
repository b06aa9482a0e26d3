"""Commands in the life of a kiosk: enroll, retire, quarantine, doctor."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from mizban.commands.doctor import doctor
from mizban.errors import UserError
from mizban.settings import load_settings

Force = Annotated[bool, typer.Option("--force", help="Leave facts behind that the desk has not taken.")]
GiveUp = Annotated[bool, typer.Option("--force", help="Delete facts too that the desk has not taken.")]
Config = Annotated[Path | None, typer.Option("--config", help="Settings file (TOML); default /etc/mizban/kiosk.toml")]

quarantine = typer.Typer(help="Facts that the desk refused, kept until somebody decides.", no_args_is_help=True)


def mount(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(enroll)
    app.command()(retire)
    app.command()(doctor)
    app.add_typer(quarantine, name="quarantine")


def enroll(
    url: str,
    code: str,
    config: Config = None,
    force: Force = False,
    token_file: Annotated[
        Path | None, typer.Option("--token-file", help="Keep the token here, such as /etc/credstore/mizban.token")
    ] = None,
) -> None:
    """Join this kiosk to the desk at URL with a one-time CODE from its fleet page."""
    from sync.enrollment import EnrollmentError
    from sync.enrollment import enroll as join
    from sync.errors import DeskRefused, DeskUnreachable

    keep = _token_keeper(token_file) if token_file else None  # opened as root, before this becomes the daemon's user
    settings = load_settings(config)
    try:
        answer = join(url, code, settings.data, settings.desk.ca_file, force=force, keep_token=keep)
    except EnrollmentError as error:
        raise UserError(str(error)) from error
    except DeskRefused as error:
        raise UserError(f"the desk refused the code ({error.code}): ask for a new one at its fleet page") from error
    except DeskUnreachable as error:
        raise UserError(f"the desk at {url} does not answer: {error}") from error
    typer.echo(f"This is kiosk {answer.number}, {answer.name}, at site {answer.site}.")
    if token_file:
        typer.echo(
            f"Its token is in {token_file}; it counts from the daemon's next start: systemctl restart mizban-daemon"
        )


def _token_keeper(path: Path) -> Callable[[str], None]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    except OSError as error:
        raise UserError(f"{path}: cannot be written: {error.strerror}") from error

    def keep(token: str) -> None:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.truncate()
            file.write(token)
            file.flush()
            os.fsync(file.fileno())

    return keep


def retire(config: Config = None, force: GiveUp = False) -> None:
    """Take this kiosk out of service: numbers go back to the desk, all data are deleted. Stop the daemon first."""
    from kiosk.daemon.commands import retire as leave

    blocks = leave(load_settings(config), force=force)
    typer.echo(
        f"{blocks} blocks of numbers were given back and all data are deleted. Retire it at the desk's fleet page too."
    )


@quarantine.command("list")
def quarantine_list(config: Config = None) -> None:
    """Show every refused fact with its reason."""
    from kiosk.daemon.commands import quarantine_lines

    for line in quarantine_lines(load_settings(config)):
        typer.echo(line)


@quarantine.command("release")
def quarantine_release(event_id: str, config: Config = None) -> None:
    """Send a refused fact again; `all` releases every one."""
    from kiosk.daemon.commands import release

    typer.echo(f"{release(load_settings(config), event_id)} to be sent again")
