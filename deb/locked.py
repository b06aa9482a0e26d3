"""Prints the part of requirements.lock that some extras need: the lock knows hashes, installed packages who needs whom.

python deb/locked.py kiosk camera > kiosk.txt

MIZBAN_DEB_LOCK names another lock, where that of the checkout is about to be made anew.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = Path(os.environ.get("MIZBAN_DEB_LOCK") or ROOT / "requirements.lock")
_BLOCK = re.compile(r"^([A-Za-z0-9._-]+)==.*?(?=^[A-Za-z0-9]|\Z)", re.MULTILINE | re.DOTALL)


def wanted(extras: Iterable[str]) -> list[Requirement]:
    """Return what pyproject.toml says that Mizban needs with `extras`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    texts = [text for extra in extras for text in project["optional-dependencies"][extra]]
    return [Requirement(text) for text in project["dependencies"] + texts]


def closure(wished: Iterable[str]) -> set[str]:
    """Return the canonical names of all that Mizban with these extras needs here. Raises `PackageNotFoundError`."""
    waiting = [need for need in wanted(wished) if need.marker is None or need.marker.evaluate({"extra": ""})]
    extras: defaultdict[str, set[str]] = defaultdict(set)
    while waiting:
        need = waiting.pop()
        name = canonicalize_name(need.name)
        if name in extras and need.extras <= extras[name]:
            continue
        extras[name] |= need.extras
        waiting.extend(_needs(name, extras[name]))
    return set(extras)


def _needs(name: str, extras: set[str]) -> Iterator[Requirement]:
    for text in requires(name) or []:
        need = Requirement(text)
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras | {""}):
            yield need


def main() -> None:
    """Print the blocks of the lock; a package that the lock lacks is an error."""
    try:
        names = closure(sys.argv[1:])
    except PackageNotFoundError as error:
        sys.exit(f"locked: {error} is not installed here; run make setup first")
    blocks: defaultdict[str, str] = defaultdict(str)
    for match in _BLOCK.finditer(LOCK.read_text(encoding="utf-8")):
        blocks[canonicalize_name(match[1])] += match[0]
    missing = sorted(names - blocks.keys())
    if missing:
        sys.exit(f"locked: not in requirements.lock: {', '.join(missing)}; run make lock")
    sys.stdout.write("".join(blocks[name] for name in sorted(names)))


if __name__ == "__main__":
    main()
