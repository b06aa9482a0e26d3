"""Journeys as lists of choices and the pages they lead to: no window, nothing drawn."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sync.protocol.base import LANGS
from tests.flow.conftest import Visit

SERVICE = "enrolment-certificate"
FORM = {"form": "certificate-request", "service": SERVICE}
DRAFT = f"form:{FORM['form']}:{SERVICE}"


def answer(visit: Visit, **answers: str) -> None:
    """Answer the form's questions one after another until the review."""
    while visit.page == "form":
        form = visit.journey.context().directory.forms[FORM["form"]]
        asked = form.fields[int(visit.journey.trail[-1].arg("step"))]
        value = answers.get(asked.kind) or (asked.choices[0].id if asked.choices else "")
        entry = visit.journey.page.entry()
        if entry is None:
            visit.walk(f"option.{value}")
        else:
            visit.journey.write(entry.id, value)
        visit.walk("form.next")


GOOD = {
    "name": "محمدرضا می‌خواهد",
    "national_id": "0012345679",
    "foreign_code": "123456789012",
    "mobile": "۰۹۱۲۳۴۵۶۷۸۹",
    "number": "۳",
    "consent": "yes",
    "text": "متن",
    "long_text": "متن",
}


@pytest.mark.parametrize("lang", LANGS)
def test_from_the_first_touch_to_a_ticket(make_visit: Callable[..., Visit], lang: str) -> None:
    """Language, home, department, service, guide, ticket (U1, C45): the pages of the main path in every language."""
    visit = make_visit(lang)
    assert visit.page == "home"
    steps = ("home.guide", "department.education-deputy", f"service.{SERVICE}", "guide.ticket", "ticket.take")
    assert visit.walk(*steps) == ["browse", "services", "guide", "take-ticket", "ticket"]
    assert visit.journey.visit.language == lang


def test_the_ticket_page_tells_number_people_place_and_code(visit: Visit) -> None:
    visit.go("take-ticket", queue="education", service=SERVICE)
    visit.walk("ticket.take")
    (ticket,) = visit.journey.visit.tickets.values()
    visit.journey.told("print", visit.desk.print_push(ticket.print_job))
    said = " ".join(visit.journey.page.blocks[0].value for _ in (1,))  # type: ignore[union-attr]
    assert said == "ب ۱۰۷"
    assert visit.journey.page.lasts_s == visit.journey.world.settings.visit.ticket_idle_s


def test_two_touches_are_one_ticket(visit: Visit) -> None:
    """U6: the key is made when the page opens, and the button waits for its answer."""
    visit.go("take-ticket", queue="education")
    visit.desk.held = []
    assert visit.journey.choose("ticket.take")
    assert visit.journey.page.busy
    visit.journey.choose("ticket.take")
    visit.desk.release()
    assert visit.page == "ticket"
    assert len(visit.desk.tickets) == 1


def test_a_lost_answer_gives_the_same_number_again(visit: Visit) -> None:
    """U6: after an error the same page asks with the same key."""
    visit.go("take-ticket", queue="education")
    visit.walk("ticket.take")
    number = next(iter(visit.journey.visit.tickets.values())).number
    visit.go("take-ticket", queue="education")
    visit.walk("ticket.take")
    assert [ticket.number for ticket in visit.desk.tickets.values()] == [number]


@pytest.mark.parametrize(
    ("printer", "paper", "chip"),
    [
        ("paper_out", "failed", "کاغذ چاپگر تمام شده است"),
        ("cover_open", "failed", "درپوش چاپگر باز است"),
        ("offline", "failed", "برگهٔ نوبت چاپ نشد"),
        ("none", "none", "این دستگاه چاپگر ندارد"),
        ("unknown", "uncertain", "چاپگر پاسخ نداد"),
    ],
)
def test_the_page_is_honest_about_the_paper(visit: Visit, printer: str, paper: str, chip: str) -> None:
    """U7: trouble is told, the number stays large with its QR, and it stays for 60 s."""
    visit.desk.printer, visit.desk.paper = printer, paper  # type: ignore[assignment]
    visit.go("take-ticket", queue="education")
    visit.walk("ticket.take")
    (ticket,) = visit.journey.visit.tickets.values()
    if ticket.print_job:
        visit.journey.told("print", visit.desk.print_push(ticket.print_job))
    page = visit.journey.page
    assert page.chip is not None
    assert page.chip.text == chip
    assert page.lasts_s == 60


