"""`what_plays`: windows, midnight, clocks put forward and back, priorities, and ten thousand random plans."""

from __future__ import annotations

import os
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sync.protocol.signage import Item, PanelRule, Playlist, Schedule, ScreenGroup, Screens, Signage, Window
from sync.protocol.signage_plan import Panel, Plan, what_plays
from sync.protocol.signage_windows import HORIZON
from tests.signage.making import ZONES, content, playlist, random_signage, slow_playlists

KIOSK = Panel(1)
BOARD = Panel(2, "board")
RANDOM_PLANS = int(os.environ.get("MIZBAN_RANDOM_PLANS", "2500"))


def tehran(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Tehran"))


def playing(plan: Plan) -> set[str]:
    return {shown.playlist for shown in plan.items}


def one(window: Window, **more: object) -> Signage:
    schedule = Schedule.model_validate({"id": "s", "playlist": "p", "when": window, **more})
    return Signage(playlists=(playlist("p"),), schedules=(schedule,))


NIGHT = Window(days=("fri",), from_time="22:00", until_time="02:00")


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2026-11-20T21:59:59", False),  # a Friday
        ("2026-11-20T22:00:00", True),
        ("2026-11-21T01:59:59", True),  # Saturday, in the span that began on Friday
        ("2026-11-21T02:00:00", False),
        ("2026-11-21T22:30:00", False),
        ("2026-11-20T01:00:00", False),  # Friday before dawn belongs to Thursday
    ],
)
def test_a_span_over_midnight_belongs_to_the_day_on_which_it_begins(moment: str, shown: bool) -> None:
    plan = what_plays(tehran(moment), content(one(NIGHT)), KIOSK)
    assert bool(plan.items) is shown


def test_the_next_change_is_told_to_the_second() -> None:
    plan = what_plays(tehran("2026-11-20T12:00"), content(one(NIGHT)), KIOSK)
    assert plan.until == tehran("2026-11-20T22:00")
    assert what_plays(plan.until, content(one(NIGHT)), KIOSK).until == tehran("2026-11-21T02:00")


def test_dates_include_both_ends_and_a_leap_day() -> None:
    leap = one(Window(starts=date(2028, 2, 29), ends=date(2028, 2, 29)))
    assert not what_plays(tehran("2028-02-28T23:59"), content(leap), KIOSK).items
    assert what_plays(tehran("2028-02-29T00:00"), content(leap), KIOSK).items
    assert what_plays(tehran("2028-02-29T23:59:59"), content(leap), KIOSK).items
    assert not what_plays(tehran("2028-03-01T00:00"), content(leap), KIOSK).items


def test_the_hour_that_does_not_exist_and_the_hour_that_comes_twice() -> None:
    zone = ZoneInfo("Europe/Berlin")
    early = content(one(Window(from_time="02:15", until_time="02:45")), "Europe/Berlin")
    spring = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # 01:30; at 02:00 the clock says 03:00
    plan = what_plays(spring, early, KIOSK)
    assert not plan.items
    assert plan.until.astimezone(zone) == datetime(2026, 3, 30, 2, 15, tzinfo=zone)
    autumn = datetime(2026, 10, 25, 0, 20, tzinfo=UTC)  # 02:20, the first time
    first = what_plays(autumn, early, KIOSK)
    assert first.items and first.until == datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    again = what_plays(first.until, early, KIOSK)
    assert not again.items and again.until == datetime(2026, 10, 25, 1, 15, tzinfo=UTC)


def test_the_highest_priority_shows_alone_and_equals_take_turns() -> None:
    def at(name: str, priority: int) -> Schedule:
        return Schedule(id=name, playlist=name, priority=priority)

    lists = tuple(playlist(name) for name in ("a", "b", "c"))
    equals = Signage(playlists=lists, schedules=(at("b", 3), at("a", 3), at("c", 2)))
    plan = what_plays(tehran("2026-11-21T10:00"), content(equals), KIOSK)
    assert [shown.playlist for shown in plan.items] == ["a", "b"]


def test_sites_groups_kiosks_and_roles() -> None:
    signage = Signage(
        playlists=(playlist("hall"), playlist("two"), playlist("boards")),
        groups=(ScreenGroup(id="hall", kiosks=(1, 7)),),
        schedules=(
            Schedule(id="a", playlist="hall", screens=Screens(groups=("hall",))),
            Schedule(id="b", playlist="two", screens=Screens(kiosks=(2,))),
            Schedule(id="c", playlist="boards", screens=Screens(roles=("board",))),
        ),
    )
    now = tehran("2026-11-21T10:00")
    assert playing(what_plays(now, content(signage), KIOSK)) == {"hall"}
    assert playing(what_plays(now, content(signage), BOARD)) == {"two", "boards"}
    assert playing(what_plays(now, content(signage), Panel(9))) == set()


