"""The systemd units are well formed and locked down."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

UNITS = sorted((Path(__file__).parents[2] / "systemd").glob("*.service"))
MAX_EXPOSURE = 2.5


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_exposure_is_low(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)], capture_output=True, text=True
    )
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)
    assert found is not None, done.stderr
    print(unit.name, found.group(1))
    assert float(found.group(1)) <= MAX_EXPOSURE


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_unit_is_well_formed(unit: Path, tmp_path: Path) -> None:
    """The programs that a package would install stand in as /bin/true, so that only the unit itself is judged."""
    for other in UNITS:
        text = re.sub(r"/usr/bin/(mizban|cage)\b", "/bin/true", other.read_text())
        (tmp_path / other.name).write_text(text)
    done = subprocess.run(["systemd-analyze", "verify", str(tmp_path / unit.name)], capture_output=True, text=True)
    assert [line for line in done.stderr.splitlines() if "mizban" in line] == []
