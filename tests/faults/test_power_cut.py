"""The plug is pulled: `kill -9` of daemon, screen and desk at random moments while visitors are served.

MIZBAN_KILLS=10000 .venv/bin/python -m pytest -s tests/faults/test_power_cut.py
"""

from __future__ import annotations

import collections
import json
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import zxingcpp

from kiosk.devices.printer.virtual import VirtualPrinter
from kiosk.devices.printer.virtual_lines import TcpPrinter
from tests.faults import ledger
from tests.faults.kiosk import Kiosk, Zygote, end, gone, told
from tests.faults.visitor import menu
from tests.support.desk import DeskProcess
from tests.sync.desk_stub import DeskStub
from tests.sync.waiting import until

KILLS = int(os.environ.get("MIZBAN_KILLS", "100"))
SEED = int(os.environ.get("MIZBAN_SEED", "4"))


@contextmanager
def virtual(printer: VirtualPrinter) -> Iterator[TcpPrinter]:
    """The printer on a TCP port."""
    line = TcpPrinter(printer)
    try:
        yield line
    finally:
        line.stop()


@pytest.mark.timeout(300 + 2 * KILLS)
def test_nothing_that_a_visitor_was_told_is_lost_or_doubled(
    tmp_path: Path, office: DeskProcess, zygote: Zygote, capsys: pytest.CaptureFixture[str]
) -> None:
    printer = VirtualPrinter()
    with virtual(printer) as line:
        kiosk = Kiosk(tmp_path / "kiosk", zygote, line.port)
        kiosk.enroll(office.url, office.enroll_code())
        kiosk.start()
        kiosk.wait_for_lines()
        content = json.loads(kiosk.rows("SELECT document FROM content WHERE current = 1")[0][0])
        (tmp_path / "told.menu").write_text(json.dumps(menu(content)), encoding="utf-8")
        kills = cut_the_power(kiosk, zygote, tmp_path / "told", office)
        kiosk.drain(180)
        kiosk.stop()
    counts = check(kiosk, office, told(tmp_path / "told"), printer)
    with capsys.disabled():
        print(f"\n{kills} | {counts}")


def cut_the_power(kiosk: Kiosk, zygote: Zygote, log: Path, office: DeskProcess) -> dict[str, int]:
    """Kill `KILLS` times, the desk among them once in a hundred. Returns how often what was killed."""
    rng = random.Random(SEED)
    kills: collections.Counter[str] = collections.Counter()
    visitor = zygote.make("visitor", kiosk.socket, log, rng.getrandbits(32))
    starting: threading.Thread | None = None
    for kill in range(KILLS):
        if rng.random() < 0.8:  # the others fall into the start itself
            served(log, rng.randint(1, 5))
        time.sleep(rng.uniform(0.0, 0.05))
        what = rng.choices(("daemon", "screen", "both"), (70, 15, 15))[0]
        kills[what] += 1
        if what != "screen":
            kiosk.kill()
        if what != "daemon":
            end(visitor, signal.SIGKILL)
            until(lambda process=visitor: gone(process), "the screen is gone")
            visitor = zygote.make("visitor", kiosk.socket, log, rng.getrandbits(32))
        if what != "screen":
            kiosk.start()
        if kill % 100 == 50:
            if starting is not None:
                starting.join()
            office.stop(signal.SIGKILL)
            kills["desk"] += 1
            starting = threading.Thread(target=office.start)
            starting.start()
    if starting is not None:
        starting.join()
    time.sleep(0.5)
    end(visitor, signal.SIGKILL)
    return dict(kills)


def served(log: Path, more: int) -> None:
    """Wait until visitors were told so many things more, for a second and a half at most."""
    size = log.stat().st_size if log.exists() else 0
    deadline = time.monotonic() + 1.5
    while time.monotonic() < deadline:
        if log.exists():
            with log.open("rb") as file:
                file.seek(size)
                if file.read().count(b"\n") >= more:
                    return
        time.sleep(0.005)


