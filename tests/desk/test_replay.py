"""Replaying a day: nobody is lost, each kind of priority is told apart, and the rule shows in who waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk.queueing.order import Order
from desk.queueing.replay import EVERYBODY, Arrival, Desk, Waiting, simulate

START = datetime(2026, 11, 21, 5, tzinfo=UTC)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


arrivals = st.lists(
    st.builds(
        Arrival,
        st.integers(0, 300).map(lambda after: START + minutes(after)),
        st.sampled_from(["", "", "elderly", "child"]),
        st.sampled_from([1, 2]),
        st.integers(1, 30).map(minutes),
    ),
    max_size=40,
)
desks = st.lists(
    st.builds(
        Desk,
        st.just(START),
        st.integers(0, 600).map(lambda after: START + minutes(after)),
        st.sampled_from([frozenset({1}), frozenset({1, 2})]),
    ),
    max_size=3,
)


@given(arrivals, desks, st.builds(Order, st.integers(0, 4), st.integers(1, 60)))
def test_everybody_is_called_or_left_in_the_own_group(day: list[Arrival], open_: list[Desk], order: Order) -> None:
    groups = {row.group: row for row in simulate(day, open_, order)}
    for name in {one.priority or "ordinary" for one in day}:
        came = sum((one.priority or "ordinary") == name for one in day)
        assert groups[name].called + groups[name].left == came
        assert 0 <= groups[name].mean <= groups[name].longest
        assert groups[name].over <= groups[name].called
    if EVERYBODY in groups:
        assert groups[EVERYBODY].called + groups[EVERYBODY].left == len(day)


def morning(order: Order) -> dict[str, Waiting]:
    """Ten ordinary visitors at once and two with priority a minute later, one counter, five minutes each."""
    day = [Arrival(START, "", 1, minutes(5)) for _ in range(10)]
    day += [Arrival(START + minutes(1), kind, 1, minutes(5)) for kind in ("elderly", "child")]
    counter = Desk(START, START + minutes(600), frozenset({1}))
    return {row.group: row for row in simulate(day, [counter], order, limit=30)}


def test_another_rule_shortens_the_wait_of_one_group_at_the_cost_of_the_other() -> None:
    two_to_one, none = morning(Order(2, 120)), morning(Order(50, 120))
    assert two_to_one["elderly"].mean == 9, "after two ordinary visitors, at minute 10; came at minute 1"
    assert none["elderly"].mean == 49, "after all ten"
    assert two_to_one["ordinary"].mean > none["ordinary"].mean
    assert (two_to_one[EVERYBODY].called, two_to_one[EVERYBODY].left) == (12, 0)
    assert none[EVERYBODY].over == 5, "from the eighth on somebody waits longer than thirty minutes"


def test_a_limit_calls_who_has_waited_too_long() -> None:
    assert morning(Order(0, 120))["ordinary"].longest == 55
    assert morning(Order(50, 20))["elderly"].mean == 49, "all ordinary ones came first and are over the limit first"
