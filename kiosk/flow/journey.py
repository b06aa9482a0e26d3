"""One kiosk's way through its pages: the trail, the visit, the idle clock and what the daemon says. No pixels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kiosk.config import Settings
from kiosk.flow.bar import bar
from kiosk.flow.context import Context, Directory
from kiosk.flow.dressing import SLOW_S, awaiting, told_as_chosen
from kiosk.flow.idle import IdleClock
from kiosk.flow.page import Choice, Deed, Destination, Empty, Page, go
from kiosk.flow.ports import Answer, Desk, Library, Messages, Speaker
from kiosk.flow.scanning import scanned
from kiosk.flow.speaking import Speaking
from kiosk.flow.speech import spoken
from kiosk.flow.views import VIEWS
from kiosk.flow.views.home import slides
from kiosk.ipc import PrintJob, Scanned, Status, Ticket
from kiosk.visit import Visit
from language.digits import to_ascii
from sync.protocol.base import LANGS, Lang

ATTRACT = Destination("attract", how="root")


Doer = Callable[["Journey", Deed], Destination | None]
"""Something that a choice does: it may change the visit and ask the daemon, and may say where to go next."""


@dataclass(frozen=True)
class World:
    """What surrounds the journey. `monotonic` in seconds, `now` aware."""

    desk: Desk
    library: Library
    messages: Messages
    settings: Settings
    monotonic: Callable[[], float]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    speaker: Speaker | None = None
    restart: Callable[[], None] = lambda: None
    """Ends the screen's process; systemd starts it anew."""


