"""The sample organisation as one catalogue: whole, consistent and ready to publish (C1, C14, C28-C34, C45, A43)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
import yaml

from sync.protocol.base import LANGS
from sync.protocol.catalogue import Catalogue
from sync.protocol.catalogue_check import problems
from sync.protocol.forms import PERSONAL_KINDS, RequestKind

SAMPLE = Path(__file__).parents[2] / "assets" / "sample"
FILES = sorted(SAMPLE.rglob("*.yaml"))

QUEUES = {
    "international": {"international-office"},
    "education": {"education-deputy", "general-courses", "meshkat-school"},
    "graduate": {"graduate-studies", "research-deputy"},
    "language": {"persian-language", "culture-outreach", "alumni-talents"},
    "student-life": {"welfare", "dormitories"},
    "finance": {"finance"},
}
WITHOUT_QUEUE = "rectors-office"
"""Visitors are received there by request, not by ticket."""

LETTERS = {
    "fa": re.compile(r"[كيىةٱ٠-٩0-9]"),
    "ar": re.compile(r"[کیگچپژ۰-۹0-9\u200c]"),
    "en": re.compile(r"[\u0400-\u06ff]"),
    "ru": re.compile(r"[\u0600-\u06ff]"),
}
"""What must not stand in a text of that language: another script's letters, another language's digits."""


def _read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """All files put together: lists joined, single parts taken from the one file that has them."""
    whole: dict[str, Any] = {}
    for path in FILES:
        for key, value in _read(path).items():
            if isinstance(value, list):
                whole.setdefault(key, []).extend(value)
            else:
                assert key not in whole, f"{key} stands in two files"
                whole[key] = value
    return whole


@pytest.fixture(scope="module")
def catalogue(document: dict[str, Any]) -> Catalogue:
    return Catalogue.model_validate(document, extra="forbid")


@pytest.fixture(scope="module")
def icons() -> set[str]:
    """Read from KivyMD's source: importing it would open a window."""
    package = find_spec("kivymd")
    assert package
    assert package.origin
    tree = ast.parse((Path(package.origin).parent / "icon_definitions.py").read_text(encoding="utf-8"))
    found = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "md_icons"
    ]
    return set(found[0])


def _texts(value: Any, where: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(value, dict):
        if value and set(value) <= set(LANGS):
            yield where, value
            return
        for key, part in value.items():
            yield from _texts(part, f"{where}.{key}")
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _texts(part, f"{where}[{index}]")


def test_it_may_be_published_as_it_stands(catalogue: Catalogue) -> None:
    assert problems(catalogue) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SAMPLE).as_posix())
def test_a_file_can_be_edited_by_hand(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# "), "each file says in a comment what it holds"
    assert "\t" not in text
    assert re.search(r"[:-] [&*]\w", text) is None, "anchors and aliases puzzle people who edit"
    if path.name != "venue.yaml":  # coordinates are drawn, not typed
        assert len(text.splitlines()) <= 400


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SAMPLE).as_posix())
def test_texts_are_in_all_languages_and_their_own_letters(path: Path) -> None:
    for where, text in _texts(_read(path)):
        assert set(text) == set(LANGS), where
        for lang, words in text.items():
            assert words == words.strip(), where
            assert LETTERS[lang].search(words) is None, f"{where}.{lang}: {words}"


def test_persian_joins_its_prefixes_and_plurals_with_a_zwnj(document: dict[str, Any]) -> None:
    loose = re.compile(r"(?:^|\s)(?:ن?می)\s\w|\w\s(?:ها|های|هایی)(?:\s|$)|ه\sی\s")
    assert [(where, text["fa"]) for where, text in _texts(document) if loose.search(text["fa"])] == []


def test_every_department_has_people_rooms_and_services(catalogue: Catalogue) -> None:
    departments = {department.id for department in catalogue.departments}
    assert len(departments) == 13
    assert departments == set().union(*QUEUES.values()) | {WITHOUT_QUEUE}
    assert {service.department for service in catalogue.services} == departments
    assert len(catalogue.services) >= 30
    for department in catalogue.departments:
        people = {person.id for person in catalogue.people if person.department == department.id}
        assert people >= {f"{department.id}-{who}" for who in ("head", "officer-1", "officer-2")}
        assert department.head == f"{department.id}-head"
        assert len([room for room in catalogue.rooms if room.department == department.id]) >= 2


