"""The one command, `mizban`. Each part is imported when asked for: the daemon needs no Kivy, the kiosk no Django."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kiosk.errors import ConfigError
from mizban.commands import content, devices, kiosk_life, support, technician, update, upkeep
from mizban.errors import UserError, whose
from mizban.settings import load_settings

app = typer.Typer(
    help="Mizban, the service desk of a public office: lobby kiosk and central desk.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Config = Annotated[Path | None, typer.Option("--config", help="Settings file (TOML); default /etc/mizban/kiosk.toml")]


@app.command()
def demo(
    directory: Annotated[Path, typer.Option("--dir", help="Where pictures and data go")] = Path("var/demo"),
    desk_port: Annotated[int, typer.Option(help="Port of the desk")] = 8090,
    printer_port: Annotated[int, typer.Option(help="Port of the virtual printer")] = 9100,
    scripted: Annotated[bool, typer.Option("--scripted", help="Play a scripted visitor though there is a display")] = (
        False
    ),
) -> None:
    """Show everything on this machine: desk, kiosk, printer and a visitor; nothing to configure."""
    from mizban.demo import run_demo

    raise typer.Exit(run_demo(directory, desk_port, printer_port, scripted))


@app.command()
def kiosk(
    config: Config = None,
    windowed: Annotated[bool, typer.Option("--windowed", help="A window instead of the whole screen")] = False,
    size: Annotated[str, typer.Option(help="Size of the window in pixels, such as 1080x1920")] = "",
    role: Annotated[str, typer.Option(help="kiosk, board for the waiting hall, or setup")] = "kiosk",
) -> None:
    """The kiosk's screen."""
    from mizban.screen import show

    show(config, windowed, size, role)


@app.command()
def daemon(config: Config = None) -> None:
    """The kiosk's store, printing and sync; no screen."""
    from kiosk.daemon.main import run_daemon

    run_daemon(load_settings(config))


def settings_lines() -> list[str]:
    """Return every setting with its default and meaning, as a commented TOML file."""
    from kiosk.config import Settings

    lines: list[str] = []
    for name, field in Settings.model_fields.items():
        inner = getattr(field.annotation, "model_fields", None)
        if inner is None:
            lines.append(f"# {field.description}")
            lines.append(f"# {name} = {_toml(field.default)}")
            continue
        lines += ["", f"[{name}]"]
        for key, part in inner.items():
            lines += [f"# {part.description}", f"# {key} = {_toml(part.default)}"]
    return lines


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    return f'"{"" if value is None else value}"'


@app.command()
def settings() -> None:
    """Print every setting of a kiosk with its meaning: the start of a settings file."""
    typer.echo("\n".join(settings_lines()))


kiosk_life.mount(app)
content.mount(app)
devices.mount(app)
technician.mount(app)
support.mount(app)
update.mount(app)
upkeep.mount(app)


def main() -> None:
    """Run the command line; a failure is one clear line on stderr and exit code 2, never a traceback."""
    try:
        app(prog_name="mizban", standalone_mode=True)
    except (UserError, ConfigError) as error:
        typer.echo(f"mizban: {error}", err=True)
        sys.exit(2)
    except ModuleNotFoundError as error:
        typer.echo(f"mizban: {whose(error)}", err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
