"""A desk with the sample organisation, one user of each role and a sheaf of codes, made once in a run and then copied.

    python -m tests.support.prepared          prepares the desk of the environment; its output is the codes

Every worker of a run shares `FOLDER` (tests/conftest.py makes it and takes it away); whoever needs it first makes it.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

FOLDER = "MIZBAN_TEST_PREPARED"
CODES = 40
ROLES = ("operator", "unit_head", "manager", "editor", "technician", "auditor")
PASSWORD = "a-long-pass-phrase"
ROOT = Path(__file__).resolve().parents[2]


def once(name: str, make: Callable[[Path], None]) -> Path | None:
    """Return the folder `name` that `make` has filled once in this run; None outside a run of pytest."""
    place = os.environ.get(FOLDER)
    if place is None:
        return None
    ready, making = Path(place) / name, Path(place) / f"{name}.making"
    with (Path(place) / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            make(making)
            making.rename(ready)
    return ready


def copy_to(data: Path, environment: dict[str, str]) -> list[str]:
    """Lay the prepared desk into a data folder, beside what is there; return its codes, none outside a run of pytest.

    `environment` is that of the desk's commands.
    """
    ready = once("desk", lambda folder: _make(folder, environment))
    if ready is None:
        return []
    shutil.copytree(ready / "data", data, dirs_exist_ok=True)
    codes: list[str] = json.loads((ready / "codes.json").read_text())
    return codes


def _make(folder: Path, environment: dict[str, str]) -> None:
    (folder / "data").mkdir(mode=0o700)
    codes = prepare_at({**environment, "MIZBAN_DESK_DATA": str(folder / "data")})
    (folder / "codes.json").write_text(json.dumps(codes))


def prepare_at(environment: dict[str, str]) -> list[str]:
    """Prepare the desk of an environment, on whatever database; return its codes."""
    words = [sys.executable, "-m", "tests.support.prepared"]
    done = subprocess.run(words, env=environment, cwd=ROOT, text=True, capture_output=True, timeout=250)
    if done.returncode:
        raise AssertionError(f"no desk could be prepared:\n{done.stdout}{done.stderr}")
    return done.stdout.split()[-CODES:]


def _prepare() -> None:
    from mizban.demo.first_day import prepare

    users = {role: {"password": PASSWORD, "roles": [role]} for role in ROLES}
    found = [prepare(ROOT / "assets" / "sample", users, "Lobby")]
    from desk.directory.models import Site
    from desk.fleet.enrollment import make_code

    site = Site.objects.order_by("id")[0]
    found += [make_code(site, "Lobby", minutes=60) for _ in range(CODES - 1)]
    print(*found, sep="\n")


if __name__ == "__main__":
    _prepare()
