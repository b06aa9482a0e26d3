"""Every journey as a list of choices and the pages that follow, in four languages, with no window (U1-U16, C1-C46)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from kiosk.flow.speech import spoken
from kiosk.text.catalogues import read
from sync.protocol.base import LANGS
from tests.flow.conftest import Visit
from tests.support.journeys import CANARY, CANARY_ID, CANARY_MOBILE, JOURNEYS, Step, answer

LONGEST_SENTENCE = 15
CODE = "00124830715968"
"""The code that the rehearsal gives to the first ticket, so it has a right check digit."""


def fill(visit: Visit) -> None:
    """Answer every question of the form that is shown."""
    while visit.page == "form":
        to = visit.journey.trail[-1]
        form = visit.journey.context().directory.forms[to.arg("form")]
        entry = visit.journey.page.entry()
        fields = {name.removeprefix("option."): name for name in visit.ids()}
        if entry is None:
            visit.walk(
                next(fields[key] for key in ("yes", *fields) if key in fields and fields[key].startswith("option."))
            )
        else:
            field = next(f for f in form.fields if entry.id.endswith(f"/{f.id}"))
            visit.journey.write(entry.id, answer(field))
        visit.walk("form.next")


def play(visit: Visit, steps: list[Step]) -> None:
    """Do the steps; each must lead to its page."""
    visit.desk.follow(CODE, "enrolment-certificate")
    for what, page in steps:
        if what == "type":
            entry = visit.journey.page.entry()
            assert entry is not None
            visit.journey.write(entry.id, page)
            continue
        if what == "fill":
            fill(visit)
        else:
            visit.walk(what)
        assert visit.page == page, f"{what} led to {visit.page}, not to {page}"
        assert spoken(visit.journey.page), f"{page} says nothing"
        assert not [line for line in spoken(visit.journey.page) if "{" in line]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", JOURNEYS)
def test_the_journey_leads_where_it_should(make_visit: Callable[..., Visit], name: str, lang: str) -> None:
    visit = make_visit(lang)
    play(visit, JOURNEYS[name])
    assert visit.page in ("attract", "home")


@pytest.mark.parametrize("name", [name for name, steps in JOURNEYS.items() if ("fill", "review") in steps])
def test_what_is_registered_is_what_was_answered(visit: Visit, name: str) -> None:
    """C12-C15, C25, C35; the receipt holds the code and nothing that was typed."""
    play(visit, JOURNEYS[name][: JOURNEYS[name].index(("review.send", "receipt")) + 1])
    sent = dict(visit.desk.asked)["request.submit"]
    assert CANARY in sent["answers"].values()
    shown = " ".join(spoken(visit.journey.page))
    assert not [word for word in (CANARY, CANARY_ID, CANARY_MOBILE) if word in shown]
    assert sent["anonymous"] == (name in ("complaint without a name", "suggestion"))
    assert not sent["anonymous"] or "+989120000749" not in sent["answers"].values()


def test_priority_goes_with_the_ticket(visit: Visit) -> None:
    """C46: whose priority it is; it can be taken back."""
    for chosen, expected in (("priority.pregnant", "pregnant"), ("priority.no", None)):
        visit.go("take-ticket", queue="education")
        visit.walk("ticket.priority", chosen)
        visit.journey.visit.keys.clear()
        visit.walk("ticket.take")
        assert dict(visit.desk.asked)["ticket.issue"]["priority"] == expected


def test_who_waits_long_may_go_on_and_loses_nothing(visit: Visit) -> None:
    """U9: at once it is said that something is done, after eight seconds the way on is offered; the answer comes."""
    visit.go("take-ticket", queue="education")
    visit.desk.held = []
    visit.walk("ticket.take")
    assert visit.journey.page.actions[0].text == "لطفاً اندکی صبر کنید"
    visit.rest(7)
    assert "wait.go-on" not in visit.ids()
    visit.rest(2)
    assert visit.walk("wait.go-on") == ["home"]
    visit.desk.release()
    assert visit.page == "ticket"
    assert len(visit.desk.tickets) == 1


def test_the_first_page_says_when_all_is_erased(visit: Visit) -> None:
    """A38."""
    limits = visit.journey.world.settings.visit
    seconds = visit.journey.context().number(int(limits.idle_s + limits.warning_s))
    assert any(seconds in line and "پاک" in line for line in spoken(visit.journey.page))


def test_a_headset_begins_to_speak_and_its_end_is_silence(visit: Visit) -> None:
    """A20: the first words tell where one is and how to go on; A24: only its wearer hears what was entered."""
    visit.journey.end()
    visit.voice.headset = True
    visit.rest(0.3)
    assert visit.page == "language"
    assert "میز خدمت" in visit.voice.said[-1][0]
    visit.go("form", form="certificate-request", service="enrolment-certificate", step="5")
    entry = visit.journey.page.entry()
    assert entry is not None
    visit.journey.write(entry.id, CANARY_MOBILE)
    visit.journey.say_again()
    assert any("۰۹۱۲۰۰۰۰۷۴۹" in line for line in visit.voice.said[-1])
    visit.voice.headset = False
    hushed = visit.voice.hushed
    visit.rest(0.3)
    assert visit.voice.hushed == hushed + 1
    assert not visit.journey.visit.voice


def test_aloud_nothing_that_was_entered_is_said(visit: Visit) -> None:
    """A23, A24: not the page, not again, not what is typed, not the stops of the focus."""
    from kiosk.flow.focus import focus_order

    visit.walk("bar.access", "access.voice")
    visit.go("form", form="certificate-request", service="enrolment-certificate", step="0")
    fill(visit)
    assert visit.page == "review"
    visit.journey.say_again()
    visit.walk("review.mobile")
    visit.journey.say_again()
    visit.journey.echo("7")
    heard = " ".join(line for lines in visit.voice.said for line in lines)
    stops = " ".join(stop.spoken for stop in focus_order(visit.journey.page, (), visit.journey.aloud))
    for secret in (CANARY, "۷۴۹", "۰۹۱۲", "۰۰۸۴", CANARY_MOBILE):
        assert secret not in heard
        assert secret not in stops
    assert visit.voice.said[-1] == ("*",)


def test_the_way_of_a_called_ticket_leads_to_its_counter(visit: Visit) -> None:
    """C31: not only to the hall."""
    counter = visit.journey.context().directory.catalogue.counters[0]
    visit.desk.follow(CODE, "enrolment-certificate")
    visit.desk.tracked[CODE] = visit.desk.tracked[CODE].model_copy(
        update={"kind": "ticket", "state": "called", "counter": counter.id, "queue": counter.queues[0], "number": 7}
    )
    visit.go("track")
    visit.journey.write("code", CODE)
    visit.walk("track.ask", "state.way")
    assert visit.journey.trail[-1].arg("counter") == counter.id
    assert visit.page == "room"


def test_what_is_hidden_is_shown_for_five_seconds_when_asked(visit: Visit) -> None:
    """A40: no long press; the last three figures always, the rest for a moment."""
    visit.go("form", form="certificate-request", service="enrolment-certificate", step="0")
    fill(visit)

    def mobile() -> str:
        return next(choice.text for choice in visit.journey.page.choices() if choice.id == "review.mobile")

    assert mobile().count("•") == 8
    visit.walk("review.show")
    assert "•" not in mobile()
    visit.rest(4.5)
    assert "•" not in mobile()
    visit.rest(1.0)
    assert mobile().count("•") == 8


@pytest.mark.parametrize("lang", LANGS)
def test_the_voice_speaks_the_language_of_the_screen_and_warns(make_visit: Callable[..., Visit], lang: str) -> None:
    """A22; A34: the warning is heard as well as seen."""
    visit = make_visit(lang)
    visit.walk("bar.access", "access.voice")
    visit.rest(visit.journey.world.settings.visit.idle_s + 1)
    assert visit.page == "warning"
    assert visit.voice.said[-1][0] == visit.journey.context().tr("warning.title")
    assert set(visit.voice.langs) == {lang}


@pytest.mark.parametrize("lang", LANGS)
def test_sentences_are_short(lang: str) -> None:
    """A43: at most fifteen words in each sentence of the product's own."""
    for message in read(lang):
        texts = (message.string,) if isinstance(message.string, str) else message.string
        for sentence in re.split(r"[.!?؟؛;:]\s|\n", "\n".join(texts)):
            assert not message.id or len(sentence.split()) <= LONGEST_SENTENCE, sentence