def test_an_uncertain_paper_is_printed_again_only_on_a_persons_word(visit: Visit) -> None:
    visit.desk.paper = "uncertain"
    visit.go("take-ticket", queue="education")
    visit.walk("ticket.take")
    (ticket,) = visit.journey.visit.tickets.values()
    visit.journey.told("print", visit.desk.print_push(ticket.print_job))
    assert "print.again" not in [method for method, _ in visit.desk.asked]
    visit.desk.paper = "confirmed"
    visit.walk("ticket.again")
    assert [method for method, _ in visit.desk.asked].count("print.again") == 1
    assert visit.journey.page.chip is not None
    assert visit.journey.page.chip.tone == "good"


@pytest.mark.parametrize("error", ["closed", "queue_full", "no_space", "no_daemon"])
def test_no_number_is_promised_where_none_is_given(visit: Visit, error: str) -> None:
    """The page says why, and the way without the kiosk (A45)."""
    visit.desk.fail["ticket.issue"] = error
    visit.go("take-ticket", queue="education")
    visit.walk("ticket.take")
    assert visit.page == "take-ticket"
    assert "ticket.take" not in visit.ids()
    assert not visit.journey.visit.tickets


def test_a_request_from_its_guide_to_its_code(visit: Visit) -> None:
    """C12, C16, C20: one question a page, the review, the receipt; what was typed is forgotten with it."""
    visit.go("guide", service=SERVICE)
    visit.walk("guide.request")
    answer(visit, **GOOD)
    assert visit.page == "review"
    assert visit.walk("review.send") == ["receipt"]
    sent = dict(visit.desk.asked)["request.submit"]
    assert sent["answers"]["mobile"] == "+989123456789"
    assert not visit.journey.visit.drafts


def test_a_wrong_value_stays_with_its_error_and_back_loses_nothing(visit: Visit) -> None:
    """U8, U13, A27."""
    visit.go("form", step="0", **FORM)
    form = visit.journey.context().directory.forms[FORM["form"]]
    answers = {**GOOD, "name": "1"}
    for _ in range(len(form.fields)):
        if visit.journey.page.entry() is not None and visit.journey.page.entry().error:  # type: ignore[union-attr]
            break
        asked = form.fields[int(visit.journey.trail[-1].arg("step"))]
        value = answers.get(asked.kind) or asked.choices[0].id
        entry = visit.journey.page.entry()
        if entry is None:
            visit.walk(f"option.{value}")
        else:
            visit.journey.write(entry.id, value)
        visit.walk("form.next")
    entry = visit.journey.page.entry()
    assert entry is not None
    assert entry.error == "لطفاً نام خود را با حروف بنویسید."
    assert visit.journey.raw_value() == "1"
    visit.walk("bar.back", "form.next")
    assert visit.journey.raw_value() == "1"


def test_the_review_hides_identity_and_leads_back_to_each_answer(visit: Visit) -> None:
    """A40, A42."""
    visit.go("form", step="0", **FORM)
    answer(visit, **GOOD)
    shown = {choice.id: choice.text for choice in visit.journey.page.choices()}
    assert shown["review.mobile"].count("•") == 8
    assert "۷۸۹" in shown["review.mobile"]
    identity = next(text for name, text in shown.items() if "id" in name.split(".")[1] or "code" in name)
    assert identity.count("•") >= 7
    assert visit.walk("review.mobile", "form.next") == ["form", "review"]


