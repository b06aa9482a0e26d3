"""Debian's PostgreSQL in a folder of its own on a free loopback port, ended and removed afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.support.desk import free_port

_VERSIONS = Path("/usr/lib/postgresql")
_USER = "mizban"


def binaries() -> Path:
    """Return the folder of the newest installed server; raises `FileNotFoundError` with what to install."""
    found = sorted(_VERSIONS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise FileNotFoundError("PostgreSQL's server is not installed: apt-get install postgresql")
    return found[-1].parent


def _as_owner() -> dict[str, object]:
    """The server refuses to run as root; then Debian's user `postgres` owns the folder."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("postgres")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextmanager
def running_postgres(_folder: Path | None = None) -> Iterator[str]:
    """Yield `postgresql://…` of an empty database."""
    owner = _as_owner()
    # Not below pytest's folder: that is closed to the server's user.
    folder = Path(tempfile.mkdtemp(prefix="mizban-postgres-"))
    if owner:
        shutil.chown(folder, "postgres", "postgres")
    bin_, data, port = binaries(), folder / "data", free_port()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, "cwd": folder, **owner}
    initdb = [bin_ / "initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(initdb, check=True, **quiet)  # type: ignore[call-overload]
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": folder,
        "fsync": os.environ.get("MIZBAN_TEST_PG_FSYNC", "off"),
        "max_connections": 200,
        "full_page_writes": "off",  # what they guard against, a torn page after a power cut, ends the test anyway
    }
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    server = subprocess.Popen([bin_ / "postgres", "-D", data, *words], **quiet)  # type: ignore[call-overload]
    try:
        url = f"postgresql://{_USER}@127.0.0.1:{port}/"
        _wait(url + "postgres", server)
        with psycopg.connect(url + "postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE mizban")
        yield url + "mizban"
    finally:
        server.send_signal(signal.SIGINT)  # its fast end: SIGTERM would wait until every client has gone
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
