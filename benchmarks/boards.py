"""From the operator's click to the boards: p50 and p99 with 1 and with 50 boards waiting on one real desk.

.venv/bin/python benchmarks/boards.py [CALLS]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

import requests

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.support.desk import DeskProcess, ForeignKiosk, Staff, running_desk
from tests.support.events import ticket


class Board:
    """Waits as a board's daemon does and notes when it heard of each ticket."""

    def __init__(self, kiosk: ForeignKiosk) -> None:
        self.kiosk, self.heard, self.ending = kiosk, {}, False
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        cursor = ""
        while not self.ending:
            try:
                answer = self.kiosk.get("/state", since=cursor, wait=10 if cursor else 0).json()
            except requests.ConnectionError:
                if self.ending:
                    return  # the desk was stopped at the end
                raise
            cursor = answer["cursor"]
            for call in answer["calls"]:
                self.heard.setdefault(call["ticket_id"], time.monotonic())


def measure(desk: DeskProcess, operator: Staff, kiosk: ForeignKiosk, boards: list[Board], calls: int) -> list[float]:
    """Return the seconds from each click until each board had heard of it."""
    counter = int(desk.rows("SELECT min(id) AS id FROM directory_counter")[0]["id"])
    queue = desk.rows(
        "SELECT q.slug FROM directory_queue q JOIN directory_counter_queues c ON c.queue_id = q.id "
        f"WHERE c.counter_id = {counter} LIMIT 1"
    )[0]["slug"]
    first = 1000 * len(boards)
    kiosk.send(*(ticket(kiosk.told["number"], first + number, queue) for number in range(calls)))
    found = []
    for _ in range(calls):
        clicked = time.monotonic()
        called = operator.act(counter, "call-next")
        deadline = time.monotonic() + 20
        while any(called not in board.heard for board in boards) and time.monotonic() < deadline:
            time.sleep(0.01)
        found += [board.heard[called] - clicked for board in boards if called in board.heard]
        operator.act(counter, "finish")
    return found


def main() -> None:
    """Print one line for each number of boards."""
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder, running_desk(Path(folder)) as desk:
        operator, kiosk = desk.operator(), ForeignKiosk(desk)
        boards: list[Board] = []
        for wanted in (1, 50):
            while len(boards) < wanted:
                boards.append(Board(ForeignKiosk(desk)))
            time.sleep(2)
            found = sorted(measure(desk, operator, kiosk, boards, calls))
            p99 = found[min(len(found) - 1, round(len(found) * 0.99))]
            print(
                f"{wanted} boards: p50 {statistics.median(found):.2f} s, p99 {p99:.2f} s, "
                f"{len(found)} of {wanted * calls} heard"
            )
        for board in boards:
            board.ending = True


if __name__ == "__main__":
    main()
