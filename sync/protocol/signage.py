"""What screens show when nobody touches them (C34, S1): items in playlists, schedules, the power of panels.

Times are those of the clock on the wall at the site. A span whose end is not later than its beginning goes over
midnight and belongs to the day on which it begins. Every number has bounds (S4).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sync.protocol.base import HHMM, Message, Sha256, Slug, Text
from sync.protocol.places import Weekday

Seconds = Annotated[int, Field(ge=3, le=3600)]
KioskNumber = Annotated[int, Field(ge=1, le=9999)]
Role = Literal["kiosk", "board"]


class Item(Message):
    """One thing to show. An image or a video has `media`; a notice has `title` and may have `media` as its picture.

    `fit`: `whole` shows all of a picture with bands beside it, `fill` covers the panel and cuts the edges.
    """

    id: Slug
    kind: Literal["image", "video", "notice"]
    name: Annotated[str, Field(max_length=120)] = ""
    media: Sha256 | None = None
    seconds: Seconds = 12
    fit: Literal["whole", "fill"] = "whole"
    title: Text | None = None
    text: Text | None = None
    label: Text | None = None

    @model_validator(mode="after")
    def _complete(self) -> Item:
        if self.kind == "notice" and self.title is None:
            raise ValueError("a notice needs a title")
        if self.kind != "notice" and self.media is None:
            raise ValueError(f"an item of kind {self.kind} needs media")
        return self


class Playlist(Message):
    """Items, one after another, again and again."""

    id: Slug
    name: Annotated[str, Field(max_length=120)] = ""
    items: Annotated[tuple[Item, ...], Field(max_length=500)]


class ScreenGroup(Message):
    """Kiosks and boards that are spoken of together, by number."""

    id: Slug
    kiosks: tuple[KioskNumber, ...]


class Screens(Message):
    """Which panels: all of the site where nothing is named, else those named here or in a group named here."""

    groups: tuple[Slug, ...] = ()
    kiosks: tuple[KioskNumber, ...] = ()
    roles: tuple[Role, ...] = ()


class Window(Message):
    """When: dates (both included), weekdays (all where none is named), hours (the whole day where none are)."""

    starts: date | None = None
    ends: date | None = None
    days: tuple[Weekday, ...] = ()
    from_time: HHMM | None = None
    until_time: HHMM | None = None

    @model_validator(mode="after")
    def _both_times(self) -> Window:
        if (self.from_time is None) != (self.until_time is None):
            raise ValueError("from_time and until_time stand together")
        return self

    @property
    def always(self) -> bool:
        """Whether it needs no clock."""
        return not (self.starts or self.ends or self.days or self.from_time)


class Schedule(Message):
    """A playlist at certain times on certain panels. Of several the highest `priority` shows; equals take turns."""

    id: Slug
    playlist: Slug
    priority: Annotated[int, Field(ge=0, le=100)] = 0
    when: Window = Window()
    screens: Screens = Screens()


class PanelRule(Message):
    """Dims a panel to `level` percent of its light, or switches it off (0), at certain times (S14)."""

    id: Slug
    level: Annotated[int, Field(ge=0, le=100)]
    when: Window = Window()
    screens: Screens = Screens()


class Signage(Message):
    """All signage of a site."""

    playlists: Annotated[tuple[Playlist, ...], Field(max_length=200)] = ()
    schedules: Annotated[tuple[Schedule, ...], Field(max_length=500)] = ()
    groups: Annotated[tuple[ScreenGroup, ...], Field(max_length=200)] = ()
    panels: Annotated[tuple[PanelRule, ...], Field(max_length=100)] = ()


def faults(signage: Signage, media: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield `(where, what)` for each id used twice and each reference to something that is not there."""
    for name in ("playlists", "schedules", "groups", "panels"):
        seen: set[str] = set()
        for part in getattr(signage, name):
            if part.id in seen:
                yield f"signage.{name}[{part.id}]", "this id is used twice; each id stands once"
            seen.add(part.id)
    playlists = {playlist.id for playlist in signage.playlists}
    groups = {group.id for group in signage.groups}
    for schedule in signage.schedules:
        if schedule.playlist not in playlists:
            yield f"signage.schedules[{schedule.id}]", f"there is no '{schedule.playlist}' among playlists"
    rules: tuple[Schedule | PanelRule, ...] = (*signage.schedules, *signage.panels)
    for rule in rules:
        for group in rule.screens.groups:
            if group not in groups:
                yield f"signage[{rule.id}].screens", f"there is no '{group}' among groups"
    for playlist in signage.playlists:
        for item in playlist.items:
            if item.media is not None and item.media not in media:
                yield f"signage.playlists[{playlist.id}].items[{item.id}]", "media does not list this file"
