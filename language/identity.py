"""Rules for what visitors type about themselves: identity codes and mobile numbers.

A right checksum is not an identity; it only catches a slip of the finger (D7, D8).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from language.digits import localize, to_ascii

_SEPARATORS: Final = re.compile(r"[\s\-‐-―._/\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")
_MOBILE: Final = re.compile(r"(?:\+98|0098|98|0)?(9\d{9})")
_MOBILE_STORED: Final = re.compile(r"\+989\d{9}")


class IdentityError(ValueError):
    """What was typed cannot be right. `code` names the reason, for the message to the visitor.

    Codes: "empty", "not_digits", "too_short", "too_long", "repeated", "checksum" and "pattern".
    The message never holds what was typed.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _digits(text: str) -> str:
    plain = _SEPARATORS.sub("", to_ascii(text))
    if not plain:
        raise IdentityError("empty")
    if not (plain.isascii() and plain.isdigit()):
        raise IdentityError("not_digits")
    return plain


def check_national_id(text: str, *, allow_repeated: bool = False) -> str:
    """Return the ten ASCII digits of an Iranian national ID, or raise `IdentityError` (D7).

    Digits of all three scripts, spaces and dashes are taken. Eight or nine digits are refused as
    "too_short" and never padded: only the visitor knows whether zeros were lost. Ten equal digits
    pass the sum and are refused unless `allow_repeated`.
    """
    digits = _digits(text)
    if len(digits) != 10:
        raise IdentityError("too_short" if len(digits) < 10 else "too_long")
    if len(set(digits)) == 1 and not allow_repeated:
        raise IdentityError("repeated")
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    if int(digits[9]) != (rest if rest < 2 else 11 - rest):
        raise IdentityError("checksum")
    return digits


def check_foreigner_code(text: str) -> str:
    """Return the ASCII digits of a foreign resident's code (8 to 16 digits; no public checksum)."""
    digits = _digits(text)
    if not 8 <= len(digits) <= 16:
        raise IdentityError("too_short" if len(digits) < 8 else "too_long")
    return digits


def check_passport(text: str) -> str:
    """Return a passport number as ICAO Doc 9303 writes it: 6 to 9 of A-Z and 0-9, upper case."""
    plain = _SEPARATORS.sub("", to_ascii(text)).upper()
    if not plain:
        raise IdentityError("empty")
    if not re.fullmatch(r"[A-Z0-9]{6,9}", plain):
        raise IdentityError("pattern")
    return plain


@dataclass(frozen=True)
class IdentityType:
    """A kind of identity code: `check` normalises or raises; `digits` asks for the numeric pad."""

    name: str
    check: Callable[[str], str]
    digits: bool
    max_length: int


IDENTITY_TYPES: Final[Mapping[str, IdentityType]] = {
    kind.name: kind
    for kind in (
        IdentityType("national_id", check_national_id, digits=True, max_length=10),
        IdentityType("foreigner_code", check_foreigner_code, digits=True, max_length=16),
        IdentityType("passport", check_passport, digits=False, max_length=9),
    )
}
"""The kinds a form may offer, by the name that its definition uses."""


def normalize_mobile(text: str) -> str:
    """Return an Iranian mobile number as it is stored, "+989" and nine digits (D9).

    Takes 09…, 9…, +98…, 0098… and 98… in any digits, with spaces and dashes; else raises
    `IdentityError`. No list of operators: they age and disagree.
    """
    plain = _SEPARATORS.sub("", to_ascii(text)).replace("(", "").replace(")", "")
    if not plain:
        raise IdentityError("empty")
    if not re.fullmatch(r"\+?[0-9]+", plain):
        raise IdentityError("not_digits")
    match = _MOBILE.fullmatch(plain)
    if match:
        return f"+98{match[1]}"
    start = re.match(r"(?:\+98|0098|98|0)?9", plain)
    if start is None:
        raise IdentityError("pattern")
    raise IdentityError("too_short" if len(plain) - start.end() < 9 else "too_long")


def show_mobile(stored: str, lang: str) -> str:
    """Return a stored number as it is read, "0912 345 6789", in the digits of `lang`.

    Groups hold together by no-break spaces and the whole is embedded left to right (U+202A …
    U+202C), so that it stands right in a right-to-left sentence (R5).
    """
    if not _MOBILE_STORED.fullmatch(stored):
        raise IdentityError("pattern")
    local = "0" + stored[3:]
    groups = "\N{NO-BREAK SPACE}".join((local[:4], local[4:7], local[7:]))
    return f"\N{LEFT-TO-RIGHT EMBEDDING}{localize(groups, lang)}\N{POP DIRECTIONAL FORMATTING}"
