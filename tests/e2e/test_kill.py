"""Nothing is lost and nothing is doubled when a process dies right after a visitor was shown a number."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from mizban.demo.office import Office
from mizban.demo.paper import slips, wait_for_slip
from mizban.demo.visitor import Visitor
from sync.store import FILE_NAME
from tests.e2e.conftest import open_window


def rows(database: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as connection:
        return connection.execute(sql).fetchall()


def kiosk_tickets(office: Office) -> list[tuple[object, ...]]:
    return rows(office.kiosk_data / FILE_NAME, "SELECT ticket_id, event_id, code, number, series FROM tickets")


def desk_tickets(office: Office) -> list[tuple[object, ...]]:
    return rows(office.desk_data / "desk.sqlite3", "SELECT code, number FROM queueing_ticket")


def take_a_ticket(visitor: Visitor) -> None:
    visitor.touch("language.en")
    visitor.wait_for("home")
    visitor.touch("home.ticket")
    visitor.wait_for("queues")
    visitor.touch("queue.education")
    visitor.wait_for("take-ticket")
    visitor.touch("ticket.take")
    visitor.wait_for("ticket")


def wait_for_the_desk(office: Office, seconds: float = 60) -> list[tuple[object, ...]]:
    deadline = time.monotonic() + seconds
    while not (found := desk_tickets(office)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def check_one_of_each(office: Office, before: list[tuple[object, ...]]) -> None:
    """The same number and event id as before, one paper, one ticket at the desk."""
    wait_for_slip(office.prints, 0, 60)
    at_the_desk = wait_for_the_desk(office)
    assert kiosk_tickets(office) == before
    assert [str(code) for code, _ in at_the_desk] == [str(before[0][2])]
    assert len(slips(office.prints)) == 1


@pytest.mark.window
@pytest.mark.timeout(400)
def test_the_screen_is_killed_after_the_number_was_shown(office: Office, display: str) -> None:
    with open_window(office, display) as visitor:
        take_a_ticket(visitor)
    before = kiosk_tickets(office)
    office.stack.kill("screen")
    check_one_of_each(office, before)
    with open_window(office, display) as again:
        assert again.page() == "attract"
    assert kiosk_tickets(office) == before


@pytest.mark.window
@pytest.mark.timeout(400)
def test_the_daemon_is_killed_after_the_number_was_shown(office: Office, display: str) -> None:
    office.stack.stop("desk")
    with open_window(office, display) as visitor:
        take_a_ticket(visitor)
        before = kiosk_tickets(office)
        wait_for_slip(office.prints, 0, 60)
        office.stack.kill("daemon")
        (office.directory / "daemon.sock").unlink(missing_ok=True)
        office.start_desk()
        office.start_daemon()
        check_one_of_each(office, before)
        assert visitor.page() in ("ticket", "ask-poll", "attract", "warning")
