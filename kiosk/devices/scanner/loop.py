"""A scanner's thread: open the device, read until it goes, look for it again, until told to stop."""

from __future__ import annotations

import threading
from typing import Protocol

import structlog

from kiosk.devices.scanner.base import Grammar, OnSeen, ScannerState, Seen
from kiosk.devices.scanner.grammar import Gate, understand

_log = structlog.get_logger("scanner")
RETRY_S = 1.0


class Source(Protocol):
    """An open device. `read` gives whole scans, waits `timeout` seconds at most, raises `OSError` when it is gone."""

    def read(self, timeout: float) -> list[bytes]: ...

    def close(self) -> None: ...


class LoopScanner:
    """A `Scanner` over whatever `open_source` opens. Each scan goes through the grammar and the gate."""

    def __init__(self, kind: str, desk_host: str = "") -> None:
        self._kind = kind
        self._desk_host = desk_host
        self.grammar: Grammar = understand
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._state = ScannerState.UNKNOWN

    def open_source(self) -> Source:
        """Open the device; raises `OSError` where it is away."""
        raise NotImplementedError

    def state(self) -> ScannerState:
        """Say whether the device is there; while stopped, by opening it for a moment."""
        if self._thread is not None:
            return self._state
        try:
            self.open_source().close()
        except OSError:
            return ScannerState.ABSENT
        return ScannerState.READY

    def start(self, on_seen: OnSeen) -> None:
        """See `Scanner`. A second start without a stop changes nothing."""
        if self._thread is not None:
            return
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(on_seen, self._stop), name=f"scanner-{self._kind}", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """See `Scanner`."""
        self._stop.set()
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join(1.0)
        self._state = ScannerState.UNKNOWN

    def _run(self, on_seen: OnSeen, stop: threading.Event) -> None:
        gate = Gate()
        while not stop.is_set():
            try:
                source = self.open_source()
            except OSError:
                self._state = ScannerState.ABSENT
                stop.wait(RETRY_S)
                continue
            self._state = ScannerState.READY
            try:
                self._read(source, gate, on_seen, stop)
            except OSError as error:
                _log.warning("the scanner went away", kind=self._kind, error=error.strerror or type(error).__name__)
                self._state = ScannerState.ABSENT
            finally:
                source.close()

    def _read(self, source: Source, gate: Gate, on_seen: OnSeen, stop: threading.Event) -> None:
        while not stop.is_set():
            for raw in source.read(0.2):
                seen: Seen = self.grammar(raw, self._desk_host)
                if not stop.is_set() and gate.admits(seen):
                    on_seen(seen)
