"""Later builds for the trial: the packages at hand with another version and one migration more, good or failing."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

_STORE = {
    "good": """

@steps()
def m9001_trial(db: Database) -> None:
    _run(db, "CREATE TABLE trial (x INTEGER) STRICT")


NAMES = NAMES | {"m9001_trial"}
""",
    "failing": """

@steps()
def m9001_trial(db: Database) -> None:
    _run(db, "DELETE FROM outbox", "CREATE TABLE outbox (x INTEGER)")


NAMES = NAMES | {"m9001_trial"}
""",
}
_DESK = {
    "good": "CREATE TABLE trial (x INTEGER)",
    "failing": "DELETE FROM fleet_kiosk; CREATE TABLE fleet_kiosk (x INTEGER)",
}


def later(package: Path, kinds: dict[str, str], out: Path) -> None:
    """Write `package` below `out` once for each version, with a migration that is `good` or `failing`."""
    work = out / package.stem
    out.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(work, ignore_errors=True)
    subprocess.run(["dpkg-deb", "-R", package, work], check=True)
    control = work / "DEBIAN/control"
    site = next(work.glob("usr/lib/mizban-*/lib/python3.*/site-packages"))
    former = (site / "sync/store/migrations.py").read_text()
    for version, kind in kinds.items():
        control.write_text(re.sub(r"(?m)^Version: .*$", f"Version: {version}", control.read_text()))
        source = _store(site, former, kind) if "kiosk" in package.name else _desk(site, kind)
        for compiled in (source.parent / "__pycache__").glob(f"{source.stem}.*.pyc"):
            compiled.unlink()  # it would be taken unlooked for the changed source
        target = out / f"{package.name.split('_')[0]}_{version}.deb"
        subprocess.run(["dpkg-deb", "-Znone", "-b", work, target], check=True, capture_output=True)
    shutil.rmtree(work)


def _store(site: Path, former: str, kind: str) -> Path:
    source = site / "sync/store/migrations.py"
    source.write_text(former + _STORE[kind])
    return source


def _desk(site: Path, kind: str) -> Path:
    folder = site / "desk/fleet/migrations"
    last = sorted(path.stem for path in folder.glob("0*.py"))[-1]
    source = folder / "9001_trial.py"
    source.write_text(
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
        f"    dependencies = [('fleet', '{last}')]\n    operations = [migrations.RunSQL({_DESK[kind]!r})]\n"
    )
    return source