def test_places_agree_with_their_floors(catalogue: Catalogue) -> None:
    floors = {floor.id: floor.ordinal for floor in catalogue.floors}
    rooms = {room.id: room for room in catalogue.rooms}
    assert sorted(floors.values()) == [0, 1, 2, 3]
    assert len({room.number for room in rooms.values()}) == len(rooms)
    for room in rooms.values():
        assert room.number[0] == str(floors[room.floor]), room.id
        assert room.directions, room.id
    for department in catalogue.departments:
        assert department.room
        assert rooms[department.room].floor == department.floor
        assert rooms[department.room].department == department.id
    for person in catalogue.people:
        assert person.room
        assert rooms[person.room].department == person.department
    kinds = {room.kind for room in rooms.values()}
    assert kinds >= {"office", "hall", "counter-hall", "prayer", "restroom", "lift", "stairs", "entrance"}


def test_every_queue_is_called_at_a_counter_and_has_letters_of_its_own(catalogue: Catalogue) -> None:
    assert {queue.id for queue in catalogue.queues} == set(QUEUES)
    assert {queue for counter in catalogue.counters for queue in counter.queues} == set(QUEUES)
    assert [counter.number for counter in catalogue.counters] == list("123456")
    for lang in LANGS:
        assert len({queue.letter[lang] for queue in catalogue.queues}) == len(QUEUES)


def test_a_service_waits_in_its_department_s_queue(catalogue: Catalogue) -> None:
    line = {department: queue for queue, departments in QUEUES.items() for department in departments}
    for service in catalogue.services:
        assert service.queue == line.get(service.department), service.id


def test_every_life_event_leads_to_services(catalogue: Catalogue) -> None:
    used = [event for service in catalogue.services for event in service.life_events]
    assert 6 <= len(catalogue.life_events) <= 8
    for event in catalogue.life_events:
        assert used.count(event.id) >= 2, event.id


def test_there_is_a_form_for_each_kind_of_request(catalogue: Catalogue) -> None:
    assert {form.kind for form in catalogue.forms} == set(get_args(RequestKind))
    anonymous = {form.kind for form in catalogue.forms if form.anonymous_allowed}
    assert anonymous == {"complaint", "suggestion", "appreciation"}
    for form in catalogue.forms:
        ids = [field.id for field in form.fields]
        assert len(set(ids)) == len(ids), form.id
        assert "consent" in {field.kind for field in form.fields}, form.id
        for field in form.fields:
            assert bool(field.choices) == (field.kind == "choice"), f"{form.id}.{field.id}"
            if form.anonymous_allowed and field.kind in PERSONAL_KINDS:
                assert not field.required, f"{form.id}.{field.id}"


def test_the_poll_asks_three_things_and_offers_six_reasons(catalogue: Catalogue) -> None:
    (poll,) = catalogue.polls
    assert [question.aspect for question in poll.questions] == ["overall", "conduct", "time"]
    assert len(poll.questions[0].reasons) == 6
    for question in poll.questions:
        assert bool(question.choices) == (question.kind == "choice")


def test_hours_are_those_of_an_iranian_week(catalogue: Catalogue) -> None:
    hours = catalogue.site.hours
    assert ZoneInfo(catalogue.site.timezone).key == "Asia/Tehran"
    open_days = {day for span in hours.regular for day in span.days}
    assert open_days == {"sat", "sun", "mon", "tue", "wed", "thu"}
    days = [exception.date for exception in hours.exceptions]
    assert days == sorted(set(days))
    assert date(2027, 2, 11) in days  # 22 Bahman 1405
    assert all(date(2026, 11, 21) < day <= date(2027, 3, 20) for day in days)
    assert all((exception.opens is None) == (exception.closes is None) for exception in hours.exceptions)
    assert any(department.hours for department in catalogue.departments), "some departments close on Thursdays"


def test_notices_are_shown_for_a_while(catalogue: Catalogue) -> None:
    assert len(catalogue.notices) == 5
    for notice in catalogue.notices:
        assert notice.starts
        assert notice.ends
        assert notice.starts < notice.ends
    assert any(notice.ends == date(2027, 1, 5) for notice in catalogue.notices)  # 15 Dey 1405


def test_icons_are_in_the_set_that_is_shipped(catalogue: Catalogue, icons: set[str]) -> None:
    shown = {department.icon for department in catalogue.departments}
    shown |= {event.icon for event in catalogue.life_events}
    shown |= {service.icon for service in catalogue.services}
    assert shown - icons == set()


def test_popularity_sorts_the_services(catalogue: Catalogue) -> None:
    popularity = [service.popularity for service in catalogue.services]
    assert min(popularity) >= 5
    assert max(popularity) == 100
    assert len(set(popularity)) > len(popularity) / 2
