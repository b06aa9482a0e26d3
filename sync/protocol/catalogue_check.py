"""What a schema cannot see of a catalogue: things that are not there, ids used twice, languages missing."""

from collections.abc import Iterator
from typing import Any

from sync.protocol.base import LANGS
from sync.protocol.catalogue import Catalogue, Problem
from sync.protocol.signage import faults

_COLLECTIONS = [
    "floors",
    "departments",
    "rooms",
    "counters",
    "people",
    "life_events",
    "services",
    "queues",
    "forms",
    "polls",
    "notices",
]
_REFERENCES = {
    ("departments", "floor"): "floors",
    ("departments", "room"): "rooms",
    ("departments", "head"): "people",
    ("rooms", "floor"): "floors",
    ("rooms", "department"): "departments",
    ("counters", "room"): "rooms",
    ("counters", "queues"): "queues",
    ("people", "department"): "departments",
    ("people", "room"): "rooms",
    ("services", "department"): "departments",
    ("services", "life_events"): "life_events",
    ("services", "queue"): "queues",
    ("services", "form"): "forms",
    ("queues", "room"): "rooms",
    ("forms", "department"): "departments",
    ("polls", "service"): "services",
    ("polls", "department"): "departments",
    ("polls", "person"): "people",
    ("services", "channels.room"): "rooms",
    ("services", "steps.department"): "departments",
    ("services", "contact_point.person"): "people",
    ("services", "contact_point.room"): "rooms",
}


def problems(catalogue: Catalogue) -> list[Problem]:
    """Everything wrong with a catalogue that fits the schema; an empty list means it may be published."""
    return [
        *_duplicates(catalogue),
        *_dangling(catalogue),
        *_missing_languages(catalogue),
        *_map(catalogue),
        *_signage(catalogue),
    ]


def _map(catalogue: Catalogue) -> Iterator[Problem]:
    if catalogue.venue is not None:
        from sync.protocol.venue_check import check_venue  # loads shapely, which only a map is worth

        yield from check_venue(catalogue)


def _signage(catalogue: Catalogue) -> Iterator[Problem]:
    if catalogue.signage is not None:
        listed = frozenset(media.sha256 for media in catalogue.media)
        yield from (Problem(where, what) for where, what in faults(catalogue.signage, listed))


def _duplicates(catalogue: Catalogue) -> Iterator[Problem]:
    for name in _COLLECTIONS:
        seen: set[str] = set()
        for item in getattr(catalogue, name):
            if item.id in seen:
                yield Problem(f"{name}[{item.id}]", "this id is used twice; each id stands once")
            seen.add(item.id)


def _dangling(catalogue: Catalogue) -> Iterator[Problem]:
    known = {name: {item.id for item in getattr(catalogue, name)} for name in _COLLECTIONS}
    for (collection, path), target in _REFERENCES.items():
        for item in getattr(catalogue, collection):
            for value in _values(item, path.split(".")):
                if value not in known[target]:
                    yield Problem(f"{collection}[{item.id}].{path}", f"there is no '{value}' among {target}")


def _values(item: Any, path: list[str]) -> Iterator[str]:
    if item is None:
        return
    if isinstance(item, tuple):
        for part in item:
            yield from _values(part, path)
    elif path:
        yield from _values(getattr(item, path[0]), path[1:])
    else:
        yield item


def _missing_languages(catalogue: Catalogue) -> Iterator[Problem]:
    wanted = set(catalogue.organisation.languages)
    for where, text in _texts("", catalogue.model_dump(mode="python")):
        missing = [lang for lang in LANGS if lang in wanted and not text.get(lang)]
        if missing:
            yield Problem(where, f"no text in {', '.join(missing)}", fatal=False)


def _texts(where: str, value: Any) -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(value, dict):
        if value and all(key in LANGS for key in value):
            yield where, value
            return
        for key, part in value.items():
            yield from _texts(f"{where}.{key}".lstrip("."), part)
    elif isinstance(value, (list, tuple)):
        for index, part in enumerate(value):
            name = part.get("id", index) if isinstance(part, dict) else index
            yield from _texts(f"{where}[{name}]", part)
