"""Where a page may be interrupted by a question: between its commands, never inside a picture's bytes."""

from __future__ import annotations

from collections.abc import Iterator

SEGMENT = 4096
"""A question about every so many bytes: a printer that was off for half a second at 115,200 baud has missed one."""

_LENGTHS = {b"\x1b@": 2, b"\x1ba": 3, b"\x1bJ": 3, b"\x1bd": 3, b"\x1b3": 3, b"\x1dP": 4, b"\x1da": 3, b"\x1dr": 3}


def _command_length(data: bytes, at: int) -> int:
    """Return the length of the command at `at`, 0 for one that is not known here."""
    lead = data[at : at + 2]
    if lead == b"\x1dv" and len(data) >= at + 8:
        row_bytes, rows = data[at + 4 : at + 6], data[at + 6 : at + 8]
        return 8 + int.from_bytes(row_bytes, "little") * int.from_bytes(rows, "little")
    if lead == b"\x1dV" and len(data) >= at + 3:
        return 4 if data[at + 2] in (65, 66) else 3
    return _LENGTHS.get(lead, 0)


def segments(data: bytes) -> Iterator[bytes]:
    """Yield `data` in parts of at least `SEGMENT` bytes that end with a whole command.

    From a command that is not known here on, the rest is one part.
    """
    start = at = 0
    while at < len(data):
        length = _command_length(data, at)
        if not length:
            break
        at += length
        if at - start >= SEGMENT:
            yield data[start:at]
            start = at
    if start < len(data):
        yield data[start:]
