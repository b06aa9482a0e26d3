"""Left-to-right pieces (codes, phones, dates) that keep their order in right-to-left text."""

from typing import Final
from unicodedata import bidirectional

LRE: Final = "\N{LEFT-TO-RIGHT EMBEDDING}"
LRO: Final = "\N{LEFT-TO-RIGHT OVERRIDE}"
PDF: Final = "\N{POP DIRECTIONAL FORMATTING}"


def ltr(text: str) -> str:
    """Return `text` so that it runs from left to right inside a right-to-left sentence (R5).

    For codes, phone numbers and dates: without it "A-١٢" shows as "١٢-A" and the groups of a phone
    number change places. The controls are U+202D … U+202C, or U+202A … U+202C where `text` has
    right-to-left letters of its own: an embedding alone leaves Arabic-Indic figures between dashes
    and spaces (bidi class AN) in the wrong order, an override would turn words round. Controls that
    `text` itself brings are taken out first, so that it cannot end the embedding early.
    """
    if not text:
        return ""
    plain = strip_controls(text)
    has_letters = any(bidirectional(char) in ("R", "AL") for char in plain)
    return f"{LRE if has_letters else LRO}{plain}{PDF}"


_CONTROLS: Final = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])


def strip_controls(text: str) -> str:
    """Return `text` without bidi controls. ZWNJ and ZWJ, which are spelling, stay."""
    return text.translate(_CONTROLS)
