"""The pages of the first start, one question each. What was answered is in `visit.typed` until the end saves it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kiosk.flow.context import Context
from kiosk.flow.page import (
    Block,
    Cards,
    Choice,
    Destination,
    Entry,
    Fact,
    Facts,
    KeyboardKind,
    Page,
    Panel,
    Paragraph,
    Progress,
    Viewfinder,
    do,
    go,
)
from kiosk.flow.views.registry import view
from kiosk.text import ltr
from language import NAMES
from sync.protocol.base import LANGS

STEPS = ("language", "panel", "height", "network", "scan", "desk", "code", "printer", "sound", "time", "done")
SHORTEST_PASSWORD = 8
"""Of a WPA network (IEEE 802.11, passphrases of 8 to 63 characters)."""
SCAN = "scan"
"""The one page that only a kiosk with a reader or a camera has."""
PANELS: dict[str, tuple[int, int]] = {
    "10.1": (218, 136),
    "15.6": (345, 194),
    "21.5": (476, 268),
    "24": (531, 299),
    "32": (708, 398),
    "43": (952, 535),
    "55": (1210, 680),
}
"""Diagonal in inches, as panels are sold: true width and height of the picture in mm, landscape."""


def steps(c: Context) -> tuple[str, ...]:
    """Return the pages that this kiosk is asked, in order."""
    return tuple(step for step in STEPS if step != SCAN or reader(c))


def reader(c: Context) -> str:
    """Return the kind of the reader that was found: `serial`, `camera`, or empty."""
    kind = str(c.visit.extra.get("setup-look", {}).get("scanner", {}).get("kind", "none"))
    return "" if kind == "none" else kind


def _page(c: Context, step: str, *blocks: Block, ahead: Choice | None = None, more: tuple[Choice, ...] = ()) -> Page:
    asked = steps(c)
    number = asked.index(step) + 1 if step in asked else STEPS.index(step) + 1
    words = c.tr("setup.step", step=c.number(number), of=c.number(len(asked)))
    back = Choice("setup.back", c.tr("bar.back"), do("back"), "arrow-left")
    actions = (*((back,) if number > 1 else ()), *more, *((ahead,) if ahead else ()))
    return Page(
        name=f"setup-{step}",
        title=c.tr(f"setup.{step}.title"),
        subtitle=c.tr(f"setup.{step}.note"),
        progress=Progress(number, len(asked), words),
        blocks=blocks,
        actions=actions,
        idle="form",
    )


def _ahead(c: Context, step: str) -> Choice:
    asked = steps(c)
    following = asked[asked.index(step) + 1]
    return Choice("setup.next", c.tr("action.continue"), go(f"setup-{following}"), "arrow-right", role="primary")


def _failure(c: Context, name: str) -> tuple[Block, ...]:
    code = c.visit.failures.get(name, "")
    known = {"not_found", "desk_unreachable", "bad_request", "wrong_password"}
    return (Panel(c.tr(f"setup.wrong.{code if code in known else 'other'}"), tone="bad", icon="alert"),) if code else ()


@view("setup-language")
def language(c: Context, to: Destination) -> Page:
    """The technician's language; it becomes that of every visit's beginning."""
    rows = tuple(
        Choice(
            f"setup.language.{lang}", NAMES[lang], do("setup-language", lang=lang), lang=lang, selected=lang == c.lang
        )
        for lang in LANGS
    )
    return _page(c, "language", Cards(rows, "row"), ahead=_ahead(c, "language"))


@view("setup-panel")
def panel(c: Context, to: Destination) -> Page:
    """The true size of the picture, by the diagonal on the panel's label."""
    chosen = c.visit.text("panel")
    rows = tuple(
        Choice(
            f"setup.panel.{inch}",
            c.ltr(f'{inch}"'),
            do("setup-choose", name="panel", value=inch),
            selected=inch == chosen,
        )
        for inch in PANELS
    )
    return _page(c, "panel", Cards(rows, "pill"), ahead=_ahead(c, "panel") if chosen else None)


