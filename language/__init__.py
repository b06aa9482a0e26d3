"""Languages of the product: direction, fallback order and the rules that kiosk and desk share.

Pure Python: nothing of Kivy, Django or the rest of the product is imported here.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal

LANGUAGES: Final = ("fa", "ar", "en", "ru")
"""Codes (BCP 47) of the languages that every screen speaks, the default first."""

NAMES: Final = {"fa": "فارسی", "ar": "العربية", "en": "English", "ru": "Русский"}
"""Each language's name in itself, as the language switch shows it."""

_RTL: Final = frozenset({"fa", "ar"})

FALLBACK: Final[Mapping[str, tuple[str, ...]]] = {
    "fa": ("fa", "ar", "en", "ru"),
    "ar": ("ar", "fa", "en", "ru"),
    "en": ("en", "fa", "ar", "ru"),
    "ru": ("ru", "en", "fa", "ar"),
}
"""Where content is looked for when it is missing in a language: the same script first, but Persian,
the office's own language, before a third one."""


class UnknownLanguageError(ValueError):
    """A language code that is none of :data:`LANGUAGES`."""


def check_language(lang: str) -> str:
    """Return `lang` if it is one of :data:`LANGUAGES`, else raise `UnknownLanguageError`."""
    if lang not in LANGUAGES:
        allowed = ", ".join(LANGUAGES)
        raise UnknownLanguageError(f"unknown language {lang!r}; one of: {allowed}")
    return lang


def is_rtl(lang: str) -> bool:
    """Whether `lang` is written from right to left."""
    return check_language(lang) in _RTL


Direction = Literal["L", "R"]
"""A base direction: UAX #9 paragraph level 0 or 1."""


def direction(lang: str) -> Direction:
    """Return "R" or "L", the base direction of text in `lang`."""
    return "R" if is_rtl(lang) else "L"


_COMMA: Final = {"fa": "، ", "ar": "، ", "en": ", ", "ru": ", "}


def joined(parts: Iterable[str], lang: str) -> str:
    """Return the parts that are not empty in a row, with the comma of `lang` between them (R7)."""
    return _COMMA[check_language(lang)].join(part for part in parts if part)


class Content(str):
    """A text that is in another language than what stands around it: `lang` is its own.

    It is a string everywhere; what draws or speaks it asks :func:`language_of`. Joining it to other text forgets that.
    """

    lang: str

    def __new__(cls, text: str, lang: str) -> "Content":
        """Return `text` as content in `lang`."""
        made = super().__new__(cls, text)
        made.lang = check_language(lang)
        return made


def language_of(text: str, around: str) -> str:
    """Return the language of `text`, which is that of the text `around` it unless it says otherwise."""
    return text.lang if isinstance(text, Content) else around


def content(text: Mapping[str, str], lang: str) -> str:
    """Return content in `lang`, or in the next best language, which it then knows (:class:`Content`)."""
    found, own = pick(text, lang)
    return found if own == lang else Content(found, own)


def pick(text: Mapping[str, str], lang: str) -> tuple[str, str]:
    """Return `(text, language it is in)` from content in several languages.

    Looks in the order of ``FALLBACK[lang]`` and passes over empty and blank texts, so the second
    value tells speech and fonts which language to use. Nothing at all gives ``("", lang)``.
    """
    check_language(lang)
    for candidate in FALLBACK[lang]:
        found = text.get(candidate, "")
        if found.strip():
            return found, candidate
    return "", lang
