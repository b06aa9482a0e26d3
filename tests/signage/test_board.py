"""The board as data: calls one after another, recalls, withdrawn days, no data apart from nobody."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from kiosk.flow.board.calls import SHOW_S, CallQueue, CallState
from kiosk.flow.board.direction import direction
from kiosk.flow.board.hall import Hall
from kiosk.flow.board.page import BoardPlace, BoardWords, Known
from kiosk.flow.ports import Answer
from kiosk.flow.rehearsal import Shelf
from kiosk.flow.wording import Wording
from kiosk.ipc import Status
from kiosk.screens.sample import sample_catalogue
from sync.protocol.base import LANGS, Lang
from sync.protocol.catalogue import Catalogue
from sync.protocol.messages import Call, QueueState

NOW = datetime(2026, 11, 21, 6, 54, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Tehran")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return sample_catalogue()


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording()


def call(number: int, minutes: float = 0, lang: Lang = "fa", repeat: int = 0, series: str = "") -> Call:
    return Call(
        call_id=uuid4(),
        ticket_id=uuid4(),
        queue="international",
        number=number,
        series=series,
        counter="counter-3",
        called_at=NOW - timedelta(minutes=minutes),
        repeat=repeat,
        language=lang,
    )


def test_several_calls_stand_one_after_another_in_the_order_in_which_they_came() -> None:
    calls = CallQueue(ZONE)
    for number in (1, 2, 3):
        calls.told(call(number))
    rung = []
    for second in range(40):
        made = calls.tick(float(second))
        if made is not None:
            rung.append((made.number, second))
            assert calls.state(float(second), NOW).calling
    assert [number for number, _ in rung] == [1, 2, 3]
    assert all(later - earlier >= SHOW_S for (_, earlier), (_, later) in itertools.pairwise(rung))
    state = calls.state(40.0, NOW)
    assert state.hero is not None and state.hero.number == 3 and not state.calling
    assert [one.number for one in state.last] == [2, 1]


def test_a_hall_that_opens_reads_every_call_at_once_and_hears_them_sooner() -> None:
    calls = CallQueue(ZONE)
    crowd = [call(number) for number in range(1, 21)]
    for one in crowd:
        calls.told(one)
    assert calls.tick(0.0) == crowd[0]
    state = calls.state(0.0, NOW)
    assert state.hero == crowd[0]
    assert list(state.last) == crowd[:0:-1][: len(state.last)]
    assert len(state.last) >= 10, "who is called stands on the board before it is the turn to be large"
    rung, second = 1, 0.0
    while rung < 20:
        second += 0.5
        rung += calls.tick(second) is not None
    assert second <= 4.0 * 17 + SHOW_S * 2, "a crowd is called faster"
    assert calls.state(second, NOW).hero == crowd[-1]
    calls.told(crowd[-1].model_copy(update={"repeat": 1}))
    assert crowd[-1].ticket_id not in {other.ticket_id for other in calls.state(second, NOW).last}, "and stands once"


def test_a_repeat_of_the_message_is_silent_and_a_recall_rings_again() -> None:
    calls = CallQueue(ZONE)
    first = call(1)
    calls.told(first)
    assert calls.tick(0) == first
    calls.told(first)
    calls.told(call(2))
    assert calls.tick(10) is not None
    assert calls.tick(20) is None
    again = first.model_copy(update={"repeat": 1})
    calls.told(again)
    assert calls.tick(30) == again
    state = calls.state(30, NOW)
    assert state.hero == again and [one.number for one in state.last] == [2], "a ticket stands on the board once"


def test_the_next_waits_until_the_voice_has_ended() -> None:
    calls = CallQueue(ZONE)
    calls.told(call(1))
    assert calls.tick(0, speaking=True) is None
    assert calls.tick(1, speaking=False) is not None


def test_a_board_that_starts_shows_old_calls_in_silence_and_rings_new_ones() -> None:
    calls = CallQueue(ZONE)
    calls.recalled(call(1, minutes=30), NOW)
    calls.recalled(call(2, minutes=1), NOW)
    assert calls.state(0, NOW).hero is not None
    made = calls.tick(0)
    assert made is not None and made.number == 2 and calls.tick(60) is None


def test_a_call_made_while_the_line_was_cut_still_rings() -> None:
    calls = CallQueue(ZONE)
    calls.told(call(1, minutes=15))
    assert calls.tick(0) is not None


def test_yesterday_does_not_stand_on_the_board() -> None:
    calls = CallQueue(ZONE)
    calls.told(call(1))
    calls.tick(0)
    assert calls.state(0, NOW + timedelta(hours=13)).hero is not None
    assert calls.state(0, NOW + timedelta(hours=14)).hero is None, "midnight has passed at the site"


def page(catalogue: Catalogue, wording: Wording, state: CallState, queues: tuple[QueueState, ...], **more: object):  # type: ignore[no-untyped-def]
    lang = more.get("lang", "fa")
    place = BoardPlace(lang, queues=more.get("only", ()))  # type: ignore[arg-type]
    heard = more.get("heard", NOW)
    return BoardWords(catalogue, wording, place).page(Known(state, queues, heard, NOW))  # type: ignore[arg-type]


def all_queues(catalogue: Catalogue, waiting: int) -> tuple[QueueState, ...]:
    return tuple(QueueState(queue=queue.id, waiting=waiting) for queue in catalogue.queues)


def test_no_data_is_never_nobody(catalogue: Catalogue, wording: Wording) -> None:
    nobody = page(catalogue, wording, CallState(), all_queues(catalogue, 0))
    unknown = page(catalogue, wording, CallState(), ())
    stale = page(catalogue, wording, CallState(), all_queues(catalogue, 0), heard=NOW - timedelta(minutes=3))
    partly = page(catalogue, wording, CallState(), all_queues(catalogue, 4)[1:])
    assert "۰" in nobody.waiting and not nobody.cut_off
    for one in (unknown, stale, partly):
        assert "نامشخص" in one.waiting
    assert all(line.waiting is None for line in stale.queues) and stale.cut_off
    assert partly.queues[0].text == "—" and "۴" in partly.queues[1].text


def test_a_ticket_is_shown_in_the_boards_language_and_its_own(catalogue: Catalogue, wording: Wording) -> None:
    shown = page(catalogue, wording, CallState(call(107, lang="en")), ())
    assert shown.hero is not None and shown.other is not None
    assert (shown.hero.label, shown.hero.counter) == ("الف ۱۰۷", "باجهٔ ۳")
    assert (shown.other.label, shown.other.counter) == ("A 107", "Counter 3")
    assert page(catalogue, wording, CallState(call(107)), ()).other is None


def test_it_is_said_in_the_tickets_language_then_the_offices(catalogue: Catalogue, wording: Wording) -> None:
    words = BoardWords(catalogue, wording, BoardPlace("fa"))
    assert words.spoken(call(101))[0].text == "شمارهٔ الف 101، به باجهٔ 3"
    assert [line.lang for line in words.spoken(call(101, lang="ru"))] == ["ru", "fa"]


@pytest.mark.parametrize("lang", LANGS)
def test_every_language_has_every_word(catalogue: Catalogue, wording: Wording, lang: Lang) -> None:
    shown = page(catalogue, wording, CallState(call(7, series="12")), all_queues(catalogue, 3), lang=lang)
    for text in (shown.caption, shown.last_title, shown.waiting, shown.welcome, shown.place, shown.date, shown.time):
        assert text.strip()


def test_a_hall_shows_its_own_lines_alone(catalogue: Catalogue, wording: Wording) -> None:
    shown = page(catalogue, wording, CallState(), all_queues(catalogue, 1), only=("education",))
    assert len(shown.queues) == 1
    calls = CallQueue(ZONE)
    calls.only(frozenset({"education"}))
    calls.told(call(1))
    assert calls.tick(0) is None


@pytest.mark.parametrize(("heading", "expected"), [(0, 0), (90, 270), (180, 180), (270, 90)])
def test_arrows_turn_with_the_board(catalogue: Catalogue, heading: float, expected: int) -> None:
    venue = catalogue.venue
    assert venue is not None
    board = venue.kiosks[0].id
    turns = {"ahead": 0, "right": 90, "behind": 180, "left": 270}
    north = direction(venue, board, "counter-3", 0)
    turned = direction(venue, board, "counter-3", heading)
    assert (turns[turned] - turns[north]) % 360 == expected
    assert direction(venue, "nowhere", "counter-3", 0) == "unknown"
    assert direction(None, board, "counter-3", 0) == "unknown"


def test_figures_are_as_old_as_the_desks_word_on_them(catalogue: Catalogue, wording: Wording) -> None:
    """The desk took facts a second ago, but of the lines nothing was heard for long: no data, not the old figures."""
    desk = _Told(Status(enrolled=True, desk_seconds_ago=1.0, queues=all_queues(catalogue, 4), now=NOW))
    hall = Hall(desk, Shelf(catalogue), wording, BoardPlace("fa"), lambda: NOW)
    for age, known in ((300.0, False), (3.0, True), (None, False)):
        desk.status = desk.status.model_copy(update={"lines_seconds_ago": age})
        hall.told("desk", {})
        shown, _notice = hall.tick(0.0)
        assert shown is not None
        assert (shown.cut_off == "", shown.queues[0].waiting) == ((True, 4) if known else (False, None)), age


class _Told:
    """A daemon that says one thing."""

    def __init__(self, status: Status) -> None:
        self.status = status

    def ask(self, method: str, params: dict[str, Any], answer: Callable[[Answer], None]) -> None:
        answer(Answer(self.status.model_dump(mode="json")))
