"""What the technician's corner does: each asks the daemon, which alone opens it (L7)."""

from __future__ import annotations

import base64
from typing import Literal

from kiosk.flow.journey import Doer, Journey
from kiosk.flow.page import Deed, go
from kiosk.flow.ports import Answer
from kiosk.ipc import TechnicianEntry, TechnicianLook

_NAME = "technician"


def _enter(journey: Journey, deed: Deed) -> None:
    """Try the PIN; what was typed is forgotten with the question."""
    visit = journey.visit
    pin = visit.typed.pop("pin", "")
    visit.extra.pop("entry", None)
    if not pin:
        return

    def answer(reply: Answer) -> None:
        if reply.result is None:
            return
        entry = TechnicianEntry.model_validate(reply.result)
        if entry.outcome != "open":
            visit.extra["entry"] = entry
            return
        visit.extra["key"] = entry.key
        journey.trail = [go("home", "root")]
        _ask_look(journey, "technician")

    journey.ask("technician.enter", {"pin": pin}, _NAME, answer)


def _ask_look(journey: Journey, then: str = "") -> None:
    visit = journey.visit

    def answer(reply: Answer) -> None:
        if reply.result is None:
            _closed(journey, reply)
            return
        visit.extra["look"] = TechnicianLook.model_validate(reply.result)
        if then:
            journey.follow(go(then))

    journey.ask("technician.look", {"key": visit.extra.get("key", "")}, _NAME, answer)


def _look(journey: Journey, deed: Deed) -> None:
    journey.visit.extra.pop("technician-said", None)
    _ask_look(journey)


def _do(journey: Journey, deed: Deed) -> None:
    """Something that the daemon does; its word stands above the facts."""
    name = deed.arg("deed")

    def answer(reply: Answer) -> None:
        if reply.error == "closed":
            _closed(journey, reply)
            return
        detail = str((reply.result or {}).get("detail", "")) if name in ("export-logs", "release") else ""
        _say(journey, name.replace("-", "_") if reply.result is not None else "failed", detail)
        if journey.page.name != "technician":
            journey.back()
        if name != "restart":
            _ask_look(journey)

    journey.ask("technician.do", {"key": journey.visit.extra.get("key", ""), "deed": name}, f"{_NAME}:{name}", answer)


def _say(journey: Journey, what: str, detail: str) -> None:
    tone: Literal["good", "bad"] = "bad" if what == "failed" else "good"
    journey.visit.extra["technician-said"] = (what, detail, tone)


def _camera(journey: Journey, deed: Deed) -> None:
    """One picture; it lives in the visit and goes with it."""
    extra = journey.visit.extra

    def answer(reply: Answer) -> None:
        if reply.error == "closed":
            _closed(journey, reply)
            return
        extra["picture"] = base64.b64decode((reply.result or {}).get("jpeg", ""))
        if journey.page.name != "technician-camera":
            journey.follow(go("technician-camera"))

    journey.ask("technician.camera", {"key": extra.get("key", "")}, _NAME, answer)


def _volume(journey: Journey, deed: Deed) -> None:
    speaker = journey.world.speaker
    if speaker is None:
        return
    speaker.louder(deed.arg("up") == "yes")
    speaker.keep_loudness()
    speaker.say((journey.context().tr("tech.volume_note"),), journey.visit.language)


def _screen(journey: Journey, deed: Deed) -> None:
    """End this process: systemd starts it anew."""
    journey.end()
    journey.world.restart()


def _leave(journey: Journey, deed: Deed) -> None:
    journey.world.desk.ask(
        "technician.do", {"key": journey.visit.extra.get("key", ""), "deed": "leave"}, lambda reply: None
    )
    journey.end()


def _closed(journey: Journey, reply: Answer) -> None:
    """The corner has closed by itself, or the daemon is away: back to the PIN."""
    journey.visit.extra.pop("look", None)
    journey.visit.extra.pop("key", None)
    journey.follow(go("technician-pin", "root"))


DEEDS: dict[str, Doer] = {
    "technician-enter": _enter,
    "technician-look": _look,
    "technician-do": _do,
    "technician-camera": _camera,
    "technician-volume": _volume,
    "technician-screen": _screen,
    "technician-leave": _leave,
}
