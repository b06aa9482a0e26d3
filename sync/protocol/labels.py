"""How a ticket's number is written: the queue's letter in the reader's language, then the number.

A kiosk that has used up its lease with no network goes on in a series of its own, which bears the kiosk's number and so
can never equal a leased one: `A 12-7` is the seventh of kiosk 12. Digits are ASCII here; the caller localises them.
"""

from __future__ import annotations


def ticket_label(letter: str, number: int, series: str = "") -> str:
    """Return `A 107`, or `A 12-7` for number 7 of offline series `12`."""
    return f"{letter} {series}-{number}" if series else f"{letter} {number}"
