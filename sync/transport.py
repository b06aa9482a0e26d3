"""Connections that can be cut from another thread, so that a stop need not wait for a long poll."""

from __future__ import annotations

import contextlib
import socket
import threading
import weakref
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class TrackingAdapter(HTTPAdapter):
    """An adapter that knows its open sockets. After `cut` it opens no more."""

    def __init__(self) -> None:
        self.open_connections: weakref.WeakSet[Any] = weakref.WeakSet()
        self._cut = threading.Event()
        super().__init__(pool_connections=2, pool_maxsize=4, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Give the pool manager connections that report here."""
        super().init_poolmanager(*args, **kwargs)
        adapter = self

        class Plain(HTTPConnection):
            def connect(self) -> None:
                adapter.refuse_if_cut()
                super().connect()
                adapter.open_connections.add(self)

        class Tls(HTTPSConnection):
            def connect(self) -> None:
                adapter.refuse_if_cut()
                super().connect()
                adapter.open_connections.add(self)

        plain_pool = type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": Plain})
        tls_pool = type("TlsPool", (HTTPSConnectionPool,), {"ConnectionCls": Tls})
        self.poolmanager.pool_classes_by_scheme = {"http": plain_pool, "https": tls_pool}

    def refuse_if_cut(self) -> None:
        """Raise `OSError` once `cut` was called."""
        if self._cut.is_set():
            raise OSError("the client was stopped")

    def cut(self) -> None:
        """Shut every open socket down; whoever waits on one gets an error at once."""
        self._cut.set()
        for connection in list(self.open_connections):
            sock = connection.sock
            if sock is not None:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
