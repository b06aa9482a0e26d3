"""What `mizban doctor` says of the devices: for each the facts, and where something is wrong its cause and remedy."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from PIL import features

from kiosk import config
from kiosk.devices.display import BACKLIGHTS
from kiosk.devices.printer import open_printer
from kiosk.devices.printer.base import PrinterState
from kiosk.devices.scanner import open_scanner
from kiosk.devices.scanner.base import ScannerState
from kiosk.devices.sound.jack import JackError, find_jack
from kiosk.finding import Facts, Finding, State
from kiosk.printing.fonts import FOLDER

GOOD = "as it should be"

_PRINTER: dict[PrinterState, tuple[State, str, str]] = {
    PrinterState.READY: ("ok", GOOD, ""),
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


def check_printer(settings: config.Printer, told: str | None = None) -> Finding:
    """Ask the printer how it is; `told` is what the daemon that holds it says already."""
    where = {
        "network": f"{settings.host} port {settings.port}",
        "serial": f"{settings.device}, {settings.baud} baud, flow control {settings.flow}",
        "file": settings.device,
        "usb": f"{settings.usb_vendor:04x}:{settings.usb_product:04x}",
        "none": "-",
    }[settings.kind]
    facts: Facts = {"kind": settings.kind, "where": where, "dots": settings.dots}
    if settings.kind == "none":
        return Finding(
            "printer",
            "warning",
            "no printer is set up",
            "Set printer.kind, or leave it: numbers are then only shown.",
            facts,
        )
    if told is not None:
        state = PrinterState(told)
        facts |= {"state": told, "told by": "the daemon"}
    else:
        printer = open_printer(settings)
        start = time.monotonic()
        state = printer.state()
        printer.close()
        facts |= {"state": state.value, "answer_ms": round((time.monotonic() - start) * 1000)}
    if state is PrinterState.UNKNOWN and not settings.answers:
        return Finding(
            "printer",
            "warning",
            "this printer never answers",
            "Its papers stay uncertain; choose one that answers.",
            facts,
        )
    verdict, cause, remedy = _PRINTER[state]
    return Finding("printer", verdict, cause, remedy, facts)


_SCANNER_REMEDY = "Check its cable and scanner.device; the kiosk's user must be in the groups input, dialout and video."


def check_scanner(settings: config.Scanner, told: str | None = None) -> Finding:
    """Say whether the scanner is there; `told` is what the daemon that reads it says already."""
    facts: Facts = {"kind": settings.kind, "device": settings.device or "-"}
    if settings.kind == "none":
        return Finding("scanner", "ok", "none is set up: codes are typed", facts=facts)
    if settings.kind == "wedge" and "/by-id/" not in settings.device:
        return Finding(
            "scanner",
            "warning",
            "a path that is not in /dev/input/by-id changes from start to start",
            "Look it up with `ls /dev/input/by-id` and set scanner.device.",
            facts,
        )
    if told is not None and settings.kind != "camera":
        state = ScannerState(told)
        facts |= {"told by": "the daemon"}
    else:
        state = open_scanner(settings).state()
    if state is ScannerState.READY:
        return Finding("scanner", "ok", GOOD, facts=facts)
    if settings.kind == "camera" and importlib.util.find_spec("cv2") is None and settings.device != "picamera2":
        return Finding("scanner", "fault", "OpenCV is not installed", "pip install 'mizban[camera]'", facts)
    return Finding("scanner", "fault", "the scanner is not there or is in use", _SCANNER_REMEDY, facts)


def check_sound(settings: config.Sound | None = None) -> Finding:
    """Say whether there is a voice and a sound card, and a headset's jack where the settings name one."""
    wanted = settings or config.Sound()
    tools = {name: shutil.which(name) or "missing" for name in ("espeak-ng", "aplay")}
    facts: Facts = {**tools, "loudspeaker": wanted.loudspeaker or "-", "headset": wanted.headset or "-"}
    for program, package in (("espeak-ng", "espeak-ng"), ("aplay", "alsa-utils")):
        if facts[program] == "missing":
            return Finding("sound", "fault", f"{program} is not installed", f"apt-get install {package}", facts)
    try:
        listed = subprocess.run(["aplay", "-l"], capture_output=True, text=True, timeout=5, check=False)
    except subprocess.TimeoutExpired:
        return Finding("sound", "unknown", "the sound system does not answer", "Restart the machine.", facts)
    cards = [
        line.split(":")[1].split("[")[0].strip() for line in listed.stdout.splitlines() if line.startswith("card ")
    ]
    facts["cards"] = ", ".join(cards) or "none"
    if not cards:
        remedy = "Plug it in; the kiosk's user must be in the group audio."
        return Finding("sound", "fault", "there is no sound card", remedy, facts)
    if wanted.headset:
        try:
            jack = find_jack(wanted.jack, wanted.headset)
        except JackError as error:
            remedy = "Set sound.jack to what the kernel calls the jack (`evtest`), or to always."
            return Finding("sound", "warning", str(error), remedy, facts)
        facts["headset plugged in"] = jack.plugged()
        jack.close()
    return Finding("sound", "ok", GOOD, facts=facts)


