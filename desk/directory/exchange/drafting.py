"""A document of whatever origin, checked whole against the protocol, and told item by item what it would change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from desk.directory import mapping
from desk.directory.comparing import compare
from desk.directory.exchange.report import Draft, Line, What
from desk.directory.files import locate
from sync.protocol.catalogue import Catalogue
from sync.protocol.catalogue_check import problems

Places = Mapping[tuple[str | int, ...], tuple[str, int]]


def draft(base: dict[str, Any], document: dict[str, Any], places: Places, name: str) -> Draft:
    """Return the catalogue and the report; `places` are those of items (by collection and id) and of their parts."""
    try:
        catalogue = Catalogue.model_validate(document, extra="forbid")
    except ValidationError as error:
        return Draft(None, [_schema_line(document, entry, places, name) for entry in error.errors()])
    lines = []
    for problem in problems(catalogue):
        place, line = _place(_named(document, locate(document, problem.where)), places, name)
        if problem.fatal or line:
            what = What.PROBLEM if problem.fatal else What.NOTE
            lines.append(Line(place, line, what, problem.where, problem.what))
    if any(line.what == What.PROBLEM for line in lines):
        return Draft(None, lines)
    old = Catalogue.model_validate(base) if base else None
    return Draft(catalogue, [*_effects(old, catalogue, places, name), *lines])


def _schema_line(document: dict[str, Any], entry: Any, places: Places, name: str) -> Line:
    loc = tuple(part for part in entry["loc"] if part != "[key]")
    named = _named(document, loc)
    place, line = _place(named, places, name)
    told = {"missing": "is missing and must be there", "extra_forbidden": "there is no such key here"}
    what = told.get(entry["type"], entry["msg"])
    if entry["type"] not in told and isinstance(entry.get("input"), str | int | float | bool):
        what = f"{what} ({str(entry['input'])[:60]!r})"
    return Line(place, line, What.PROBLEM, ".".join(str(part) for part in named), what)


def _named(document: dict[str, Any], loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Return a path with the ids of items in the place of their numbers."""
    found: list[str | int] = []
    item: Any = document
    for depth, part in enumerate(loc):
        try:
            item = item[part]
        except (KeyError, IndexError, TypeError):
            item = None
        found.append(item["id"] if depth == 1 and isinstance(item, dict) and "id" in item else part)
    return tuple(found)


def _place(named: tuple[str | int, ...], places: Places, name: str) -> tuple[str, int]:
    while named:
        if named in places:
            return places[named]
        named = named[:-1]
    return name, 0


def _effects(old: Catalogue | None, new: Catalogue, places: Places, name: str) -> list[Line]:
    """Return a line for each item that is named in the file or that changes."""
    changes: dict[tuple[str, str], list[str]] = {}
    effect: dict[tuple[str, str], What] = {}
    for change in compare(old, new):
        key = (change.collection, change.item)
        if not change.field:
            effect[key] = What.ADDED if change.before is None else What.RETIRED
        else:
            effect.setdefault(key, What.CHANGED)
            changes.setdefault(key, []).append(change.field)
    lines = []
    for collection in (*("organisation", "site"), *mapping.COLLECTIONS):
        found = getattr(new, collection)
        slugs = [item.id for item in found] if isinstance(found, tuple) else [found.id]
        slugs += [item for one, item in effect if one == collection and item not in slugs]
        for slug in slugs:
            place = places.get((collection, slug)) or places.get((collection,))
            what = effect.get((collection, slug), What.SAME)
            if place or what != What.SAME:
                where, line = place or (name, 0)
                detail = ", ".join(changes.get((collection, slug), ()))
                lines.append(Line(where, line, what, f"{collection}/{slug}", detail))
    return lines
