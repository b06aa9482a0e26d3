"""Putting into the directory what another format knows of it: the rest of an item stays as it is."""

from __future__ import annotations

from typing import Any

from desk.directory import mapping

Document = dict[str, Any]


def merge(base: Document, known: Document, new: Document) -> Document:
    """Return `base` with the values of `new` in it.

    `known` is what the format says of `base` itself: a value that is the same there is left as the directory has it,
    for the format may know less of it.
    """
    merged = dict(base)
    for name in ("organisation", "site"):
        if name in new:
            merged[name] = _item(base.get(name, {}), known.get(name, {}), new[name])
    for name in mapping.COLLECTIONS:
        if name not in new:
            continue
        before = {item["id"]: item for item in known.get(name, ())}
        items = {item["id"]: item for item in base.get(name, ())}
        for item in new[name]:
            items[item["id"]] = _item(items.get(item["id"], {}), before.get(item["id"], {}), item)
        merged[name] = list(items.values())
    return merged


def _item(item: Document, known: Document, new: Document) -> Document:
    result = dict(item)
    for key, value in new.items():
        if known.get(key) == value and key in item:
            continue
        result[key] = _texts(item.get(key), known.get(key), value)
    return result


def _texts(before: Any, known: Any, value: Any) -> Any:
    """Keep the languages of a text of which the format says nothing."""
    if isinstance(before, dict) and isinstance(known, dict) and isinstance(value, dict):
        return {**{key: text for key, text in before.items() if key not in known}, **value}
    return value
