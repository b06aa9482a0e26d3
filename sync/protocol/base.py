"""Text in languages, ids and limits shared by every message."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Lang = Literal["fa", "ar", "en", "ru"]
LANGS: tuple[Lang, ...] = ("fa", "ar", "en", "ru")

MAX_TEXT = 4000
"""Longest text of one field in one language, in characters."""


def _some_language(text: dict[Lang, str]) -> dict[Lang, str]:
    if not any(value.strip() for value in text.values()):
        raise ValueError("a text needs at least one language: " + ", ".join(LANGS))
    return text


Text = Annotated[
    dict[Lang, Annotated[str, StringConstraints(max_length=MAX_TEXT, strip_whitespace=True)]],
    AfterValidator(_some_language),
]
"""A text by language code (ISO 639-1); at least one language is present."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
"""An id chosen by people: lower-case Latin letters, digits and hyphens, at most 63 characters."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

Phone = Annotated[str, StringConstraints(max_length=40, pattern=r"^[0-9+()\-\s/]+$")]
"""A phone number as it is dialled, ASCII digits with spaces or dashes between groups."""

HHMM = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of day at the site, 24 hours: `08:00`."""

Count = Annotated[int, Field(ge=0, le=1_000_000)]


class Message(BaseModel):
    """Base of all messages: immutable; fields unknown to this version are ignored.

    A class is made ready when it is first used: most processes use few of them, and what is inside another one never
    needs it by itself.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)