def _entry(c: Context, step: str, name: str, keyboard: KeyboardKind, placeholder: str, most: int) -> Entry:
    value = c.visit.text(name)
    shown = c.digits(value) if keyboard == "digits" else value
    return Entry(name, c.tr(f"setup.{step}.label"), shown, keyboard, placeholder, max_length=most)


@view("setup-height")
def height(c: Context, to: Destination) -> Page:
    """How high the picture's lower edge hangs: reach depends on it (A13)."""
    field = _entry(c, "height", "bottom", "digits", c.digits("700"), 4)
    return _page(c, "height", field, ahead=_ahead(c, "height") if c.visit.text("bottom") else None)


@view("setup-network")
def network(c: Context, to: Destination) -> Page:
    """What the line is like, and the Wi-Fi nearby; a kiosk serves without a network, so this never holds anybody up."""
    seen = c.visit.extra.get("setup-look", {})
    chosen = next((one for one in seen.get("networks", ()) if one["name"] == c.visit.text("wifi")), None)
    joined = c.visit.extra.get("setup-wifi")
    if chosen is not None and not joined:
        return _password(c, chosen)
    rows = (
        Fact("lan", c.tr("setup.network.link"), str(seen.get("link") or c.tr("setup.network.none"))),
        Fact("ip-network", c.tr("setup.network.address"), c.ltr(str(seen.get("address") or "-"))),
    )
    nearby = tuple(
        Choice(
            f"setup.wifi.{index}",
            ltr(str(one["name"])),
            do("setup-choose", name="wifi", value=str(one["name"])),
            "wifi",
            c.tr(f"setup.wifi.{'secured' if one['secured'] else 'open'}"),
            selected=one["name"] == joined,
        )
        for index, one in enumerate(seen.get("networks", ()))
    )
    told = (
        (Panel(c.tr("setup.wifi.joined", name=ltr(str(joined))), tone="good", icon="check-circle"),) if joined else ()
    )
    again = Choice("setup.again", c.tr("setup.again"), do("setup-look"), "refresh")
    blocks = (Facts(rows), *told, *((Cards(nearby, "row"),) if nearby else ()))
    return _page(c, "network", *blocks, ahead=_ahead(c, "network"), more=(again,))


def _password(c: Context, chosen: dict[str, Any]) -> Page:
    """The chosen network alone: its password, and the way in; another one is a touch away."""
    label = c.tr("setup.wifi.label", name=ltr(str(chosen["name"])))
    asked = chosen["secured"]
    field = (Entry("wifi_password", label, c.visit.text("wifi_password"), "latin", max_length=63),) if asked else ()
    ready = not asked or len(c.visit.text("wifi_password")) >= SHORTEST_PASSWORD
    join = Choice("setup.wifi.join", c.tr("setup.wifi.join"), do("setup-wifi"), "wifi", role="primary")
    other = Choice("setup.wifi.other", c.tr("setup.again"), do("setup-choose", name="wifi", value=""), "refresh")
    page = _page(c, "network", *field, *_failure(c, "setup.wifi"), ahead=join if ready else None, more=(other,))
    return replace(page, title=label if asked else c.tr("setup.network.title"))


@view("setup-scan")
def scan(c: Context, to: Destination) -> Page:
    """The desk's QR before the reader: it brings address and code at once."""
    hint = c.visit.extra.get("hint") or ""
    seen: Block = (
        Viewfinder(c.tr(f"track.hint.{hint}") if hint else c.tr("setup.scan.hint"), c.tr("track.no_picture"))
        if reader(c) == "camera"
        else Panel(c.tr("setup.scan.wait"), icon="qrcode-scan")
    )
    wrong = (Panel(c.tr("setup.scan.wrong"), tone="bad", icon="alert"),) if "setup-scan" in c.visit.failures else ()
    typed = Choice("setup.next", c.tr("setup.scan.type"), go("setup-desk"), "keyboard-outline")
    return _page(c, "scan", seen, *wrong, more=(typed,))


