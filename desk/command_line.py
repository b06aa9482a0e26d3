"""What every command of the desk shares: options, plain errors, waking Django."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, NoReturn, ParamSpec, TypeVar

import typer

Data = Annotated[Path | None, typer.Option("--data-dir", help="Folder of the desk: database, keys, media")]
Database = Annotated[str | None, typer.Option("--database", help="postgresql://… instead of SQLite")]
P = ParamSpec("P")
R = TypeVar("R")


def fail(text: str, code: int = 2) -> NoReturn:
    """End the command with one line on stderr."""
    typer.echo(f"mizban: {text}", err=True)
    raise typer.Exit(code)


def plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Turn the desk's own errors into one line and exit code 2."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from desk.config import DeskConfigError, SetupError
        from desk.credentials import CredentialError

        try:
            return command(*args, **kwargs)
        except (DeskConfigError, SetupError, CredentialError, FileNotFoundError) as error:
            fail(str(error))

    return run


def wake(data_dir: Path | None, database: str | None, migrate_too: bool = True) -> None:
    from desk import setup

    setup.wake(data_dir, database)
    if migrate_too:
        setup.migrate()
