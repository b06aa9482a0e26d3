"""Lines of a paragraph: shaped, broken in logical order by measured width, each then ordered."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Final, NamedTuple, Protocol

from kiosk.text.breaks import line_breaks
from kiosk.text.order import Base, base_direction, display, levels
from kiosk.text.shaping import shape

Measure = Callable[[str], float]
"""The width of a display string in pixels."""

_MANDATORY: Final = re.compile(r"\r\n|[\n\v\f\r\x85\u2028\u2029]")
_UNCLEAN: Final = re.compile("[\\t\\x1c-\\x1f\\ud800-\\udfff]")
_NO_ADVANCE: Final = "MC"
"""Marks and controls: the general categories of what does not move on."""
_HYPHENS: Final = "-\u2010"
_DASHES: Final = "\u2013\u2014"
_SAMPLE: Final = 8
_NEAR: Final = 1.02
"""Sums of single advances differ from a measured line by kerning: so much more is still tried."""
_FAR: Final = 1.3
"""In one word they differ by more: what may be a single line is measured unless it is so much wider."""


class Paragraph(NamedTuple):
    """One paragraph, shaped, with the levels of its characters (both of the same length)."""

    text: str
    levels: bytes
    base: Base

    def display(self, start: int, end: int) -> str:
        """Return the characters ``start:end`` as one line in visual order."""
        if start == 0 and end == len(self.text):
            return display(self.text, self.levels, self.base)
        return display(self.text[start:end], self.levels[start:end], self.base)


class Scale(Protocol):
    """What lines are measured by."""

    def usual(self) -> float:
        """Return the advance of a usual letter in px: how much may fit is guessed by it before anything is measured."""

    def advances(self, paragraph: Paragraph) -> list[float]:
        """Return about how far each character moves on, in px."""

    def width(self, paragraph: Paragraph, start: int, end: int) -> float:
        """Return how wide the characters ``start:end`` are as one line, in px."""


class Ruler:
    """A scale by one measure. Advances of single characters are kept to guess a line's width."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self._advances: dict[str, float] = {}

    def advance(self, char: str) -> float:
        """Return the advance of one character in px, by measuring several in a row."""
        found = self._advances.get(char)
        if found is None:
            found = 0.0
            if unicodedata.category(char)[0] not in _NO_ADVANCE:
                found = self.measure(char * _SAMPLE) / _SAMPLE
            if len(self._advances) < 0x1000:
                self._advances[char] = found
        return found

    def usual(self) -> float:
        """Return the advance of a usual letter in px."""
        return self.advance("n")

    def advances(self, paragraph: Paragraph) -> list[float]:
        """Return about how far each character moves on, in px."""
        known = self._advances
        return [known[c] if c in known else self.advance(c) for c in paragraph.text]

    def width(self, paragraph: Paragraph, start: int, end: int) -> float:
        """Return the measured width of the characters ``start:end`` as one line, in px."""
        return self.measure(paragraph.display(start, end))


@lru_cache(maxsize=64)
def ruler(measure: Measure) -> Ruler:
    """Return the ruler of a measure, the same one for the same callable."""
    return Ruler(measure)


def clean(text: str) -> str:
    """Return `text` without what no renderer takes: lone surrogates become U+FFFD, tabs and separators spaces."""
    if text.isprintable() or _UNCLEAN.search(text) is None:
        return text
    return _UNCLEAN.sub(lambda match: " " if match[0] < "!" else "\ufffd", text)


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """Return the paragraphs of `text` as spans between its mandatory breaks (LB4, LB5)."""
    if text.isprintable():
        return [(0, len(text))]
    spans = []
    start = 0
    for match in _MANDATORY.finditer(text):
        spans.append((start, match.start()))
        start = match.end()
    return [*spans, (start, len(text))]


def prepare(text: str, base: Base | None) -> Paragraph:
    """Shape one paragraph and resolve its levels; no `base` means that of its first strong letter."""
    side = base or base_direction(text)
    shaped = shape(text)
    return Paragraph(shaped, levels(shaped, side), side)


