"""A text as lines of runs, each run of one font and style: what a widget has only to draw."""

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from kiosk.text import fonts, markup
from kiosk.text.breaks import forget_breaks
from kiosk.text.cache import BoundedCache
from kiosk.text.markup import PLAIN, Style
from kiosk.text.order import Base, mirrored, visual_indices
from kiosk.text.shaping import forget_words, sources
from kiosk.text.wrap import Paragraph, clean, line_spans, paragraph_spans, prepare

MeasureRun = Callable[[str, str, int], float]
"""Width in px of a display string: (text, font file, size in px)."""

ELLIPSIS: Final = "…"
_USUAL: Final = 0.45
"""A usual letter moves on by so many sizes of the type; a text that seems to fit by it is measured at once."""


class Face(NamedTuple):
    """The type of a text: `size` in px and `weight` 400, 500, 700 or 800."""

    size: int
    weight: int = 400

    def of(self, style: Style) -> "Face":
        """Return the face of a run in `style`."""
        weight = 700 if style.bold and self.weight < 700 else self.weight
        return Face(max(1, round(self.size * style.scale)), weight)


class Run(NamedTuple):
    """A piece of a line, to be drawn as it stands: one font file, size and colour."""

    text: str
    font: str
    size: int
    color: str
    width: float


class Line(NamedTuple):
    """One line, its runs from left to right; `base` is the direction of its paragraph."""

    runs: tuple[Run, ...]
    width: float
    base: Base


class Layout(NamedTuple):
    """All lines of a text; `truncated` when an ellipsis stands for the rest."""

    lines: tuple[Line, ...]
    width: float
    truncated: bool


class _Setter:
    """The scale for styled text in one face, and the maker of its lines."""

    def __init__(self, face: Face, measure: MeasureRun, styles: Sequence[Style] | None) -> None:
        self.face = face
        self.measure = measure
        self._lines: dict[tuple[int, int], Line] = {}
        self.styles = styles
        """A style for each shaped character of the paragraph at hand, None where all is plain."""

    def usual(self) -> float:
        """Return the advance of a usual letter in px."""
        return self.face.size * _USUAL

    def advances(self, paragraph: Paragraph) -> list[float]:
        """Return about how far each character moves on, in px."""
        if self.styles is None:
            known = _advances(self.face, self.measure)
            return [known[char] for char in paragraph.text]
        return [
            _advances(self.face.of(style), self.measure)[char]
            for char, style in zip(paragraph.text, self.styles, strict=True)
        ]

    def width(self, paragraph: Paragraph, start: int, end: int) -> float:
        """Return how wide the characters ``start:end`` are as one line, in px."""
        line = self._lines[start, end] = self._set(paragraph, start, end)
        return line.width

    def line(self, paragraph: Paragraph, start: int, end: int) -> Line:
        """Return the characters ``start:end`` as one line of runs."""
        return self._lines.get((start, end)) or self._set(paragraph, start, end)

    def _set(self, paragraph: Paragraph, start: int, end: int) -> Line:
        if self.styles is None:
            runs = self._runs(paragraph.display(start, end), self.face, "")
        else:
            runs = []
            for text, style in self._pieces(paragraph, start, end, self.styles):
                runs += self._runs(text, self.face.of(style), style.color)
        total = runs[0].width if len(runs) == 1 else sum([run.width for run in runs])
        return Line(tuple(runs), total, paragraph.base)

    def _runs(self, text: str, face: Face, color: str) -> list[Run]:
        return [
            Run(piece, font, face.size, color, self.measure(piece, font, face.size))
            for piece, font in fonts.runs(text, face.weight)
        ]

    @staticmethod
    def _pieces(paragraph: Paragraph, start: int, end: int, styles: Sequence[Style]) -> list[tuple[str, Style]]:
        text = paragraph.text[start:end]
        order, final = visual_indices(text, paragraph.levels[start:end], paragraph.base)
        pieces: list[tuple[str, Style]] = []
        for index in order:
            char = mirrored(text[index]) if final[index] % 2 else text[index]
            style = styles[start + index]
            if pieces and pieces[-1][1] == style:
                pieces[-1] = (pieces[-1][0] + char, style)
            else:
                pieces.append((char, style))
        return pieces

    def ellipsis(self, paragraph: Paragraph, start: int, end: int, width: float) -> Line:
        """Return a last line: as much from `start` as fits before an ellipsis."""
        level = b"\1" if paragraph.base == "R" else b"\0"
        while True:
            cut = Paragraph(
                paragraph.text[:end].rstrip(" ") + ELLIPSIS,
                paragraph.levels[: len(paragraph.text[:end].rstrip(" "))] + level,
                paragraph.base,
            )
            saved = self.styles
            if saved is not None:
                self.styles = [*saved[: len(cut.text) - 1], saved[max(0, len(cut.text) - 2)]]
            line = self._set(cut, start, len(cut.text))
            self.styles = saved
            if line.width <= width or end <= start:
                return line
            end -= 1
            while end > start and unicodedata.combining(paragraph.text[end]):
                end -= 1  # marks go with their letter