class Journey(Speaking):
    """What the visitor sees now (`page`, `bar`, `warning`) and what may be done with it.

    `changed` is called after every change of the picture. Nothing here blocks: the daemon's answers come later.
    """

    def __init__(self, world: World, deeds: Mapping[str, Doer], changed: Callable[[], None] = lambda: None) -> None:
        self.world = world
        self._deeds = deeds
        self.changed = changed
        self.status: Status | None = None
        self.clock = IdleClock(world.settings.visit, world.monotonic)
        self.visit = self._new_visit()
        self.trail: list[Destination] = [ATTRACT]
        self.warning: Page | None = None
        self._directory: Directory | None = None
        self._slide_since = world.monotonic()
        self._plugged = world.speaker is not None and world.speaker.plugged()
        self.page = self._make()
        self.bar: tuple[Choice, ...] = self._bar()

    # --- what is shown

    def context(self) -> Context:
        """What pages are made from at this moment. Raises `LookupError` where no content has ever come."""
        catalogue = self.world.library.catalogue
        if catalogue is None:
            raise LookupError("no content")
        if self._directory is None or self._directory.catalogue is not catalogue:
            self._directory = Directory(catalogue)
        return Context(
            self._directory,
            self.visit,
            self.status,
            self.world.settings,
            self.world.messages,
            self.world.now(),
            voice=self.world.speaker is not None,
        )

    def refresh(self) -> None:
        """Make the page anew and tell the screen where it differs."""
        before = (self.page, self.bar, self.warning)
        self.page = self._make()
        self.bar = self._bar()
        if before != (self.page, self.bar, self.warning):
            self.changed()

    def _make(self) -> Page:
        try:
            context = self.context()
        except LookupError:
            return self._without_content()
        try:
            page = VIEWS[self.trail[-1].view](context, self.trail[-1])
            return told_as_chosen(awaiting(page, context, self._slow()), context)
        except LookupError:
            # The content changed under the visitor and what the page showed is gone: home is always there.
            self.trail = [go("home", "root")]
            return VIEWS["home"](context, self.trail[-1])

    def _slow(self) -> bool:
        """Whether an answer has been awaited for long."""
        now = self.world.monotonic()
        asked = self.visit.extra.get("asked", {})
        return any(now - asked.get(name, now) >= SLOW_S for name in self.visit.awaited)

    def _without_content(self) -> Page:
        """No desk has ever sent content: said in every language, for nobody has chosen one (S9)."""
        messages = self.world.messages
        words = "\n".join(messages.text(lang, "moment.title") for lang in LANGS)
        return Page(
            name="empty", idle="attract", layout="centred", blocks=(Empty("progress-clock", words),), actions=()
        )

    def _bar(self) -> tuple[Choice, ...]:
        return bar(self.context(), self.page.name) if self.page.idle != "attract" else ()

    def seconds_left(self) -> float:
        """Seconds until the page or the visit ends by itself."""
        return self.clock.left(self.page, self.visit)

    # --- what the visitor does

    def choose(self, choice_id: str) -> bool:
        """Do what the choice called `choice_id` leads to; False where the page has none of that name."""
        self.clock.touched()
        shown = (*self.warning.choices(),) if self.warning else (*self.page.choices(), *self.bar)
        choice = next((choice for choice in shown if choice.id == choice_id), None)
        if choice is None:
            return False
        self.follow(choice.leads)
        self._say_what_is_new()
        return True

    def follow(self, leads: Destination | Deed | None) -> None:
        """Go to a page, or do a deed and go where it leads."""
        if isinstance(leads, Deed):
            leads = self._deeds[leads.name](self, leads)
        if isinstance(leads, Destination):
            self._go(leads)
        self.refresh()

    def _go(self, to: Destination) -> None:
        self.visit.started = True
        if to.how == "root":
            self.trail = [to]
        elif to.how == "replace":
            self.trail[-1] = to
        elif self.trail[-1] != to:
            self.trail.append(to)
        self.speak_page()

    def back(self) -> None:
        """One page back; from the first page, the visit ends."""
        if len(self.trail) > 1:
            self.trail.pop()
            self.speak_page()
        else:
            self.end()

    def wake(self) -> None:
        """A touch on the idle screen's picture: it ends the loop and does nothing else (S24)."""
        self.clock.touched()
        if self.page.idle == "attract" and self.page.name != "empty":
            self.follow(go("language", "root"))

    def touched(self) -> None:
        """Any touch or key: the idle clock starts again and the warning goes."""
        self.clock.touched()

    def write(self, entry_id: str, text: str) -> None:
        """The field `entry_id` (`draft/field`, or a name such as `search`) holds `text` now; figures as ASCII."""
        self.clock.touched()
        entry = self.page.entry()
        if entry is None or entry.id != entry_id:
            return
        value = (to_ascii(text) if entry.keyboard == "digits" else text)[: entry.max_length]
        draft_name, of_form, field = entry_id.rpartition("/")
        if of_form:
            draft = self.visit.draft(draft_name)
            draft.values[field] = value
            draft.errors.pop(field, None)
            draft.calendars.pop(field, None)
        else:
            self.visit.typed[entry_id] = value
            self.visit.failures.pop("track", None)
        self.refresh()
        self._say_what_was_found()

    def raw_value(self) -> str:
        """Return what the page's field holds: logical text, ASCII digits; empty where there is no field."""
        entry = self.page.entry()
        if entry is None:
            return ""
        draft_name, of_form, field = entry.id.rpartition("/")
        if of_form:
            return self.visit.draft(draft_name).values.get(field, "")
        return self.visit.text(entry.id)

    # --- time

    def tick(self) -> None:
        """Called about four times a second: the headset, slides, the warning, the wipe."""
        self._listen_for_a_headset()
        if self.page.idle == "attract":
            self._next_slide()
            return
        if self.world.speaker is not None and self.world.speaker.speaking:
            self.clock.hold()
        else:
            self.clock.release()
        if self.page.busy and self._slow():
            self.refresh()
        if self.visit.extra.get("revealed", float("inf")) <= self.world.monotonic():
            del self.visit.extra["revealed"]
            self.refresh()
        phase = self.clock.phase(self.page, self.visit)
        if phase == "over":
            self.end()
        elif phase == "warning" and self.warning is None:
            self.warning = VIEWS["warning"](self.context(), go("warning"))
            self.speak(spoken(self.warning))
            self.changed()
        elif phase == "active" and self.warning is not None:
            self.warning = None
            self.changed()

    def _next_slide(self) -> None:
        try:
            shown = slides(self.context())
        except LookupError:
            self.refresh()
            return
        index = int(self.trail[-1].arg("slide") or 0) % len(shown)
        if self.world.monotonic() - self._slide_since >= shown[index].seconds:
            self._slide_since = self.world.monotonic()
            self.trail = [go("attract", "root", slide=str((index + 1) % len(shown)))]
        self.refresh()

    def end(self) -> None:
        """The wipe (U3): the visit is replaced, the voice is silenced, the idle screen returns."""
        if self.world.speaker is not None:
            self.world.speaker.hush()
        self.visit = self._new_visit()
        self.trail = [ATTRACT]
        self.warning = None
        self._slide_since = self.world.monotonic()
        self.clock.touched()
        self.refresh()

    def _new_visit(self) -> Visit:
        settings = self.world.settings
        return Visit(
            language=settings.language,
            theme=settings.screen.theme,
            reduce_motion=settings.screen.reduce_motion,
            alphabetical=settings.screen.keys == "alphabetical",
        )

    # --- the daemon

    def ask(self, method: str, params: dict[str, Any], name: str, answer: Callable[[Answer], None]) -> bool:
        """Ask the daemon once for `name`: while the answer is awaited, False. An answer after the wipe is dropped:
        what it says is on the daemon's disk."""
        visit = self.visit
        if name in visit.awaited:
            return False
        visit.awaited.add(name)
        visit.extra.setdefault("asked", {})[name] = self.world.monotonic()
        visit.failures.pop(name, None)

        def arrived(reply: Answer) -> None:
            visit.awaited.discard(name)
            if visit is not self.visit:
                return
            if reply.error:
                visit.failures[name] = reply.error
            answer(reply)
            self.refresh()
            self._say_what_is_new()

        self.world.desk.ask(method, params, arrived)
        return True

    def start(self) -> None:
        """Ask how the world is; pushes follow."""
        self.world.desk.ask("status", {}, self._status)

    def _status(self, reply: Answer) -> None:
        if reply.result is not None:
            self.status = Status.model_validate(reply.result)
        self.refresh()

    def told(self, kind: str, data: dict[str, Any]) -> None:
        """A push of the daemon (`kiosk.ipc.PushKind`)."""
        if kind in ("print", "printer") and "job" in data:
            job = PrintJob.model_validate(data)
            if any(ticket.print_job == job.job for ticket in self.visit.tickets.values()) or (
                self.visit.receipt is not None and self.visit.receipt.print_job == job.job
            ):
                self.visit.papers[job.job] = job
        if kind == "scan":
            scanned(self, Scanned.model_validate(data))
            return
        if kind in ("content", "queues", "printer", "desk"):
            self.start()
        self.refresh()
        if kind == "print":
            self._say_what_is_new()

    def language(self, lang: Lang) -> None:
        """Change the visit's language; the page and all that was entered stay."""
        self.visit.language = lang

    def keep_ticket(self, ticket: Ticket) -> None:
        """Remember a ticket that is on disk."""
        self.visit.tickets[ticket.ticket_id] = ticket
