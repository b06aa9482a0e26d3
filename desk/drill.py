"""A restore drill in one command: a backup is unpacked beside the desk, brought to this version, looked at and removed.

Nothing of the running desk is touched: neither its folder nor its database nor its credentials are known here, and no
worker runs, so that no message goes out twice.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desk.backup import restore
from desk.config import ENVIRONMENT
from desk.credentials import KEYS

_OPENED = 20
"""So many of the newest sealed requests are opened; nothing of them is shown."""


class DrillError(Exception):
    """What the backup lacks: a desk could not go on from it. The text says what."""


def drill(archive: Path, database_url: str = "", folder: Path | None = None) -> Iterator[str]:
    """Restore and examine; yield a line for each thing that holds. `folder` has room for it, else the system's own.

    Raises `DrillError`, `BackupError`, `SetupError`, `OSError`.
    """
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mizban-drill-", dir=folder) as place:
        data = Path(place) / "desk"
        with _nothing_else(data, database_url):
            restore(archive, data, database_url)
            yield f"unpacked: {archive.stat().st_size // 1024} kB from {archive}"
            from desk import setup

            setup.wake(data, database_url or None)
            yield f"database: whole, {setup.migrate()} migrations to this version"
            yield from _look(data)
    yield f"a desk could go on from this backup; looked at in {time.monotonic() - begun:.0f} s"


@contextmanager
def _nothing_else(data: Path, database_url: str) -> Iterator[None]:
    """Hide what would lead to the running desk; `desk.toml` of the backup may name its database, and stands below."""
    kept = dict(os.environ)
    for name in [name for name in os.environ if name.startswith(ENVIRONMENT) or name == "CREDENTIALS_DIRECTORY"]:
        del os.environ[name]
    os.environ[f"{ENVIRONMENT}DATA"] = str(data)
    if database_url:
        os.environ[f"{ENVIRONMENT}DATABASE_URL"] = database_url
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


def _look(data: Path) -> Iterator[str]:
    from desk.audit.log import verify
    from desk.audit.models import AuditEntry
    from desk.casework.models import Request
    from desk.fleet.models import Kiosk
    from desk.queueing.models import Ticket
    from desk.staff.models import User

    broken = list(verify())
    if broken:
        raise DrillError(f"the audit log is not whole: {broken[0]}")
    yield f"audit log: whole, {AuditEntry.objects.count()} rows"
    counted = {kind.__name__: kind._default_manager.count() for kind in (Ticket, Request, Kiosk, User)}
    yield f"rows: {', '.join(f'{count} {name.lower()}s' for name, count in counted.items())}"
    newest = max((row for row in (_newest(Ticket, "issued_at"), _newest(Request, "submitted_at")) if row), default="")
    yield f"newest ticket or request: {newest or 'there is none'}"
    missing = [name for name in KEYS[:2] if not (data / name).exists()]
    if missing:
        raise DrillError(f"{', '.join(missing)} is not in it: sealed answers would stay sealed")
    yield f"keys: {_open_some(data)} of the newest sealed requests open"
    yield f"media: {_media(data)} files, each as its name says"


def _newest(model: Any, field: str) -> str:
    newest = model._default_manager.order_by(f"-{field}").values_list(field, flat=True).first()
    return f"{newest:%Y-%m-%d %H:%M} UTC" if newest else ""


def _open_some(data: Path) -> int:
    """Open sealed answers with the backup's own key, and forget them. Raises `DrillError` where one stays shut."""
    from desk import keys
    from desk.casework.models import Request

    opened = 0
    rows = Request.objects.order_by("-submitted_at").values_list("key_id", "sealed")
    for key, sealed in rows[:_OPENED]:
        if not sealed:
            continue  # made anonymous
        try:
            keys.unseal(data, key, bytes(sealed))
        except keys.UnsealingError as error:
            raise DrillError(f"a sealed request does not open: {error}") from error
        opened += 1
    return opened


def _media(data: Path) -> int:
    """Count the media; a file bears the SHA-256 of its bytes as its name. Raises `DrillError` for one that does not."""
    count = 0
    for path in (data / "media").rglob("*"):
        if path.is_file() and len(path.stem) == 64:
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != path.stem:
                    raise DrillError(f"media: {path.name[:12]}… is damaged")
            count += 1
    return count
