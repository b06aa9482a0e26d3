"""What `mizban doctor` says of the devices: for each the facts, and where something is wrong its cause and remedy."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from PIL import features

from kiosk import config
from kiosk.devices.display import BACKLIGHTS
from kiosk.devices.printer import open_printer
from kiosk.devices.printer.base import PrinterState
from kiosk.devices.scanner import open_scanner
from kiosk.devices.scanner.base import ScannerState
from kiosk.printing.fonts import FOLDER

State = Literal["ok", "warning", "fault", "unknown"]


@dataclass(frozen=True)
class Check:
    """One finding. `cause` and `remedy` are empty where all is well."""

    id: str
    state: State
    facts: dict[str, str] = field(default_factory=dict)
    cause: str = ""
    remedy: str = ""


_PRINTER: dict[PrinterState, tuple[State, str, str]] = {
    PrinterState.READY: ("ok", "", ""),
    PrinterState.PAPER_LOW: ("warning", "the roll is nearly used up", "Put a new roll in soon."),
    PrinterState.PAPER_OUT: ("fault", "there is no paper", "Put a new roll in and close the cover."),
    PrinterState.COVER_OPEN: ("fault", "the cover is open", "Close the cover until it clicks."),
    PrinterState.CUTTER_ERROR: (
        "fault",
        "the cutter is jammed",
        "Switch the printer off, take out the paper in the cutter, switch it on.",
    ),
    PrinterState.OFFLINE: (
        "fault",
        "the printer cannot be reached, or says that it is offline",
        "Check that it is switched on, its cable, and its address or device path in the settings.",
    ),
    PrinterState.UNKNOWN: (
        "unknown",
        "the printer is there but does not answer, or its answers mean nothing",
        "A printer serves one at a time: stop whatever else prints on it. Check the speed and flow control of a serial "
        "printer. If its manual says that it cannot answer, set printer.answers = false.",
    ),
}


def check_printer(settings: config.Printer, told: str | None = None) -> Check:
    """Ask the printer how it is; `told` is what the daemon that holds it says already."""
    where = {
        "network": f"{settings.host} port {settings.port}",
        "serial": f"{settings.device}, {settings.baud} baud, flow control {settings.flow}",
        "file": settings.device,
        "usb": f"{settings.usb_vendor:04x}:{settings.usb_product:04x}",
        "none": "-",
    }[settings.kind]
    facts = {"kind": settings.kind, "where": where, "dots": str(settings.dots)}
    if settings.kind == "none":
        return Check(
            "printer",
            "warning",
            facts,
            "no printer is set up",
            "Set printer.kind, or leave it: numbers are then only shown.",
        )
    if told is not None:
        state = PrinterState(told)
        facts |= {"state": told, "told by": "the daemon"}
    else:
        printer = open_printer(settings)
        start = time.monotonic()
        state = printer.state()
        printer.close()
        facts |= {"state": state.value, "answered after": f"{(time.monotonic() - start) * 1000:.0f} ms"}
    if state is PrinterState.UNKNOWN and not settings.answers:
        return Check(
            "printer",
            "warning",
            facts,
            "this printer never answers",
            "Its papers stay uncertain; choose one that answers.",
        )
    verdict, cause, remedy = _PRINTER[state]
    return Check("printer", verdict, facts, cause, remedy)


def check_scanner(settings: config.Scanner) -> Check:
    """Say whether the scanner is there."""
    facts = {"kind": settings.kind, "device": settings.device or "-"}
    if settings.kind == "none":
        return Check("scanner", "ok", facts | {"note": "codes are typed"})
    if settings.kind == "wedge" and "/by-id/" not in settings.device:
        return Check(
            "scanner",
            "warning",
            facts,
            "a path that is not in /dev/input/by-id changes from start to start",
            "Look it up with `ls /dev/input/by-id` and set scanner.device.",
        )
    if open_scanner(settings).state() is ScannerState.READY:
        return Check("scanner", "ok", facts)
    remedy = "Check its cable and scanner.device; the kiosk's user must be in the groups input, dialout and video."
    if settings.kind == "camera" and importlib.util.find_spec("cv2") is None and settings.device != "picamera2":
        return Check("scanner", "fault", facts, "OpenCV is not installed", "pip install opencv-python-headless")
    return Check("scanner", "fault", facts, "the scanner is not there or is in use", remedy)


def check_sound() -> Check:
    """Say whether there is a voice and a sound card."""
    facts = {"espeak-ng": shutil.which("espeak-ng") or "missing", "aplay": shutil.which("aplay") or "missing"}
    for program, package in (("espeak-ng", "espeak-ng"), ("aplay", "alsa-utils")):
        if facts[program] == "missing":
            return Check("sound", "fault", facts, f"{program} is not installed", f"apt-get install {package}")
    try:
        listed = subprocess.run(["aplay", "-l"], capture_output=True, text=True, timeout=5, check=False)
    except subprocess.TimeoutExpired:
        return Check("sound", "unknown", facts, "the sound system does not answer", "Restart the machine.")
    cards = [
        line.split(":")[1].split("[")[0].strip() for line in listed.stdout.splitlines() if line.startswith("card ")
    ]
    facts["cards"] = ", ".join(cards) or "none"
    if not cards:
        return Check(
            "sound",
            "fault",
            facts,
            "there is no sound card",
            "Plug it in; the kiosk's user must be in the group audio.",
        )
    return Check("sound", "ok", facts)


def check_paper_fonts() -> Check:
    """Say whether papers can be drawn: the typefaces, and raqm, which joins Arabic script."""
    missing = [
        name
        for name in (
            "Vazirmatn-Medium",
            "Vazirmatn-Bold",
            "Vazirmatn-ExtraBold",
            "Roboto-Medium",
            "Roboto-Bold",
            "Roboto-Black",
        )
        if not (FOLDER / f"{name}.ttf").is_file()
    ]
    facts = {
        "folder": str(FOLDER),
        "missing": ", ".join(missing) or "none",
        "raqm": features.version("raqm") or "missing",
    }
    if missing:
        return Check(
            "paper-fonts", "fault", facts, "typefaces are missing", "Install the program again; fonts/ belongs to it."
        )
    if facts["raqm"] == "missing":
        return Check(
            "paper-fonts",
            "fault",
            facts,
            "Pillow has no raqm: Persian would not join",
            "pip install --force-reinstall Pillow",
        )
    return Check("paper-fonts", "ok", facts)


def check_brightness(backlights: Path = BACKLIGHTS) -> Check:
    """Say whether the panel's brightness can be set."""
    folders = sorted(backlights.iterdir()) if backlights.is_dir() else []
    if folders:
        return Check("brightness", "ok", {"backlight": folders[0].name})
    if shutil.which("ddcutil"):
        return Check("brightness", "ok", {"backlight": "none", "ddcutil": "installed"})
    return Check(
        "brightness",
        "warning",
        {"backlight": "none", "ddcutil": "missing"},
        "the panel stays as bright as it is",
        "apt-get install ddcutil, if the monitor takes DDC/CI; else set a timer in its own menu.",
    )


def device_checks(settings: config.Settings, printer: str | None = None) -> list[Callable[[], Check]]:
    """Return the device checks for `settings`, in the order in which they are to be shown. None of them raises.

    `printer` is the printer's state where the daemon has told it.
    """
    return [
        lambda: check_printer(settings.printer, printer),
        check_paper_fonts,
        lambda: check_scanner(settings.scanner),
        check_sound,
        check_brightness,
    ]