def check(
    kiosk: Kiosk, office: DeskProcess, acknowledged: list[dict[str, Any]], printer: VirtualPrinter
) -> dict[str, int]:
    """Hold what visitors were told, the kiosk's store, the desk and the paper against each other."""
    errors = collections.Counter(item["error"] for item in acknowledged if item["error"])
    assert not errors - collections.Counter({"closed": errors["closed"]}), f"visitors were refused: {errors}"
    made = ledger.effects([row[0] for row in kiosk.rows("SELECT body FROM outbox")])
    number = int(next(item["result"]["code"] for item in acknowledged if (item["result"] or {}).get("code"))[:4])
    there = ledger.read(office, [number])
    ledger.compare(there, made)
    first: dict[str, Any] = {}
    for item in acknowledged:
        if item["error"]:
            continue
        assert first.setdefault(item["key"], item["result"]) == item["result"], "one key gave two answers"
        shown = item["result"]
        if item["method"] == "ticket.issue":
            assert shown["event_id"] in there.receipts
            code, (queue, day, series, number) = there.tickets[shown["ticket_id"]]
            assert (code, queue, day, series, number) == tuple(
                shown[name] for name in ("code", "queue", "service_day", "series", "number")
            )
        elif item["method"] == "request.submit":
            assert shown["event_id"] in there.receipts
            assert there.requests[shown["request_id"]] == shown["code"]
    polls = {item["key"] for item in acknowledged if item["method"] == "poll.answer" and not item["error"]}
    assert polls <= {row[0] for row in kiosk.rows("SELECT key FROM poll_answers")}
    assert len(there.polls) == kiosk.rows("SELECT count(*) FROM poll_answers")[0][0]
    codes = {code for code, _number in there.tickets.values()} | {*there.requests.values()}
    check_papers(kiosk, there, printer, codes)
    outcomes = dict(kiosk.rows("SELECT state, count(*) FROM print_jobs GROUP BY state"))
    return {
        "told": len(first), "tickets": len(there.tickets), "requests": len(there.requests), "polls": len(there.polls),
        "facts": len(there.receipts), "slips": len(printer.slips), **outcomes, **errors,
    }  # fmt: skip


def check_papers(kiosk: Kiosk, there: ledger.Ledger, printer: VirtualPrinter, codes: set[str]) -> None:
    """Every paper has one outcome, the desk knows it, and nothing came out twice by itself."""
    jobs = dict(kiosk.rows("SELECT job_id, state FROM print_jobs"))
    assert len(jobs) == len(codes)
    assert set(jobs.values()) <= {"confirmed", "failed", "uncertain"}
    assert there.papers == jobs
    assert sum(kind == "paper.printed" for kind in there.kinds.values()) == len(jobs), "one word on each paper"
    read = [zxingcpp.read_barcodes(slip) for slip in printer.slips]
    printed = collections.Counter(found[0].text.rpartition("/")[2] for found in read if found)
    assert set(printed) <= codes
    assert not printed or max(printed.values()) == 1, "a paper came out twice"
    sure = {row[0] for row in kiosk.rows("SELECT code FROM print_jobs WHERE state = 'confirmed'")}
    assert sure <= set(printed), "a paper that was said to be printed is not there"


def test_killed_right_after_the_number_was_shown(tmp_path: Path, desk: DeskStub, zygote: Zygote) -> None:
    """The same number, the same event, one print, one ticket at the desk."""
    printer = VirtualPrinter(rows_per_s=2000)
    with virtual(printer) as line:
        kiosk = Kiosk(tmp_path / "kiosk", zygote, line.port)
        kiosk.enroll(desk.url, "123456")
        kiosk.start()
        kiosk.wait_for_content()
        ask = {"key": str(uuid4()), "queue": "adm", "service": "admission", "language": "fa"}
        with kiosk.client() as client:
            shown = client.call("ticket.issue", ask)
            kiosk.kill()
            kiosk.start()
            again = client.call("ticket.issue", ask)
        assert again.result is not None
        assert again == shown
        kiosk.drain()
        kiosk.stop()
    issued = desk.of_kind("ticket.issued")
    assert [event["id"] for event in issued] == [again.result["event_id"]]
    assert issued[0]["payload"]["number"] == again.result["number"]
    papers = desk.of_kind("paper.printed")
    assert len(papers) == 1
    assert len(printer.slips) <= 1
    assert papers[0]["payload"]["outcome"] == "uncertain" or len(printer.slips) == 1
