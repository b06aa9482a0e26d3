"""How the desk grows: ingest, call next, the visitor's page and a report at 10⁴ to 10⁶ tickets, on both databases.

    python -m benchmarks.desk                       10⁴ and 10⁵ tickets, SQLite
    MIZBAN_BENCH_TICKETS=10000,1000000 MIZBAN_BENCH_POSTGRES=1 python -m benchmarks.desk

Tickets of the past are written straight into the tables; everything that is timed goes through HTTP to a real process.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import requests

from tests.desk.test_counter import Line
from tests.support import events
from tests.support.desk import ROOT, DeskProcess, ForeignKiosk, Staff, running_desk
from tests.support.postgres import running_postgres

SIZES = [int(part) for part in os.environ.get("MIZBAN_BENCH_TICKETS", "10000,100000").split(",")]


def timed(act: Callable[[], object], times: int) -> tuple[float, float]:
    """Return the median and the worst of ten per cent, in ms."""
    spans = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        spans.append((time.perf_counter() - start) * 1000)
    return statistics.median(spans), sorted(spans)[int(len(spans) * 0.9)]


def fill(desk: DeskProcess, count: int) -> None:
    """Bring the past to `count` tickets."""
    subprocess.run(
        [sys.executable, "-m", "benchmarks.desk_fill", str(count)], env=desk.environment(), cwd=ROOT, check=True
    )


def measure(desk: DeskProcess, kiosk: ForeignKiosk, staff: Staff) -> dict[str, str]:
    """Return the figures of one size."""
    line = Line(kiosk, staff)
    number = kiosk.told["number"]
    facts = [events.ticket(number, 100_000 + time.time_ns() % 10**6 + n, line.queue, series="9") for n in range(500)]
    start = time.perf_counter()
    kiosk.send(*facts)
    new = 500 / (time.perf_counter() - start)
    start = time.perf_counter()
    kiosk.send(*facts)
    again = 500 / (time.perf_counter() - start)
    counter = line.counters[0]
    current = staff.current(counter)

    def call() -> None:
        nonlocal current
        staff.post(f"/console/{counter}/call-next", follow=False, ticket=current)
        current = staff.current(counter)

    code = facts[-1]["payload"]["code"]
    call_ms, call_worst = timed(call, 30)
    track_ms, track_worst = timed(lambda: requests.get(f"{desk.url}/t/{code}", timeout=30), 30)
    desk.command("desk", "aggregate", "--days", "500")
    manager = desk.login("manager", "manager")
    report_ms, _ = timed(lambda: manager.get("/reports/", first="2024-01-01", last="2026-12-31", group="service"), 5)
    return {
        "new events/s": f"{new:.0f}",
        "repeated/s": f"{again:.0f}",
        "call next + panel ms": f"{call_ms:.0f} (p90 {call_worst:.0f})",
        "visitor's page ms": f"{track_ms:.0f} (p90 {track_worst:.0f})",
        "report ms": f"{report_ms:.0f}",
    }


def main() -> None:
    """Print one table for each database."""
    databases = ["sqlite", "postgresql"] if os.environ.get("MIZBAN_BENCH_POSTGRES") else ["sqlite"]
    for name in databases:
        with (
            running_postgres() if name == "postgresql" else nullcontext("") as database,
            tempfile.TemporaryDirectory() as folder,
            running_desk(Path(folder), database=database) as desk,
        ):
            kiosk, staff = ForeignKiosk(desk), desk.operator()
            for size in SIZES:
                start = time.perf_counter()
                fill(desk, size)
                filled = time.perf_counter() - start
                figures = measure(desk, kiosk, staff)
                told = " · ".join(f"{what} {value}" for what, value in figures.items())
                print(f"{name} {size:>9,} tickets (filled in {filled:.0f} s): {told}", flush=True)


if __name__ == "__main__":
    main()
