"""How a page is parted (A4, U12) and how a field lies, counts and is selected whole (D10, K7)."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.config import Screen, Settings
from kiosk.flow.page import go
from kiosk.screens.gallery import Gallery, settle
from kiosk.screens.root import KioskRoot
from kiosk.widgets.field_picture import base_of
from kiosk.widgets.paging import Extent, paginate

pytestmark = pytest.mark.window
LANDSCAPE = (1920, 1080)


def _lengths(pages: list[range]) -> list[int]:
    return [len(page) for page in pages]


def test_parts_are_alike_and_no_more_than_needed() -> None:
    rows = [Extent(100, 10, 2)] * 7
    assert _lengths(paginate(rows, 330)) == [3, 2, 2]
    assert _lengths(paginate(rows, 330, alike=False)) == [3, 3, 1]
    assert _lengths(paginate([Extent(90, 10, 1)] * 13, 10_000)) == [7, 6]
    assert _lengths(paginate(rows[:3], 330)) == [3]
    assert _lengths(paginate([Extent(500, 0), Extent(50, 10)], 400)) == [1, 1]


def test_a_heading_goes_with_what_follows() -> None:
    heading = Extent(40, 10, keep_with_next=True)
    pages = paginate([Extent(100, 10), Extent(100, 10), heading, Extent(100, 10)], 270)
    assert pages == [range(2), range(2, 4)]
    part = [Extent(60, 10), heading, Extent(20, 10), Extent(20, 10)]
    assert paginate(part, 75) == [range(1), range(1, 3), range(3, 4)], "not alone, though the heights were more alike"
    assert paginate([Extent(60, 10), heading, Extent(60, 10)], 75) == [range(1), range(1, 2), range(2, 3)]


def _root(gallery: Gallery, size: tuple[int, int], lang: str, view: str, **args: str) -> Any:
    journey, _ = gallery.journey(Settings(screen=Screen(width_mm=size[0] / 3.2)))
    assert journey.choose(f"language.{lang}")
    journey.follow(go(view, "root", **args))
    root: Any = KioskRoot(journey, journey.world.settings.screen, size=size, size_hint=(None, None))
    root.update()
    settle()
    return root


def test_the_field_stays_while_its_results_turn(gallery: Gallery) -> None:
    root = _root(gallery, LANDSCAPE, "en", "search")
    root.stage.field.insert("certif")
    root.update()
    assert root.stage.parts > 1
    for part in range(root.stage.parts):
        assert root.stage.field in list(root.stage.walk(restrict=True)), part
        root.stage.turn("part.next")


@pytest.mark.parametrize(
    ("text", "usual", "base"),
    [
        ("", "R", "R"),
        ("12", "R", "R"),
        ("سلام", "R", "R"),
        ("reza@example.com", "R", "L"),
        ("Form B-12", "R", "L"),
        ("Form ب", "R", "R"),
        ("ب Form", "R", "R"),
        ("Form", "L", "L"),
        ("سلام", "L", "R"),
        ("سلام John", "L", "L"),
    ],
)
def test_a_field_lies_by_what_is_in_it(text: str, usual: str, base: str) -> None:
    """The page's direction, unless all that is written is of the other."""
    assert base_of(text, usual) == base


def test_latin_in_a_persian_field_begins_at_the_left(gallery: Gallery) -> None:
    root = _root(gallery, (1080, 1920), "fa", "search")
    field = root.stage.field
    assert field.base == "R"
    field.insert("thesis")
    field.refresh()
    assert field.base == "L"
    assert field.point_before(0)[0] < field.center_x
    field.insert(" پایان")
    assert field.base == "R"


def test_a_key_selects_all_and_the_next_letter_takes_its_place(gallery: Gallery) -> None:
    root = _root(gallery, (1080, 1920), "fa", "search")
    field, board = root.stage.field, root.keyboard
    field.insert("گواهی")
    board.layout = "fa-symbols"
    board.refresh()
    board.press(board.place_of(do="all").key)
    assert field.editor.selection == (0, 5)
    assert board.spoken(board.place_of(do="all").key) == "انتخاب همهٔ نوشته"
    board.press(board.place_of(text="۷").key)
    assert field.text == "۷"


@pytest.mark.parametrize("lang", ["fa", "ar", "en", "ru"])
def test_every_layout_of_letters_leads_to_the_key_that_selects_all(gallery: Gallery, lang: str) -> None:
    root = _root(gallery, (1080, 1920), lang, "search")
    board = root.keyboard
    digits = next(place.key for place in board.places if place.key.to.endswith("symbols"))
    board.press(digits)
    assert board.place_of(do="all") is not None


def test_a_masked_field_shows_what_is_still_missing() -> None:
    """D10."""
    from kiosk.text.mask import Mask

    space = "\N{NO-BREAK SPACE}"
    mobile = Mask("#### ### ####")
    assert mobile.rest(0, "–") == f"––––{space}–––{space}––––"
    assert mobile.rest(5, "–") == f"––{space}––––"
    assert mobile.rest(11, "–") == ""
    assert Mask("####/##/##").rest(4, "–") == "/––/––"
