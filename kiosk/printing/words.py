"""The product's own words on paper, from its catalogues. Everything else on a page is written by the caller."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from kiosk.text.messages import Messages
from sync.protocol.base import Lang

Word = Literal[
    "number",
    "people_ahead",
    "wait",
    "place",
    "code",
    "follow",
    "copy",
    "request",
    "submitted",
    "promised",
    "documents",
    "costs",
    "contact",
    "guide",
    "more",
]


@lru_cache(maxsize=4)
def messages(language: Lang) -> Messages:
    """Return the messages of `language`, read once."""
    return Messages(language)


def word(key: Word, language: Lang) -> str:
    """Return a fixed word in `language`: the message ``paper.<key>``."""
    return messages(language).get(f"paper.{key}")
