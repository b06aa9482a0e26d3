"""A paper held before the scanner: tracked at once, or kindly not taken; never in the way of a form."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.flow.page import Viewfinder
from kiosk.flow.scanning import HINTS, helped
from tests.flow.conftest import Visit

CODE = "00124830715968"


def _scan(visit: Visit, code: str | None = None, refused: str | None = None) -> None:
    visit.journey.told("scan", {"code": code, "refused": refused})


@pytest.fixture
def known(visit: Visit) -> Visit:
    visit.desk.follow(CODE, visit.desk.catalogue.services[0].id)
    return visit


def test_a_paper_is_tracked_from_the_idle_screen(known: Visit) -> None:
    _scan(known, CODE)
    assert known.page == "state"
    assert known.desk.asked[-1] == ("track", {"code": CODE})
    assert known.journey.choose("bar.back")
    assert known.page == "track"


def test_a_paper_is_tracked_from_any_page_and_back_leads_there(known: Visit) -> None:
    known.go("home")
    _scan(known, CODE)
    assert known.page == "state"
    assert known.journey.choose("bar.back")
    assert known.journey.choose("bar.back")
    assert known.page == "home"


@pytest.mark.parametrize("refused", ["elsewhere", "not_a_code", "misread", "too_long"])
def test_what_is_not_taken_is_said_kindly(visit: Visit, refused: str) -> None:
    visit.go("home")
    _scan(visit, refused=refused)
    assert visit.page == "track"
    entry = visit.journey.page.entry()
    assert entry is not None and entry.error and "track.error" not in entry.error
    assert "track" not in [method for method, _ in visit.desk.asked]


def test_a_form_is_not_disturbed(known: Visit) -> None:
    form = known.desk.catalogue.forms[0]
    known.go("form", form=form.id, service="", step="0")
    assert known.journey.page.idle == "form"
    before = known.journey.page
    _scan(known, CODE)
    _scan(known, refused="elsewhere")
    assert known.journey.page == before


def test_a_code_that_nobody_knows_is_shown_with_its_figures(visit: Visit) -> None:
    _scan(visit, CODE)
    entry = visit.journey.page.entry()
    assert visit.page == "track" and entry is not None and entry.error
    assert visit.journey.raw_value() == CODE


def test_the_next_visitor_does_not_see_what_was_scanned(visit: Visit) -> None:
    _scan(visit, CODE)
    visit.journey.end()
    visit.go("track")
    assert visit.journey.raw_value() == ""


def _viewfinder(visit: Visit) -> Viewfinder | None:
    return next((block for block in visit.journey.page.all_blocks() if isinstance(block, Viewfinder)), None)


def test_the_camera_s_picture_has_its_hints_where_there_is_a_camera(visit: Visit) -> None:
    visit.go("track")
    assert _viewfinder(visit) is None
    world: Any = visit.journey.world
    camera = world.settings.scanner.model_copy(update={"kind": "camera"})
    object.__setattr__(world, "settings", world.settings.model_copy(update={"scanner": camera}))
    visit.go("track")
    said = {_viewfinder(visit)}
    for hint in HINTS:
        helped(visit.journey, hint)
        said.add(_viewfinder(visit))
    assert None not in said and len(said) == 1 + len(HINTS)
    visit.go("home")
    helped(visit.journey, HINTS[0])
    assert visit.page == "home"
