"""Numbers: each is given once, whatever the clock, the desk and the hardware do."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from sync import leases
from sync.leases import SERIES_SPAN, Number, SeriesExhausted
from sync.protocol.messages import Lease
from sync.store import Store, meta

DAY = date(2026, 11, 21)


def take(store: Store, day: date = DAY, *, epoch: int = 1, trusted: bool = True, queue: str = "adm") -> Number:
    return store.write(lambda db: leases.take(db, epoch, 12, queue, day, trusted=trusted))


def lend(store: Store, size: int, first: int = 1, *, epoch: int = 1, day: date = DAY) -> Lease:
    """Ask for a block and grant it, as the keeper does."""
    wanted = store.write(lambda db: leases.want(db, epoch, "adm", day))
    assert wanted is not None
    lease = Lease(
        lease_id=uuid4(),
        request_id=wanted.request_id,
        queue="adm",
        service_day=day,
        first=first,
        last=first + size - 1,
    )
    store.write(lambda db: leases.granted(db, epoch, lease))
    return lease


def test_leased_numbers_come_first_then_the_kiosks_own_series(store: Store) -> None:
    lease = lend(store, 3, first=41)
    assert [take(store) for _one in range(3)] == [Number(41 + n, "", lease.lease_id) for n in range(3)]
    assert [take(store).number for _one in range(2)] == [1, 2]
    assert take(store).series == "12"


def test_a_lost_answer_is_asked_for_again_under_the_same_id(store: Store) -> None:
    first = store.write(lambda db: leases.want(db, 1, "adm", DAY))
    again = store.write(lambda db: leases.want(db, 1, "adm", DAY))
    assert first == again is not None


def test_an_answer_that_comes_twice_gives_its_numbers_once(store: Store) -> None:
    lease = lend(store, 2)
    numbers = [take(store).number, take(store).number]
    store.write(lambda db: leases.granted(db, 1, lease))
    assert take(store).series == "12"
    assert numbers == [1, 2]


def test_refilled_ahead_of_need_and_by_use(store: Store) -> None:
    lend(store, 10)
    assert store.write(lambda db: leases.want(db, 1, "adm", DAY)) is None
    for _one in range(5):
        take(store)
    wanted = store.write(lambda db: leases.want(db, 1, "adm", DAY))
    assert wanted is not None
    assert wanted.size == leases.MIN_BLOCK
    assert leases.block_size(100) == 50
    assert leases.block_size(10_000) == leases.MAX_BLOCK


def test_a_refused_request_is_forgotten(store: Store) -> None:
    wanted = store.write(lambda db: leases.want(db, 1, "adm", DAY))
    assert wanted is not None
    store.write(lambda db: leases.refused(db, wanted))
    later = store.write(lambda db: leases.want(db, 1, "adm", DAY))
    assert later is not None
    assert later.request_id != wanted.request_id


def test_numbers_of_another_day_or_queue_are_not_touched(store: Store) -> None:
    lend(store, 5)
    assert take(store, DAY + timedelta(days=1)).series == "12"
    assert take(store, queue="rec").series == "12"
    assert take(store).series == ""


def test_a_new_enrollment_uses_nothing_of_the_former_one(store: Store) -> None:
    lend(store, 5)
    own = [take(store, queue="rec").number for _one in range(3)]
    assert take(store, epoch=2).series == "12"
    renewed = take(store, epoch=2, queue="rec").number
    assert renewed == SERIES_SPAN + 1
    assert renewed not in own


def test_given_back_numbers_are_never_given(store: Store) -> None:
    lease = lend(store, 5)
    take(store)
    assert store.write(lambda db: leases.give_back(db, 1)) == [(lease.lease_id, 2)]
    assert take(store).series == "12"
    assert store.write(lambda db: leases.give_back(db, 1)) == []


def test_the_own_series_begins_again_on_a_confirmed_new_day_only(store: Store) -> None:
    assert [take(store).number for _one in range(2)] == [1, 2]
    assert take(store, DAY + timedelta(days=1)).number == 1
    # Nothing confirms this day: the clock may have jumped.
    assert take(store, DAY + timedelta(days=2), trusted=False).number == 2
    # Now confirmed; but the number before was given on a day that nobody knows, perhaps this one.
    assert take(store, DAY + timedelta(days=2)).number == 3
    assert take(store, DAY + timedelta(days=3)).number == 1


def test_a_clock_that_was_ahead_leaves_no_number_to_be_given_twice(store: Store) -> None:
    """Numbers given under tomorrow's date by a wrong clock are not given again tomorrow."""
    tomorrow = DAY + timedelta(days=1)
    for number in (1, 2):
        store.write(
            lambda db, number=number: db.execute(
                "INSERT INTO tickets (ticket_id, key, event_id, code, queue, service_day, number, series, language, "
                "issued_at) VALUES (?, ?, '', ?, 'adm', ?, ?, '12', 'fa', '')",
                (str(uuid4()), str(uuid4()), str(number), tomorrow.isoformat(), number),
            )
        )
    assert take(store, DAY).number == 1
    assert take(store, tomorrow).number == 3


def test_after_a_salvage_the_series_goes_on_above_what_may_have_been_given(store: Store) -> None:
    store.write(lambda db: meta.put(db, "series_floor", "1000"))
    assert take(store).number == 1001


def test_an_exhausted_series_says_so(store: Store) -> None:
    store.write(
        lambda db: db.execute("INSERT INTO offline_series VALUES ('adm', 1, ?, 1, ?)", (DAY.isoformat(), SERIES_SPAN))
    )
    assert take(store).number == SERIES_SPAN
    with pytest.raises(SeriesExhausted):
        take(store)


def test_an_answer_to_a_question_of_a_former_enrollment_is_not_taken(store: Store) -> None:
    wanted = store.write(lambda db: leases.want(db, 1, "adm", DAY))
    assert wanted is not None
    store.write(lambda db: db.execute("DELETE FROM lease_requests"))  # as a new enrollment does
    late = Lease(lease_id=uuid4(), request_id=wanted.request_id, queue="adm", service_day=DAY, first=1, last=10)
    store.write(lambda db: leases.granted(db, 2, late))
    assert take(store, epoch=2).series == "12"