def line_spans(paragraph: Paragraph, width: float, scale: Scale) -> list[tuple[int, int]]:
    """Return the lines as spans of the paragraph's text, spaces at a line's end left out.

    A unit that is wider than `width` alone is cut between graphemes, at least one to a line.
    """
    text = paragraph.text
    if not text:
        return [(0, 0)]
    filler = _Filler(paragraph, width, scale)
    if filler.fits_whole():
        return [(0, filler.trimmed(0, len(text)))]
    breaks = line_breaks(text)
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = filler.fill(start, breaks)
        if end == start:
            end = filler.cut(start, breaks[bisect_right(breaks, start)])
        spans.append((start, start + len(text[start:end].rstrip(" "))))
        start = end
    return spans


class _Filler:
    def __init__(self, paragraph: Paragraph, width: float, scale: Scale) -> None:
        self.paragraph = paragraph
        self.width = width
        self.scale = scale

    @cached_property
    def sums(self) -> list[float]:
        """About where each character begins, in px from the paragraph's start."""
        return list(accumulate(self.scale.advances(self.paragraph), initial=0.0))

    def trimmed(self, start: int, end: int) -> int:
        """Return `end` without the spaces before it."""
        text = self.paragraph.text
        while end > start and text[end - 1] == " ":
            end -= 1
        return end

    def _fits(self, start: int, end: int) -> bool:
        return self.scale.width(self.paragraph, start, self.trimmed(start, end)) <= self.width

    def fits_whole(self) -> bool:
        """Whether the paragraph is one line, which most are and which needs no breaks."""
        length = len(self.paragraph.text)
        if length * self.scale.usual() > self.width and self.sums[-1] > self.width * _FAR:
            return False
        return self._fits(0, length)

    def fill(self, start: int, breaks: Sequence[int]) -> int:
        """Return the last break up to which a line from `start` fits, `start` if there is none."""
        limit = self.sums[start] + self.width * _NEAR
        low = high = bisect_right(breaks, start)
        while high < len(breaks) and self.sums[self.trimmed(start, breaks[high])] <= limit:
            high += 1
        one = min(low + 1, len(breaks))  # a word is measured before it is cut
        for place in range(max(high, one) - 1, low - 1, -1):
            if self._fits(start, breaks[place]):
                before = (breaks[i] for i in range(place, low - 1, -1) if not self._reads_badly(breaks[i]))
                return next(before, breaks[place])
        return start

    def _reads_badly(self, end: int) -> bool:
        """Whether a line would end inside a word, at its hyphen, or the next one begin with a dash. UAX #14 lets both;
        a line that ends a little sooner reads better."""
        text = self.paragraph.text
        return end < len(text) and (text[end - 1] in _HYPHENS or text[end] in _DASHES)

    def cut(self, start: int, end: int) -> int:
        """Return where a unit that is too wide is cut: after the last grapheme that fits."""
        import regex  # words wider than their line are rare, and it is slow to load

        limit = self.sums[start] + self.width * _NEAR
        ends: list[int] = []
        for match in regex.finditer(r"\X", self.paragraph.text, pos=start, endpos=end):
            if ends and self.sums[match.end()] > limit:
                break
            ends.append(match.end())
        while len(ends) > 1 and not self._fits(start, ends[-1]):
            ends.pop()
        return ends[-1]


def wrap_lines(text: str, width: float, measure: Measure, base: Base | None = None) -> list[str]:
    """Return `text` as display lines, each in visual order and no wider than `width` pixels.

    `measure` gives the width of a display string. `base` is "L", "R" or None for the first strong
    character of each paragraph. Lines end where UAX #14 lets them and never inside a number, code,
    phone or ZWNJ word, unless that alone is wider than the line.
    """
    whole = clean(text)
    scale = ruler(measure)
    lines = []
    for first, last in paragraph_spans(whole):
        paragraph = prepare(whole[first:last], base)
        for start, end in line_spans(paragraph, width, scale):
            lines.append(paragraph.display(start, end))
    return lines


def visual_order(text: str, base: Base | None = None) -> str:
    """Return the display string of one line: shaped, ordered left to right, mirrored (UAX #9).

    `base` is "L", "R" or None for the first strong character. Draw the result as it stands, with
    no further reordering. Line breaks inside count as spaces.
    """
    paragraph = prepare(_MANDATORY.sub(" ", clean(text)), base)
    return paragraph.display(0, len(paragraph.text))
