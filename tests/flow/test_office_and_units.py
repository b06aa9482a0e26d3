"""Hours and notices (C34), who reads a request (C13), guides and states (C2, C10, C24), Hijri dates (D4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from kiosk.flow.fields import FieldError, check_value, date_value
from kiosk.flow.page import Fact, Facts, Item, Listing, go
from kiosk.flow.search import search_people, search_places, search_services
from kiosk.flow.speech import spoken
from language.dates import calendar_of, convert, use_calendar
from sync.protocol.base import LANGS, Lang
from tests.flow.conftest import NOW, Visit


@pytest.fixture
def hijri() -> Iterator[None]:
    """The office shows Hijri dates on Arabic pages."""
    use_calendar("ar", "hijri")
    yield
    use_calendar("ar", "gregorian")


def _facts(visit: Visit) -> list[Fact]:
    return [row for block in visit.journey.page.all_blocks() if isinstance(block, Facts) for row in block.rows]


def _items(visit: Visit) -> list[Item]:
    return [item for block in visit.journey.page.all_blocks() if isinstance(block, Listing) for item in block.items]


@pytest.mark.parametrize("lang", LANGS)
def test_hours_and_notices_are_one_touch_from_home(make_visit: Callable[..., Visit], lang: Lang) -> None:
    visit = make_visit(lang)
    assert visit.walk("home.office") == ["office"]
    context = visit.journey.context()
    titles = {context.tx(notice.title) for notice in context.directory.catalogue.notices if notice.starts is None
              or notice.starts <= NOW.date() <= (notice.ends or NOW.date())}  # fmt: skip
    assert titles
    assert titles <= {item.text for item in _items(visit)}
    assert visit.walk("bar.back") == ["home"]


def test_the_week_is_told_in_the_fewest_lines(visit: Visit) -> None:
    """Saturday first (D5), days with the same hours together, a day without hours as closed."""
    visit.go("office")
    told = [(row.label, row.value) for row in _facts(visit)[:3]]
    assert told == [
        ("شنبه تا چهارشنبه", "۸:۰۰ تا ۱۴:۳۰"),
        ("پنجشنبه", "۸:۰۰ تا ۱۲:۳۰"),
        ("جمعه", "بسته"),
    ]
    assert [item.text for item in _items(visit)[:2]] == ["چهارشنبه ۲ دی", "چهارشنبه ۱۶ دی"]


def test_the_visitor_chooses_who_reads_a_question(visit: Visit) -> None:
    """C13, from the review; where the office decides by its form there is nothing to choose."""
    visit.walk("home.tell", "form.question")
    while visit.page == "form":
        entry = visit.journey.page.entry()
        if entry is None:
            visit.walk("option.yes")
        else:
            visit.journey.write(entry.id, "09123456789" if entry.keyboard == "digits" else "متن")
        visit.walk("form.next")
    assert visit.walk("review.unit", "unit.finance") == ["form-unit", "review"]
    said = " ".join(spoken(visit.journey.page))
    assert "برای کدام بخش؟: امور مالی" in said
    visit.walk("review.unit", "unit.any", "review.unit", "unit.dormitories", "review.send")
    (asked,) = [params for method, params in visit.desk.asked if method == "request.submit"]
    assert asked["department"] == "dormitories"


def test_a_form_of_a_department_asks_for_no_unit(visit: Visit) -> None:
    visit.go("review", form="complaint")
    assert "review.unit" not in visit.ids()


def test_a_guide_tells_every_way_and_leads_through_its_parts(visit: Visit) -> None:
    visit.go("guide", service="enrolment-certificate")
    parts = [choice for choice in visit.ids() if choice.startswith("part.")]
    visit.walk(parts[0])
    told = list(spoken(visit.journey.page))
    for _ in parts[1:]:
        visit.walk("guide.next")
        told += spoken(visit.journey.page)
    whole = " ".join(told)
    assert "اینترنتی: my.hekmat.example/certificates" in whole  # C2
    assert "۱۳۰۵۱۲۰۴۰۰۰" in whole  # C10
    assert "guide.next" not in visit.ids()
    assert visit.walk("guide.ticket") == ["take-ticket"]


def test_a_state_tells_the_next_visit(visit: Visit) -> None:
    """C24."""
    code = "00124830715968"
    visit.desk.follow(code, "enrolment-certificate")
    visit.go("track")
    visit.journey.write("code", code)
    visit.walk("track.ask")
    found = visit.journey.visit.tracked
    assert found is not None
    visit.journey.visit.tracked = found.model_copy(update={"next_visit_at": NOW + timedelta(days=2)})
    visit.journey.refresh()
    assert ("مراجعهٔ بعدی", "دوشنبه ۲ آذر، ساعت ۱۰:۲۴") in [(row.label, row.value) for row in _facts(visit)]


def test_a_slip_counts_only_where_nothing_fits_as_written(visit: Visit) -> None:
    directory = visit.journey.context().directory
    people, rooms = search_places(directory, "reza", "en")
    assert people
    assert not rooms
    assert search_people(directory, "rezaai", "en", slips=True)
    assert search_places(directory, "rezaai", "en")[0]
    assert search_services(directory, "certifikate", "en")[0].name["en"].lower().count("certificate")


@pytest.mark.parametrize(("typed", "day"), [("14480101", "2026-06-16"), ("20260616", "2026-06-16")])
def test_dates_are_typed_by_the_hijri_year(typed: str, day: str) -> None:
    assert date_value(typed, "hijri") == day
    assert convert(NOW.date(), "hijri")[0] == 1448


def test_years_below_1700_are_jalali_elsewhere() -> None:
    assert date_value("14050101") == date_value("14050101", "gregorian") == "2026-03-21"
    with pytest.raises(FieldError):
        date_value("14481301", "hijri")
    with pytest.raises(FieldError):
        date_value("19001301", "hijri")
    with pytest.raises(FieldError):
        date_value("11000101", "hijri")  # beyond the calendar's table


@pytest.mark.usefixtures("hijri")
def test_a_date_keeps_its_calendar_when_the_language_changes(make_visit: Callable[..., Visit]) -> None:
    """D4: typed as Hijri, it stays that day on a Persian page, in the review and in what is sent."""
    visit = make_visit("ar")
    assert calendar_of("ar") == "hijri"
    form, service = "dormitory-request", "single-room-request"
    visit.journey.follow(go("form", "root", form=form, service=service, step="2"))
    entry = visit.journey.page.entry()
    assert entry is not None
    assert entry.placeholder.endswith("١٤٤٨/٠٦/١١\N{POP DIRECTIONAL FORMATTING}")
    visit.journey.write(entry.id, "14480101")
    visit.walk("form.next", "bar.language", "language.fa")
    draft = visit.journey.visit.draft(f"form:{form}:{service}")
    field = visit.journey.context().directory.forms[form].fields[2]
    assert draft.calendars == {field.id: "hijri"}
    assert check_value(field, draft.values[field.id], draft.calendars[field.id]) == "2026-06-16"
    visit.go("review", form=form, service=service)
    assert "سه‌شنبه ۲۶ خرداد ۱۴۰۵" in " ".join(spoken(visit.journey.page))
    visit.journey.follow(go("form", "root", form=form, service=service, step="2"))
    visit.journey.write(entry.id, "14050326")
    visit.walk("form.next")
    assert draft.calendars == {field.id: "jalali"}
