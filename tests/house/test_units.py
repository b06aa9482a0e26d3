"""The systemd units are well formed and locked down, each with every stack that may take its place."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

SYSTEMD = Path(__file__).parents[2] / "systemd"
UNITS = sorted(SYSTEMD.glob("*.service"))
TIMERS = sorted(SYSTEMD.glob("*.timer"))
STACKS = sorted((SYSTEMD / "stacks").glob("*.conf"))
MAX_EXPOSURE = 2.5


def stand_in(folder: Path, *drop_ins: Path) -> None:
    """Copy the units; the programs that a package would install are /bin/true, so that only the unit is judged."""
    for unit in (*UNITS, *TIMERS, *drop_ins):
        place = folder / "mizban-kiosk.service.d" / unit.name if unit in drop_ins else folder / unit.name
        place.parent.mkdir(exist_ok=True)
        place.write_text(re.sub(r"/usr/bin/(mizban|cage|xinit)\b", "/bin/true", unit.read_text()))


def verify(unit: Path) -> list[str]:
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True)
    return [line for line in done.stderr.splitlines() if "mizban" in line]


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_exposure_is_low(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)], capture_output=True, text=True
    )
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)
    assert found is not None, done.stderr
    print(unit.name, found.group(1))
    assert float(found.group(1)) <= MAX_EXPOSURE


@pytest.mark.parametrize("unit", [*UNITS, *TIMERS], ids=lambda path: path.name)
def test_unit_is_well_formed(unit: Path, tmp_path: Path) -> None:
    stand_in(tmp_path)
    assert verify(tmp_path / unit.name) == []


@pytest.mark.parametrize("stack", STACKS, ids=lambda path: path.name)
def test_stack_is_well_formed(stack: Path, tmp_path: Path) -> None:
    stand_in(tmp_path, stack)
    assert verify(tmp_path / "mizban-kiosk.service") == []


def test_a_wrong_word_is_found(tmp_path: Path) -> None:
    """The tests above would see it."""
    stand_in(tmp_path)
    unit = tmp_path / "mizban-kiosk.service"
    unit.write_text(unit.read_text().replace("WatchdogSec=15", "WatchdogSek=15"))
    assert verify(unit) != []


def test_every_timer_has_its_service() -> None:
    assert {timer.stem for timer in TIMERS} <= {unit.stem for unit in UNITS}


def test_the_screen_has_no_network_and_a_watchdog_fed_by_frames() -> None:
    text = (SYSTEMD / "mizban-kiosk.service").read_text()
    for line in ("PrivateNetwork=yes", "Type=notify", "NotifyAccess=all", "WatchdogSec=15", "Restart=always"):
        assert line in text.splitlines(), line
