"""Which font draws which run: Vazirmatn for Arabic script and Latin, Roboto for what it lacks."""

import struct
from functools import lru_cache
from pathlib import Path
from typing import Final

from language.shipped import shipped

FONTS: Final = shipped("fonts")

WEIGHTS: Final[dict[int, tuple[str, str]]] = {
    400: ("Vazirmatn-Regular.ttf", "Roboto-Regular.ttf"),
    500: ("Vazirmatn-Medium.ttf", "Roboto-Medium.ttf"),
    700: ("Vazirmatn-Bold.ttf", "Roboto-Bold.ttf"),
    800: ("Vazirmatn-ExtraBold.ttf", "Roboto-Black.ttf"),
}
"""Files by weight, in the order in which they are asked for a glyph."""
_CYRILLIC: Final = frozenset(chr(code) for code in range(0x400, 0x530))


@lru_cache(maxsize=8)
def paths(weight: int) -> tuple[str, ...]:
    """Return the font files of a weight (400, 500, 700 or 800), the first asked first."""
    if weight not in WEIGHTS:
        raise ValueError(f"no font of weight {weight}; one of: 400, 500, 700, 800")
    return tuple(str(FONTS / name) for name in WEIGHTS[weight])


@lru_cache(maxsize=16)
def coverage(path: str) -> frozenset[str]:
    """Return the characters that a font file has a glyph for (its Unicode `cmap`, format 4/12)."""
    data = Path(path).read_bytes()
    tables = {}
    for place in range(struct.unpack_from(">H", data, 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + place * 16)
        tables[tag] = offset
    if b"cmap" not in tables:
        raise ValueError(f"{path}: no cmap table")
    return frozenset(map(chr, _read_cmap(data, tables[b"cmap"])))


def _read_cmap(data: bytes, start: int) -> set[int]:
    found: set[int] = set()
    for place in range(struct.unpack_from(">H", data, start + 2)[0]):
        platform, _, offset = struct.unpack_from(">HHI", data, start + 4 + place * 8)
        if platform not in (0, 3):
            continue
        kind = struct.unpack_from(">H", data, start + offset)[0]
        if kind == 4:
            found.update(_format4(data, start + offset))
        elif kind == 12:
            found.update(_format12(data, start + offset))
    return found


def _format4(data: bytes, start: int) -> list[int]:
    count = struct.unpack_from(">H", data, start + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, start + 14)
    starts = struct.unpack_from(f">{count}H", data, start + 16 + count * 2)
    deltas = struct.unpack_from(f">{count}H", data, start + 16 + count * 4)
    ranges_at = start + 16 + count * 6
    offsets = struct.unpack_from(f">{count}H", data, ranges_at)
    found = []
    for index in range(count):
        for code in range(starts[index], ends[index] + 1):
            if code == 0xFFFF:
                continue
            if offsets[index] == 0:
                glyph = (code + deltas[index]) & 0xFFFF
            else:
                at = ranges_at + index * 2 + offsets[index] + (code - starts[index]) * 2
                glyph = struct.unpack_from(">H", data, at)[0]
            if glyph:
                found.append(code)
    return found


def _format12(data: bytes, start: int) -> list[int]:
    found: list[int] = []
    for index in range(struct.unpack_from(">I", data, start + 12)[0]):
        first, last, _ = struct.unpack_from(">III", data, start + 16 + index * 12)
        found.extend(range(first, last + 1))
    return found


@lru_cache(maxsize=8)
def _primary(weight: int) -> tuple[tuple[str, ...], frozenset[str]]:
    files = paths(weight)
    return files, coverage(files[0])


def runs(text: str, weight: int) -> list[tuple[str, str]]:
    """Cut a display line into `(piece, font file)`, by the first font that has each glyph.

    A character that no font has stays with the run before it, and shows as .notdef there.
    """
    files, primary = _primary(weight)
    if primary.issuperset(text):
        return [(text, files[0])] if text else []
    if not _CYRILLIC.isdisjoint(text):
        files = files[::-1]  # figures and marks then come from the font of the letters around them
        if coverage(files[0]).issuperset(text):
            return [(text, files[0])]
    pieces: list[tuple[str, str]] = []
    for char in text:
        chosen = next((file for file in files if char in coverage(file)), None)
        if chosen is None:
            chosen = pieces[-1][1] if pieces else files[0]
        if pieces and pieces[-1][1] == chosen:
            pieces[-1] = (pieces[-1][0] + char, chosen)
        else:
            pieces.append((char, chosen))
    return pieces


def missing(text: str) -> set[str]:
    """Return the characters of a display text that no font of the product has a glyph for."""
    known = frozenset().union(*(coverage(file) for file in paths(400)))
    return set(text) - known
