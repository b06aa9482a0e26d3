"""What packages call while they change versions: take the data over, or go back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mizban.errors import UserError
from mizban.settings import load_settings

Config = Annotated[Path | None, typer.Option("--config", help="Settings file (TOML); default /etc/mizban/kiosk.toml")]

upkeep = typer.Typer(help="What packages call while they change versions.", no_args_is_help=True)


def mount(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(upkeep, name="upkeep")


@upkeep.command()
def migrate(config: Config = None) -> None:
    """Take this kiosk's data over into this version, or leave them as they were."""
    from kiosk.upgrade import UpgradeError, take_over

    try:
        typer.echo(take_over(load_settings(config).data))
    except UpgradeError as error:
        raise UserError(str(error)) from error


@upkeep.command("go-back")
def go_back(config: Config = None) -> None:
    """Put the data from before the last upgrade back. The daemon must not run."""
    from kiosk.upgrade import go_back as back

    data = load_settings(config).data
    try:
        done = back(data)
    except OSError as error:
        raise UserError(f"{data}: {error.strerror}") from error
    typer.echo("the data from before the last upgrade are back" if done else "there is nothing to go back to")
