"""What a ticket costs on a young and on an old kiosk: the same transaction, turn by turn, on two stores.

    .venv/bin/python benchmarks/age.py [--young 1000] [--old 2000000] [--tickets 3000]

History is rows of tickets, facts, papers and codes, a quarter each, as if nothing ever aged out. The stores take turns,
so that a busy machine slows both. Prints JSON as its last line.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from kiosk.daemon import tickets  # noqa: E402
from kiosk.daemon.desk_view import DeskView  # noqa: E402
from kiosk.ipc import IssueTicket  # noqa: E402
from sync import content  # noqa: E402
from sync.clock import SiteClock  # noqa: E402
from sync.enrollment import Enrollment  # noqa: E402
from sync.identity import adopt  # noqa: E402
from sync.ids import uuid7  # noqa: E402
from sync.protocol.messages import DeskKey  # noqa: E402
from sync.store import Store  # noqa: E402
from tests.sync import catalogues  # noqa: E402

WHO = Enrollment(
    url="http://127.0.0.1", kiosk_id=uuid4(), number=12, epoch=1, name="k", token="t" * 32, site="main",
    desk_key=DeskKey(key_id="k", public_key="A" * 44), public_url="https://desk.example", instance_id=uuid4(),
)  # fmt: skip


def make(folder: Path, history: int) -> DeskView:
    """Make a store with so many rows of history."""
    store = Store.open(folder)
    body = catalogues.content()
    store.write(lambda db: adopt(db, WHO))
    store.write(lambda db: content.swap(db, content.read(body, catalogues.etag(body))))
    for start in range(0, history // 4, 20_000):
        count = min(20_000, history // 4 - start)
        store.write(lambda db, start=start, count=count: fill(db, start, count))
    return DeskView(store, SiteClock(), WHO)


def fill(db: sqlite3.Connection, start: int, count: int) -> None:
    """Add rows to each of the four tables."""
    rows: Iterator[int] = iter(range(start, start + count))
    old = "2026-01-01T00:00:00+00:00"
    for index in rows:
        subject, event, job = str(uuid7()), str(uuid7()), str(uuid7())
        db.execute(
            "INSERT INTO tickets (ticket_id, key, event_id, code, queue, service_day, number, series, language, "
            "issued_at) VALUES (?, ?, ?, ?, 'adm', '2026-01-01', ?, '', 'fa', ?)",
            (
                subject,
                str(UUID(int=index * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128)),
                event,
                str(index),
                index,
                old,
            ),
        )
        db.execute(
            "INSERT INTO outbox (id, subject, kind, body, sha256, state, made_at) VALUES (?, ?, 'k', ?, x'00', 1, ?)",
            (event, subject, b"x" * 400, old),
        )
        db.execute(
            "INSERT INTO print_jobs (job_id, template, subject, page, state, copy_number, queued_at) "
            "VALUES (?, 'ticket', ?, '{}', 'confirmed', 0, ?)",
            (job, subject, old),
        )
        db.execute("INSERT OR IGNORE INTO codes VALUES (?)", (index * 7919 % 10**13,))


def issue(view: DeskView) -> float:
    """Return how long one ticket took, in milliseconds."""
    ask = IssueTicket(key=uuid4(), queue="adm", language="fa")
    begun = time.perf_counter()
    tickets.issue(view, ask)
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--young", type=int, default=1000, help="rows of history of the young store")
    parser.add_argument("--old", type=int, default=2_000_000, help="rows of history of the old store")
    parser.add_argument("--tickets", type=int, default=3000, help="tickets of each")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        views = [make(Path(folder) / name, rows) for name, rows in (("young", asked.young), ("old", asked.old))]
        for view in views:
            for _warm in range(200):
                issue(view)
        times: list[list[float]] = [[], []]
        for _turn in range(asked.tickets):
            for view, found in zip(views, times, strict=True):
                found.append(issue(view))
        for view in views:
            view.store.close()
    figures = {}
    for name, found in zip(("young", "old"), times, strict=True):
        found.sort()
        figures[name] = {
            "p50_ms": round(statistics.median(found), 3),
            "p99_ms": round(found[int(len(found) * 0.99)], 3),
        }
        print(f"{name}: p50 {figures[name]['p50_ms']} ms, p99 {figures[name]['p99_ms']} ms")
    ratio = round(figures["old"]["p99_ms"] / figures["young"]["p99_ms"], 2)
    print(f"p99 old / young: {ratio}")
    print(json.dumps({**figures, "ratio": ratio}))


if __name__ == "__main__":
    main()
