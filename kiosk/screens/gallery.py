"""Every page of the desk, reached as a visitor reaches it, drawn at a given size: for pictures and for layout tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from kivy.lang import Builder

from kiosk.config import Settings
from kiosk.flow.deeds import begin
from kiosk.flow.journey import Journey, World
from kiosk.flow.page import go
from kiosk.flow.rehearsal import RehearsalDesk, Shelf
from kiosk.flow.wording import Wording
from kiosk.screens.root import ROOT_RULE, KioskRoot
from kiosk.screens.sample import sample_catalogue
from sync.protocol.base import Lang

Scene = Callable[[Journey, RehearsalDesk], None]


class Gallery:
    """Sets scenes one after another. `now` is the moment that all clocks show."""

    def __init__(self, now: datetime) -> None:
        Builder.load_file(str(ROOT_RULE), encoding="utf-8")
        self.now = now
        self.catalogue = sample_catalogue()
        self.wording = Wording()
        self.idle = 0.0

    def journey(self, settings: Settings) -> tuple[Journey, RehearsalDesk]:
        """Return a new journey at a desk held in memory."""
        desk = RehearsalDesk(self.catalogue, lambda: self.now)
        self.idle = 0.0
        world = World(desk, Shelf(self.catalogue), self.wording, settings, lambda: self.idle, lambda: self.now)
        journey = begin(world)
        journey.start()
        return journey, desk

    def pages(
        self,
        settings: Settings,
        size: tuple[int, int],
        lang: Lang,
        theme: str,
        scale: float,
        only: set[str] | None = None,
    ) -> Iterator[tuple[str, KioskRoot]]:
        """Yield the name of each scene and the window's root as it shows it; parts of a page follow as `name-2`."""
        for name, scene in SCENES.items():
            if only is not None and name not in only:
                continue
            journey, desk = self.journey(settings)
            journey.visit.language, journey.visit.theme, journey.visit.scale = lang, theme, scale
            journey.refresh()
            scene(journey, desk)
            if name == "warning":
                self.idle += settings.visit.idle_s + 6
                journey.tick()
            root = KioskRoot(journey, settings.screen, size=size, size_hint=(None, None))
            root.update()
            settle()
            yield name, root
            stage: Any = root.stage
            for part in range(1, stage.parts if stage is not None else 1):
                stage.turn("part.next")
                settle()
                yield f"{name}-{part + 1}", root


def settle() -> None:
    """Let everything that waits for the next frame happen: clock events, and kv rules, which Kivy applies late."""
    from kivy.clock import Clock

    for _ in range(2):
        Clock.tick()
        Builder.sync()
        Clock.tick_draw()
        Builder.sync()


def _walk(*steps: str) -> Scene:
    def scene(journey: Journey, desk: RehearsalDesk) -> None:
        for step in steps:
            if not journey.choose(step):
                raise LookupError(f"{step} is not on the page {journey.page.name}")

    return scene


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
_VALUES = {
    "name": "محمدرضا می‌خواهد",
    "text": "مدرک کارشناسی",
    "long_text": "برای سفارت",
    "national_id": "0012345679",
    "mobile": "09123456789",
    "email": "reza@example.com",
    "foreign_code": "123456789012",
    "number": "3",
    "date": "14050101",
    "consent": "yes",
}


def _fill(journey: Journey, until: str = "") -> None:
    """Answer the questions of the form up to the first of kind `until`, or to the review."""
    for _ in range(30):
        if journey.page.name != "form":
            return
        context = journey.context()
        form = context.directory.forms[_FORM["form"]]
        field = form.fields[int(journey.trail[-1].arg("step"))]
        value = field.choices[0].id if field.kind == "choice" else _VALUES[field.kind]
        if field.kind == until:
            if field.kind not in ("choice", "consent"):
                journey.write(journey.page.entry().id, value)  # type: ignore[union-attr]
            return
        draft = journey.visit.draft(f"form:{_FORM['form']}:{_FORM['service']}")
        draft.values[field.id] = value
        journey.choose("form.next")


def _form(until: str = "") -> Scene:
    def scene(journey: Journey, desk: RehearsalDesk) -> None:
        journey.follow(go("form", "root", step="0", **_FORM))
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


_WORDS = {"fa": "گواهی", "ar": "شهادة", "en": "certif", "ru": "справк"}
SCENES: dict[str, Scene] = {
    "attract": lambda journey, desk: None,
    "language": lambda journey, desk: journey.wake(),
    "home": _to("home"),
    "browse": _to("browse", purpose="guide"),
    "services": _to("services", department="education-deputy", purpose="guide"),
    "life": _to("life"),
    "search": _typed("search", "search", _WORDS),
    "guide": _to("guide", service="enrolment-certificate"),
    "guide-steps": _to("guide-part", service="enrolment-certificate", part="steps"),
    "guide-phone": _to("guide-phone", service="enrolment-certificate"),
    "queues": _to("queues"),
    "take-ticket": _to("take-ticket", queue="education", service="enrolment-certificate"),
    "ticket": _ticket(),
    "ticket-no-paper": _ticket("paper_out", "failed"),
    "ticket-uncertain": _ticket("unknown", "uncertain"),
    "tell": _to("tell"),
    "form-start": _to("form-start", form="complaint"),
    "form-choice": _form("choice"),
    "form-name": _form("name"),
    "form-mobile": _form("mobile"),
    "review": _form(),
    "receipt": _receipt,
    "track": _typed("track", "code", dict.fromkeys(_WORDS, "0012483")),
    "state": _state,
    "poll": _poll,
    "ask-poll": _to("ask-poll"),
    "thanks": _to("thanks"),
    "floors": _to("floors"),
    "floor": _to("floor", floor="floor-1"),
    "departments": _to("departments"),
    "department": _to("department", department="education-deputy"),
    "find": _typed("find", "find", {"fa": "رضا", "ar": "رضا", "en": "reza", "ru": "реза"}),
    "help": _to("help"),
    "text-size": _to("text-size"),
    "access": _to("access"),
    "leave": _to("leave"),
    "warning": _to("home"),
}
