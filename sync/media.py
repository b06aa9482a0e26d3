"""Files that content names: fetched by hash, resumed, verified, renamed into place; a cap drops only the unused.

A row in a table is no proof that a file is good: all are read again at the start and at night (S7), and what was
damaged is dropped and fetched anew. Downloads stop before the disk is full (S18): tickets need it more than posters.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from sync.client import DeskClient
from sync.clock import wall_now
from sync.content import BadContent
from sync.errors import DeskRefused, DeskUnreachable, NoSpace
from sync.protocol.catalogue import Catalogue, Media

FOLDER = "media"
DEFAULT_CAP = 4 * 1024**3
FREE_SHARE = 0.10
MOST_FREE = 4 * 1024**3
"""A tenth of the disk stays free, on large disks so many bytes."""


class MediaStore:
    """The media folder. Belongs to the sync loop's thread alone; readers find whole files only."""

    def __init__(self, data_dir: Path, cap_bytes: int = DEFAULT_CAP) -> None:
        self._folder = data_dir / FOLDER
        self._cap = cap_bytes

    def path(self, sha256: str) -> Path:
        """Return where the file is, or will be."""
        return self._folder / sha256

    def fetch_all(self, client: DeskClient, wanted: Catalogue, kept: Iterable[Catalogue]) -> None:
        """Bring every file of `wanted` here; `kept` are the other catalogues whose files must stay.

        Raises `BadContent` where they cannot all be had, `NoSpace`, and `DeskUnreachable` (parts stay, to be resumed).
        """
        files = {item.sha256: item for item in wanted.media}
        total = sum(item.size for item in files.values())
        if total > self._cap:
            raise BadContent(f"its media need {total} bytes; this kiosk keeps at most {self._cap}")
        needed = set(files) | {item.sha256 for catalogue in kept for item in catalogue.media}
        missing = [item for item in files.values() if not self._whole(item)]
        if not missing:
            return
        room = sum(item.size for item in missing)
        self.evict(needed, room)
        short = self._short(room)
        if short > 0:
            self.evict(needed, self._cap - self._size() + short)
            if (short := self._short(room)) > 0:
                raise NoSpace(f"{room} bytes of media would leave too little of the disk free, by {short}")
        for item in missing:
            self._fetch(client, item)

    def verify(self, catalogue: Catalogue) -> list[Media]:
        """Read every file of `catalogue` again; drop those with other bytes. Returns what is missing now."""
        return [item for item in catalogue.media if not self._good(item)]

    def _good(self, item: Media) -> bool:
        path = self.path(item.sha256)
        try:
            with path.open("rb") as file:
                good = hashlib.file_digest(file, "sha256").hexdigest() == item.sha256
        except FileNotFoundError:
            return False
        except OSError:  # a sector that cannot be read: the file is fetched to another place of the disk
            good = False
        if not good:
            path.unlink(missing_ok=True)
        return good

    def _short(self, room: int) -> int:
        """Return how many bytes too few would be free with `room` more in use; 0 and less is well."""
        self._folder.mkdir(parents=True, exist_ok=True)
        usage = shutil.disk_usage(self._folder)
        return int(min(usage.total * FREE_SHARE, MOST_FREE)) + room - usage.free

    def evict(self, needed: set[str], room: int = 0) -> list[str]:
        """Drop files outside `needed`, longest unused first, until `room` more bytes fit below the cap."""
        entries = sorted(self._entries(), key=lambda entry: entry.stat().st_mtime)
        size = sum(entry.stat().st_size for entry in entries)
        dropped = []
        for entry in entries:
            if size + room <= self._cap:
                break
            if entry.name.removesuffix(".part") not in needed:
                size -= entry.stat().st_size
                entry.unlink()
                dropped.append(entry.name)
        return dropped

    def _size(self) -> int:
        return sum(entry.stat().st_size for entry in self._entries())

    def _entries(self) -> list[Path]:
        return [entry for entry in self._folder.iterdir() if entry.is_file()] if self._folder.exists() else []

    def _whole(self, item: Media) -> bool:
        path = self.path(item.sha256)
        if not path.exists() or path.stat().st_size != item.size:
            return False
        os.utime(path)
        return True

    def _fetch(self, client: DeskClient, item: Media) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part = self.path(item.sha256 + ".part")
            self._download(client, item, part)
            with part.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest != item.sha256:
                part.unlink()
                raise DeskUnreachable("not_a_desk", f"the file {item.sha256[:12]} came with other bytes")
            part.replace(self.path(item.sha256))
        except DeskRefused as error:
            raise BadContent(f"the desk does not give the file {item.sha256[:12]}: {error.code}") from error
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EROFS, errno.EDQUOT):
                raise NoSpace(str(error)) from error
            raise

    def _download(self, client: DeskClient, item: Media, part: Path) -> None:
        have = part.stat().st_size if part.exists() else 0
        if have >= item.size:
            part.unlink()
            have = 0
        with client.media(item.sha256, have) as (begin, chunks), part.open("r+b" if have else "wb") as file:
            file.truncate(begin)
            file.seek(begin)
            size = begin
            for chunk in chunks:
                size += len(chunk)
                if size > item.size:
                    raise BadContent(f"the file {item.sha256[:12]} is longer than its {item.size} bytes")
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if size < item.size:
            raise DeskUnreachable("offline", f"{size} of {item.size} bytes of the file {item.sha256[:12]}")


def note_use(db: sqlite3.Connection, catalogue: Catalogue) -> None:
    """Record which files belong to the version that is shown."""
    db.execute("DELETE FROM media")
    db.executemany(
        "INSERT OR REPLACE INTO media VALUES (?, ?, ?)",
        ((item.sha256, item.size, wall_now().isoformat()) for item in catalogue.media),
    )