def test_nothing_scheduled_and_no_signage_at_all() -> None:
    now = tehran("2026-11-21T10:00")
    for signage in (None, Signage()):
        plan = what_plays(now, content(signage), KIOSK)
        assert plan.items == () and plan.level == 100 and plan.until == now + HORIZON


def test_a_clock_before_the_publication_decides_nothing() -> None:
    """A Pi without a battery starts in 1970: what needs no clock goes on, and the panel is not switched off."""
    signage = Signage(
        playlists=(playlist("always"), playlist("now")),
        schedules=(
            Schedule(id="a", playlist="always"),
            Schedule(id="b", playlist="now", priority=9, when=Window(from_time="00:00", until_time="00:00")),
        ),
        panels=(PanelRule(id="off", level=0, when=Window(from_time="00:00", until_time="00:00")),),
    )
    found = content(signage, published=datetime(2026, 11, 1, tzinfo=UTC))
    plan = what_plays(datetime(1970, 1, 1, 0, 5, tzinfo=UTC), found, KIOSK)
    assert (plan.clock, playing(plan), plan.level) == ("wrong", {"always"}, 100)
    good = what_plays(datetime(2026, 11, 2, tzinfo=UTC), found, KIOSK)
    assert (good.clock, playing(good), good.level) == ("good", {"now"}, 0)


def test_what_is_not_here_yet_is_not_shown() -> None:
    here, missing = "a" * 64, "b" * 64
    items = tuple(Item(id=f"i{n}", kind="image", media=media) for n, media in enumerate((here, missing)))
    signage = Signage(playlists=(Playlist(id="p", items=items),), schedules=(Schedule(id="s", playlist="p"),))
    plan = what_plays(tehran("2026-11-21T10:00"), content(signage), KIOSK, ready={here})
    assert [shown.item.id for shown in plan.items] == ["i0"]


def test_the_panel_dims_at_night_and_the_darkest_rule_holds() -> None:
    signage = Signage(
        panels=(
            PanelRule(id="dim", level=40, when=Window(from_time="18:00", until_time="07:00")),
            PanelRule(id="off", level=0, when=Window(days=("fri",), from_time="22:00", until_time="06:00")),
        )
    )
    levels = [
        what_plays(tehran(text), content(signage), KIOSK).level
        for text in ("2026-11-20T12:00", "2026-11-20T19:00", "2026-11-20T23:00", "2026-11-21T06:30")
    ]
    assert levels == [100, 40, 0, 40]


@pytest.mark.parametrize("seconds", [0, 2, 9999999999999, -1])
def test_every_duration_has_bounds(seconds: int) -> None:
    with pytest.raises(ValidationError):
        Item(id="i", kind="notice", title={"fa": "متن"}, seconds=seconds)


def test_ten_thousand_random_plans_agree_with_the_slow_evaluator() -> None:
    rng = random.Random(20261121)
    for _ in range(RANDOM_PLANS):
        zone = rng.choice(ZONES)
        now = _somewhen(rng)
        signage = random_signage(rng, now.date())
        _compare(rng, signage, now, zone)


def _somewhen(rng: random.Random) -> datetime:
    if rng.random() < 0.5:  # near the clock's changes of these zones
        base = rng.choice(
            (datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 4, 5, tzinfo=UTC))
        )
        return base + timedelta(seconds=rng.randint(-2 * 86400, 2 * 86400))
    return datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=rng.randint(0, 4 * 365 * 86400))


def _compare(rng: random.Random, signage: Signage, now: datetime, zone: str) -> None:
    made = content(signage, zone)
    plan = what_plays(now, made, KIOSK)
    expected = slow_playlists(now, signage, 1, zone)
    assert playing(plan) == expected, (signage, now, zone)
    assert now < plan.until <= now + HORIZON
    for moment in (plan.until - timedelta(seconds=1), now + (plan.until - now) * rng.random()):
        if moment >= now:
            assert slow_playlists(moment, signage, 1, zone) == expected, (signage, now, moment, zone)
    if plan.until < now + HORIZON:
        assert slow_playlists(plan.until, signage, 1, zone) != expected, (signage, now, plan.until, zone)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)), st.integers(0, 2**32))
def test_the_same_question_has_the_same_answer_and_the_next_change_lies_ahead(now: datetime, seed: int) -> None:
    signage = random_signage(random.Random(seed), now.date())
    first, second = (what_plays(now, content(signage), KIOSK) for _ in range(2))
    assert first == second
    assert now < first.until
