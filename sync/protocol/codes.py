"""Tracking codes: digits only, so that they can be typed on a keypad, said on a phone and shown in any script.

Four digits name the kiosk (or 0000 for the desk), nine are random, the last is a check digit after Damm (2004), which
catches every single wrong digit and every swap of neighbours. Written in groups: `0012 48307 15962`.
"""

from __future__ import annotations

import re
import secrets

LENGTH = 14
_GROUPS = (4, 5, 5)
_CODE_IN_URL = re.compile(r"^HTTPS?://[^/\s]+(?:/[^/\s]+)*/T/([0-9]{14})/?$", re.IGNORECASE)


class CodeError(ValueError):
    """A text is no tracking code. `reason` is `length`, `digits` or `check`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def make_code(origin: int) -> str:
    """Return a new code for kiosk number `origin` (0-9999; 0 is the desk itself)."""
    if not 0 <= origin <= 9999:
        raise ValueError(f"origin {origin} is not within 0-9999")
    from stdnum import damm  # brings TLS along, which a screen at its start does without

    body = f"{origin:04d}{secrets.randbelow(10**9):09d}"
    return body + str(damm.calc_check_digit(body))


def parse_code(text: str) -> str:
    """Return the 14 digits of a typed or scanned code; ASCII digits, spaces and hyphens are allowed.

    Raises `CodeError`. A ticket's address (`HTTPS://…/T/<code>`) is taken too; nothing else of it is trusted.
    """
    address = _CODE_IN_URL.match(text.strip())
    digits = address.group(1) if address else re.sub(r"[\s\-]", "", text)
    if not digits.isascii() or not digits.isdigit():
        raise CodeError("digits")
    if len(digits) != LENGTH:
        raise CodeError("length")
    from stdnum import damm

    if not damm.is_valid(digits):
        raise CodeError("check")
    return digits


def group_code(code: str) -> str:
    """Return `code` in groups of 4, 5 and 5 digits, parted by spaces."""
    parts, start = [], 0
    for size in _GROUPS:
        parts.append(code[start : start + size])
        start += size
    return " ".join(parts)


def origin_of(code: str) -> int:
    """Return the number of the kiosk that made `code`."""
    return int(code[:4])


def ticket_url(desk_url: str, code: str) -> str:
    """Return the visitor's page for `code`, in capitals: QR's alphanumeric mode then holds it in fewer modules."""
    return f"{desk_url.rstrip('/')}/t/{code}".upper()