@view("setup-desk")
def desk(c: Context, to: Destination) -> Page:
    """The address of the office's desk."""
    field = _entry(c, "desk", "desk", "latin", "https://desk.example.ir", 200)
    return _page(c, "desk", field, ahead=_ahead(c, "desk") if c.visit.text("desk") else None)


@view("setup-code")
def code(c: Context, to: Destination) -> Page:
    """The one-time code from the desk's page of kiosks."""
    joined = c.visit.extra.get("setup-joined")
    if joined:
        done = Panel(c.tr("setup.code.joined", name=str(joined["name"])), tone="good", icon="check-circle")
        return _page(c, "code", done, ahead=_ahead(c, "code"))
    to_desk = Facts((Fact("web", c.tr("setup.desk.label"), c.ltr(c.visit.text("desk"))),))
    field = _entry(c, "code", "code", "digits", "", 12)
    join = Choice("setup.join", c.tr("setup.code.join"), do("setup-join"), "link", role="primary")
    return _page(c, "code", to_desk, field, *_failure(c, "setup.join"), ahead=join if c.visit.text("code") else None)


@view("setup-printer")
def printer(c: Context, to: Destination) -> Page:
    """Every printer that was found, each asked; then a page to see."""
    found = c.visit.extra.get("setup-printers", ())
    chosen = c.visit.text("printer")
    rows = tuple(
        Choice(
            f"setup.printer.{index}",
            c.ltr(str(one["where"])),
            do("setup-choose", name="printer", value=str(index)),
            "printer",
            c.tr(f"setup.printer.{'ready' if one['state'] in ('ready', 'paper_low') else 'other'}"),
            selected=chosen == str(index),
        )
        for index, one in enumerate(found)
    )
    none = Choice(
        "setup.printer.none", c.tr("setup.printer.none"), do("setup-choose", name="printer", value="none"),
        "printer-off", selected=chosen == "none",
    )  # fmt: skip
    address = _entry(c, "printer", "printer_host", "latin", "192.168.1.50", 60)
    more = [Choice("setup.find", c.tr("setup.again"), do("setup-printers"), "refresh")]
    if chosen not in ("", "none"):
        more.append(Choice("setup.test", c.tr("setup.printer.test"), do("setup-test"), "receipt-text"))
    said = c.visit.extra.get("setup-tested")
    told = (Panel(c.tr(f"setup.printer.{'came' if said == 'confirmed' else 'look'}"), tone="good"),) if said else ()
    blocks = (Cards((*rows, none), "row"), address, *told, *_failure(c, "setup.test"))
    return _page(c, "printer", *blocks, ahead=_ahead(c, "printer") if chosen else None, more=tuple(more))


@view("setup-sound")
def sound(c: Context, to: Destination) -> Page:
    """Whether pages may be read aloud from a loudspeaker."""
    chosen = c.visit.text("sound")
    rows = tuple(
        Choice(f"setup.sound.{value}", c.tr(f"setup.sound.{value}"), do("setup-choose", name="sound", value=value),
               icon, selected=chosen == value)
        for value, icon in (("yes", "volume-high"), ("no", "volume-off"))
    )  # fmt: skip
    return _page(c, "sound", Cards(rows, "row"), ahead=_ahead(c, "sound") if chosen else None)


@view("setup-time")
def time(c: Context, to: Destination) -> Page:
    """The clock, for a person to compare; whether a time server sets it."""
    seen = c.visit.extra.get("setup-look", {})
    rows = (
        Fact("clock", c.tr("setup.time.now"), c.moment(c.now)),
        Fact("sync", c.tr("setup.time.server"), c.tr(f"setup.{'yes' if seen.get('time_synced') else 'no'}")),
    )
    return _page(c, "time", Facts(rows), ahead=_ahead(c, "time"))


@view("setup-done")
def done(c: Context, to: Destination) -> Page:
    """All is known: it is saved, and the screen starts as a kiosk."""
    save = Choice("setup.save", c.tr("setup.done.save"), do("setup-save"), "check", role="primary")
    return _page(c, "done", Paragraph(c.tr("setup.done.text")), *_failure(c, "setup.save"), ahead=save)
