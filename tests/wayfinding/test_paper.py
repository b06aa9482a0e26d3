"""The way on paper: plan and words in ink, the same in every language but for letters."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.daemon import papers
from kiosk.daemon.print_jobs import PaperJob
from kiosk.daemon.route_paper import compose
from kiosk.ipc import PrintWay
from kiosk.printing.pages import RoutePage
from kiosk.printing.render import render
from kiosk.printing.route import draw_plan
from sync.ids import uuid7
from sync.protocol.base import LANGS, Lang
from sync.protocol.catalogue import Catalogue

NOW = datetime(2026, 11, 21, 6, 54, tzinfo=UTC)


def page(catalogue: Catalogue, lang: Lang, room: str = "room-212", counter: str | None = None) -> RoutePage:
    made = compose(catalogue, PrintWay(room=room, counter=counter, means="lift", language=lang), 0.0, "", NOW, None)
    assert made is not None
    return made


def dark(pixels: NDArray[np.uint8], x: float, y: float, size: float) -> float:
    """The share of ink in a square about a place, all as parts of width and height."""
    height, width = pixels.shape
    part = pixels[
        round((y - size) * height) : round((y + size) * height), round((x - size) * width) : round((x + size) * width)
    ]
    return float((part < 128).mean())


@pytest.mark.parametrize("dots", [384, 576])
@pytest.mark.parametrize("lang", LANGS)
def test_it_is_one_picture_as_wide_as_the_paper(catalogue: Catalogue, lang: Lang, dots: int) -> None:
    picture = render(page(catalogue, lang), dots)  # type: ignore[arg-type]
    assert picture.mode == "1" and picture.width == dots
    assert 800 < picture.height < 1800  # a hand's length, not a scroll


@pytest.mark.parametrize("lang", LANGS)
def test_the_goal_is_black_and_not_mirrored(catalogue: Catalogue, lang: Lang) -> None:
    """Room 212 lies in the lower right of its floor, in every language (R4)."""
    plan = page(catalogue, lang).plans[1]
    pixels = np.asarray(draw_plan(plan, 560))
    x, y = (39.0 + 0.4) / plan.size[0], 1 - (2.0 + 0.4) / plan.size[1]
    assert dark(pixels, x, y, 0.02) > 0.95
    assert dark(pixels, 1 - x, y, 0.02) < 0.5


def test_the_way_is_one_line_from_the_kiosk_to_the_lift(catalogue: Catalogue) -> None:
    plan = page(catalogue, "en").plans[0]
    pixels = np.asarray(draw_plan(plan, 560))
    scale = 560 / plan.size[0]
    for a, b in zip(plan.paths[0], plan.paths[0][1:], strict=False):
        for part in np.linspace(0.05, 0.9, 20):
            x, y = a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
            row, column = round((plan.size[1] - y) * scale), round(x * scale)
            away = abs(y - plan.here.at[1]) * scale if plan.here else 99
            assert away < 24 or pixels[row, column] < 128


def test_the_words_on_paper_are_those_of_the_screen(catalogue: Catalogue) -> None:
    assert page(catalogue, "fa").steps[-1] == "دومین درِ سمت راست است."
    assert page(catalogue, "en").place == "Second floor, East wing, room 212"
    assert page(catalogue, "en", "counter-hall", "counter-3").steps[0].startswith("Turn left")


def test_a_way_that_is_not_there_makes_no_page(catalogue: Catalogue) -> None:
    asked = PrintWay(room="nowhere", language="en")
    assert compose(catalogue, asked, 0.0, "", NOW, None) is None
    bare = catalogue.model_copy(update={"venue": None})
    assert compose(bare, PrintWay(room="room-212", language="en"), 0.0, "", NOW, None) is None


def test_the_print_queue_holds_ids_and_the_daemon_draws_from_them(catalogue: Catalogue) -> None:
    asked = PrintWay(room="room-104", means="step-free", language="ru")
    page = {"asked": asked.model_dump(mode="json"), "heading_deg": 180.0, "kiosk": "lobby-kiosk"}
    job = PaperJob(uuid7(), "way", uuid7(), None, page, "queued", 0, "", NOW.isoformat())
    made = papers.compose(job, catalogue, lambda subject: None, None)
    assert isinstance(made, RoutePage)
    assert made.steps[0] == "Развернитесь."
    assert made.steps[-1] == "Вам нужна первая дверь слева."


def test_a_room_that_left_the_map_is_told_not_drawn(catalogue: Catalogue) -> None:
    asked = PrintWay(room="room-104", language="ru").model_dump(mode="json")
    page = {"asked": asked, "heading_deg": 0.0, "kiosk": ""}
    job = PaperJob(uuid7(), "way", uuid7(), None, page, "queued", 0, "", NOW.isoformat())
    with pytest.raises(papers.NothingToDraw):
        papers.compose(job, catalogue.model_copy(update={"venue": None}), lambda subject: None, None)
