"""A printer on the network: raw bytes over TCP, usually port 9100."""

from __future__ import annotations

import socket
import time

from kiosk.devices.printer.link import FdLink, LinkError

_DRAIN_S = 0.2


def open_network(host: str, port: int, timeout: float) -> FdLink:
    """Connect within `timeout` seconds. The name is looked up each time, so a new address is found by itself.

    Raises `LinkError`.
    """
    try:
        line = socket.create_connection((host, port), timeout=timeout)
    except OSError as error:
        raise LinkError(f"{host} port {port}: {error.strerror or error}") from error
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.setblocking(False)
    return FdLink(line.fileno(), lambda: _close(line))


def _close(line: socket.socket) -> None:
    """Half-close and drain: closing a socket with unread answers in it makes the kernel throw away unsent pages."""
    with line:
        try:
            line.settimeout(_DRAIN_S)
            line.shutdown(socket.SHUT_WR)
            end = time.monotonic() + _DRAIN_S
            while time.monotonic() < end and line.recv(4096):
                pass
        except OSError:
            return
