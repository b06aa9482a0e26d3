"""Commands around devices and pictures: virtual twins, ticket preview, screen shots."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mizban.errors import UserError
from mizban.panel_size import parse_size

if TYPE_CHECKING:
    from sync.protocol.base import Lang

simulate = typer.Typer(help="Virtual devices that speak the real protocols.", no_args_is_help=True)
devices = typer.Typer(help="Devices of this kiosk.", no_args_is_help=True)
ticket = typer.Typer(help="Tickets on paper.", no_args_is_help=True)
screens = typer.Typer(help="Screens as pictures.", no_args_is_help=True)


def mount(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    devices.add_typer(simulate, name="simulate")
    app.add_typer(devices, name="devices")
    app.add_typer(ticket, name="ticket")
    app.add_typer(screens, name="screens")


@screens.command("shoot")
def screens_shoot(
    directory: Path,
    lang: Annotated[list[str] | None, typer.Option(help="fa, ar, en, ru; all where absent")] = None,
    size: Annotated[list[str] | None, typer.Option(help="1080x1920, 1920x1080; both where absent")] = None,
    theme: Annotated[list[str] | None, typer.Option(help="light, dark, contrast-dark, contrast-light")] = None,
    scale: Annotated[list[int] | None, typer.Option(help="100, 130, 160 per cent")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Names of screens; all where absent")] = None,
) -> None:
    """Draw every screen with the sample catalogue and save it as PNG."""
    from kiosk.screens.shoot import shoot

    sizes = [parse_size(text) or (1080, 1920) for text in size or ("1080x1920", "1920x1080")]
    scales = [percent / 100 for percent in scale or [100]]
    pictures = shoot(directory, _languages(lang), sizes, theme or ["light"], scales, only)
    typer.echo(f"{len(pictures)} pictures in {directory}")


@simulate.command("printer", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def simulate_printer(context: typer.Context) -> None:
    """An ESC/POS printer that draws what it receives to PNG files: --out DIR [--port 9100] [--control PORT] …"""
    from kiosk.devices.simulate import main as simulate_main

    raise typer.Exit(simulate_main(["printer", *context.args]))


@simulate.command("scanner", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def simulate_scanner(context: typer.Context) -> None:
    """A scanner that reads out each line that is entered: [--kind serial|wedge]; a wedge types through uinput."""
    from kiosk.devices.simulate import main as simulate_main

    raise typer.Exit(simulate_main(["scanner", *context.args]))


@simulate.command("camera", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def simulate_camera(context: typer.Context) -> None:
    """A camera that shows a paper with each line as its QR: --out DIR [--side DOTS] [--blur DOTS] [--light 0…1]"""
    from kiosk.devices.simulate import main as simulate_main

    raise typer.Exit(simulate_main(["camera", *context.args]))


@simulate.command("fault", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def simulate_fault(context: typer.Context) -> None:
    """Change a running virtual printer: --control PORT paper=out, cover=open, line=deaf …"""
    from kiosk.devices.simulate import main as simulate_main

    raise typer.Exit(simulate_main(["fault", *context.args]))


@ticket.command("preview")
def ticket_preview(
    lang: Annotated[str, typer.Option(help="fa, ar, en or ru")] = "fa",
    png: Annotated[Path | None, typer.Option(help="Save the picture here")] = None,
    raw: Annotated[Path | None, typer.Option("--bytes", help="Save what the printer gets here")] = None,
    dots: Annotated[
        int | None, typer.Option(help="576 for 80 mm paper, 384 for 58 mm; else as the settings say")
    ] = None,
    office: Annotated[str, typer.Option(help="Name of the office")] = "",
    service: Annotated[str, typer.Option(help="Name of the service")] = "",
    large: Annotated[bool, typer.Option("--large", help="The large-print ticket")] = False,
    config: Annotated[Path | None, typer.Option(help="Settings whose printer.parts and printer.dots are shown")] = None,
) -> None:
    """Draw a ticket as the printer would: as a picture and as its bytes."""
    from kiosk.config import load_settings
    from kiosk.printing.preview import preview

    if dots not in (None, 384, 576):
        raise UserError(f"--dots {dots}: printers have 384 (58 mm) or 576 (80 mm)")
    printer = load_settings(config).printer
    width: Literal[384, 576] = 384 if (dots or printer.dots) == 384 else 576
    picture, page = preview(
        _languages([lang])[0],
        width,
        office=office,
        service=service,
        large_print=large,
        parts=frozenset(printer.parts),
    )
    for path, data in ((png, picture), (raw, page)):
        if path is not None:
            path.write_bytes(data)
    typer.echo(f"{len(page)} bytes for the printer, {len(picture)} bytes as PNG")


def _languages(names: list[str] | None) -> list[Lang]:
    from sync.protocol.base import LANGS

    unknown = [name for name in names or [] if name not in LANGS]
    if unknown:
        raise UserError(f"there is no language {', '.join(unknown)}; choose among {', '.join(LANGS)}")
    return [lang for lang in LANGS if not names or lang in names]