_FACES = ("Vazirmatn-Medium", "Vazirmatn-Bold", "Vazirmatn-ExtraBold", "Roboto-Medium", "Roboto-Bold", "Roboto-Black")


def check_paper_fonts() -> Finding:
    """Say whether papers can be drawn: the typefaces, and raqm, which joins Arabic script."""
    missing = [name for name in _FACES if not (FOLDER / f"{name}.ttf").is_file()]
    raqm = features.version("raqm") or "missing"
    facts: Facts = {"folder": str(FOLDER), "missing": ", ".join(missing) or "none", "raqm": raqm}
    if missing:
        remedy = "Install the program again; fonts/ belongs to it."
        return Finding("paper-fonts", "fault", "typefaces are missing", remedy, facts)
    if raqm == "missing":
        remedy = "pip install --force-reinstall Pillow"
        return Finding("paper-fonts", "fault", "Pillow has no raqm: Persian would not join", remedy, facts)
    return Finding("paper-fonts", "ok", GOOD, facts=facts)


def check_brightness(backlights: Path = BACKLIGHTS) -> Finding:
    """Say whether the panel's brightness can be set."""
    folders = sorted(backlights.iterdir()) if backlights.is_dir() else []
    if folders:
        return Finding("brightness", "ok", GOOD, facts={"backlight": folders[0].name})
    if shutil.which("ddcutil"):
        return Finding("brightness", "ok", GOOD, facts={"backlight": "none", "ddcutil": "installed"})
    return Finding(
        "brightness",
        "warning",
        "the panel stays as bright as it is",
        "apt-get install ddcutil, if the monitor takes DDC/CI; else set a timer in its own menu.",
        {"backlight": "none", "ddcutil": "missing"},
    )


def check_keypad(settings: config.Keypad) -> Finding:
    """Say whether the tactile keypad is there. The screen that holds it has grabbed it, which is no fault."""
    facts: Facts = {"device": settings.device or "-"}
    if not settings.device:
        return Finding("keypad", "ok", "none is set up", facts=facts)
    if not Path(settings.device).exists():
        return Finding("keypad", "fault", "the keypad is not there", "Check its cable and keypad.device.", facts)
    if not os.access(settings.device, os.R_OK):
        remedy = "The kiosk's user must be in the group input."
        return Finding("keypad", "fault", "the keypad cannot be read by this user", remedy, facts)
    return Finding("keypad", "ok", GOOD, facts=facts)


def device_checks(
    settings: config.Settings, printer: str | None = None, scanner: str | None = None
) -> list[Callable[[], Finding]]:
    """Return the device checks for `settings`, in the order in which they are to be shown. None of them raises.

    `printer` and `scanner` are their states where the daemon has told them.
    """
    return [
        lambda: check_printer(settings.printer, printer),
        check_paper_fonts,
        lambda: check_scanner(settings.scanner, scanner),
        lambda: check_sound(settings.sound),
        check_brightness,
        lambda: check_keypad(settings.keypad),
    ]
