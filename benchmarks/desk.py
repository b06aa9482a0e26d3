"""How the desk grows: ingest, call next, the visitor's page and a report at 10⁴ to 10⁶ tickets, on both databases.

    python -m benchmarks.desk                       10⁴ and 10⁵ tickets, SQLite
    MIZBAN_BENCH_TICKETS=10000,1000000 MIZBAN_BENCH_POSTGRES=1 python -m benchmarks.desk

Tickets of the past are written straight into the tables; everything that is timed goes through HTTP to a real process.
After each size stand the ratios to the first size of the same run: near 1 is good, 100 would be a table that is read
whole. At the end stands the table of docs/operate.md.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path

import requests

from tests.desk.test_counter import Line
from tests.support import events
from tests.support.desk import ROOT, DeskProcess, ForeignKiosk, Staff, running_desk
from tests.support.postgres import running_postgres

SIZES = [int(part) for part in os.environ.get("MIZBAN_BENCH_TICKETS", "10000,100000").split(",")]
_BATCH = 500
_LOOKS = 200


def timed(act: Callable[[], object], times: int) -> tuple[float, float]:
    """Return the median and the worst of ten per cent, in ms."""
    spans = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        spans.append((time.perf_counter() - start) * 1000)
    return statistics.median(spans), sorted(spans)[int(len(spans) * 0.9)]


def fill(desk: DeskProcess, count: int) -> None:
    """Bring the past to `count` tickets, and put their figures together as the nightly job does."""
    words = [sys.executable, "-m", "benchmarks.desk_fill", str(count)]
    subprocess.run(words, env=desk.environment(), cwd=ROOT, check=True)
    desk.command("desk", "aggregate", "--days", "420", timeout=3600)


def measure(desk: DeskProcess, kiosk: ForeignKiosk, staff: Staff) -> dict[str, float]:
    """Return the figures of one size: events and pages a second, latencies in ms."""
    line = Line(kiosk, staff)
    number = kiosk.told["number"]
    first = 100_000 + time.time_ns() % 10**6
    facts = [events.ticket(number, first + n, line.queue, series="9") for n in range(_BATCH)]
    start = time.perf_counter()
    kiosk.send(*facts)
    new = _BATCH / (time.perf_counter() - start)
    start = time.perf_counter()
    kiosk.send(*facts)
    again = _BATCH / (time.perf_counter() - start)
    counter = line.counters[0]
    current = staff.current(counter)

    def call() -> None:
        staff.post(f"/console/{counter}/call-next", follow=False, ticket=current)

    spans = []
    for _ in range(30):
        spans.append(timed(call, 1)[0])
        current = staff.current(counter)
    manager = desk.login("manager", "manager")
    asked = {"first": (date.today() - timedelta(days=420)).isoformat(), "last": date.today().isoformat()}
    page = f"{desk.url}/t/{facts[-1]['payload']['code']}"
    return {
        "new events/s": new,
        "repeated/s": again,
        "call next ms": statistics.median(spans),
        "call next p90 ms": sorted(spans)[27],
        "visitor's pages/s": rate(page),
        "counters ms": timed(lambda: staff.get("/console/"), 5)[0],
        "live look ms": timed(lambda: first_word(staff, counter), 5)[0],
        "report ms": timed(lambda: manager.get("/reports/", group="service", **asked), 5)[0],
        "report by day ms": timed(lambda: manager.get("/reports/", group="day", **asked), 5)[0],
    }


def first_word(staff: Staff, counter: int) -> None:
    """Open the live line of a counter's screen and wait until it has looked at the lines once."""
    url = f"{staff.desk.url}/console/{counter}/live"
    with staff.session.get(url, stream=True, timeout=60) as answer:
        next(line for line in answer.iter_lines(chunk_size=1) if line.startswith(b"event"))


def rate(url: str) -> float:
    """Return how many of a page eight visitors at once get in a second."""
    sessions = [requests.Session() for _ in range(8)]

    def look(index: int) -> None:
        for _ in range(_LOOKS // len(sessions)):
            assert sessions[index].get(url, timeout=60).status_code == 200

    start = time.perf_counter()
    with ThreadPoolExecutor(len(sessions)) as pool:
        list(pool.map(look, range(len(sessions))))
    return _LOOKS / (time.perf_counter() - start)


def main() -> None:
    """Print one line for each database and size."""
    databases = ["sqlite", "postgresql"] if os.environ.get("MIZBAN_BENCH_POSTGRES") else ["sqlite"]
    found = []
    for name in os.environ.get("MIZBAN_BENCH_DATABASES", ",".join(databases)).split(","):
        with (
            running_postgres() if name == "postgresql" else nullcontext("") as database,
            tempfile.TemporaryDirectory() as folder,
            running_desk(Path(folder), database=database, workers=2 if database else 1) as desk,
        ):
            kiosk, staff = ForeignKiosk(desk), desk.operator()
            base: dict[str, float] = {}
            for size in SIZES:
                start = time.perf_counter()
                fill(desk, size)
                filled = time.perf_counter() - start
                figures = measure(desk, kiosk, staff)
                base = base or figures
                told = " · ".join(f"{what} {value:.0f} (×{value / base[what]:.2f})" for what, value in figures.items())
                print(f"{name} {size:>9,} tickets (filled in {filled:.0f} s): {told}", flush=True)
                found.append((name, size, figures))
    print("| database | tickets | " + " | ".join(found[0][2]) + " |\n|" + "---|" * (len(found[0][2]) + 2))
    for name, size, figures in found:
        print(f"| {name} | {size:,} | " + " | ".join(f"{value:.0f}" for value in figures.values()) + " |")
    print("load of the machine at the end:", *(f"{value:.1f}" for value in os.getloadavg()))


if __name__ == "__main__":
    main()