def setter(face: Face, measure: MeasureRun) -> _Setter:
    """Return the scale of plain text in one face, for `kiosk.text.wrap.line_spans`."""
    return _Setter(face, measure, None)


class _Advances(dict[str, float]):
    """About how far each character moves on in one face, measured as it is first met."""

    def __init__(self, face: Face, measure: MeasureRun) -> None:
        super().__init__()
        self.face = face
        self.measure = measure

    def __missing__(self, char: str) -> float:
        found = 0.0
        if char.isprintable() and unicodedata.category(char)[0] != "M":
            font = fonts.runs(char, self.face.weight)[0][1]
            found = self.measure(char * 8, font, self.face.size) / 8
        if len(self) < 0x1000:
            self[char] = found
        return found


@lru_cache(maxsize=64)
def _advances(face: Face, measure: MeasureRun) -> _Advances:
    return _Advances(face, measure)


LAYOUT_CHARACTERS: Final = 250_000
"""What kept layouts may come to: the characters of their texts, and 60 for each text; some 4 MB."""
_LAYOUTS: Final[BoundedCache[tuple[object, ...], Layout]] = BoundedCache(LAYOUT_CHARACTERS)


def lay_out(
    text: str,
    width: float,
    face: Face,
    measure: MeasureRun,
    base: Base | None = None,
    *,
    max_lines: int = 0,
    with_markup: bool = False,
) -> Layout:
    """Return `text` as lines no wider than `width` px, at most `max_lines` of them (0: no limit).

    Repeated text costs one look in a bounded cache. `with_markup` reads the tags of
    `kiosk.text.markup`; otherwise every character stands for itself.
    """
    key = (text, width, face, measure, base, max_lines, with_markup)
    found = _LAYOUTS.get(key)
    if found is None:
        found = _lay_out(text, width, face, measure, base, max_lines, with_markup)
        _LAYOUTS.put(key, found, len(text) + 60)
    return found


def _lay_out(
    text: str,
    width: float,
    face: Face,
    measure: MeasureRun,
    base: Base | None,
    max_lines: int,
    with_markup: bool,
) -> Layout:
    plain, styles = markup.parse(text) if with_markup else (text, None)
    if styles is not None and all(style == PLAIN for style in styles):
        styles = None
    plain = clean(plain)
    lines: list[Line] = []
    for first, last in paragraph_spans(plain):
        paragraph = prepare(plain[first:last], base)
        own = None
        if styles is not None:
            own = [styles[first + i] for i in sources(plain[first:last], paragraph.text)]
        setter = _Setter(face, measure, own)
        spans = line_spans(paragraph, width, setter)
        for place, (start, end) in enumerate(spans):
            more = place + 1 < len(spans) or last < len(plain)
            if max_lines and len(lines) + 1 == max_lines and more:
                lines.append(setter.ellipsis(paragraph, start, end, width))
                return _finished(lines, truncated=True)
            lines.append(setter.line(paragraph, start, end))
    return _finished(lines, truncated=False)


def _finished(lines: list[Line], *, truncated: bool) -> Layout:
    return Layout(tuple(lines), max(line.width for line in lines), truncated)


def forget() -> None:
    """Let go of all kept text, at the end of a visit: layouts, words and breaks hold what was typed."""
    _LAYOUTS.clear()
    forget_words()
    forget_breaks()
