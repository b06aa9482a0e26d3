"""Digits of three scripts: stored as ASCII, shown in the language's own, accepted in all."""

from typing import Final

from language import check_language

ASCII: Final = "0123456789"
PERSIAN: Final = "۰۱۲۳۴۵۶۷۸۹"
"""U+06F0..U+06F9, bidi class EN."""
ARABIC: Final = "٠١٢٣٤٥٦٧٨٩"
"""U+0660..U+0669, bidi class AN."""

_TO_ASCII: Final = str.maketrans(PERSIAN + ARABIC, ASCII * 2)
_TO_LANG: Final = {
    "fa": str.maketrans(ASCII + ARABIC, PERSIAN * 2),
    "ar": str.maketrans(ASCII + PERSIAN, ARABIC * 2),
    "en": _TO_ASCII,
    "ru": _TO_ASCII,
}


def to_ascii(text: str) -> str:
    """Return `text` with Persian and Arabic-Indic digits as ASCII; all else is kept."""
    return text.translate(_TO_ASCII)


def localize(text: str, lang: str) -> str:
    """Return `text` with the digits of all three sets in those of `lang`; all else is kept."""
    return text.translate(_TO_LANG[check_language(lang)])
