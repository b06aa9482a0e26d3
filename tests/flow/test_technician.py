"""The technician's corner without a window: the PIN, what it opens, and that it closes."""

from __future__ import annotations

from kiosk.flow.page import Cards, Facts
from kiosk.flow.rehearsal import PIN
from kiosk.flow.speech import spoken
from tests.flow.conftest import Visit


def open_corner(visit: Visit) -> None:
    visit.go("technician-pin")
    visit.journey.write("pin", PIN)
    visit.walk("tech.enter")
    assert visit.page == "technician"


def test_no_page_of_a_visitor_leads_there(visit: Visit) -> None:
    for view in ("home", "help", "access", "language", "text-size"):
        visit.go(view)
        assert not [name for name in (*visit.ids(), *(c.id for c in visit.journey.bar)) if "tech" in name]


def test_the_corner_shows_nothing_without_its_pin(visit: Visit) -> None:
    for view in ("technician", "technician-held"):
        visit.go(view)
        assert visit.page == "home"
    visit.go("technician-pin")
    visit.journey.write("pin", "111222")
    visit.walk("tech.enter")
    entry = visit.journey.page.entry()
    assert entry is not None
    assert "۳۰" in entry.error
    assert visit.journey.raw_value() == ""


def test_the_pin_is_never_said(visit: Visit) -> None:
    visit.go("technician-pin")
    visit.journey.write("pin", PIN)
    for aloud in (True, False):
        said = " ".join(spoken(visit.journey.page, aloud=aloud))
        assert "۲۵۸۰۴۶" not in said
        assert "******" in said


def test_states_and_deeds(visit: Visit) -> None:
    open_corner(visit)
    (facts,) = [block for block in visit.journey.page.blocks if isinstance(block, Facts)]
    assert len(facts.rows) == 7
    (cards,) = [block for block in visit.journey.page.side if isinstance(block, Cards)]
    assert [choice.id for choice in cards.items] == [
        "tech.print", "tech.touch", "tech.camera", "tech.held",
        "tech.volume", "tech.logs", "tech.screen", "tech.daemon",
    ]  # fmt: skip
    visit.walk("tech.print")
    assert ("technician.do", {"key": "k", "deed": "test-print"}) in visit.desk.asked
    assert "برگهٔ آزمایشی به چاپگر سپرده شد." in spoken(visit.journey.page)
    assert visit.walk("tech.touch", "tech.back") == ["technician-touch", "technician"]
    assert visit.walk("tech.held", "tech.release") == ["technician-held", "technician"]
    assert visit.walk("tech.volume", "tech.louder", "tech.back") == [
        "technician-volume",
        "technician-volume",
        "technician",
    ]
    visit.walk("tech.logs")
    assert any(".log" in line for line in spoken(visit.journey.page))


def test_leaving_closes_it_and_idling_too(visit: Visit) -> None:
    open_corner(visit)
    visit.walk("tech.leave")
    assert visit.page == "attract"
    assert visit.desk.asked[-1] == ("technician.do", {"key": "k", "deed": "leave"})
    open_corner(visit)
    visit.rest(500)
    assert visit.page == "attract"
    assert "key" not in visit.journey.visit.extra


def test_a_corner_that_closed_by_itself_asks_for_the_pin_again(visit: Visit) -> None:
    open_corner(visit)
    visit.desk.fail["technician.do"] = "closed"
    visit.walk("tech.print")
    assert visit.page == "technician-pin"
