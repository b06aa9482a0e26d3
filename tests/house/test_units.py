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
WAYS = [*((stack, "mizban-kiosk.service") for stack in STACKS), (SYSTEMD / "desk/tls.conf", "mizban-desk.service")]
"""Drop-ins that an office may choose, each with its unit."""
MAX_EXPOSURE = 2.5


def stand_in(folder: Path, *drop_ins: tuple[Path, str]) -> None:
    """Copy the units; the programs that a package would install are /bin/true, so that only the unit is judged."""
    for unit, place in (
        *((unit, folder) for unit in (*UNITS, *TIMERS)),
        *((d, folder / f"{n}.d") for d, n in drop_ins),
    ):
        place = place / unit.name
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


@pytest.mark.parametrize(("drop_in", "unit"), WAYS, ids=[drop_in.name for drop_in, _unit in WAYS])
def test_what_may_be_chosen_is_well_formed(drop_in: Path, unit: str, tmp_path: Path) -> None:
    stand_in(tmp_path, (drop_in, unit))
    assert verify(tmp_path / unit) == []


@pytest.mark.parametrize(("drop_in", "unit"), WAYS, ids=[drop_in.name for drop_in, _unit in WAYS])
def test_what_may_be_chosen_exposes_no_more(drop_in: Path, unit: str, tmp_path: Path) -> None:
    """Offline, systemd-analyze takes no drop-ins: what they change is put at the end of the section."""
    whole = (SYSTEMD / unit).read_text().replace("[Install]", drop_in.read_text() + "[Install]")
    (tmp_path / unit).write_text(whole)
    test_exposure_is_low(tmp_path / unit)


def test_every_service_with_secrets_gets_the_same_ones() -> None:
    """A key that only one of them sees would be made anew by the others."""
    for first, others in (("mizban-desk", ("-worker", "-backup", "-nightly")), ("mizban-daemon", ())):
        said = [line for line in (SYSTEMD / f"{first}.service").read_text().splitlines() if "LoadCredential=" in line]
        wanted = {line for line in said if ".tls_" not in line}
        assert wanted
        for other in others:
            assert wanted <= set((SYSTEMD / f"{first}{other}.service").read_text().splitlines())


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


@pytest.mark.parametrize(
    "unit", [unit for unit in UNITS if "Restart=always" in unit.read_text()], ids=lambda path: path.name
)
def test_nothing_gives_up_silently(unit: Path) -> None:
    """Whatever is restarted always is tried for ever, or the machine is started anew."""
    lines = unit.read_text().splitlines()
    assert "StartLimitIntervalSec=0" in lines or "StartLimitAction=reboot" in lines
