"""Commands of a technician that concern the daemon's store."""

from __future__ import annotations

import shutil
from pathlib import Path

from kiosk.client import DaemonClient
from kiosk.config import ConfigError, Settings
from sync import leases, outbox
from sync.client import DeskClient
from sync.durable import flush_folder
from sync.enrollment import forget, load
from sync.errors import DeskRefused, DeskUnreachable, StoreError
from sync.store import FILE_NAME, Store
from sync.store.connection import open_reader

_ANSWER_S = 10.0


def quarantine_lines(settings: Settings) -> list[str]:
    """Return one line for each refused fact, oldest first. Raises `ConfigError`."""
    if not (settings.data / FILE_NAME).exists():
        return []
    try:
        db = open_reader(settings.data / FILE_NAME)
    except StoreError as error:
        raise ConfigError(f"{settings.data}: the store cannot be read: {error}") from error
    try:
        held = outbox.quarantined(db)
    finally:
        db.close()
    return [
        f"{fact.id}  {fact.kind}  {fact.made_at}  {fact.reason}"
        + (f"  ({fact.waiting_behind} waiting behind it)" if fact.waiting_behind else "")
        for fact in held
    ]


def release(settings: Settings, event_id: str) -> int:
    """Send a refused fact again, or `all`; through the daemon where one runs. Returns how many.

    Raises `ConfigError`.
    """
    try:
        store = Store.open(settings.data)
    except StoreError:
        return _ask_release(settings, event_id)
    try:
        return store.write(lambda db: outbox.release(db, None if event_id == "all" else [event_id]))
    finally:
        store.close()


def _ask_release(settings: Settings, event_id: str) -> int:
    client = DaemonClient(settings.socket)
    client.start()
    try:
        answer = client.call("quarantine.release", {"id": event_id}, _ANSWER_S)
    finally:
        client.stop()
    if answer.result is None:
        raise ConfigError(f"the daemon at {settings.socket} does not answer: {answer.error}")
    return int(answer.result["released"])


def retire(settings: Settings, *, force: bool = False) -> int:
    """Give the numbers that are left back to the desk and wipe the data folder; the daemon must be stopped.

    Nothing of visitors, of the office or of what was chosen at the panel is left. Returns how many blocks were given
    back. Raises `ConfigError`, also for facts that the desk has not taken and for a desk that does not answer, unless
    `force` gives them up.
    """
    who = load(settings.data)
    if who is None:
        raise ConfigError("this kiosk is not enrolled")
    try:
        store = Store.open(settings.data)
    except StoreError as error:
        raise ConfigError(f"{error}; stop the daemon first") from error
    client = DeskClient(who.url, who.token, who.ca_file)
    try:
        with store.read() as db:
            left = sum(outbox.counts(db))
        if left and not force:
            raise ConfigError(
                f"{left} facts are not at the desk yet; let the daemon send them, or use --force, which deletes them"
            )
        blocks = store.write(lambda db: leases.give_back(db, who.epoch))
        for lease_id, following in blocks:
            client.give_back(lease_id, following)
    except (DeskUnreachable, DeskRefused) as error:
        if not force:
            raise ConfigError(
                f"the desk did not take the numbers back ({error}); with --force they stay unused"
            ) from error
        blocks = []
    finally:
        client.close()
        store.close()
    forget(settings.data)
    wipe(settings.data)
    return len(blocks)


def wipe(data: Path) -> None:
    """Delete everything in the data folder, and see that it is gone from the disk's directory. Raises `ConfigError`."""
    try:
        for path in data.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        flush_folder(data)
    except OSError as error:
        raise ConfigError(f"{error.filename or data}: cannot be deleted: {error.strerror}") from error
