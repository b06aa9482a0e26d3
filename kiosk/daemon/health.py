"""How the kiosk is, for the heartbeat: check id to `ok`, `warning`, `fault` or `unknown`."""

from __future__ import annotations

import shutil

from kiosk.config import Settings
from kiosk.daemon.print_worker import PrintWorker
from kiosk.daemon.scan_post import ScanPost
from sync.link import Link
from sync.store import Store

LOW_DISK = 512 * 1024 * 1024
_PRINTER = {
    "ready": "ok",
    "none": "ok",
    "paper_low": "warning",
    "unknown": "unknown",
}
_SCANNER = {"ready": "ok", "none": "ok", "unknown": "unknown"}


class Health:
    """Asked by the heartbeat's thread."""

    def __init__(self, settings: Settings, store: Store, printing: PrintWorker, scanning: ScanPost, link: Link) -> None:
        self._settings = settings
        self._store = store
        self._printing = printing
        self._scanning = scanning
        self._link = link

    def words(self) -> dict[str, str]:
        """Return every check and its word."""
        return {
            "store": "warning" if self._store.salvaged else "ok",
            "disk": self._disk(),
            "printer": _PRINTER.get(self._printing.word, "fault"),
            "scanner": _SCANNER.get(self._scanning.word, "fault"),
            "desk": "ok" if self._link.word == "ok" else "warning",
        }

    def _disk(self) -> str:
        try:
            return "ok" if shutil.disk_usage(self._settings.data).free > LOW_DISK else "warning"
        except OSError:
            return "unknown"
