"""What `mizban demo` does, from the first process to the last."""

from __future__ import annotations

import shutil
import signal
import threading
from contextlib import closing
from pathlib import Path

import typer

from mizban.demo.office import Office
from mizban.demo.report import Report
from mizban.demo.stack import Stack, free_port, require_free_port
from mizban.demo.story import Story
from mizban.demo.visitor import Visitor
from mizban.demo.xserver import has_display, start_xvfb
from mizban.errors import UserError

SIZE = (1080, 1920)


def run_demo(directory: Path, desk_port: int, printer_port: int, scripted: bool) -> int:
    """Show everything; returns 0 only where all that was to be seen was seen. Raises `UserError`."""
    require_free_port(desk_port, "the desk", "--desk-port")
    require_free_port(printer_port, "the virtual printer", "--printer-port")
    directory = directory.resolve()
    _empty(directory)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with Stack(directory) as stack:
            office = Office(stack, desk_port, printer_port, free_port())
            _open_office(office)
            if has_display() and not scripted:
                return _by_hand(office)
            if not scripted:
                typer.echo("There is no display here: a scripted visitor plays one visit on a virtual one.")
            return _by_script(office)
    except KeyboardInterrupt:
        typer.echo("\nEnded.")
        return 130


def _empty(directory: Path) -> None:
    """Make `directory` empty; only a folder that a demonstration made is ever emptied."""
    mark = directory / ".mizban-demo"
    if directory.exists() and any(directory.iterdir()) and not mark.exists():
        raise UserError(f"{directory} holds other files; choose an empty folder with --dir")
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    mark.touch()


def _open_office(office: Office) -> None:
    say = typer.echo
    say(f"Mizban demonstration in {office.directory}")
    say("  [1/5] desk: database, sample organisation, users")
    office.prepare_desk()
    say(f"  [2/5] desk: serving on {office.desk_url}")
    office.start_desk()
    say(f"  [3/5] virtual ESC/POS printer on 127.0.0.1 port {office.printer_port}")
    office.start_printer()
    say("  [4/5] kiosk: enrolled at the desk")
    office.enroll()
    say("  [5/5] kiosk: daemon with the desk's content")
    office.start_daemon()


def _by_hand(office: Office) -> int:
    office.start_screen(f"{SIZE[0]}x{SIZE[1]}")
    typer.echo(f"\nThe kiosk's window is open. The desk: {office.desk_url}")
    for name, password in office.passwords.items():
        typer.echo(f"  log in as {name} with the password {password}")
    typer.echo(f"Printed slips appear in {office.prints}. Ctrl-C ends everything.")
    screen = office.stack.processes["screen"]
    stop = threading.Event()
    while screen.poll() is None and not stop.wait(0.5):
        office.stack.check_alive()
    if screen.returncode:
        raise UserError(f"the kiosk's window ended with code {screen.returncode}: {office.stack.last_lines('screen')}")
    return 0


def _by_script(office: Office) -> int:
    display = start_xvfb(office.stack, *SIZE)
    office.start_screen(f"{SIZE[0]}x{SIZE[1]}", display, windowed=False)
    report = Report(office.directory)
    with closing(Visitor(office.hook, display, alive=office.stack.check_alive)) as visitor:
        Story(office, visitor, report, typer.echo).play()
    page = report.write()
    typer.echo(f"Summary with {sum(len(step.pictures) for step in report.steps)} pictures: {page}")
    return 0 if report.succeeded else 1
