"""The map in the tables and out of them again."""

from __future__ import annotations

from typing import Any

from desk.directory.models import Site
from desk.maps.models import SiteMap
from sync.protocol.catalogue import Catalogue


def keep_map(site: Site, catalogue: Catalogue) -> None:
    """Keep the map of an imported catalogue. A catalogue with none leaves the site's map as it is."""
    if catalogue.venue is None:
        return
    document = catalogue.venue.model_dump(mode="json", exclude_none=True)
    kept = SiteMap.objects.filter(site=site).first()
    if kept is None:
        SiteMap.objects.create(site=site, document=document)
    elif kept.document != document:
        kept.document = document
        kept.save()


def add_map(site: Site, document: dict[str, Any]) -> None:
    """Put the site's map into a catalogue's document.

    Staff edit rooms and counters apart from the map. One that they retire, or move to another floor, loses its name on
    the map, so that an old map never keeps them from publishing; a floor that is gone takes the whole map with it.
    """
    kept = SiteMap.objects.filter(site=site).first()
    if kept is None:
        return
    venue = kept.document
    floors = {floor["id"] for floor in document["floors"]}
    floor_of = {level["id"]: level["floor"] for level in venue["levels"]}
    if not set(floor_of.values()) <= floors:
        return
    rooms = {room["id"]: room["floor"] for room in document["rooms"]}
    counters = {counter["id"] for counter in document["counters"]}
    units = [_without(unit, "room", rooms.get(unit.get("room")) == floor_of[unit["level"]]) for unit in venue["units"]]
    anchors = [_without(anchor, "counter", anchor.get("counter") in counters) for anchor in venue.get("anchors", [])]
    document["venue"] = {**venue, "units": units, "anchors": anchors}


def _without(feature: dict[str, Any], name: str, holds: bool) -> dict[str, Any]:
    return feature if holds else {key: value for key, value in feature.items() if key != name}
