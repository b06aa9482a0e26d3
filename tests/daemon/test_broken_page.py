"""A page that broke off with the daemon does not swallow the next visitor's."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import closing
from uuid import uuid4

import zxingcpp

from kiosk.config import Settings
from kiosk.daemon import print_jobs
from kiosk.daemon.service import Service
from kiosk.devices.printer.virtual import VirtualPrinter
from sync.enrollment import enroll
from sync.loop import Pace
from sync.store import FILE_NAME, Store
from tests.daemon.conftest import Screen
from tests.sync.desk_stub import DeskStub
from tests.sync.waiting import until

HALF_A_PICTURE = b"\x1b@\x1dv0\x00\x48\x00\x80\x00" + b"\xaa" * 2000


def test_after_a_crash_within_a_picture(config: Settings, desk: DeskStub, printer: VirtualPrinter) -> None:
    enroll(desk.url, "123456", config.data)
    store = Store.open(config.data)
    job = store.write(lambda db: print_jobs.queue(db, "test", None, None, {}))
    store.write(lambda db: print_jobs.sending(db, job))
    store.close()
    with socket.create_connection((config.printer.host, config.printer.port)) as line:
        line.sendall(HALF_A_PICTURE)
    until(lambda: printer.received >= len(HALF_A_PICTURE), "the printer waits for the rest")
    service = Service(config, Pace(5, 0.02, 0.2))
    service.start()
    screen = Screen(config.socket)
    screen.start()
    try:
        ask = {"key": str(uuid4()), "queue": "adm", "language": "fa"}
        ticket = until(lambda: screen.call("ticket.issue", ask).result, "a ticket", 20)
        until(lambda: len(desk.of_kind("paper.printed")) == 2, "both papers are reported", 20)
        clean = until(lambda: screen.call("ticket.issue", {**ask, "key": str(uuid4())}).result, "one more ticket")
        until(lambda: len(desk.of_kind("paper.printed")) == 3, "it is reported", 20)
    finally:
        screen.stop()
        service.stop()
    reported = {event["payload"]["job_id"]: event["payload"] for event in desk.of_kind("paper.printed")}
    assert (reported[str(job)]["outcome"], reported[str(job)]["reason"]) == ("uncertain", "restarted")
    assert reported[ticket["print_job"]]["outcome"] == "confirmed"
    papers = {found[0].text: slip for slip in printer.slips if (found := zxingcpp.read_barcodes(slip))}
    assert list(papers) == [ticket["url"], clean["url"]], "the broken page is not printed again"
    after, later = papers[ticket["url"]], papers[clean["url"]]
    head = (0, 0, later.width, 150)
    assert after.size == later.size, "nothing hangs on the ticket and nothing of it is missing"
    assert after.crop(head).tobytes() == later.crop(head).tobytes()
    with closing(sqlite3.connect(config.data / FILE_NAME)) as db:
        assert db.execute("SELECT count(*) FROM print_jobs").fetchone()[0] == 3
