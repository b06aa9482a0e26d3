"""Lines to the virtual printer: a TCP port and a pseudo-terminal, each served by one thread."""

from __future__ import annotations

import os
import select
import socket
import struct
import threading
import tty
from collections.abc import Callable

from kiosk.devices.printer.virtual import VirtualPrinter

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class _Waker:
    """Lets another thread interrupt a wait."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)

    def fileno(self) -> int:
        return self._read

    def wake(self) -> None:
        try:
            os.write(self._write, b"!")
        except (BlockingIOError, OSError):
            return

    def clear(self) -> None:
        try:
            os.read(self._read, 512)
        except BlockingIOError:
            return

    def close(self) -> None:
        os.close(self._read)
        os.close(self._write)


class _Served:
    """A printer on one line until `stop`."""

    def __init__(self, printer: VirtualPrinter) -> None:
        self.printer = printer
        self._waker = _Waker()
        self._stopping = threading.Event()
        printer.on_wake(self._waker.wake)
        self._thread = threading.Thread(target=self._run, name="virtual-printer", daemon=True)

    def _start(self) -> None:
        self._thread.start()

    def _run(self) -> None:
        raise NotImplementedError

    def _exchange(self, fd: int, lost: Callable[[], bool]) -> None:
        """Serve one open line until it ends, `lost` says so or the printer is stopped."""
        printer = self.printer
        while not self._stopping.is_set() and not lost():
            pause = printer.work()
            pending = printer.answers()
            while pending:
                pending = pending[os.write(fd, pending) :]
            room = printer.room
            readers: list[_Waker | int] = [self._waker, fd] if room else [self._waker]
            ready, _, _ = select.select(readers, [], [], 0.5 if pause is None else min(pause, 0.5))
            if self._waker in ready:
                self._waker.clear()
            if fd in ready:
                data = os.read(fd, min(room, 65536))
                if not data:
                    return
                printer.receive(data)

    def stop(self) -> None:
        """End the thread and free the line."""
        self._stopping.set()
        self._waker.wake()
        self._thread.join(5)
        self.printer.off_wake(self._waker.wake)
        self._waker.close()


class TcpPrinter(_Served):
    """The virtual printer on a TCP port; 0 takes a free one. Like most printers it serves one connection at a time.

    Raises `OSError` when the port is taken.
    """

    def __init__(self, printer: VirtualPrinter, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(printer)
        self._listener = socket.create_server((host, port), backlog=4)
        self.host, self.port = self._listener.getsockname()[:2]
        self._start()

    def _run(self) -> None:
        with self._listener:
            while not self._stopping.is_set():
                self.printer.work()
                watched: list[socket.socket | _Waker] = [self._listener, self._waker]
                ready, _, _ = select.select(watched, [], [], 0.5)
                if self._waker in ready:
                    self._waker.clear()
                if self._listener in ready:
                    line, _ = self._listener.accept()
                    with line:
                        self._serve(line)

    def _serve(self, line: socket.socket) -> None:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._exchange(line.fileno(), lambda: self.printer.condition.line in ("cut", "drop"))
            if self.printer.condition.line in ("cut", "drop"):
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        except OSError:
            pass  # the other end went away; so do real cables
        finally:
            self.printer.connection_lost()


class SerialPrinter(_Served):
    """The virtual printer on a pseudo-terminal; `path` is what a kiosk opens as its serial port."""

    def __init__(self, printer: VirtualPrinter) -> None:
        super().__init__(printer)
        self._master, slave = os.openpty()
        tty.setraw(slave)
        self._slave = slave  # kept open, so that the line outlives its users as a real port does
        self.path = os.ttyname(slave)
        self._start()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._exchange(self._master, lambda: self.printer.condition.line == "drop")
                self.printer.connection_lost()
        except OSError:
            return
        finally:
            self.printer.connection_lost()

    def unplug(self) -> None:
        """Pull the cable: the port disappears, as a USB-serial adapter does."""
        self.stop()
        os.close(self._slave)
        os.close(self._master)
