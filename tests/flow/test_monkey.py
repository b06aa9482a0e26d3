"""Visitors who touch whatever they like: no exception, no dead end, never stuck beyond the idle limit.

MIZBAN_MONKEYS=2000 .venv/bin/pytest tests/flow/test_monkey.py
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest

from kiosk.flow.focus import focus_order
from kiosk.flow.speech import spoken
from sync.protocol.base import LANGS
from tests.flow.conftest import Visit

MONKEYS = int(os.environ.get("MIZBAN_MONKEYS", "200"))
TOUCHES = 40
TEXTS = ("", "۱", "0012345679", "09123456789", "14050101", "زهرا", "گواهي", "a@b.ir", "\u2067x\u2069", "ب" * 300)
FAULTS = ("", "closed", "queue_full", "no_space", "no_daemon", "timeout", "internal")
PAPERS = (("ready", "confirmed"), ("paper_out", "failed"), ("unknown", "uncertain"), ("none", "none"))


@pytest.mark.parametrize("batch", range(4))
def test_random_visits_end_well(make_visit: Callable[..., Visit], batch: int) -> None:
    luck = random.Random(batch)
    for number in range(MONKEYS // 4):
        visit = make_visit(luck.choice(LANGS))
        for _ in range(TOUCHES):
            _pull_a_cable(visit, luck)
            _touch(visit, luck)
            _looks_right(visit, f"batch {batch}, visit {number}")
        limits = visit.journey.world.settings.visit
        factor = 10 if visit.journey.visit.more_time else 1
        for _ in range(3):
            visit.rest(max(limits.form_idle_s, limits.idle_s, 60) * factor + limits.warning_s * factor + 1)
        assert visit.page == "attract"
        assert not visit.journey.visit.drafts


def _pull_a_cable(visit: Visit, luck: random.Random) -> None:
    if luck.random() < 0.1:
        visit.desk.printer, visit.desk.paper = luck.choice(PAPERS)  # type: ignore[assignment]
        visit.journey.start()
    if luck.random() < 0.1:
        fault = luck.choice(FAULTS)
        visit.desk.fail = {method: fault for method in ("ticket.issue", "request.submit", "track") if fault}


def _touch(visit: Visit, luck: random.Random) -> None:
    journey = visit.journey
    entry = journey.page.entry()
    if entry is not None and journey.warning is None and luck.random() < 0.6:
        journey.write(entry.id, luck.choice(TEXTS))
    if luck.random() < 0.1:
        visit.rest(luck.choice((1.0, 30.0, 70.0, 200.0)))
    shown = list((journey.warning or journey.page).choices())
    if journey.warning is None:
        shown += list(journey.bar)
    if not shown:
        journey.wake()
        return
    choice = luck.choice(shown).id
    for _ in range(luck.choice((1, 1, 1, 3))):
        journey.choose(choice)


def _looks_right(visit: Visit, where: str) -> None:
    journey = visit.journey
    page = journey.warning or journey.page
    ids = [choice.id for choice in page.choices()]
    assert len(ids) == len(set(ids)), f"{where}: {page.name} has an id twice: {ids}"
    assert ids or journey.bar, f"{where}: {page.name} is a dead end"
    assert spoken(page), f"{where}: {page.name} says nothing"
    assert focus_order(page, journey.bar), f"{where}: {page.name} cannot be walked"
