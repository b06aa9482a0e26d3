"""Search that forgives: letter variants, spaces and half-spaces; a slip of a letter, where nothing fits as written."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TypeVar

from kiosk.flow.context import Directory
from language.search import normalize
from sync.protocol.base import LANGS, Lang, Text
from sync.protocol.places import Person, Room
from sync.protocol.services import Service

T = TypeVar("T")
_NEAR = 0.72
"""How alike two words must be to count as the same word with a slip (1 is equal)."""
_FORGIVING_LENGTH = 4


def search_services(directory: Directory, text: str, lang: Lang) -> list[Service]:
    """Services that fit `text`, the best first; all languages count, the visitor's own most."""
    services = directory.catalogue.services
    return _best_of(
        lambda slips: [
            (score(text, (s.name,), (s.keywords, s.summary), lang, slips), -s.popularity, i, s)
            for i, s in enumerate(services)
        ]
    )


def search_people(directory: Directory, text: str, lang: Lang, slips: bool = False) -> list[Person]:
    """People whose name, role or department fits; with `slips`, also where a letter of a word is another."""
    scored = []
    for index, person in enumerate(directory.catalogue.people):
        department = directory.departments.get(person.department)
        points = score(text, (person.name,), (person.role, department.name if department else None), lang, slips)
        scored.append((points, 0, index, person))
    return _sorted(scored)


def search_rooms(directory: Directory, text: str, lang: Lang, slips: bool = False) -> list[Room]:
    """Rooms whose name, number or department fits; with `slips`, also where a letter of a word is another."""
    scored = []
    for index, room in enumerate(directory.catalogue.rooms):
        department = directory.departments.get(room.department or "")
        points = score(text, (room.name,), (department.name if department else None,), lang, slips)
        if normalize(text) and normalize(room.number).startswith(normalize(text)):
            points += 20
        scored.append((points, 0, index, room))
    return _sorted(scored)


def search_places(directory: Directory, text: str, lang: Lang) -> tuple[list[Person], list[Room]]:
    """People and rooms that fit as it is written; only where nothing does, those that fit with a slip."""
    for slips in (False, True):
        found = search_people(directory, text, lang, slips), search_rooms(directory, text, lang, slips)
        if any(found):
            return found
    return [], []


def _best_of(scored: Callable[[bool], list[tuple[float, int, int, T]]]) -> list[T]:
    return _sorted(scored(False)) or _sorted(scored(True))


def _sorted(scored: list[tuple[float, int, int, T]]) -> list[T]:
    return [entry[3] for entry in sorted((e for e in scored if e[0] > 0), key=lambda e: (-e[0], e[1], e[2]))]


def score(
    query: str, strong: tuple[Text | None, ...], weak: tuple[Text | None, ...], lang: Lang, slips: bool = False
) -> float:
    """How well texts fit a query: 0 where any word of it is missing. A name counts ten times a keyword."""
    words = normalize(query).split()
    if not words:
        return 0.0
    total = 0.0
    for word in words:
        best = max(_best(word, strong, lang, slips) * 10, _best(word, weak, lang, slips))
        if best == 0:
            return 0.0
        total += best
    return total


def _best(word: str, texts: tuple[Text | None, ...], lang: Lang, slips: bool) -> float:
    best = 0.0
    for text in texts:
        for language in LANGS:
            written = (text or {}).get(language, "")
            weight = 1.0 if language == lang else 0.6
            best = max(best, weight * _match(word, _key(written), slips))
    return best


def _match(word: str, key: str, slips: bool) -> float:
    joined = key.replace(" ", "")
    if any(part.startswith(word) for part in key.split()):
        return 1.0
    if word in joined:
        return 0.8
    if slips and len(word) >= _FORGIVING_LENGTH:
        for part in key.split():
            if abs(len(part) - len(word)) <= 2 and SequenceMatcher(None, word, part).ratio() >= _NEAR:
                return 0.5
    return 0.0


@lru_cache(maxsize=8192)
def _key(text: str) -> str:
    return normalize(text)
