"""The technician's PIN for the settings file."""

from __future__ import annotations

from typing import Annotated

import typer

from mizban.errors import UserError


def mount(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("technician-pin")(technician_pin)


def technician_pin(
    pin: Annotated[
        str, typer.Option(prompt="PIN (6 to 12 figures)", hide_input=True, confirmation_prompt=True, help="Asked for")
    ],
) -> None:
    """Print the line of the settings file that opens the technician's corner to a PIN."""
    from kiosk.daemon.pin import PinError, hash_pin

    try:
        kept = hash_pin(pin)
    except PinError as error:
        raise UserError(str(error)) from error
    typer.echo(f'[technician]\npin = "{kept}"')
