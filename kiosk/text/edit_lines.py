"""Lines of a text that is being edited: every space is kept and every place has a caret."""

from collections.abc import Sequence

from kiosk.text import fonts
from kiosk.text.caret import Caret, CaretLine, caret_line
from kiosk.text.layout import Face, MeasureRun, setter
from kiosk.text.order import Base
from kiosk.text.wrap import clean, line_spans, paragraph_spans, prepare


def prefix_widths(display: str, face: Face, measure: MeasureRun) -> Sequence[float]:
    """Return the x of the right edge of each character of a display string, in px."""
    edges: list[float] = []
    left = 0.0
    for piece, font in fonts.runs(display, face.weight):
        for count in range(1, len(piece) + 1):
            edges.append(left + measure(piece[:count], font, face.size))
        left = edges[-1]
    return edges


def edit_lines(text: str, width: float | None, face: Face, measure: MeasureRun, base: Base) -> list[CaretLine]:
    """Return the lines of `text`, wrapped at `width` px or, with None, one for each paragraph."""
    whole = clean(text)
    lines: list[CaretLine] = []

    def widths(display: str) -> Sequence[float]:
        return prefix_widths(display, face, measure)

    for first, last in paragraph_spans(whole):
        part = whole[first:last]
        paragraph = prepare(part, base)
        spans = [(0, len(paragraph.text))]
        if width is not None:
            spans = line_spans(paragraph, width, setter(face, measure))
        for place, (start, _) in enumerate(spans):
            end = spans[place + 1][0] if place + 1 < len(spans) else len(paragraph.text)
            lines.append(caret_line(part, first, paragraph, (start, end), widths))
    return lines


def line_of(lines: Sequence[CaretLine], caret: Caret) -> int:
    """Return which line the caret stands on: at a wrap, the side it belongs to decides."""
    for place, line in enumerate(lines):
        if caret.index < line.end or (caret.index == line.end and not caret.after):
            return place
        if caret.index == line.end and (place + 1 == len(lines) or lines[place + 1].start > line.end):
            return place
    return len(lines) - 1


def moved(lines: Sequence[CaretLine], caret: Caret, *, right: bool) -> Caret:
    """Return the caret after an arrow key: over one cluster, or on to the next or last line."""
    place = line_of(lines, caret)
    stepped = lines[place].step(caret, right=right)
    if stepped is not None:
        return stepped
    onward = right != (lines[place].base == "R")
    target = place + 1 if onward else place - 1
    if not 0 <= target < len(lines):
        return caret
    return lines[target].edge(right=not right)
