"""Commands of the desk and of the catalogue's files."""

from __future__ import annotations

import typer


def mount(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    from desk.commands import catalog_app, desk_app

    app.add_typer(desk_app, name="desk")
    app.add_typer(catalog_app, name="catalog")
