"""All checks, one after the other; a check that itself breaks is a finding too."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata

from kiosk.config import Settings
from kiosk.doctor.desk import check_desk
from kiosk.doctor.devices import check_devices
from kiosk.doctor.machine import Machine
from kiosk.doctor.network import check_network
from kiosk.doctor.panel import check_panel
from kiosk.doctor.screen import check_screen
from kiosk.doctor.store import check_data
from kiosk.doctor.system import check_system
from kiosk.finding import Finding

Check = Callable[[Settings, Machine], Iterable[Finding]]


def check_versions(settings: Settings, machine: Machine) -> Iterator[Finding]:
    """Say what is running here."""
    facts: dict[str, str | int | float | bool] = {
        "mizban": metadata.version("mizban"),
        "python": platform.python_version(),
        "system": platform.platform(),
    }
    yield Finding("versions", "ok", f"Mizban {facts['mizban']}", facts=facts)


CHECKS: tuple[Check, ...] = (
    check_versions,
    check_system,
    check_data,
    check_network,
    check_desk,
    check_screen,
    check_panel,
    check_devices,
)


def examine(settings: Settings, checks: Iterable[Check] = CHECKS, machine: Machine | None = None) -> list[Finding]:
    """Run every check and return all findings, in a fixed order."""
    found: list[Finding] = []
    machine = machine or Machine()
    for check in checks:
        try:
            found.extend(check(settings, machine))
        except Exception as error:  # noqa: BLE001 - the doctor must survive whatever is broken here, and say so
            name = check.__name__.removeprefix("check_")
            found.append(Finding(name, "unknown", f"the check itself failed: {type(error).__name__}: {error}"))
    return found
