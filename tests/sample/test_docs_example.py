"""The pages that tell an office how to write its files keep their word: a valid example, and no key left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
import yaml
from pydantic import BaseModel

from sync.protocol import venue
from sync.protocol.catalogue import Catalogue
from sync.protocol.catalogue_check import problems
from sync.protocol.places import Hours

DOCS = Path(__file__).parents[2] / "docs" / "content"
BLOCKS = re.findall(
    r"^```yaml\n(.*?)^```$", (DOCS / "catalogue-files.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)
SECTIONS = {
    part.split()[0]: part
    for part in re.split(r"^## ", (DOCS / "catalogue-keys.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
}


def _parts(annotation: Any) -> Iterator[Any]:
    """Yield an annotation and everything inside it, down to `Step` in `tuple[Step, ...]`; a text is left whole."""
    yield annotation
    if get_origin(annotation) not in (Literal, dict):
        for part in get_args(annotation):
            yield from _parts(part)


def _words(annotation: Any) -> Iterator[str]:
    """Yield the keys and the allowed values below an annotation; hours have a section of their own."""
    for part in _parts(annotation):
        if get_origin(part) is Literal:
            yield from get_args(part)
        elif isinstance(part, type) and issubclass(part, BaseModel) and part is not Hours:
            for name, field in part.model_fields.items():
                yield name
                yield from _words(field.annotation)


def test_the_example_can_be_imported_without_a_note() -> None:
    assert len(BLOCKS) == 1
    catalogue = Catalogue.model_validate(yaml.safe_load(BLOCKS[0]), extra="forbid")
    assert problems(catalogue) == []
    assert catalogue.services, "an example without a service shows nothing"


@pytest.mark.parametrize("name", Catalogue.model_fields)
def test_every_key_and_allowed_value_is_explained(name: str) -> None:
    """Each in the section of its own part: `name` of a room does not explain `name` of a service."""
    annotation = Catalogue.model_fields[name].annotation
    if venue.Venue in _parts(annotation):
        assert "IMDF" in SECTIONS[name]  # the map is drawn, not typed: the page says where it comes from
        return
    assert set(_words(annotation)) - _explained(SECTIONS[name]) == set()


def test_the_keys_of_hours_are_explained() -> None:
    words = {word for field in Hours.model_fields.values() for word in _words(field.annotation)}
    assert (words | set(Hours.model_fields)) - _explained(SECTIONS["hours"]) == set()


def _explained(text: str) -> set[str]:
    return {word for code in re.findall(r"`([^`\n]+)`", text) for word in code.split()}
