"""A week offline, then the network is back: how fast the facts reach a real desk, and what the screen feels of it.

    .venv/bin/python benchmarks/drain.py [--facts 100000]

A real desk process (SQLite, sample organisation) and a kiosk's store with that many tickets unsent. Beside it stands
the rate at which bare rows of the same size go into a database like the desk's, one commit each, in the same run.
Tickets are issued all the while; their p99 is held against a quiet one before. Prints JSON as its last line.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sqlite3
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from kiosk.daemon import tickets  # noqa: E402
from kiosk.daemon.desk_view import DeskView  # noqa: E402
from kiosk.ipc import IssueTicket  # noqa: E402
from sync import content, outbox  # noqa: E402
from sync.backoff import Backoff  # noqa: E402
from sync.client import DeskClient  # noqa: E402
from sync.clock import SiteClock  # noqa: E402
from sync.enrollment import enroll  # noqa: E402
from sync.identity import adopt  # noqa: E402
from sync.ids import new_code, uuid7  # noqa: E402
from sync.link import Link  # noqa: E402
from sync.protocol.events import TicketIssued  # noqa: E402
from sync.protocol.messages import QueueState  # noqa: E402
from sync.sender import Sender  # noqa: E402
from sync.store import Store  # noqa: E402
from tests.support.desk import running_desk  # noqa: E402

BATCH = 1000


def quick(view: DeskView, queue: str, seconds: float, stop: list[bool]) -> list[float]:
    """Issue tickets with pauses, as a lobby does, for so long or until `stop`; returns how long each took, in ms."""
    found: list[float] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end and not stop:
        begun = time.perf_counter()
        tickets.issue(view, IssueTicket(key=uuid4(), queue=queue, language="fa"))
        found.append((time.perf_counter() - begun) * 1000)
        time.sleep(0.02)
    return sorted(found)


def p99(times: list[float]) -> float:
    """Return the 99th percentile."""
    return round(times[int(len(times) * 0.99)], 2)


def bare(folder: Path, rows: int) -> float:
    """Return how many bare rows a second go into a database, one commit each."""
    with contextlib.closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE row (id TEXT PRIMARY KEY, body TEXT)")
        begun = time.perf_counter()
        for _row in range(rows):
            db.execute("INSERT INTO row VALUES (?, ?)", (str(uuid4()), "x" * 600))
        return rows / (time.perf_counter() - begun)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=int, default=100_000, help="facts that wait")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, running_desk(Path(name) / "desk") as desk:
        folder = Path(name) / "kiosk"
        who = enroll(desk.url, desk.enroll_code(), folder)
        store, clock = Store.open(folder), SiteClock()
        client = DeskClient(who.url, who.token, clock=clock)
        found = client.content("")
        if found is None:
            raise SystemExit("the desk has published nothing")
        store.write(lambda db: (adopt(db, who), content.swap(db, content.read(found[1], found[0]))))
        view = DeskView(store, clock, who)
        queue = view.catalogue().queues[0].id

        def wait(db: sqlite3.Connection, first: int, count: int) -> None:
            for number in range(first, first + count):
                ticket = uuid7()
                code = new_code(who.number, who.epoch, who.kiosk_id)
                if not db.execute("INSERT OR IGNORE INTO codes VALUES (?)", (int(code),)).rowcount:
                    continue
                fact = TicketIssued(
                    ticket_id=ticket, code=code, queue=queue, service_day=date(2026, 11, 14), number=number,
                    series=str(who.number), language="fa",
                )  # fmt: skip
                outbox.add(db, clock, ticket, fact)

        for first in range(1, asked.facts + 1, BATCH):
            store.write(lambda db, first=first: wait(db, first, min(BATCH, asked.facts + 1 - first)))
        view.heard((QueueState(queue=queue, waiting=1),))
        quiet = quick(view, queue, 5, [])
        sender = Sender(store, client, who, Link(), Backoff())
        done: list[bool] = []
        busy: list[float] = []
        screen = threading.Thread(target=lambda: busy.extend(quick(view, queue, 3600, done)))
        thread = threading.Thread(target=sender.run)
        begun = time.perf_counter()
        screen.start()
        thread.start()
        while sender.sent < asked.facts:
            time.sleep(0.05)
        took = time.perf_counter() - begun
        done.append(True)
        screen.join()
        sender.stop()
        thread.join()
        client.close()
        store.close()
        rate, base = asked.facts / took, bare(Path(name), 5000)
    busy.sort()
    figures = {
        "facts": asked.facts, "per_second": round(rate), "bare_rows_per_second": round(base),
        "ratio": round(rate / base, 3), "quiet_p99_ms": p99(quiet), "busy_p99_ms": p99(busy),
        "p99_ratio": round(p99(busy) / p99(quiet), 2),
    }  # fmt: skip
    print(f"{asked.facts} facts in {took:.1f} s: {rate:.0f}/s, {figures['ratio']} of the bare rate of {base:.0f}/s")
    print(f"the screen's tickets: p99 {p99(quiet)} ms quiet, {p99(busy)} ms while draining")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
