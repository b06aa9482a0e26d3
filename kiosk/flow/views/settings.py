"""Text size, access, help, leaving a form, the idle warning: pages that every other page can reach."""

from __future__ import annotations

from kiosk.flow.context import Context
from kiosk.flow.page import (
    Block,
    Cards,
    Choice,
    Destination,
    Empty,
    Heading,
    Page,
    Paragraph,
    do,
    go,
)
from kiosk.flow.views.registry import view
from kiosk.flow.views.ticket import other_way
from kiosk.visit import SCALES
from language.numbers import format_percent

_THEMES = (
    ("light", "theme.light", "white-balance-sunny"),
    ("dark", "theme.dark", "weather-night"),
    ("contrast-dark", "theme.contrast_dark", "contrast-circle"),
    ("contrast-light", "theme.contrast_light", "contrast-circle"),
)


@view("text-size")
def text_size(c: Context, to: Destination) -> Page:
    """100, 130 and 160 % (A11)."""
    words = ("scale.100", "scale.130", "scale.160")
    rows = tuple(
        Choice(
            f"scale.{round(scale * 100)}",
            c.tr(word),
            do("scale", value=str(scale)),
            "format-size",
            format_percent(round(scale * 100), c.lang),
            selected=c.visit.scale == scale,
            letters=scale,
            trailing_icon="check-circle" if c.visit.scale == scale else "circle-outline",
        )
        for scale, word in zip(SCALES, words, strict=True)
    )
    return Page(
        name="text-size",
        title=c.tr("bar.text_size"),
        subtitle=c.tr("settings.at_once"),
        blocks=(Cards(rows, "row"),),
        actions=(Choice("settings.done", c.tr("action.continue"), do("back"), "check", role="primary"),),
    )


@view("access")
def access(c: Context, to: Destination) -> Page:
    """Contrast, reach, more time, motion."""
    switches = (
        (
            "reach",
            "access.reach",
            "access.reach_note",
            "arrow-collapse-down",
            c.visit.reach,
        ),
        ("more_time", "access.more_time", "access.more_time_note", "timer-plus", c.visit.more_time),
        ("voice", "access.voice", "access.voice_note", "volume-high", c.visit.voice),
        ("blank", "access.blank", "access.blank_note", "monitor-off", bool(c.visit.extra.get("blank"))),
        ("reduce_motion", "access.motion", "access.motion_note", "motion-pause", c.visit.reduce_motion),
    )
    rows = tuple(
        Choice(
            f"access.{name.replace('_', '-')}",
            c.tr(word),
            do("switch", name=name),
            icon,
            c.tr(note),
            selected=on,
            trailing_icon="toggle-switch" if on else "toggle-switch-off-outline",
            said=f"{c.tr(word)}. {c.tr(note)}. {c.tr('switch.on') if on else c.tr('switch.off')}",
        )
        for name, word, note, icon, on in switches
        if (name != "voice" or c.voice) and (name != "blank" or c.visit.voice)
    )
    themes = tuple(
        Choice(
            f"theme.{name}",
            c.tr(word),
            do("theme", value=name),
            icon,
            selected=c.visit.theme == name,
            trailing_icon="check-circle" if c.visit.theme == name else "",
        )
        for name, word, icon in _THEMES
    )
    return Page(
        name="access",
        title=c.tr("bar.access"),
        subtitle=c.tr("settings.end"),
        blocks=(Cards(rows, "row"),),
        side=(Heading(c.tr("access.colours")), Cards(themes, "pill")),
        actions=(Choice("settings.done", c.tr("action.continue"), do("back"), "check", role="primary"),),
    )


@view("help")
def help_page(c: Context, to: Destination) -> Page:
    """How the kiosk works, and a person to come (A44)."""
    called = "help" in c.visit.extra
    blocks: list[Block] = []
    if called:
        blocks.append(Empty("hand-back-left", c.tr("help.coming"), c.tr("help.wait")))
    else:
        blocks.append(
            Paragraph(
                c.tr("help.cards"),
                icon="gesture-tap",
                boxed=True,
            )
        )
        blocks.append(
            Paragraph(
                c.tr("help.settings"),
                icon="format-size",
                boxed=True,
            )
        )
        blocks.append(Paragraph(other_way_here(c), icon="account-tie", boxed=True))
    actions = [Choice("help.over", c.tr("help.over"), do("start-over"), "restart")]
    if not called:
        actions.append(
            Choice(
                "help.call",
                c.tr("help.call"),
                do("help", screen=to.arg("screen")),
                "hand-back-left",
                role="primary",
            )
        )
    else:
        actions.append(Choice("help.back", c.tr("action.continue"), do("back"), "check", role="primary"))
    return Page(
        name="help",
        title="" if called else c.tr("help.title"),
        blocks=tuple(blocks),
        actions=tuple(actions),
        layout="centred" if called else "start",
        args=to.args,
    )


def other_way_here(c: Context) -> str:
    """The way without the kiosk."""
    phone = c.directory.catalogue.organisation.phone
    text = c.sentence(c.tr("help.other_way", place=c.desk()))
    return f"{text} {c.ltr(phone)}" if phone else text


@view("leave")
def leave(c: Context, to: Destination) -> Page:
    """Leaving a started form asks once (U5)."""
    return Page(
        name="leave",
        layout="centred",
        blocks=(
            Empty(
                "file-document-edit",
                c.tr("leave.title"),
                c.tr("leave.note"),
            ),
        ),
        actions=(
            Choice("leave.yes", c.tr("leave.yes"), do("leave"), "delete"),
            Choice("leave.no", c.tr("leave.no"), do("back"), "pencil", role="primary"),
        ),
        idle="form",
    )


@view("warning")
def warning(c: Context, to: Destination) -> Page:
    """Are you still there? With a ring that counts down (U2, A34)."""
    return Page(
        name="warning",
        title=c.tr("warning.title"),
        subtitle=c.tr("warning.note"),
        actions=(
            Choice("warning.finish", c.tr("action.finish"), do("finish")),
            Choice("warning.stay", c.tr("warning.stay"), do("stay"), "check", role="primary"),
        ),
        layout="centred",
    )


@view("moment")
def moment(c: Context, to: Destination) -> Page:
    """No content yet, or the daemon does not answer: said kindly, never a blank screen."""
    return Page(
        name="moment",
        layout="centred",
        blocks=(Empty("progress-clock", c.tr("moment.title"), other_way(c)),),
        actions=(Choice("moment.home", c.tr("bar.home"), go("home", "root"), "home", role="primary"),),
    )
