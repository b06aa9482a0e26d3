"""Clocks that are wrong (libfaketime) and days that turn: no number twice, the right day once the desk is heard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from kiosk.daemon import tickets
from kiosk.daemon.desk_view import DeskView
from kiosk.ipc import IssueTicket
from sync import content, identity
from sync.clock import SiteClock, parse_http_date
from sync.enrollment import Enrollment, enroll
from sync.identity import adopt
from sync.store import Store
from tests.faults.kiosk import Kiosk, Zygote
from tests.sync import catalogues
from tests.sync.desk_stub import DeskStub
from tests.sync.waiting import until

FAKETIME = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)
TEHRAN = ZoneInfo("Asia/Tehran")


@pytest.fixture
def wrong_clock(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Zygote]:
    """Daemons whose wall clock is off by the parameter; the monotonic clock is right, as on real hardware."""
    if FAKETIME is None:
        pytest.skip("libfaketime is not installed: apt-get install faketime")
    found = Zygote(
        tmp_path / "daemon.log",
        {
            "LD_PRELOAD": str(FAKETIME),
            "FAKETIME": request.param,
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_RESET": "1",
        },
    )
    yield found
    found.close()


def ticket(client: Any, queue: str = "adm") -> dict[str, Any]:
    answer = client.call("ticket.issue", {"key": str(uuid4()), "queue": queue, "language": "fa"})
    assert answer.result is not None, answer.error
    return dict(answer.result)


@pytest.mark.parametrize("wrong_clock", ["-1d", "+365d"], indirect=True, ids=["a day back", "a year ahead"])
def test_a_wrong_clock_is_put_right_by_the_desk(tmp_path: Path, desk: DeskStub, wrong_clock: Zygote) -> None:
    kiosk = Kiosk(tmp_path / "kiosk", wrong_clock)
    kiosk.enroll(desk.url, "123456")
    kiosk.start()
    kiosk.wait_for_content()
    until(lambda: {lease["queue"] for lease in desk.leases.values()} == {"adm", "rec"}, "numbers are lent")
    until(lambda: kiosk.rows("SELECT count(*) FROM leases")[0][0] >= 2, "numbers are here")
    with kiosk.client() as client:
        first = ticket(client)
    assert first["service_day"] == datetime.now(TEHRAN).date().isoformat()
    assert first["series"] == ""
    kiosk.kill()
    with desk.guard:  # the desk hangs: nothing confirms the clock after this start
        kiosk.start()
        with kiosk.client() as client:
            alone = [ticket(client) for _one in range(3)]
    until(lambda: kiosk.rows("SELECT count(*) FROM outbox WHERE state = 0")[0][0] == 0, "all is sent", 30)
    kiosk.stop()
    given = [(item["series"], item["number"]) for item in [first, *alone]]
    assert len(set(given)) == 4, "no number twice, whatever the clock says"
    event = desk.events[first["event_id"]]
    offset = timedelta(milliseconds=event["clock"]["offset_ms"])
    corrected = datetime.fromisoformat(event["occurred_at"]) + offset
    assert abs(corrected - datetime.now(UTC)) < timedelta(minutes=2), "the desk can put the time right"


class Hand(SiteClock):
    """A clock that is set by hand, trusted or not."""

    def __init__(self) -> None:
        super().__init__()
        self.at = datetime(2026, 11, 21, 8, tzinfo=UTC)
        self.sure = True

    @property
    def trusted(self) -> bool:
        return self.sure

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def hand() -> Hand:
    return Hand()


def view_of(store: Store, who: Enrollment, hand: Hand, **changes: Any) -> DeskView:
    """A kiosk that shows a catalogue and hears no desk."""
    body = catalogues.content(1, **changes)
    store.write(lambda db: adopt(db, who))
    store.write(lambda db: content.swap(db, content.read(body, catalogues.etag(body))))
    return DeskView(store, hand, who)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = Store.open(tmp_path / "data")
    yield found
    found.close()


@pytest.fixture
def who(desk: DeskStub, tmp_path: Path) -> Enrollment:
    return enroll(desk.url, "123456", tmp_path / "data")


def issue(view: DeskView) -> tuple[date, str, int]:
    made, _new = tickets.issue(view, IssueTicket(key=uuid4(), queue="adm", language="fa"))
    return made.service_day, made.series, made.number


def lend(store: Store, day: date, first: int, last: int) -> None:
    store.write(
        lambda db: db.execute(
            "INSERT INTO leases (lease_id, epoch, queue, service_day, first, next, last) "
            "VALUES (?, 1, 'adm', ?, ?, ?, ?)",
            (str(uuid4()), day.isoformat(), first, first, last),
        )
    )


def test_midnight_in_tehran(store: Store, who: Enrollment, hand: Hand) -> None:
    """20:30 UTC is midnight there: yesterday's numbers are not given on, today's are."""
    view = view_of(store, who, hand)
    old, new = date(2026, 11, 21), date(2026, 11, 22)
    lend(store, old, 50, 59)
    lend(store, new, 1, 9)
    hand.at = datetime(2026, 11, 21, 20, 29, 59, tzinfo=UTC)
    assert issue(view) == (old, "", 50)
    hand.at += timedelta(seconds=1)
    assert issue(view) == (new, "", 1)
    hand.at -= timedelta(seconds=1)
    assert issue(view) == (old, "", 51), "a trusted clock that was put back a second gives no number twice"


@pytest.mark.parametrize(
    ("before", "after", "day"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), datetime(2026, 3, 29, 1, 1, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 10, 25, 0, 59, tzinfo=UTC), datetime(2026, 10, 25, 1, 1, tzinfo=UTC), date(2026, 10, 25)),
    ],
    ids=["forward", "back"],
)
def test_a_daylight_change_is_inside_one_day(
    before: datetime, after: datetime, day: date, store: Store, who: Enrollment, hand: Hand
) -> None:
    site = {"id": "main", "name": catalogues.text("Berlin"), "timezone": "Europe/Berlin"}
    view = view_of(store, who, hand, site=site)
    lend(store, day, 1, 9)
    hand.at = before
    assert issue(view) == (day, "", 1)
    hand.at = after
    assert issue(view) == (day, "", 2)


def test_an_unconfirmed_clock_never_goes_behind_a_confirmed_day(store: Store, who: Enrollment, hand: Hand) -> None:
    view = view_of(store, who, hand)
    today = issue(view)[0]
    hand.sure = False
    hand.at -= timedelta(days=1)
    assert issue(view)[0] == today
    hand.at += timedelta(days=366)
    ahead = issue(view)
    assert ahead[0] == today + timedelta(days=365)
    hand.sure, hand.at = True, datetime(2026, 11, 21, 9, tzinfo=UTC)
    back = issue(view)
    assert back[0] == today
    assert back[2] > ahead[2], "the own series goes on"


def test_a_closed_day_and_an_hour_outside(store: Store, who: Enrollment, hand: Hand) -> None:
    from kiosk.daemon.desk_view import Refusal

    hours = {
        "regular": [{"days": ["sat", "sun"], "opens": "07:30", "closes": "14:30"}],
        "exceptions": [
            {"date": "2026-11-22"},
            {"date": "2026-11-27", "opens": "10:00", "closes": "11:00"},
        ],
    }
    site = {"id": "main", "name": catalogues.text("Main"), "timezone": "Asia/Tehran", "hours": hours}
    view = view_of(store, who, hand, site=site)
    open_at = {
        datetime(2026, 11, 21, 10, tzinfo=TEHRAN): True,
        datetime(2026, 11, 21, 6, 45, tzinfo=TEHRAN): True,
        datetime(2026, 11, 21, 5, tzinfo=TEHRAN): False,
        datetime(2026, 11, 21, 16, tzinfo=TEHRAN): False,
        datetime(2026, 11, 22, 10, tzinfo=TEHRAN): False,
        datetime(2026, 11, 23, 10, tzinfo=TEHRAN): False,
        datetime(2026, 11, 27, 10, 30, tzinfo=TEHRAN): True,
    }
    for at, is_open in open_at.items():
        hand.at = at.astimezone(UTC)
        if is_open:
            issue(view)
        else:
            with pytest.raises(Refusal) as told:
                issue(view)
            assert told.value.code == "closed", at


def test_the_desks_time_is_kept_against_the_monotonic_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    clock = SiteClock()
    assert (clock.trusted, clock.offset_ms) == (False, None)
    clock.heard(datetime.now(UTC) + timedelta(hours=2))
    assert clock.trusted
    assert abs((clock.offset_ms or 0) - 7_200_000) < 1000
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 86_400)
    assert abs(clock.now().timestamp() - real() - 7200) < 5, "a wall clock that is set afterwards does not bend it"
    assert parse_http_date("yesterday") is None


def test_the_day_is_noted_once(store: Store, hand: Hand) -> None:
    days = [store.write(lambda db: identity.service_day(db, hand, "Asia/Tehran")) for _one in range(2)]
    assert days == [date(2026, 11, 21)] * 2
