"""One file for whoever helps from afar: findings, versions, settings, counts and logs of a kiosk. No personal data.

The store gives counts only, never a row's words. What programs have written goes through `scrub`, for a line of a
system's log is not ours to vouch for.
"""

from __future__ import annotations

import io
import json
import re
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.config import Settings
from kiosk.doctor.examine import examine
from kiosk.doctor.machine import Machine
from sync.enrollment import EnrollmentError, load
from sync.errors import StoreError
from sync.media import FOLDER as MEDIA
from sync.store import FILE_NAME
from sync.store.connection import meaning, open_reader

MASK = "‹removed›"
LOG_LINES = "4000"
_LONG_NUMBER = re.compile(r"(?<![\w.:-])\+?\d(?:[\s\u200c./-]?\d){7,}(?![\w:-])")
"""Eight digits and more, of any script, in any grouping: national ids, mobiles, tracking codes, accounts."""
_MAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.\w+")
_SECRET = re.compile(r"(?i)\b(token|password|pin|secret|key|authorization|bearer)(\"?\s*[:=]\s*|\s+)(\S+)")
_BLOB = re.compile(r"\b(?=[A-Za-z0-9+/_-]*\d)(?=[A-Za-z0-9+/_-]*[A-Za-z])[A-Za-z0-9+/_-]{32,}={0,2}")
_STAMP = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(?:Z|[+-]\d\d:?\d\d)?")
_SECRET_SETTINGS = frozenset({"pin", "password", "token", "secret"})
UNITS = ("mizban-daemon", "mizban-kiosk", "mizban-check")


def make(settings: Settings, machine: Machine | None = None) -> bytes:
    """Return the bundle, a gzipped tar. Whatever cannot be had is said in it, and hinders nothing."""
    machine = machine or Machine()
    told = io.BytesIO()
    with tarfile.open(fileobj=told, mode="w:gz") as archive:
        for name, text in _parts(settings, machine):
            data = text.encode()
            entry = tarfile.TarInfo(f"mizban-support/{name}")
            entry.size, entry.mode = len(data), 0o600
            archive.addfile(entry, io.BytesIO(data))
    return told.getvalue()


def scrub(text: str) -> str:
    """Return `text` without long numbers, addresses of mail, secrets and blobs; a line's time stays."""
    return "\n".join(_scrub_line(line) for line in text.splitlines())


def _scrub_line(line: str) -> str:
    stamp = _STAMP.match(line)
    head, rest = (line[: stamp.end()], line[stamp.end() :]) if stamp else ("", line)
    rest = _SECRET.sub(lambda found: f"{found[1]}{found[2]}{MASK}", rest)
    for pattern in (_BLOB, _MAIL, _LONG_NUMBER):
        rest = pattern.sub(MASK, rest)
    return head + rest


def _parts(settings: Settings, machine: Machine) -> Iterator[tuple[str, str]]:
    findings = [asdict(finding) for finding in examine(settings, machine=machine)]
    yield "made.txt", f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n"
    yield "doctor.json", _json(_scrubbed(findings))
    yield "settings.json", _json(_scrubbed(_without_secrets(settings.model_dump(mode="json"))))
    yield "enrollment.json", _json(_enrollment(settings))
    yield "store.json", _json(_counts(settings.data / FILE_NAME))
    yield "files.txt", _files(settings.data)
    for unit in UNITS:
        said = machine.said("journalctl", "-u", unit, "-n", LOG_LINES, "-o", "short-iso-precise", "--no-pager")
        yield f"logs/{unit}.log", scrub(said) if said is not None else "the journal does not tell\n"
    for name, words in (
        ("kernel.log", ("journalctl", "-k", "-p", "warning", "-n", "500", "--no-pager")),
        ("services.txt", ("systemctl", "list-units", "mizban*", "--all", "--no-pager")),
        ("packages.txt", ("dpkg-query", "-W", "mizban-*", "cage", "xwayland", "libgl1-mesa-dri", "linux-image-*")),
        ("disks.txt", ("df", "-h")),
    ):
        said = machine.said(*words)
        yield name, scrub(said) if said is not None else "not told\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n"


def _scrubbed(value: Any) -> Any:
    """Scrub the texts of a structure; its numbers are measures."""
    if isinstance(value, dict):
        return {key: _scrubbed(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_scrubbed(part) for part in value]
    return scrub(value) if isinstance(value, str) else value


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: MASK if key in _SECRET_SETTINGS and part else _without_secrets(part) for key, part in value.items()
        }
    return value


def _enrollment(settings: Settings) -> dict[str, Any]:
    """Who this kiosk is, but for what would let somebody else be it."""
    try:
        who = load(settings.data)
    except EnrollmentError as error:
        return {"error": str(error)}
    if who is None:
        return {"enrolled": False}
    told = who.model_dump(mode="json", include={"url", "number", "epoch", "name", "site", "public_url"})
    return {"enrolled": True, **told}


def _counts(path: Path) -> dict[str, Any]:
    """Rows of each table, facts by kind and state: numbers, no words."""
    if not path.exists():
        return {"there": False}
    try:
        with closing(open_reader(path)) as db, meaning():
            tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
            rows = {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
            facts = db.execute("SELECT kind, state, count(*) FROM outbox GROUP BY kind, state ORDER BY kind, state")
            kinds = [{"kind": kind, "state": state, "count": count} for kind, state, count in facts]
    except StoreError as error:
        return {"error": type(error).__name__}
    return {"there": True, "size": path.stat().st_size, "sqlite": sqlite3.sqlite_version, "rows": rows, "facts": kinds}


def _files(data: Path) -> str:
    """Names and sizes in the data folder; media bear their hash as a name, of which eight letters are enough."""
    lines = []
    for path in sorted(data.rglob("*")):
        if path.is_file():
            name = str(path.relative_to(data))
            short = name[: len(MEDIA) + 9] if name.startswith(MEDIA) else name
            lines.append(f"{path.stat().st_size:>12}  {short}")
    return "\n".join(lines) + "\n"