def test_home_asks_once_before_a_started_form_is_lost(visit: Visit) -> None:
    """U5; the idle end does not ask."""
    visit.go("form", step="3", **FORM)
    entry = visit.journey.page.entry()
    assert entry is not None
    visit.journey.write(entry.id, "زهرا")
    assert visit.walk("bar.home", "leave.no") == ["leave", "form"]
    assert visit.walk("bar.home", "leave.yes") == ["leave", "home"]
    assert not visit.journey.visit.drafts


def test_a_mistyped_code_asks_nothing(visit: Visit) -> None:
    """C17: the check digit catches it here."""
    visit.go("track")
    visit.journey.write("code", "۰۰۱۲۴۸۳۰۷۱۵۹۶۱")
    visit.walk("track.ask")
    entry = visit.journey.page.entry()
    assert entry is not None
    assert entry.error
    assert "track" not in [method for method, _ in visit.desk.asked]


def test_a_right_code_shows_promise_and_path(visit: Visit) -> None:
    from stdnum import damm

    code = "0012483071596" + damm.calc_check_digit("0012483071596")
    visit.desk.follow(code, SERVICE)
    visit.go("track")
    visit.journey.write("code", code)
    assert visit.walk("track.ask") == ["state"]
    visit.desk.fail["track"] = "desk_unreachable"
    visit.go("track")
    visit.walk("track.ask")
    assert "track.again" in visit.ids()


def test_a_bad_rating_asks_for_two_reasons_at_most(visit: Visit) -> None:
    """C28, U16."""
    visit.go("poll", step="0")
    visit.walk("face.5")
    assert not [choice for choice in visit.ids() if choice.startswith("reason.")]
    visit.walk("face.2")
    reasons = [choice for choice in visit.ids() if choice.startswith("reason.")]
    visit.walk(*reasons[:3])
    chosen = [choice.id for choice in visit.journey.page.choices() if choice.selected and "reason" in choice.id]
    assert chosen == reasons[1:3]
    while visit.page == "poll":
        visit.walk("poll.next")
    assert visit.page == "thanks"
    sent = dict(visit.desk.asked)["poll.answer"]
    assert sent["answers"] == {"overall": 2}
    assert len(sent["reasons"]["overall"]) == 2


def test_search_forgives_letters_and_slips(visit: Visit) -> None:
    """D2: Arabic letters, no half-space, one letter wrong."""
    for text in ("گواهي اشتغال", "گواهیی", "certifcate"):
        visit.go("search", purpose="guide")
        visit.journey.write("search", text)
        assert f"service.{SERVICE}" in visit.ids(), text
    visit.journey.write("search", "قققق")
    assert visit.ids() == []


def test_anonymous_where_the_rule_allows_it_asks_no_name(visit: Visit) -> None:
    visit.walk("home.tell", "form.complaint", "form.anonymous")
    asked = []
    while visit.page == "form":
        form = visit.journey.context().directory.forms["complaint"]
        entry = visit.journey.page.entry()
        if entry is not None:
            asked.append(entry.id)
            visit.journey.write(entry.id, "شرح")
        else:
            visit.walk(next(choice for choice in visit.ids() if choice.startswith("option.")))
        visit.walk("form.next")
        assert form.anonymous_allowed
    assert not [name for name in asked if name.endswith(("name", "mobile"))]
    visit.walk("review.send")
    assert dict(visit.desk.asked)["request.submit"]["anonymous"] is True


@pytest.mark.parametrize("language", ["ar", "en", "ru"])
def test_language_changes_everywhere_and_keeps_what_was_entered(visit: Visit, language: str) -> None:
    visit.go("form", step="3", **FORM)
    entry = visit.journey.page.entry()
    assert entry is not None
    visit.journey.write(entry.id, "زهرا")
    visit.walk("bar.language", f"language.{language}")
    assert visit.page == "form"
    assert visit.journey.visit.language == language
    assert visit.journey.raw_value() == "زهرا"


def test_help_is_called_with_no_network(visit: Visit) -> None:
    """A44: the page says that somebody comes, whatever the daemon answers."""
    visit.desk.fail["help.call"] = "no_daemon"
    assert visit.walk("bar.help", "help.call") == ["help", "help"]
    assert "help.call" not in visit.ids()
