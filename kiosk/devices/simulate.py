"""`mizban devices simulate …`: virtual devices in the foreground, until Ctrl-C."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import TextIO

from kiosk.devices.printer.control import ControlServer
from kiosk.devices.printer.virtual import LINE_MEANINGS, VirtualPrinter
from kiosk.devices.printer.virtual_lines import SerialPrinter, TcpPrinter


def simulate_printer(
    out: Path,
    *,
    port: int = 9100,
    control: int = 0,
    serial: bool = False,
    dots: int = 576,
    mm_per_s: float = 0,
    host: str = "127.0.0.1",
) -> int:
    """Run a virtual printer that writes each slip to `out` as PNG, until SIGINT or SIGTERM; return an exit code."""
    printer = VirtualPrinter(out, dots=dots, rows_per_s=mm_per_s * 8)
    try:
        line = SerialPrinter(printer) if serial else TcpPrinter(printer, host, port)
        door = ControlServer(printer, control)
    except OSError as error:
        _say(f"port {port} cannot be used: {error.strerror}. Choose another with --port.", sys.stderr)
        return 1
    where = line.path if isinstance(line, SerialPrinter) else f"{line.host} port {line.port}"
    _say(f"virtual printer on {where}, {dots} dots; slips go to {out}; control on http://127.0.0.1:{door.port}")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
    door.stop()
    line.stop()
    return 0


def simulate_scanner(kind: str) -> int:
    """Run a virtual scanner that types or sends each line of stdin; return an exit code. Ends with the input."""
    from kiosk.devices.scanner.virtual import VirtualSerialScanner, VirtualWedge

    try:
        scanner = VirtualWedge() if kind == "wedge" else VirtualSerialScanner()
    except OSError as error:
        _say(f"this machine gives no uinput ({error}); `simulate scanner --kind serial` needs none.", sys.stderr)
        return 1
    _say(f"virtual {kind} scanner on {scanner.path}: each line that is entered is a scan, Ctrl-D ends it")
    for line in sys.stdin:
        try:
            scanner.scan(line.rstrip("\n"))
        except KeyError as error:
            _say(f"no key types {error}", sys.stderr)
    scanner.close()
    return 0


def simulate_camera(out: Path, side: int = 220, blur: float = 0.0, light: float = 1.0) -> int:
    """Run a virtual camera that shows each line of stdin as the QR of a paper; an empty line takes it away."""
    from kiosk.devices.scanner.virtual_camera import VirtualCamera

    try:
        camera = VirtualCamera(out)
    except OSError as error:
        _say(f"{out} cannot be used: {error.strerror}", sys.stderr)
        return 1
    _say(f"virtual camera in {camera.path}: each line is the QR of a paper, an empty one takes it away, Ctrl-D ends it")
    for line in sys.stdin:
        text = line.rstrip("\n")
        try:
            camera.show(text, side, blur, light) if text else camera.take_away()
        except ValueError as error:
            _say(f"no QR holds {len(text)} characters: {error}", sys.stderr)
    camera.close()
    return 0


def tell_printer(control: int, changes: list[str]) -> int:
    """Send `part=value` changes to a running virtual printer; print how it is now and return an exit code."""
    pairs = (change.partition("=") for change in changes)
    body = {key: value for key, _, value in pairs}
    address = f"http://127.0.0.1:{control}/"
    request = urllib.request.Request(address, json.dumps(body).encode() if body else None)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            _say(answer.read().decode())
            return 0
    except urllib.error.HTTPError as error:
        _say(json.loads(error.read())["error"], sys.stderr)
    except OSError as error:
        _say(f"no virtual printer answers on {address}: {error}", sys.stderr)
    return 1


def _say(text: str, stream: TextIO | None = None) -> None:
    print(text, file=stream or sys.stdout, flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Command line of `python -m kiosk.devices.simulate`."""
    parser = argparse.ArgumentParser(prog="mizban devices simulate", description=__doc__)
    kinds = parser.add_subparsers(dest="device", required=True)
    printer = kinds.add_parser("printer", help="an ESC/POS printer that draws to PNG files")
    printer.add_argument("--out", type=Path, required=True, help="folder for the slips")
    printer.add_argument("--host", default="127.0.0.1")
    printer.add_argument("--port", type=int, default=9100)
    printer.add_argument("--control", type=int, default=0, help="port of its control door; 0 takes a free one")
    printer.add_argument("--serial", action="store_true", help="a pseudo-terminal in place of TCP")
    printer.add_argument("--dots", type=int, choices=(384, 576), default=576)
    printer.add_argument("--mm-per-s", type=float, default=0, help="pace of a real one, such as 150; 0 prints at once")
    scanner = kinds.add_parser("scanner", help="a scanner that reads out what is entered here")
    scanner.add_argument("--kind", choices=("serial", "wedge"), default="serial")
    camera = kinds.add_parser("camera", help="a camera that shows a paper with what is entered here as its QR")
    camera.add_argument("--out", type=Path, required=True, help="folder of its pictures: the kiosk's scanner.device")
    camera.add_argument("--side", type=int, default=220, help="width of the QR in dots; under 50 is too far away")
    camera.add_argument("--blur", type=float, default=0.0, help="out of focus, in dots")
    camera.add_argument("--light", type=float, default=1.0, help="1 is a bright lobby, 0 is night")
    lines = "; ".join(f"{key}: {value}" for key, value in LINE_MEANINGS.items())
    fault = kinds.add_parser("fault", help="change a running virtual printer", epilog=f"line= {lines}")
    fault.add_argument("--control", type=int, required=True)
    fault.add_argument(
        "changes", nargs="*", metavar="part=value", help="paper=out, cover=open, line=deaf, after=5000 …"
    )
    options = parser.parse_args(arguments)
    if options.device == "scanner":
        return simulate_scanner(options.kind)
    if options.device == "camera":
        return simulate_camera(options.out, options.side, options.blur, options.light)
    if options.device == "fault":
        return tell_printer(options.control, options.changes)
    return simulate_printer(
        options.out,
        port=options.port,
        control=options.control,
        serial=options.serial,
        dots=options.dots,
        mm_per_s=options.mm_per_s,
        host=options.host,
    )


if __name__ == "__main__":
    sys.exit(main())
