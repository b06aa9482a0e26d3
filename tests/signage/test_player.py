"""The player: keeps its place, passes over what is broken, counts what it showed; and the soak of six weeks."""

from __future__ import annotations

import gc
import os
import random
import sys
from datetime import UTC, datetime, timedelta

from kiosk.flow.signage.player import Player
from sync.protocol.events import SignagePlayed
from sync.protocol.signage import Item, PanelRule, Playlist, Schedule, Signage, Window
from sync.protocol.signage_plan import Panel
from tests.signage.making import content, playlist

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)


class Clock:
    """Both clocks, moved by hand."""

    def __init__(self) -> None:
        self.now, self.monotonic = NOW, 1000.0

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.monotonic += seconds


def always(*names: str, items: int = 1) -> Signage:
    return Signage(
        playlists=tuple(playlist(name, items) for name in names),
        schedules=tuple(Schedule(id=name, playlist=name) for name in names),
    )


def test_items_follow_each_other_and_the_next_is_known_before() -> None:
    clock, player = Clock(), Player(Panel(1))
    player.load(content(always("a", items=3)))
    seen = []
    for _ in range(4):
        frame = player.tick(clock.now, clock.monotonic)
        assert frame.now is not None and frame.next is not None
        seen.append((frame.now.item.id, frame.next.item.id))
        clock.pass_(12)
    assert seen == [("a-0", "a-1"), ("a-1", "a-2"), ("a-2", "a-0"), ("a-0", "a-1")]


def test_new_content_keeps_the_place() -> None:
    clock, player = Clock(), Player(Panel(1))
    player.load(content(always("a", items=3)))
    player.tick(clock.now, clock.monotonic)
    clock.pass_(12)
    shown = player.tick(clock.now, clock.monotonic).now
    clock.pass_(5)
    player.load(content(always("new", "a", items=3)))
    assert player.tick(clock.now, clock.monotonic).now == shown
    clock.pass_(7)
    after = player.tick(clock.now, clock.monotonic).now
    assert after is not None and after.item.id == "a-2", "the seconds go on too"


def test_a_broken_file_is_passed_over_until_other_content_comes() -> None:
    clock, player = Clock(), Player(Panel(1))
    player.load(content(always("a", items=2)))
    first = player.tick(clock.now, clock.monotonic).now
    assert first is not None
    player.broken(first, clock.now, clock.monotonic)
    frame = player.tick(clock.now, clock.monotonic)
    assert frame.now is not None and frame.now.item.id == "a-1" and frame.next is None
    player.broken(frame.now, clock.now, clock.monotonic)
    assert player.tick(clock.now, clock.monotonic).now is None, "nothing is left: the built-in slide"
    player.load(content(always("a", items=2)))
    assert player.tick(clock.now, clock.monotonic).now is not None


def test_proof_counts_whole_and_cut_plays_and_carries_the_hash() -> None:
    told: list[SignagePlayed] = []
    clock, player = Clock(), Player(Panel(1), told.append)
    item = Item(id="poster", kind="image", media="c" * 64, name="Poster", seconds=10)
    signage = Signage(playlists=(Playlist(id="p", items=(item,)),), schedules=(Schedule(id="s", playlist="p"),))
    player.load(content(signage))
    for _ in range(4):
        player.tick(clock.now, clock.monotonic)
        clock.pass_(10)
    player.tick(clock.now, clock.monotonic)
    clock.pass_(4)
    player.rest(clock.now, clock.monotonic)
    clock.pass_(300)
    player.wake(clock.monotonic)
    player.flush(clock.monotonic)
    fact = told[0]
    assert (fact.name, fact.sha256, fact.plays, fact.complete, fact.seconds) == ("Poster", "c" * 64, 5, 4, 44)


def test_a_pause_holds_the_item() -> None:
    clock, player = Clock(), Player(Panel(1))
    player.load(content(always("a", items=2)))
    first = player.tick(clock.now, clock.monotonic).now
    player.paused = True
    clock.pass_(600)
    assert player.tick(clock.now, clock.monotonic).now == first


SOAK_DAYS = int(os.environ.get("MIZBAN_SOAK_DAYS", "2"))
"""42 are six weeks."""


def test_days_in_fast_time_are_never_blank_and_do_not_grow() -> None:
    """A tick every twelve seconds: days, nights, changing content, broken files. Blocks of memory are counted."""
    rng = random.Random(7)
    clock, player = Clock(), Player(Panel(1))
    signage = Signage(
        playlists=(playlist("day", 5), playlist("night", 2), playlist("always", 3)),
        schedules=(
            Schedule(id="a", playlist="always"),
            Schedule(id="b", playlist="day", priority=5, when=Window(from_time="08:00", until_time="16:00")),
            Schedule(id="c", playlist="night", priority=9, when=Window(from_time="22:00", until_time="05:30")),
        ),
        panels=(PanelRule(id="dim", level=30, when=Window(from_time="21:00", until_time="06:00")),),
    )
    versions = [content(signage), content(signage.model_copy(update={"panels": ()}))]
    player.load(versions[0])
    steps = SOAK_DAYS * 7200
    blank, changes, before, early = 0, 0, None, 0
    for step in range(steps):
        frame = player.tick(clock.now, clock.monotonic)
        blank += frame.now is None
        changes += frame.now != before
        before = frame.now
        if step % 3600 == 3599:
            player.load(versions[(step // 3600) % 2])
        if step % 2500 == 2499 and frame.now is not None:
            player.broken(frame.now, clock.now, clock.monotonic)
        if step == steps // 4:
            gc.collect()
            early = sys.getallocatedblocks()
        clock.pass_(12 + rng.random())
    gc.collect()
    assert blank == 0
    assert changes > steps * 0.8
    assert sys.getallocatedblocks() <= early * 1.02
