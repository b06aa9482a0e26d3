"""How a visitor reaches each page: for pictures and for layout tests. The desk behind them is a rehearsal."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable

from kiosk.flow.journey import Journey
from kiosk.flow.page import go
from kiosk.flow.rehearsal import PIN, RehearsalDesk

Scene = Callable[[Journey, RehearsalDesk], None]


def _walk(*steps: str) -> Scene:
    def scene(journey: Journey, desk: RehearsalDesk) -> None:
        for step in steps:
            if not journey.choose(step):
                raise LookupError(f"{step} is not on the page {journey.page.name}")

    return scene


def _walk_from(view: str, args: dict[str, str], *steps: str) -> Scene:
    def scene(journey: Journey, desk: RehearsalDesk) -> None:
        _to(view, **args)(journey, desk)
        _walk(*steps)(journey, desk)

    return scene


def _first_person(journey: Journey, desk: RehearsalDesk) -> None:
    _to("person", person=desk.catalogue.people[0].id)(journey, desk)


def _first_event(journey: Journey, desk: RehearsalDesk) -> None:
    _to("life-event", event=desk.catalogue.life_events[0].id)(journey, desk)


def _to(view: str, **args: str) -> Scene:
    return lambda journey, desk: journey.follow(go(view, "root", **args))


def _ticket(printer: str = "ready", paper: str = "confirmed") -> Scene:
    def scene(journey: Journey, desk: RehearsalDesk) -> None:
        desk.printer, desk.paper = printer, paper  # type: ignore[assignment]
        journey.start()
        _to("take-ticket", queue="education", service="enrolment-certificate")(journey, desk)
        journey.choose("ticket.take")
        ticket = next(iter(journey.visit.tickets.values()))
        if ticket.print_job is not None:
            journey.told("print", desk.print_push(ticket.print_job))

    return scene


_FORM = {"form": "certificate-request", "service": "enrolment-certificate"}
_WRITTEN = {
    "fa": {"name": "محمدرضا می‌خواهد", "text": "مدرک کارشناسی", "long_text": "برای سفارت"},
    "ar": {"name": "عبد الرحمن الجبوري", "text": "شهادة البكالوريوس", "long_text": "من أجل السفارة"},
    "en": {"name": "Maria Rossi", "text": "Bachelor's degree", "long_text": "For the embassy"},
    "ru": {"name": "Анна Петрова", "text": "Диплом бакалавра", "long_text": "Для посольства"},
}
_VALUES = {
    "national_id": "0012345679",
    "mobile": "09123456789",
    "email": "reza@example.com",
    "foreign_code": "123456789012",
    "number": "3",
    "date": "14050101",
    "consent": "yes",
}


def _fill(journey: Journey, until: str = "") -> None:
    """Answer the questions of the form that is open, up to the first of kind `until` (a masked one: half), or to the
    review."""
    for _ in range(30):
        if journey.page.name != "form":
            return
        to = journey.trail[-1]
        form = journey.context().directory.forms[to.arg("form")]
        field = form.fields[int(to.arg("step"))]
        values = {**_VALUES, **_WRITTEN[journey.visit.language]}
        value = field.choices[0].id if field.kind == "choice" else values[field.kind]
        if field.kind == until:
            if field.kind not in ("choice", "consent"):
                journey.write(journey.page.entry().id, value[: _HALF.get(until, 99)])  # type: ignore[union-attr]
            return
        draft = journey.visit.draft(f"form:{to.arg('form')}:{to.arg('service')}")
        draft.values[field.id] = value
        journey.choose("form.next")


_HALF = {"mobile": 7, "date": 0}
"""Some masked fields are shown on the way."""


def _form(until: str = "", form: str = _FORM["form"], service: str = _FORM["service"]) -> Scene:
    def scene(journey: Journey, desk: RehearsalDesk) -> None:
        journey.follow(go("form", "root", step="0", form=form, service=service))
        _fill(journey, until)

    return scene


def _receipt(journey: Journey, desk: RehearsalDesk) -> None:
    _form()(journey, desk)
    journey.choose("review.send")


def _state(journey: Journey, desk: RehearsalDesk) -> None:
    code = "00124830715962"[:13]
    from stdnum import damm

    code += str(damm.calc_check_digit(code))
    desk.follow(code, "enrolment-certificate")
    _to("track")(journey, desk)
    journey.write("code", code)
    journey.choose("track.ask")


def _typed(view: str, entry: str, text: dict[str, str]) -> Scene:
    def scene(journey: Journey, desk: RehearsalDesk) -> None:
        _to(view)(journey, desk)
        journey.write(entry, text[journey.visit.language])

    return scene


def _poll(journey: Journey, desk: RehearsalDesk) -> None:
    _to("poll", step="0")(journey, desk)
    journey.choose("face.3")
    reasons = [choice.id for choice in journey.page.choices() if choice.id.startswith("reason.")]
    if reasons:
        journey.choose(reasons[0])


def _priority(journey: Journey, desk: RehearsalDesk) -> None:
    _to("take-ticket", queue="education", service="enrolment-certificate")(journey, desk)
    journey.choose("ticket.priority")
    journey.choose("priority.elderly")


def _shut(kind: str) -> Scene:
    def scene(journey: Journey, desk: RehearsalDesk) -> None:
        desk.shut[kind].add("education")
        journey.start()
        _to("take-ticket", queue="education")(journey, desk)

    return scene


def _failed(journey: Journey, desk: RehearsalDesk) -> None:
    desk.fail["ticket.issue"] = "no_space"
    _to("take-ticket", queue="education")(journey, desk)
    journey.choose("ticket.take")


def _held(journey: Journey, desk: RehearsalDesk) -> None:
    """The daemon does not answer at once."""
    _to("take-ticket", queue="education", service="enrolment-certificate")(journey, desk)
    desk.held = []
    journey.choose("ticket.take")


def _offline(journey: Journey, desk: RehearsalDesk) -> None:
    desk.fail["track"] = "desk_unreachable"
    _state(journey, desk)


def _wrong_code(journey: Journey, desk: RehearsalDesk) -> None:
    _to("track")(journey, desk)
    journey.write("code", "00124830715961")
    journey.choose("track.ask")


def _wrong_name(journey: Journey, desk: RehearsalDesk) -> None:
    _form("name")(journey, desk)
    entry = journey.page.entry()
    if entry is not None:
        journey.write(entry.id, journey.context().digits("7"))
    journey.choose("form.next")


def _technician(*steps: str) -> Scene:
    def scene(journey: Journey, desk: RehearsalDesk) -> None:
        desk.picture = _test_picture()
        _to("technician-pin")(journey, desk)
        journey.write("pin", PIN)
        journey.choose("tech.enter")
        for step in steps:
            journey.choose(step)

    return scene


def _wrong_pin(journey: Journey, desk: RehearsalDesk) -> None:
    _to("technician-pin")(journey, desk)
    journey.write("pin", "000000")
    journey.choose("tech.enter")


def _test_picture() -> str:
    from PIL import Image

    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((480, 360)).save(buffer, "JPEG")
    return base64.b64encode(buffer.getvalue()).decode("ascii")


_WORDS = {"fa": "گواهی", "ar": "شهادة", "en": "certif", "ru": "справк"}
SCENES: dict[str, Scene] = {
    "attract": lambda journey, desk: None,
    "language": lambda journey, desk: journey.wake(),
    "home": _to("home"),
    "office": _to("office"),
    "browse": _to("browse", purpose="guide"),
    "services": _to("services", department="education-deputy", purpose="guide"),
    "life": _to("life"),
    "search": _typed("search", "search", _WORDS),
    "guide": _to("guide", service="enrolment-certificate"),
    "guide-steps": _to("guide-part", service="enrolment-certificate", part="steps"),
    "guide-documents": _to("guide-part", service="enrolment-certificate", part="documents"),
    "guide-costs": _to("guide-part", service="enrolment-certificate", part="costs"),
    "guide-rules": _to("guide-part", service="enrolment-certificate", part="rules"),
    "guide-questions": _to("guide-part", service="enrolment-certificate", part="questions"),
    "guide-complaint": _to("guide-part", service="enrolment-certificate", part="complaint"),
    "guide-phone": _to("guide-phone", service="enrolment-certificate"),
    "queues": _to("queues"),
    "take-ticket": _to("take-ticket", queue="education", service="enrolment-certificate"),
    "priority": _walk_from("take-ticket", {"queue": "education"}, "ticket.priority"),
    "take-ticket-priority": _priority,
    "take-ticket-closed": _shut("closed"),
    "take-ticket-full": _shut("full"),
    "take-ticket-failed": _failed,
    "waiting": _held,
    "waiting-long": _held,
    "ticket": _ticket(),
    "ticket-no-paper": _ticket("paper_out", "failed"),
    "ticket-uncertain": _ticket("unknown", "uncertain"),
    "tell": _to("tell"),
    "form-start": _to("form-start", form="complaint"),
    "form-choice": _form("choice"),
    "form-name": _form("name"),
    "form-mobile": _form("mobile"),
    "form-error": _wrong_name,
    "form-date": _form("date", "dormitory-request", "single-room-request"),
    "review": _form(),
    "review-unit": _form("", "question", ""),
    "form-unit": _to("form-unit", form="question", service=""),
    "receipt": _receipt,
    "track": _typed("track", "code", dict.fromkeys(_WORDS, "0012483")),
    "track-wrong": _wrong_code,
    "track-offline": _offline,
    "state": _state,
    "poll": _poll,
    "ask-poll": _to("ask-poll"),
    "thanks": _to("thanks"),
    "floors": _to("floors"),
    "floor": _to("floor", floor="floor-1"),
    "departments": _to("departments"),
    "department": _to("department", department="education-deputy"),
    "find": _typed("find", "find", {"fa": "رضا", "ar": "رضا", "en": "reza", "ru": "реза"}),
    "room": _to("room", room="room-214"),
    "way": _to("way", service="enrolment-certificate"),
    "person": _first_person,
    "plan": _to("plan", floor="floor-1"),
    "life-event": _first_event,
    "help": _to("help"),
    "help-called": _walk_from("help", {"screen": "home"}, "help.call"),
    "text-size": _to("text-size"),
    "access": _to("access"),
    "leave": _to("leave"),
    "warning": _to("home"),
    "technician-pin": _to("technician-pin"),
    "technician-wrong": _wrong_pin,
    "technician": _technician(),
    "technician-print": _technician("tech.print"),
    "technician-touch": _technician("tech.touch"),
    "technician-camera": _technician("tech.camera"),
    "technician-held": _technician("tech.held"),
}
RESTS = {"warning": 66.0, "waiting-long": 9.0}
"""Scenes after which so many seconds pass with no touch."""
