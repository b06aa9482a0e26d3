"""What differs between two catalogues, item by item and field by field, for the preview before publishing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import get_language

from desk.directory import mapping
from language import check_language
from language.numbers import format_range
from sync.protocol.base import LANGS
from sync.protocol.catalogue import Catalogue


class Difference(NamedTuple):
    """One field of one item; `before` and `after` are None where there is nothing."""

    collection: str
    item: str
    field: str
    before: str | None
    after: str | None


def compare(old: Catalogue | None, new: Catalogue) -> list[Difference]:
    """Return every difference; all of `new` is new where there is no `old`."""
    return list(_differences(old, new))


def _differences(old: Catalogue | None, new: Catalogue) -> Iterator[Difference]:
    for name in ("organisation", "site"):
        before = getattr(old, name).model_dump(mode="json") if old else {}
        yield from _fields(name, str(getattr(new, name).id), before, getattr(new, name).model_dump(mode="json"))
    for name in mapping.COLLECTIONS:
        mine = {item.id: item.model_dump(mode="json") for item in getattr(new, name)}
        theirs = {item.id: item.model_dump(mode="json") for item in getattr(old, name)} if old else {}
        for key in [*mine, *(key for key in theirs if key not in mine)]:
            if key not in theirs:
                yield Difference(name, key, "", None, _first(mine[key]))
            elif key not in mine:
                yield Difference(name, key, "", _first(theirs[key]), None)
            else:
                yield from _fields(name, key, theirs[key], mine[key])


def _fields(collection: str, item: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    for field, value in after.items():
        if before.get(field) != value:
            yield Difference(collection, item, field, _text(before.get(field)), _text(value))


def _first(item: dict[str, Any]) -> str:
    return _text(item.get("name") or item.get("title") or item["id"]) or ""


def _text(value: Any) -> str | None:
    """Return a value as people read it: languages between dots, the parts of a list line by line."""
    if value in (None, "", [], {}):
        return None
    if isinstance(value, dict):
        if {"min", "max", "unit"} <= value.keys():
            return " · ".join(text for text in (_span(value), _text(value.get("case"))) if text)
        parts = [(key, _text(part)) for key, part in value.items()]
        if all(key in LANGS for key in value):
            return " · ".join(text for _key, text in parts if text)
        return ", ".join(f"{key}: {text}" for key, text in parts if text)
    if isinstance(value, list | tuple):
        return "\n".join(text for text in map(_text, value) if text)
    return str(value)


def _span(value: dict[str, Any]) -> str:
    """Return a duration as it is said in the page's language."""
    return format_range(value["min"], value["max"], value["unit"], check_language((get_language() or "fa")[:2]))
