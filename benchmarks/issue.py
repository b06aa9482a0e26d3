"""Tickets through the daemon's socket: rate and latency with 1 and 8 callers, beside a bare three-row commit.

    .venv/bin/python benchmarks/issue.py [--tickets 4000]

A real daemon process with `synchronous=FULL`, leases in hand, the desk away, no printer: each ticket is a number, a
ticket, an event and a paper in one transaction, and the paper's outcome is a second one behind it. The bare commit is
three small rows through Python's sqlite3 with the same settings on the same disk. Prints JSON as its last line.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from kiosk.client import DaemonClient  # noqa: E402
from sync.enrollment import enroll  # noqa: E402
from tests.sync.desk_stub import running_desk  # noqa: E402


def prepare(folder: Path, tickets: int) -> Path:
    """Enroll a kiosk, let it take content and numbers, and leave it without a desk. Returns its settings file."""
    settings = folder / "kiosk.toml"
    settings.write_text(f'data = "{folder / "data"}"\nsocket = "{folder / "d.sock"}"\n', encoding="utf-8")
    with running_desk() as desk:
        enroll(desk.url, "123456", folder / "data")
        with daemon(settings, folder):
            client = DaemonClient(folder / "d.sock")
            client.start()
            deadline = time.monotonic() + 20
            while len(desk.leases) < 4 and time.monotonic() < deadline:
                time.sleep(0.05)
            client.stop()
    with contextlib.closing(sqlite3.connect(folder / "data" / "mizban.db")) as db:
        # As on a day that the desk lends the largest blocks: every ticket of the run is a leased one.
        db.execute("UPDATE leases SET last = next + ?", (tickets * 4,))
        db.commit()
    return settings


@contextlib.contextmanager
def daemon(settings: Path, folder: Path) -> Any:
    """Run `mizban daemon` until the block ends."""
    log = (folder / "daemon.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "mizban", "daemon", "--config", str(settings)], stderr=log, stdout=log, cwd=ROOT
    )
    log.close()
    try:
        deadline = time.monotonic() + 20
        while not (folder / "d.sock").exists():
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit((folder / "daemon.log").read_text())
            time.sleep(0.02)
        yield process
    finally:
        process.terminate()
        process.wait(30)


def caller(path: str, count: int, out: Any) -> None:
    """Ask for `count` tickets, one after another, and report (latency in seconds, number) of each."""
    found = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(path)
        lines = connection.makefile("rb")
        for index in range(count):
            ask = {"key": str(uuid.uuid4()), "queue": "adm", "service": "admission", "language": "fa"}
            line = json.dumps({"id": index + 1, "method": "ticket.issue", "params": ask}).encode() + b"\n"
            begun = time.perf_counter()
            connection.sendall(line)
            answer = lines.readline()
            took = time.perf_counter() - begun
            result = json.loads(answer)["result"]
            found.append((took, f"{result['series']}-{result['number']}"))
    out.put(found)


def run(path: Path, callers: int, tickets: int) -> dict[str, Any]:
    """Return rate and latencies of `tickets` tickets with so many callers at once."""
    context = multiprocessing.get_context("fork")
    out = context.Queue()
    workers = [context.Process(target=caller, args=(str(path), tickets // callers, out)) for _caller in range(callers)]
    begun = time.perf_counter()
    for worker in workers:
        worker.start()
    found = [item for _worker in workers for item in out.get()]
    took = time.perf_counter() - begun
    for worker in workers:
        worker.join()
    times = sorted(seconds * 1000 for seconds, _number in found)
    numbers = [number for _seconds, number in found]
    return {
        "callers": callers,
        "tickets": len(found),
        "per_second": round(len(found) / took),
        "p50_ms": round(statistics.median(times), 2),
        "p99_ms": round(times[int(len(times) * 0.99)], 2),
        "max_ms": round(times[-1], 2),
        "numbers_twice": len(numbers) - len(set(numbers)),
    }


def bare(folder: Path, count: int) -> dict[str, Any]:
    """Return rate and latencies of a bare commit of three rows."""
    times = []
    with contextlib.closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as db:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "wal_autocheckpoint = 0"):
            db.execute(f"PRAGMA {pragma}")
        for table in ("ticket", "event", "paper"):
            db.execute(f"CREATE TABLE {table} (id TEXT PRIMARY KEY, body TEXT)")
        begun = time.perf_counter()
        for _index in range(count):
            start = time.perf_counter()
            db.execute("BEGIN IMMEDIATE")
            for table in ("ticket", "event", "paper"):
                db.execute(f"INSERT INTO {table} VALUES (?, ?)", (str(uuid.uuid4()), "x" * 300))
            db.execute("COMMIT")
            times.append((time.perf_counter() - start) * 1000)
        took = time.perf_counter() - begun
    times.sort()
    return {
        "per_second": round(count / took),
        "p50_ms": round(statistics.median(times), 3),
        "p99_ms": round(times[int(count * 0.99)], 3),
    }


def main() -> None:
    """Run it all and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=4000, help="tickets of each run")
    parser.add_argument("--folder", type=Path, help="where to put the store (default: a temporary folder)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        settings = prepare(folder, asked.tickets)
        with daemon(settings, folder) as process:
            run(folder / "d.sock", 1, 200)
            seen = psutil.Process(process.pid)
            quiet = seen.memory_info().rss
            results = []
            for callers in (1, 8):
                before = sum(seen.cpu_times()[:2])
                result = run(folder / "d.sock", callers, asked.tickets)
                result["processor_ms"] = round((sum(seen.cpu_times()[:2]) - before) / result["tickets"] * 1000, 2)
                results.append(result)
            memory = seen.memory_info().rss
        base = bare(folder, asked.tickets)
    for result in results:
        print(
            f"{result['callers']} caller(s): {result['per_second']}/s, p50 {result['p50_ms']} ms, "
            f"p99 {result['p99_ms']} ms, {result['processor_ms']} ms of the processor each, "
            f"numbers twice: {result['numbers_twice']}"
        )
    print(f"bare commit of three rows: {base['per_second']}/s, p50 {base['p50_ms']} ms, p99 {base['p99_ms']} ms")
    print(f"memory of the daemon: {quiet // 2**20} MiB before, {memory // 2**20} MiB after")
    figures = {"runs": results, "bare": base, "memory_mib": memory // 2**20, "cores": os.cpu_count()}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
