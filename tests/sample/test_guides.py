"""The sample's services are whole guides (C2-C10), in four languages, as an office would write them (A43)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from sync.protocol.base import LANGS
from sync.protocol.services import Service

SERVICES = Path(__file__).parents[2] / "assets" / "sample" / "services"
FILES = sorted(SERVICES.rglob("*.yaml"))
MAX_WORDS = 15
"""Longest sentence of a plain text."""

FOREIGN = {
    "fa": re.compile(r"[كيىة0-9٠-٩\u0400-\u04ff]"),  # Arabic letters and other digits break search and look
    "ar": re.compile(r"[کیگچپژ0-9۰-۹\u0400-\u04ff]"),
    "en": re.compile(r"[\u0400-\u06ff]"),
    "ru": re.compile(r"[\u0600-\u06ff]"),
}


@cache
def _services(path: Path) -> list[Service]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [Service.model_validate(item, extra="forbid") for item in document["services"]]


@pytest.fixture(scope="module")
def icons() -> set[str]:
    """Read from KivyMD's source: importing it would open a window."""
    package = find_spec("kivymd")
    assert package
    assert package.origin
    tree = ast.parse((Path(package.origin).parent / "icon_definitions.py").read_text(encoding="utf-8"))
    names = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "md_icons"
    ]
    return set(names[0])


def _texts(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        if value and set(value) <= set(LANGS):
            yield value
        else:
            for part in value.values():
                yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def _each_text(path: Path) -> Iterator[tuple[str, str]]:
    for service in _services(path):
        for text in _texts(service.model_dump(exclude_none=True)):
            yield from text.items()


def _name(path: Path) -> str:
    return path.stem


def test_there_are_services_of_every_department() -> None:
    departments = {path.stem for path in (SERVICES.parent / "departments").glob("*.yaml")}
    services = [service for path in FILES for service in _services(path)]
    assert len(services) >= 30
    assert {service.department for service in services} == departments


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_the_guide_is_whole(path: Path, icons: set[str]) -> None:
    for service in _services(path):
        assert any(channel.kind == "in_person" and channel.room for channel in service.channels)
        assert 3 <= len(service.steps) <= 6
        assert {evidence.kind for evidence in service.evidence} == {"document", "form"}
        assert service.durations
        assert all(duration.min <= duration.max for duration in service.durations)
        assert bool(service.inquiries) == (service.inquiry_duration is not None)
        assert service.free != bool(service.costs)
        assert all(cost.account and cost.clause and cost.regulation for cost in service.costs)
        assert service.contact_point
        assert service.contact_point.person
        assert service.contact_point.phone
        assert service.rules
        assert all(rule.legal_resource for rule in service.rules)
        assert len(service.questions) >= 2
        assert service.complaint
        assert service.follow_up
        assert service.keywords
        assert service.form
        assert service.icon in icons


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_every_text_stands_in_four_languages_and_their_letters(path: Path) -> None:
    for service in _services(path):
        for text in _texts(service.model_dump(exclude_none=True)):
            assert set(text) == set(LANGS)
    wrong = [text for lang, text in _each_text(path) if FOREIGN[lang].search(text)]
    assert wrong == []


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_sentences_are_short(path: Path) -> None:
    long = [
        sentence
        for _, text in _each_text(path)
        for sentence in re.split(r"[.!?؟:؛;](?:\s|$)", text)
        if len(re.findall(r"[^\s,،—–-]+", sentence)) > MAX_WORDS
    ]
    assert long == []
