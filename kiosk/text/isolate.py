"""Left-to-right pieces (codes, phones, dates) that keep their order in right-to-left text."""

from typing import Final

LRE: Final = "\N{LEFT-TO-RIGHT EMBEDDING}"
PDF: Final = "\N{POP DIRECTIONAL FORMATTING}"


def ltr(text: str) -> str:
    """Return `text` embedded left to right: U+202A, text, U+202C (R5).

    For codes, phone numbers and dates inside right-to-left sentences: without it "A-١٢" shows as
    "١٢-A" and the groups of a phone number change places. Controls that `text` itself brings are
    taken out first, so that it cannot end the embedding early.
    """
    return f"{LRE}{strip_controls(text)}{PDF}" if text else ""


_CONTROLS: Final = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])


def strip_controls(text: str) -> str:
    """Return `text` without bidi controls. ZWNJ and ZWJ, which are spelling, stay."""
    return text.translate(_CONTROLS)
