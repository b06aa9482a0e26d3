"""All checks, one after the other; a check that itself breaks is a finding too."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata

from kiosk.config import Settings
from kiosk.doctor.desk import check_desk
from kiosk.doctor.devices import check_devices
from kiosk.doctor.screen import check_screen
from kiosk.doctor.store import check_data
from kiosk.finding import Finding

Check = Callable[[Settings], Iterable[Finding]]


def check_versions(settings: Settings) -> Iterator[Finding]:
    """Say what is running here."""
    facts: dict[str, str | int | float | bool] = {
        "mizban": metadata.version("mizban"),
        "python": platform.python_version(),
        "system": platform.platform(),
    }
    yield Finding("versions", "ok", f"Mizban {facts['mizban']}", facts=facts)


CHECKS: tuple[Check, ...] = (check_versions, check_data, check_desk, check_screen, check_devices)


def examine(settings: Settings, checks: Iterable[Check] = CHECKS) -> list[Finding]:
    """Run every check and return all findings, in a fixed order."""
    found: list[Finding] = []
    for check in checks:
        try:
            found.extend(check(settings))
        except Exception as error:  # noqa: BLE001 - the doctor must survive whatever is broken here, and say so
            name = check.__name__.removeprefix("check_")
            found.append(Finding(name, "unknown", f"the check itself failed: {type(error).__name__}: {error}"))
    return found
