"""The plug is pulled: `kill -9` of daemon and screen at random moments while visitors are served.

MIZBAN_KILLS=10000 .venv/bin/python -m pytest -s tests/faults/test_power_cut.py
"""

from __future__ import annotations

import collections
import os
import random
import signal
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
from tests.faults.kiosk import Kiosk, Zygote, end, gone, told
from tests.sync.desk_stub import DeskStub
from tests.sync.waiting import until

KILLS = int(os.environ.get("MIZBAN_KILLS", "200"))
SEED = int(os.environ.get("MIZBAN_SEED", "4"))


@contextmanager
def virtual(printer: VirtualPrinter) -> Iterator[TcpPrinter]:
    """The printer on a TCP port."""
    line = TcpPrinter(printer)
    try:
        yield line
    finally:
        line.stop()


@pytest.mark.timeout(120 + KILLS)
def test_nothing_that_a_visitor_was_told_is_lost_or_doubled(
    tmp_path: Path, desk: DeskStub, zygote: Zygote, capsys: pytest.CaptureFixture[str]
) -> None:
    printer = VirtualPrinter()
    with virtual(printer) as line:
        kiosk = Kiosk(tmp_path / "kiosk", zygote, line.port)
        kiosk.enroll(desk.url, "123456")
        kiosk.start()
        kiosk.wait_for_content()
        kills = cut_the_power(kiosk, zygote, tmp_path / "told")
        kiosk.drain(120)
        kiosk.stop()
    acknowledged = told(tmp_path / "told")
    counts = check(kiosk, desk, acknowledged, printer)
    with capsys.disabled():
        print(f"\n{kills} | {counts}")


def cut_the_power(kiosk: Kiosk, zygote: Zygote, log: Path) -> dict[str, int]:
    """Kill `KILLS` times. Returns how often what was killed."""
    rng = random.Random(SEED)
    kills: collections.Counter[str] = collections.Counter()
    visitor = zygote.make("visitor", kiosk.socket, log, rng.getrandbits(32))
    for _kill in range(KILLS):
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


def check(kiosk: Kiosk, desk: DeskStub, acknowledged: list[dict[str, Any]], printer: VirtualPrinter) -> dict[str, int]:
    """Hold what visitors were told, the kiosk's store, the desk and the paper against each other."""
    errors = collections.Counter(item["error"] for item in acknowledged if item["error"])
    assert not errors, f"visitors were refused: {errors}"
    issued, submitted = desk.of_kind("ticket.issued"), desk.of_kind("request.submitted")
    by_code = collections.Counter(event["payload"]["code"] for event in issued + submitted)
    assert max(by_code.values()) == 1, "a code was given twice"
    numbers = collections.Counter(
        tuple(event["payload"][name] for name in ("queue", "service_day", "series", "number")) for event in issued
    )
    assert max(numbers.values()) == 1, "a number was given twice"
    first: dict[str, Any] = {}
    for item in acknowledged:
        assert first.setdefault(item["key"], item["result"]) == item["result"], "one key gave two answers"
        if item["method"] == "poll.answer":
            continue
        event = desk.events[item["result"]["event_id"]]
        assert event["payload"]["code"] == item["result"]["code"]
        if item["method"] == "ticket.issue":
            assert event["payload"]["number"] == item["result"]["number"]
    polls = {item["key"] for item in acknowledged if item["method"] == "poll.answer"}
    assert polls <= {row[0] for row in kiosk.rows("SELECT key FROM poll_answers")}
    assert len(desk.of_kind("poll.answered")) == kiosk.rows("SELECT count(*) FROM poll_answers")[0][0]
    check_papers(kiosk, desk, printer, {*by_code})
    outcomes = dict(kiosk.rows("SELECT state, count(*) FROM print_jobs GROUP BY state"))
    return {
        "told": len(first), "tickets": len(issued), "requests": len(submitted), "polls": len(polls),
        "facts": len(desk.events), "sent again": desk.repeats, "slips": len(printer.slips), **outcomes,
    }  # fmt: skip


def check_papers(kiosk: Kiosk, desk: DeskStub, printer: VirtualPrinter, codes: set[str]) -> None:
    """Every paper has one outcome, the desk knows it, and nothing came out twice by itself."""
    jobs = dict(kiosk.rows("SELECT job_id, state FROM print_jobs"))
    assert len(jobs) == len(codes)
    assert set(jobs.values()) <= {"confirmed", "failed", "uncertain"}
    reported = [(event["payload"]["job_id"], event["payload"]["outcome"]) for event in desk.of_kind("paper.printed")]
    assert sorted(reported) == sorted(jobs.items())
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
