"""Sentences that the product really shows, and the type they are shown in."""

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

os.environ.setdefault("KIVY_NO_ARGS", "1")
os.environ.setdefault("KIVY_NO_CONSOLELOG", "1")
os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")

SAMPLE = Path(__file__).resolve().parents[2] / "assets" / "sample"
LANGUAGES = ("fa", "ar", "en", "ru")


def _texts(node: object) -> Iterator[tuple[str, str]]:
    """Find every text in languages of a YAML document."""
    if isinstance(node, dict):
        if node and set(node) <= set(LANGUAGES):
            for lang, text in node.items():
                if isinstance(text, str):
                    yield lang, " ".join(text.split())
        else:
            for value in node.values():
                yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)


@pytest.fixture(scope="session")
def sample_texts() -> list[tuple[str, str]]:
    """Every `(language, text)` of the sample organisation, each once, in a fixed order."""
    found: set[tuple[str, str]] = set()
    for path in sorted(SAMPLE.rglob("*.yaml")):
        found.update(_texts(yaml.safe_load(path.read_text(encoding="utf-8"))))
    return sorted(found)


@pytest.fixture(scope="session")
def sentences(sample_texts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """100 sentences of each language, of 25 characters or more, chosen by a fixed seed."""
    chosen = []
    for lang in LANGUAGES:
        own = [item for item in sample_texts if item[0] == lang and len(item[1]) >= 25]
        chosen += random.Random(1404).sample(own, 100)
    return chosen


@pytest.fixture(scope="session")
def measure_run() -> Callable[[str, str, int], float]:
    """The measure of Kivy's text provider, which is also what draws."""
    from kiosk.widgets.glyphs import measure_run

    return measure_run
