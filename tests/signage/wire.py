"""The cable between a kiosk and its desk: it can be cut, mended, and made slow."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

_CHUNK = 16 * 1024


class Wire:
    """Passes bytes between a port of its own and the desk's. `rate` is bytes a second towards the kiosk, 0 for all."""

    def __init__(self, target: int) -> None:
        self.rate = 0
        self._target, self._whole = target, True
        self._guard = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, name="wire", daemon=True).start()

    @property
    def url(self) -> str:
        """Where the kiosk finds the desk."""
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """End every conversation; new ones end at once."""
        with self._guard:
            self._whole = False
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let conversations begin again."""
        self._whole = True

    def close(self) -> None:
        """Throw the cable away."""
        self.cut()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                kiosk, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(kiosk,), name="wire-line", daemon=True).start()

    def _join(self, kiosk: socket.socket) -> None:
        with kiosk, contextlib.suppress(OSError):
            if not self._whole:
                return
            with socket.create_connection(("127.0.0.1", self._target), 10) as desk:
                desk.settimeout(None)
                with self._guard:
                    self._open |= {kiosk, desk}
                back = threading.Thread(target=self._pass, args=(desk, kiosk, True), daemon=True)
                back.start()
                self._pass(kiosk, desk, False)
                back.join()
                with self._guard:
                    self._open -= {kiosk, desk}

    def _pass(self, source: socket.socket, target: socket.socket, slow: bool) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(_CHUNK):
                target.sendall(chunk)
                if slow and self.rate:
                    time.sleep(len(chunk) / self.rate)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
