"""The packages on trial, in a fresh Debian with no network: install, one visit, upgrade, failed upgrade, purge.

make deb-test   (as root; it enters network and mount namespaces of its own)

  MIZBAN_DEB_RELEASE   bookworm or trixie (default: this machine's)
  MIZBAN_DEB_TREE      archive of a fresh debootstrap tree, instead of making one
  MIZBAN_DEB_WORK      folder for the tree (default build/deb/trial)
  MIZBAN_DEB_MEDIA     folder to install from (default dist/media)
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "deb")]

from installed import Installed  # noqa: E402  the path must be set before
from tree import Tree  # noqa: E402
from variants import later  # noqa: E402

WORK = Path(os.environ.get("MIZBAN_DEB_WORK") or ROOT / "build/deb/trial").absolute()
PARTS = ("kiosk", "desk")


def step(title: str, act: Callable[[], object]) -> None:
    """Do one step; say how long it took and what it found."""
    begun = time.monotonic()
    found = act()
    print(f"{time.monotonic() - begun:6.1f} s  {title}" + (f": {found}" if found is not None else ""), flush=True)


def build_later(media: Path) -> None:
    """Put the later builds beside the packages."""
    for part in PARTS:
        package = next(media.glob(f"mizban-{part}_*.deb"))
        later(package, {"9.1": "failing", "9.2": "good"}, media / "later")


def install(tree: Tree) -> str:
    """Install both parts from the folder alone."""
    tree.run("sh", "/media/install.sh", *PARTS)
    versions = tree.run("dpkg-query", "-W", "-f", "${Package} ${Version} ${Status}\\n", *(f"mizban-{p}" for p in PARTS))
    wrong = tree.run("dpkg", "--audit")
    if wrong or versions.count("install ok installed") != len(PARTS):
        raise SystemExit(f"not installed whole: {versions}\n{wrong}")
    return ", ".join(line.split()[0] + " " + line.split()[1] for line in versions.splitlines())


def upgrade(tree: Tree, here: Installed, version: str) -> str:
    """Install a later build; every fact must be there afterwards."""
    before = here.facts()
    for part in PARTS:
        tree.run("dpkg", "-i", f"/media/later/mizban-{part}_{version}.deb")
    after = here.facts()
    if after != before or not here.has_trial_table():
        raise SystemExit(f"{before} before, {after} after; the new schema is there: {here.has_trial_table()}")
    return f"kept {after}"


def failed_upgrade(tree: Tree, here: Installed, version: str) -> str:
    """Install builds whose migration fails: programs and data must be the former ones."""
    before, stamp = here.facts(), here.programs()
    for part in PARTS:
        said = tree.fails("dpkg", "-i", f"/media/later/mizban-{part}_{version}.deb")
        if "as they were" not in said:
            raise SystemExit(f"the package did not say what it did:\n{said}")
    if here.facts() != before or here.programs() != stamp or here.has_trial_table():
        raise SystemExit(f"{before} before, {here.facts()} after; programs {stamp} and {here.programs()}")
    return f"kept {before}, programs of {stamp}"


def purge(tree: Tree) -> str:
    """Remove both parts with all that is theirs."""
    tree.run("dpkg", "--purge", *(f"mizban-{part}" for part in PARTS))
    left = tree.traces("mizban")
    users = [line for line in tree.run("getent", "passwd").splitlines() if line.startswith("mizban")]
    if left or users:
        raise SystemExit(f"left behind: {left} {users}")
    return "no file, no user is left"


def main() -> None:
    """Every step in its order; the first that fails ends the trial."""
    release = os.environ.get("MIZBAN_DEB_RELEASE") or "bookworm"
    archive = os.environ.get("MIZBAN_DEB_TREE")
    media = Path(os.environ.get("MIZBAN_DEB_MEDIA") or ROOT / "dist/media").absolute()
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    tree = Tree(WORK / release)
    step(f"a fresh {release}", lambda: tree.make(release, Path(archive) if archive else None))
    tree.mount(media)
    step("later builds, one good, one failing", lambda: build_later(media))
    step("install offline", lambda: install(tree))
    here = Installed(tree, WORK / "visit")
    here.prepare()
    step("services by their units' own lines, one visit under cage", here.visit)
    step("failed upgrade rolled back", lambda: failed_upgrade(tree, here, "9.1"))
    step("services after it", here.serves)
    step("upgrade keeps the data", lambda: upgrade(tree, here, "9.2"))
    step("services after it", here.serves)
    step("retire leaves nothing", here.retires)
    step("purge", lambda: purge(tree))


if __name__ == "__main__":
    main()
