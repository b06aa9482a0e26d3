"""The screen's view of the store: read-only, its own connection, never in the writer's way."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sync import content
from sync.errors import NoSpace
from sync.media import FOLDER
from sync.protocol.catalogue import Catalogue, Content
from sync.store.connection import meaning, open_reader
from sync.store.store import FILE_NAME


class ContentReader:
    """Reads the content that is shown. For one thread. Raises `StoreError` for a store that cannot be read."""

    def __init__(self, data_dir: Path) -> None:
        self._data = data_dir
        self._db: sqlite3.Connection | None = None
        self._inode = 0
        self._read: Content | None = None

    def version(self) -> int:
        """Return the version that is shown; 0 where there is none, or no store yet."""
        db = self._connection()
        if db is None:
            return 0
        with meaning():
            return content.current_version(db)

    def content(self) -> Content | None:
        """Return the current content, parsed once for each version; None where there is none yet."""
        version = self.version()
        if version == 0:
            self._read = None
        elif self._read is None or self._read.version != version:
            db = self._connection()
            if db is not None:
                with meaning():
                    self._read = content.current(db)
        return self._read

    @property
    def catalogue(self) -> Catalogue | None:
        """The current catalogue, or None."""
        now = self.content()
        return None if now is None else now.catalogue

    def media(self, sha256: str) -> Path | None:
        """Return the file of that hash, or None where it is not here."""
        path = self._data / FOLDER / sha256
        return path if path.exists() else None

    def close(self) -> None:
        """Close the connection; the next question opens it again."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _connection(self) -> sqlite3.Connection | None:
        """Return a connection to the store's file as it is now: a salvaged store is another file."""
        path = self._data / FILE_NAME
        try:
            inode = path.stat().st_ino
        except FileNotFoundError:
            self.close()
            return None
        if self._db is not None and inode == self._inode:
            return self._db
        self.close()
        try:
            db = open_reader(path)
        except NoSpace:
            return None
        if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'content'").fetchone() is None:
            db.close()
            return None
        self._db, self._inode = db, inode
        return db


def content_version(data_dir: Path) -> int:
    """Return the version that the kiosk with this data folder shows; 0 where there is none yet."""
    reader = ContentReader(data_dir)
    try:
        return reader.version()
    finally:
        reader.close()
