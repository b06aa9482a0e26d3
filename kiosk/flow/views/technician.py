"""The technician's corner (L7): behind a hidden hold and a PIN; how the devices are and what may be done about them."""

from __future__ import annotations

from datetime import datetime

from kiosk.flow.context import Context
from kiosk.flow.page import (
    Block,
    Cards,
    Choice,
    Destination,
    Empty,
    Entry,
    Fact,
    Facts,
    Item,
    Listing,
    Page,
    Panel,
    Picture,
    TouchTest,
    do,
    go,
)
from kiosk.flow.views.registry import view
from kiosk.ipc import HeldFact, TechnicianEntry, TechnicianLook

LONGEST_PIN = 12
_SECONDS_OK = 120.0


@view("technician-pin")
def technician_pin(c: Context, to: Destination) -> Page:
    """The PIN, typed unseen."""
    entry: TechnicianEntry | None = c.visit.extra.get("entry")
    error = ""
    if "technician" in c.visit.failures:
        error = c.tr("tech.no_answer")
    elif entry is not None and entry.outcome == "no_pin":
        error = c.tr("tech.no_pin")
    elif entry is not None and entry.wait_s > 0:
        error = c.tr("tech.wait", seconds=c.number(round(entry.wait_s)))
    elif entry is not None:
        error = c.tr("tech.wrong")
    typed = c.visit.text("pin")
    return Page(
        name="technician-pin",
        title=c.tr("tech.title"),
        subtitle=c.tr("tech.pin_note"),
        blocks=(
            Entry("pin", c.tr("tech.pin"), c.digits(typed), "digits", error=error, max_length=LONGEST_PIN, masked=True),
        ),
        actions=(
            Choice("tech.enter", c.tr("tech.enter"), do("technician-enter"), "lock-open-outline", role="primary"),
        ),
        busy="technician" in c.visit.awaited,
        idle="form",
        entry_first=True,
        private=True,
    )


@view("technician")
def technician(c: Context, to: Destination) -> Page:
    """How everything is, and what can be done."""
    look = _look(c)
    side: list[Block] = []
    said = c.visit.extra.get("technician-said")
    if said is not None:
        side.append(
            Panel(c.tr(f"tech.done.{said[0]}"), c.ltr(said[1]) if said[1] else "", said[2], "information-outline")
        )
    return Page(
        name="technician",
        title=c.tr("tech.title"),
        subtitle=c.tr("tech.version", version=c.ltr(look.version), number=c.number(look.kiosk_number or 0)),
        blocks=(Facts(tuple(_facts(c, look))),),
        side=(*side, Cards(_choices(c, look), "pill")),
        actions=(
            Choice("tech.look", c.tr("tech.look"), do("technician-look"), "refresh"),
            Choice("tech.leave", c.tr("tech.leave"), do("technician-leave"), "lock-outline", role="primary"),
        ),
        busy="technician" in c.visit.awaited,
        idle="form",
    )


def _look(c: Context) -> TechnicianLook:
    look: TechnicianLook | None = c.visit.extra.get("look")
    if look is None:
        raise LookupError("the technician's corner is closed")
    return look


def _facts(c: Context, look: TechnicianLook) -> list[Fact]:
    seconds = look.desk_seconds_ago
    desk = c.tr("tech.never") if seconds is None else c.tr("tech.ago", seconds=c.number(round(seconds)))
    return [
        Fact("printer", c.tr("tech.printer"), c.tr(f"tech.printer.{look.printer}")),
        Fact("qrcode-scan", c.tr("tech.scanner"), c.tr(f"tech.scanner.{look.scanner}")),
        Fact("sync" if seconds is not None and seconds < _SECONDS_OK else "sync-alert", c.tr("tech.desk"), desk),
        Fact("tray-arrow-up", c.tr("tech.unsent"), c.number(look.unsent)),
        Fact("tray-alert", c.tr("tech.held"), c.number(len(look.held))),
        Fact("book-open-page-variant", c.tr("tech.content"), c.number(look.content_version)),
        Fact("harddisk", c.tr("tech.disk"), c.tr("tech.mib", number=c.number(look.free_mib))),
    ]


