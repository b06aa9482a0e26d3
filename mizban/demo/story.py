"""The scripted visit: a Persian visitor from first touch to wipe, an operator, and somebody who walks away."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from language import digits
from mizban.demo.office import Office
from mizban.demo.operator import Operator
from mizban.demo.paper import read_qr, slips, wait_for_slip
from mizban.demo.report import Report, Step
from mizban.demo.visitor import NotSeen, Visitor
from mizban.errors import UserError
from sync.protocol.base import Lang
from sync.protocol.catalogue import Catalogue
from sync.protocol.codes import parse_code, ticket_url
from sync.store import FILE_NAME

SERVICE = "enrolment-certificate"
DEPARTMENT = "education-deputy"
NAMES = {"fa": "محمدرضا علوی", "en": "amina yusuf"}
ANSWERS = {"identity": "123456789012", "mobile": "09123456789", "copies": "2"}
CHOICES = {"purpose": "residence", "certificate-language": "persian", "consent": "yes"}


WORDS = {
    "fa": {"home": "برای چه کاری آمده‌اید؟", "bring": "آنچه باید بیاورید", "handled": "در حال بررسی"},
    "en": {"home": "What brings you here?", "bring": "What to bring", "handled": "In progress"},
}
"""What the screen is expected to say, by language."""


class Story:
    """The steps in their order; each looks for what it says, and fails where it does not see it."""

    _slips_before = 0

    def __init__(
        self, office: Office, visitor: Visitor, report: Report, say: Callable[[str], None], language: Lang = "fa"
    ) -> None:
        self.office = office
        self.visitor = visitor
        self.report = report
        self.say = say
        self.language = language
        self.words = WORDS[language]
        self.answers = {**ANSWERS, "full-name": NAMES[language]}
        self.request_code = ""
        self.ticket_code = ""
        self.number = ""

    def play(self, steps: int | None = None) -> None:
        """Play the first `steps` steps, all where None; stops at the first that fails."""
        for title, act in self._steps()[:steps]:
            step = Step(title)
            self.report.steps.append(step)
            begun = time.monotonic()
            try:
                step.seen = act(step)
            except (UserError, OSError) as error:
                step.failure = str(error) or type(error).__name__
            step.seconds = time.monotonic() - begun
            self._picture(step)
            self.say(self.report.line(step))
            if step.failure:
                return

    def _steps(self) -> list[tuple[str, Callable[[Step], str]]]:
        return [
            ("The idle screen invites", self._attract),
            ("A language is chosen", self._language),
            ("A service is found", self._find),
            ("Its guide is read", self._guide),
            ("A request is filled in", self._fill),
            ("The request is registered", self._register),
            ("Its receipt is printed", self._receipt_paper),
            ("A ticket is taken", self._ticket),
            ("The ticket is printed", self._ticket_paper),
            ("The operator calls the ticket", self._call),
            ("The operator handles the request", self._handle),
            ("The tracking screen shows the change", self._track),
            ("The poll is answered", self._poll),
            ("The desk has each fact once", self._desk_has_it),
            ("A visitor walks away; the screen is wiped", self._walk_away),
        ]

    def _picture(self, step: Step) -> None:
        name = re.sub(r"[^a-z]+", "-", step.title.lower()).strip("-")
        picture = self.report.directory / "screens" / f"{len(self.report.steps):02d}-{name}.png"
        try:
            self.visitor.shoot(picture)
        except (UserError, OSError) as error:
            step.failure = step.failure or f"no picture: {error}"
            return
        step.pictures.insert(0, picture)

    def _attract(self, step: Step) -> str:
        self.visitor.wait_for("attract")
        for lang in ("fa", "ar", "en", "ru"):
            if not self.visitor.sees(f"language.{lang}"):
                raise NotSeen(f"the idle screen does not offer the language {lang}")
        return "a notice and four languages"

    def _language(self, step: Step) -> str:
        self.visitor.touch(f"language.{self.language}")
        self.visitor.wait_for("home")
        return self._expect_text(self.words["home"])

    def _find(self, step: Step) -> str:
        self.visitor.touch("home.guide")
        self.visitor.wait_for("browse")
        self.visitor.touch(f"department.{DEPARTMENT}")
        self.visitor.wait_for("services")
        self.visitor.touch(f"service.{SERVICE}")
        self.visitor.wait_for("guide")
        return self._expect_text(self._service_name())

    def _guide(self, step: Step) -> str:
        self._expect_text(self.words["bring"])
        self.visitor.touch("part.steps")
        self.visitor.wait_for("guide-part")
        self.visitor.shoot(picture := self.report.directory / "screens" / "04-steps.png")
        step.pictures.append(picture)
        self.visitor.touch("bar.back")
        self.visitor.wait_for("guide")
        return "facts, what to bring, steps"

    def _fill(self, step: Step) -> str:
        self.visitor.touch("guide.request")
        asked = 0
        while self.visitor.wait_for("form", "review") == "form":
            field = self._field_asked()
            if field in CHOICES:
                self.visitor.touch(f"option.{CHOICES[field]}")
            else:
                self.visitor.type(self.answers[field])
            if field == "full-name":
                self.visitor.shoot(picture := self.report.directory / "screens" / "05-keyboard.png")
                step.pictures.append(picture)
            self.visitor.touch("form.next")
            self.visitor.wait_while(partial(self._asks_for, field))
            asked += 1
        self._expect_text(self.answers["full-name"])
        return f"{asked} questions, reviewed"

    def _asks_for(self, field: str) -> bool:
        return self._field_asked() == field

    def _field_asked(self) -> str:
        """Return the field that the form asks for now; empty where another page is shown."""
        shown = self.visitor.ask(ask="page")
        if shown["page"] != "form":
            return ""
        args = shown["args"]
        form = next(f for f in self._catalogue().forms if f.id == args["form"])
        return form.fields[int(args["step"])].id

    def _register(self, step: Step) -> str:
        known = len(slips(self.office.prints))
        self.visitor.touch("review.send")
        self.visitor.wait_for("receipt")
        self.request_code = self._code_on_screen()
        self._slips_before = known
        return f"tracking code {self.request_code}"

    def _receipt_paper(self, step: Step) -> str:
        return self._paper(step, self.request_code)

    def _ticket(self, step: Step) -> str:
        self._slips_before = len(slips(self.office.prints))
        self.visitor.touch("receipt.ticket")
        self.visitor.wait_for("take-ticket")
        self.visitor.touch("ticket.take")
        self.visitor.wait_for("ticket")
        issued = self._kiosk_row("SELECT code FROM tickets ORDER BY issued_at DESC LIMIT 1")
        self.ticket_code = issued
        return f"ticket with code {issued}"

    def _ticket_paper(self, step: Step) -> str:
        return self._paper(step, self.ticket_code)

    def _call(self, step: Step) -> str:
        operator = self._operator()
        console = operator.console_for(self._queue_name())
        operator.act(console, "call-next")
        state = self._desk_row("SELECT state FROM queueing_ticket WHERE code = ?", self.ticket_code)
        if state != "called":
            raise NotSeen(f"after the call the desk says that the ticket is {state}")
        operator.act(console, "start")
        operator.act(console, "finish")
        return "called, served, finished"

    def _handle(self, step: Step) -> str:
        operator = self._operator()
        address = operator.worklist()[0]
        page = operator.open_request(address)
        if self.answers["full-name"].casefold() not in page.casefold():
            raise NotSeen("the desk could not open the sealed request")
        for state in ("registered", "in_progress"):
            operator.change_request(address, state, "")
            if (now := self._desk_row("SELECT state FROM casework_request")) != state:
                raise NotSeen(f"the desk left the request at {now}")
        return "opened with the right to, and taken in hand"

    def _track(self, step: Step) -> str:
        self.visitor.touch("bar.home")
        self.visitor.wait_for("home")
        self.visitor.touch("home.track")
        self.visitor.wait_for("track")
        self.visitor.type(self.request_code)
        self.visitor.touch("track.ask")
        self.visitor.wait_for("state")
        shown = self.visitor.texts().splitlines()
        words = self.words["handled"]
        if shown.count(words) < 2:
            raise NotSeen(f"«{words}» does not head the page; it shows {shown}")
        return f"«{words}»"

    def _poll(self, step: Step) -> str:
        self.visitor.touch("state.finish")
        self.visitor.wait_for("ask-poll")
        self.visitor.touch("ask-poll.yes")
        self.visitor.wait_for("poll")
        self.visitor.touch("face.3")
        self.visitor.touch("reason.waiting")
        self.visitor.shoot(picture := self.report.directory / "screens" / "13-poll.png")
        step.pictures.append(picture)
        self.visitor.touch("poll.next")
        asked = 1
        while self.visitor.wait_for("poll", "thanks", "attract") == "poll":
            question = str(self.visitor.ask(ask="page")["args"]["step"])
            self.visitor.touch(self.visitor.first_of("face.4", "answer."))
            self.visitor.touch("poll.next")
            self.visitor.wait_while(partial(self._poll_shows, question))
            asked += 1
        return f"{asked} questions, one reason"

    def _poll_shows(self, step: str) -> bool:
        shown = self.visitor.ask(ask="page")
        return shown["page"] == "poll" and str(shown["args"].get("step")) == step

    def _desk_has_it(self, step: Step) -> str:
        counts = {}
        for what, table in (
            ("ticket", "queueing_ticket"),
            ("request", "casework_request"),
            ("poll answer", "polls_pollanswer"),
        ):
            deadline = time.monotonic() + 20
            while (count := int(self._desk_row(f"SELECT count(*) FROM {table}"))) == 0 and time.monotonic() < deadline:
                time.sleep(0.1)
            counts[what] = count
        if set(counts.values()) != {1}:
            raise NotSeen(f"the desk holds {counts}")
        return "one ticket, one request, one poll answer"

    def _walk_away(self, step: Step) -> str:
        self.visitor.wait_for("attract")
        self.visitor.touch("language.en")
        self.visitor.wait_for("home")
        begun = time.monotonic()
        self.visitor.wait_for("warning", within=90)
        self.visitor.shoot(picture := self.report.directory / "screens" / "15-warning.png")
        step.pictures.append(picture)
        self.visitor.wait_for("attract", within=90)
        return f"warned, then wiped, {time.monotonic() - begun:.0f} s after the last touch"

    def _operator(self) -> Operator:
        return Operator(self.office.desk_url, "operator", self.office.passwords["operator"])

    def _paper(self, step: Step, code: str) -> str:
        slip = wait_for_slip(self.office.prints, self._slips_before)
        step.pictures.append(slip)
        expected = ticket_url(self.office.desk_url, code)
        if (read := read_qr(slip)) != expected:
            raise NotSeen(f"the QR on the paper says {read!r}, not {expected!r}")
        return f"{slip.name}, its QR reads {read}"

    def _expect_text(self, text: str) -> str:
        if text.casefold() not in self.visitor.texts().casefold():
            raise NotSeen(f"«{text}» is not on the page {self.visitor.page()}")
        return f"«{text}»"

    def _code_on_screen(self) -> str:
        plain = re.sub(r"[^\d\s]", "", digits.to_ascii(self.visitor.texts()))
        found = re.search(r"(?<!\d)\d{4}\s\d{5}\s\d{5}(?!\d)", plain)
        if found is None:
            raise NotSeen("no tracking code is on the screen")
        return parse_code(found.group(0))

    def _service_name(self) -> str:
        return next(s.name[self.language] for s in self._catalogue().services if s.id == SERVICE)

    def _queue_name(self) -> str:
        catalogue = self._catalogue()
        queue = next(service.queue for service in catalogue.services if service.id == SERVICE)
        return next(q.name["fa"] for q in catalogue.queues if q.id == queue)

    def _catalogue(self) -> Catalogue:
        catalogue = self.office.catalogue()
        if catalogue is None:
            raise NotSeen("the kiosk has no content")
        return catalogue

    def _kiosk_row(self, sql: str) -> str:
        return _one(self.office.kiosk_data / FILE_NAME, sql)

    def _desk_row(self, sql: str, *values: str) -> str:
        return _one(self.office.desk_data / "desk.sqlite3", sql, *values)


def _one(database: Path, sql: str, *values: str) -> str:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as connection:
        row = connection.execute(sql, values).fetchone()
    return "" if row is None else str(row[0])
