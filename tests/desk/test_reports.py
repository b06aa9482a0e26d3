"""Reports, polls and what is written by itself, over HTTP and by the commands, on both databases."""

from __future__ import annotations

import csv
import io
import re
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.reports.charts import columns, heat
from tests.support import events
from tests.support.desk import DeskProcess, ForeignKiosk, Staff


@pytest.fixture
def manager(desk: DeskProcess) -> Staff:
    return desk.login("manager", "manager")


@pytest.fixture
def long_ago() -> date:
    """A day that no other test uses."""
    return date(2024, 1, 1) + timedelta(days=uuid.uuid4().int % 300)


def table(staff: Staff, **asked: str) -> list[list[str]]:
    answer = staff.get("/reports/", format="csv", **asked)
    assert answer.headers["Content-Type"].startswith("text/csv"), answer.text[:500]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def tickets(kiosk: ForeignKiosk, day: date, count: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Send tickets of a service on a day long past; return the service and the facts."""
    service = next(item for item in kiosk.get("/content").json()["catalogue"]["services"] if item.get("queue"))
    at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    facts = [
        events.ticket(kiosk.told["number"], 700_000 + n, service["queue"], series=str(uuid.uuid4().int % 1000),
                      service_day=day.isoformat(), service=service["id"], at=at)
        for n in range(count)
    ]  # fmt: skip
    assert {verdict["outcome"] for verdict in kiosk.send(*facts)} == {"stored"}
    return service, facts


def answer(kiosk: ForeignKiosk, code: str, rating: int, at: datetime | None = None) -> None:
    poll = kiosk.get("/content").json()["catalogue"]["polls"][0]
    faces = [question for question in poll["questions"] if question["kind"] == "faces"]
    payload = {
        "kind": "poll.answered", "answer_id": events.new_id(), "poll": poll["id"], "code": code,
        "answers": {question["id"]: rating for question in faces}, "reasons": {}, "language": "fa",
    }  # fmt: skip
    assert kiosk.send(events.event(payload, payload["answer_id"], at))[0]["outcome"] == "stored"


def test_satisfaction_of_a_service_has_its_margin(
    kiosk: ForeignKiosk, manager: Staff, desk: DeskProcess, long_ago: date
) -> None:
    service, facts = tickets(kiosk, long_ago, 6)
    span = {"first": long_ago.isoformat(), "last": long_ago.isoformat(), "group": "service"}
    assert table(manager, **span)[1][:2] == [service["name"]["fa"], "6"]
    for fact, rating in zip(facts[:4], (5, 5, 4, 1), strict=True):
        answer(kiosk, fact["payload"]["code"], rating)
    row = table(manager, **span)[1]
    assert row[6:8] == ["4", "75.0"], "answers that came after the day was put together are counted"
    # Nobody of these six was served: the population is that of the four who answered, so there is no margin left.
    assert row[8:] == ["75.0", "75.0"]


def test_rating_that_is_none_and_a_third_reason_are_refused(kiosk: ForeignKiosk) -> None:
    poll = kiosk.get("/content").json()["catalogue"]["polls"][0]["id"]
    for more, reason in (
        ({"answers": {"overall": 6}, "reasons": {}}, "rating_out_of_range"),
        ({"answers": {"overall": 1}, "reasons": {"overall": ["a", "b", "c"]}}, "too_many_reasons"),
    ):
        payload = {"kind": "poll.answered", "answer_id": events.new_id(), "poll": poll, "language": "fa", **more}
        assert kiosk.send(events.event(payload, payload["answer_id"]))[0]["reason"] == reason


def test_requests_are_counted_by_kind_and_change_when_they_are_settled(
    kiosk: ForeignKiosk, manager: Staff, operator: Staff, long_ago: date
) -> None:
    sent = events.request(kiosk.told, "service-request", {"name": "x"}, request_kind="complaint")
    sent["occurred_at"] = datetime(long_ago.year, long_ago.month, long_ago.day, 7, tzinfo=UTC).isoformat()
    assert kiosk.send(sent)[0]["outcome"] == "stored"
    span = {"first": long_ago.isoformat(), "last": long_ago.isoformat(), "group": "kind"}
    assert table(manager, **span)[1][:3] == ["شکایت", "1", "0"]
    operator.post(f"/requests/{sent['payload']['request_id']}/state", state="rejected", message_fa="مدرک معتبر نیست.")
    assert table(manager, **span)[1][:4] == ["شکایت", "1", "1", "1"]


def test_days_may_be_written_in_jalali_with_persian_digits(kiosk: ForeignKiosk, manager: Staff) -> None:
    _, facts = tickets(kiosk, date(2023, 3, 21), 1)
    assert facts
    rows = table(manager, first="۱۴۰۲/۱/۱", last="1402-01-01", group="day")
    assert len(rows) == 2
    page = manager.get("/reports/", first="1402/13/1").text
    assert "چنین روزی" in page
    assert "<svg" in manager.get("/reports/", first="1401/12/01", last="1402/02/01", group="day").text


def test_head_of_a_unit_sees_that_unit_alone(kiosk: ForeignKiosk, desk: DeskProcess, long_ago: date) -> None:
    service, _ = tickets(kiosk, long_ago, 2)
    others = [item["id"] for item in kiosk.get("/content").json()["catalogue"]["departments"]]
    for name, unit, seen in (("own", service["department"], 2), ("other", others[-1], 1)):
        if unit == others[-1] and name == "own":
            unit, seen = service["department"], 2
        words = ("--role", "unit_head", "--department", unit, "--password-stdin")
        desk.command("desk", "create-user", f"head-{name}", *words, stdin="a-long-pass-phrase\n")
        desk.users[f"head-{name}"] = ("unit_head",)
        head = desk.login(f"head-{name}", "unit_head")
        rows = table(head, first=long_ago.isoformat(), last=long_ago.isoformat(), group="service")
        assert len(rows) == seen, name
        assert head.get("/reports/").status_code == 200


def test_daily_report_writes_itself_and_is_exported(kiosk: ForeignKiosk, manager: Staff, desk: DeskProcess) -> None:
    tickets(kiosk, datetime.now(UTC).date() - timedelta(days=3), 3)
    desk.command("desk", "jobs", "daily-reports")
    listed = manager.get("/reports/daily/").text
    (first, *_) = re.findall(r'href="(/reports/written/\d+/)"', listed)
    page = manager.get(first)
    assert page.status_code == 200
    for kind in ("csv", "xlsx"):
        assert manager.get(first, format=kind).headers["Content-Disposition"].endswith(f'.{kind}"')
    before = len(re.findall(r'href="/reports/written/', listed))
    desk.command("desk", "jobs", "daily-reports")
    assert len(re.findall(r'href="/reports/written/', manager.get("/reports/daily/").text)) == before


def test_poll_asks_a_sample_and_always_the_same_people(kiosk: ForeignKiosk, manager: Staff, operator: Staff) -> None:
    poll = re.search(r'action="/polls/(\d+)/sampling"', manager.get("/polls/").text)
    assert poll is not None
    path = f"/polls/{poll[1]}/sampling"
    refused = manager.post(path, confidence="95", margin="0", days="30", response="30")
    assert "note-error" in refused.text
    page = manager.post(path, confidence="90", margin="20", days="366", response="100", everyone_kinds="complaint").text
    assert "note-success" in page
    assert "نمونه‌ای از مراجعه‌کنندگان" in page
    manager.post(path, confidence="0", margin="5", days="30", response="30")


@given(
    st.lists(st.integers(0, 10_000), min_size=1, max_size=60),
    st.booleans(),
)
def test_columns_stand_inside_the_chart(values: list[int], right_to_left: bool) -> None:
    chart = columns("x", [(str(n), value, value / 2, str(value)) for n, value in enumerate(values)], right_to_left)
    for column in chart.columns:
        assert column.x >= 0
        assert column.x + column.width <= chart.width
        assert 0 <= column.y <= chart.base
        assert column.part <= column.height + 0.1
    assert [column.x for column in chart.columns] == sorted((c.x for c in chart.columns), reverse=right_to_left)


@given(st.lists(st.lists(st.integers(0, 500), min_size=2, max_size=2), min_size=1, max_size=7))
def test_heat_is_darker_where_more_came(rows: list[list[int]]) -> None:
    cells = [cell for row in heat(rows) for cell in row]
    for count, step in cells:
        assert (step == 0) == (count == 0)
        assert all(other >= step for more, other in cells if more >= count)