def _choices(c: Context, look: TechnicianLook) -> tuple[Choice, ...]:
    found = [
        Choice("tech.print", c.tr("tech.print"), do("technician-do", deed="test-print"), "printer"),
        Choice("tech.touch", c.tr("tech.touch"), go("technician-touch"), "gesture-tap"),
    ]
    if look.camera:
        found.append(Choice("tech.camera", c.tr("tech.camera"), do("technician-camera"), "camera-outline"))
    found.append(Choice("tech.held", c.tr("tech.held"), go("technician-held"), "tray-alert"))
    if c.voice:
        found.append(Choice("tech.volume", c.tr("tech.volume"), go("technician-volume"), "volume-high"))
    found += [
        Choice("tech.logs", c.tr("tech.logs"), do("technician-do", deed="export-logs"), "file-export-outline"),
        Choice("tech.screen", c.tr("tech.screen"), do("technician-screen"), "monitor-shimmer"),
        Choice("tech.daemon", c.tr("tech.daemon"), do("technician-do", deed="restart"), "restart"),
    ]
    return tuple(found)


@view("technician-held")
def technician_held(c: Context, to: Destination) -> Page:
    """What the desk refused, and sending it again."""
    look = _look(c)
    if not look.held:
        return Page(
            name="technician-held",
            layout="centred",
            blocks=(Empty("check-circle", c.tr("tech.none_held")),),
            actions=(_back(c),),
            idle="form",
        )
    items = tuple(_held(c, fact) for fact in look.held)
    again = Choice("tech.release", c.tr("tech.release"), do("technician-do", deed="release"), "send", role="primary")
    return Page(
        name="technician-held",
        title=c.tr("tech.held"),
        blocks=(Listing(items, style="plain"),),
        actions=(_back(c, "outlined"), again),
        idle="form",
    )


_KINDS = ("ticket.issued", "request.submitted", "poll.answered", "paper.printed", "help.called")


def _held(c: Context, fact: HeldFact) -> Item:
    """A fact in words: what it tells of, when it was made, and the desk's reason as the log has it."""
    kind = fact.kind if fact.kind in _KINDS else "other"
    made = c.moment(datetime.fromisoformat(fact.made_at))
    return Item(c.joined([c.tr(f"tech.kind.{kind}"), made]), c.tr("tech.reason", reason=fact.reason))


@view("technician-touch")
def technician_touch(c: Context, to: Destination) -> Page:
    """Every part of the panel touched once: each field changes once for one touch (K9)."""
    return Page(
        name="technician-touch",
        title=c.tr("tech.touch"),
        subtitle=c.tr("tech.touch_note"),
        blocks=(TouchTest(c.tr("tech.touch_left"), c.tr("tech.touch_done"), c.tr("tech.touch_twice")),),
        actions=(_back(c),),
        idle="form",
    )


@view("technician-camera")
def technician_camera(c: Context, to: Destination) -> Page:
    """What the camera sees at this moment; the picture is kept nowhere."""
    jpeg: bytes = c.visit.extra.get("picture", b"")
    seen: Block = Picture(jpeg, c.tr("tech.camera_note")) if jpeg else Empty("camera-outline", c.tr("tech.no_picture"))
    return Page(
        name="technician-camera",
        title=c.tr("tech.camera"),
        blocks=(seen,),
        actions=(
            Choice("tech.camera", c.tr("action.again"), do("technician-camera"), "refresh"),
            _back(c),
        ),
        busy="technician" in c.visit.awaited,
        idle="form",
    )


@view("technician-volume")
def technician_volume(c: Context, to: Destination) -> Page:
    """The loudness with which visits begin, until the screen starts anew."""
    return Page(
        name="technician-volume",
        title=c.tr("tech.volume"),
        subtitle=c.tr("tech.volume_note"),
        blocks=(
            Cards(
                (
                    Choice("tech.quieter", c.tr("tech.quieter"), do("technician-volume", up="no"), "volume-minus"),
                    Choice("tech.louder", c.tr("tech.louder"), do("technician-volume", up="yes"), "volume-plus"),
                ),
                "pill",
            ),
        ),
        actions=(_back(c),),
        idle="form",
    )


def _back(c: Context, role: str = "primary") -> Choice:
    return Choice(
        "tech.back", c.tr("bar.back"), do("back"), "check", role="primary" if role == "primary" else "outlined"
    )
