"""`what_plays(now, content)`: which items a panel shows, how bright it is, when to look again. No state (S2, S3)."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sync.protocol.catalogue import Content
from sync.protocol.signage import Item, PanelRule, Role, Schedule, Screens, Signage
from sync.protocol.signage_windows import HORIZON, clock_changes, edges, is_open

CLOCK_SLACK = timedelta(hours=26)
"""A clock so far behind the publication of the content is wrong; anything less may be a wrong time zone."""


@dataclass(frozen=True)
class Panel:
    """One panel: the number of its kiosk, and what it is used for."""

    kiosk: int
    role: Role = "kiosk"


@dataclass(frozen=True)
class Shown:
    """An item with the playlist it stands in."""

    playlist: str
    item: Item


@dataclass(frozen=True)
class Plan:
    """What plays. `items` is empty where nothing is scheduled: the built-in slide shows then, never nothing (S9).

    `level` is the light of the panel in percent, 0 is off. `until` is the moment to look again at the latest; nothing
    changes before. `clock` is `wrong` where the time lies before the content was published (S15).
    """

    items: tuple[Shown, ...]
    level: int
    until: datetime
    clock: Literal["good", "wrong"] = "good"


def what_plays(now: datetime, content: Content, panel: Panel, ready: Container[str] | None = None) -> Plan:
    """Return what `panel` shows at `now` (aware). `ready` holds the media that are here and whole; None takes all."""
    zone = ZoneInfo(content.catalogue.site.timezone)
    now = now.astimezone(UTC)
    signage = content.catalogue.signage or Signage()
    wrong = now < content.published_at - CLOCK_SLACK
    items, level = _at(now, signage, panel, zone, wrong, ready)
    if wrong:
        return Plan(items, level, now + timedelta(seconds=60), "wrong")
    return Plan(items, level, _next_change(now, signage, panel, zone))


def _at(
    now: datetime, signage: Signage, panel: Panel, zone: ZoneInfo, wrong: bool, ready: Container[str] | None
) -> tuple[tuple[Shown, ...], int]:
    """A wrong clock decides nothing: only what needs no clock holds then."""
    items = _items(signage, _open_schedules(now, signage, panel, zone, wrong), ready)
    levels = [rule.level for rule in signage.panels if not wrong and _rules(rule, signage, panel, now, zone)]
    return items, min(levels, default=100)


def _open_schedules(
    now: datetime, signage: Signage, panel: Panel, zone: ZoneInfo, wrong: bool = False
) -> tuple[Schedule, ...]:
    found = [
        schedule
        for schedule in signage.schedules
        if (schedule.when.always if wrong else is_open(schedule.when, now, zone))
        and meant(schedule.screens, signage, panel)
    ]
    top = max((schedule.priority for schedule in found), default=0)
    return tuple(schedule for schedule in found if schedule.priority == top)


def _rules(rule: PanelRule, signage: Signage, panel: Panel, now: datetime, zone: ZoneInfo) -> bool:
    return meant(rule.screens, signage, panel) and is_open(rule.when, now, zone)


def meant(screens: Screens, signage: Signage, panel: Panel) -> bool:
    """Tell whether `panel` is among `screens`."""
    if screens.roles and panel.role not in screens.roles:
        return False
    if not screens.groups and not screens.kiosks:
        return True
    members = {number for group in signage.groups if group.id in screens.groups for number in group.kiosks}
    return panel.kiosk in screens.kiosks or panel.kiosk in members


def _items(signage: Signage, schedules: tuple[Schedule, ...], ready: Container[str] | None) -> tuple[Shown, ...]:
    """Playlists one after another in the order of the content, each once; without what is not here yet (S8)."""
    wanted = {schedule.playlist for schedule in schedules}
    return tuple(
        Shown(playlist.id, item)
        for playlist in signage.playlists
        if playlist.id in wanted
        for item in playlist.items
        if item.media is None or ready is None or item.media in ready
    )


def _next_change(now: datetime, signage: Signage, panel: Panel, zone: ZoneInfo) -> datetime:
    rules: tuple[Schedule | PanelRule, ...] = (*signage.schedules, *signage.panels)
    mine = [rule for rule in rules if meant(rule.screens, signage, panel)]
    moments = {edge for rule in mine for edge in edges(rule.when, now, zone)}
    if moments:
        moments.update(clock_changes(now, zone))
    before = _state(now, signage, panel, zone)
    for moment in sorted(moments):
        if _state(moment, signage, panel, zone) != before:
            return moment
    return now + HORIZON


def _state(now: datetime, signage: Signage, panel: Panel, zone: ZoneInfo) -> tuple[object, ...]:
    playing = {schedule.playlist for schedule in _open_schedules(now, signage, panel, zone)}
    levels = [rule.level for rule in signage.panels if _rules(rule, signage, panel, now, zone)]
    return playing, min(levels, default=100)
