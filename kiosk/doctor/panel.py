"""Checks of panel, touch and what else gives input: nothing connected, something twice, something strange."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.config import Settings
from kiosk.doctor.machine import Machine
from kiosk.finding import Finding

WIDTH_TOLERANCE = 0.15
"""EDID gives whole centimetres, and panels round; more than this is another panel than the settings mean."""


@dataclass(frozen=True)
class Input:
    """One block of /proc/bus/input/devices."""

    name: str
    phys: str
    handlers: tuple[str, ...]
    direct: bool
    keys: int

    @property
    def place(self) -> str:
        """The plug that it hangs on: several inputs of one device share it."""
        return self.phys.rpartition("/")[0] or self.phys


def check_panel(settings: Settings, machine: Machine) -> Iterator[Finding]:
    """Check the panel, its true width, the touch panel and keyboards."""
    yield from _screen(settings, machine)
    inputs = _inputs(machine.text("proc/bus/input/devices"))
    yield _touch(inputs)
    yield _keyboards(settings, inputs, machine)


def _screen(settings: Settings, machine: Machine) -> Iterator[Finding]:
    outputs = machine.glob("sys/class/drm/card*-*")
    connected = [path for path in outputs if machine.text(f"{path}/status") == "connected"]
    names = ", ".join(path.rpartition("/")[2] for path in connected)
    if not outputs:
        yield Finding(
            "screen", "fault", "there is no graphics output", "See the graphics driver; boot a newer kernel.", {}
        )
        return
    if not connected:
        yield Finding(
            "screen",
            "fault",
            "no panel is connected",
            "Switch the panel on; see its power and its HDMI or DisplayPort cable.",
            {"outputs": len(outputs)},
        )
        return
    mode = machine.text(f"{connected[0]}/modes").split("\n")[0]
    yield Finding("screen", "ok", "a panel is connected", facts={"output": names, "mode_px": mode})
    measured = _width_mm(machine, connected[0])
    wanted = settings.screen.width_mm
    if measured and abs(measured - wanted) > wanted * WIDTH_TOLERANCE:
        yield Finding(
            "screen-size",
            "warning",
            f"the panel says that it is {measured} mm wide, the settings say {wanted:g} mm",
            "Measure the picture with a ruler and set screen.width_mm: sizes of letters and keys come from it.",
            {"panel_mm": measured, "settings_mm": wanted},
        )
    else:
        yield Finding("screen-size", "ok", "as the settings say", facts={"panel_mm": measured, "settings_mm": wanted})


def _width_mm(machine: Machine, output: str) -> int:
    """Return the wider or narrower side as the picture stands, from EDID bytes 21 and 22 (cm); 0 where untold."""
    try:
        edid = machine.path(f"{output}/edid").read_bytes()
    except OSError:
        return 0
    if len(edid) < 128:
        return 0
    wide, high = edid[21] * 10, edid[22] * 10
    rotated = machine.text("run/mizban/rotation") in ("90", "270")
    return high if rotated else wide


def _inputs(text: str) -> list[Input]:
    found = []
    for block in re.split(r"\n\s*\n", text):
        name = re.search(r'^N: Name="(.*)"', block, re.M)
        if name is None:
            continue
        phys = re.search(r"^P: Phys=(.*)", block, re.M)
        handlers = re.search(r"^H: Handlers=(.*)", block, re.M)
        prop = re.search(r"^B: PROP=([0-9a-f]+)", block, re.M)
        keys = re.search(r"^B: KEY=(.*)", block, re.M)
        bits = sum(word.bit_count() for word in (int(part, 16) for part in keys[1].split())) if keys else 0
        direct = bool(prop and int(prop[1], 16) & 2)  # INPUT_PROP_DIRECT: touched where it shows
        found.append(
            Input(name[1], phys[1] if phys else "", tuple(handlers[1].split()) if handlers else (), direct, bits)
        )
    return found


def _touch(inputs: list[Input]) -> Finding:
    panels = [one for one in inputs if one.direct]
    names = ", ".join(one.name for one in panels)
    if not panels:
        return Finding(
            "touch",
            "fault",
            "there is no touch panel",
            "See the panel's USB cable: picture and touch have a cable each.",
            {"inputs": len(inputs)},
        )
    if len(panels) > 1:
        return Finding(
            "touch",
            "fault",
            f"{len(panels)} inputs report touches: every tap may count twice",
            "Leave one: unplug the other, or let libinput ignore it by a udev rule with LIBINPUT_IGNORE_DEVICE.",
            {"panels": names},
        )
    return Finding("touch", "ok", "one input reports touches", facts={"panel": names})


def _keyboards(settings: Settings, inputs: list[Input], machine: Machine) -> Finding:
    """A real keyboard has many keys; power buttons and panels have a few. Known ones are named by the settings."""
    known = set()
    for device in (settings.scanner.device, settings.keypad.device):
        if device:
            known.add(machine.path(device.lstrip("/")).resolve().name)
    strange = [
        one.name for one in inputs if "kbd" in one.handlers and one.keys >= 60 and not known.intersection(one.handlers)
    ]
    if strange:
        return Finding(
            "keyboards",
            "warning",
            f"a keyboard is plugged in: {', '.join(strange)}",
            "Unplug it. If it is the scanner, name its path in scanner.device.",
            {"keyboards": len(strange)},
        )
    return Finding("keyboards", "ok", "none that is not known")
