"""The rule of calling and the margin of error, as plain functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.queueing.order import Order, choose
from desk.reports.export import safe, to_csv

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Someone:
    place_at: datetime
    priority: str = ""


people = st.lists(
    st.builds(
        Someone,
        st.integers(0, 90).map(lambda minutes: NOW - timedelta(minutes=minutes)),
        st.sampled_from(["", "", "elderly"]),
    ),
    max_size=12,
)
orders = st.builds(Order, st.integers(0, 5), st.integers(1, 60))


@given(people, st.integers(0, 9), orders)
def test_somebody_is_called_as_long_as_somebody_waits(waiting: list[Someone], since: int, order: Order) -> None:
    found = choose(waiting, since, order, NOW)
    assert (found is None) == (not waiting)


@given(people, st.integers(0, 9), orders)
def test_nobody_over_the_limit_is_passed_over(waiting: list[Someone], since: int, order: Order) -> None:
    found = choose(waiting, since, order, NOW)
    limit = NOW - timedelta(minutes=order.longest_wait_minutes)
    over = [one.place_at for one in waiting if one.place_at < limit]
    if found and over:
        assert waiting[found[0]].place_at == min(over)
        assert found[1] == "overdue"


@given(people, st.integers(0, 9), orders)
def test_within_a_group_the_eldest_goes_first(waiting: list[Someone], since: int, order: Order) -> None:
    found = choose(waiting, since, order, NOW)
    if found:
        called = waiting[found[0]]
        same = [one.place_at for one in waiting if bool(one.priority) == bool(called.priority)]
        assert called.place_at == min(same)


def test_turns_go_two_to_one() -> None:
    waiting = [Someone(NOW - timedelta(minutes=5)), Someone(NOW - timedelta(minutes=1), "elderly")]
    assert [choose(waiting, since, Order(2, 30), NOW) for since in (0, 1, 2)] == [
        (0, "ordinary_turn"),
        (0, "ordinary_turn"),
        (1, "priority_turn"),
    ]


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_csv_keeps_numbers_as_numbers() -> None:
    assert to_csv(["a"], [["=1+1", -3, None]]).decode("utf-8-sig").splitlines() == ["a", "'=1+1,-3,"]


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_interval_is_the_published_one(successes: int, n: int, low: float, high: float) -> None:
    from desk.polls.wilson import wilson

    found = wilson(successes, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(0, 2000))
def test_finite_population_only_narrows(pair: tuple[int, int], more: int) -> None:
    from desk.polls.wilson import wilson

    successes, n = pair
    free, bound = wilson(successes, n), wilson(successes, n, n + more)
    assert 0 <= bound.low <= bound.share <= bound.high <= 1
    assert bound.high - bound.low <= free.high - free.low + 1e-9
    if more == 0:
        assert bound.low == bound.high, "who asks everybody has no error"
