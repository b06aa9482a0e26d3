"""Where the caret stands in bidirectional text, and where an arrow or a tap takes it.

A caret is a logical index and a side: it belongs to the character before it or to the one after,
which matter where two directions meet, because the two stand apart on the screen there.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import regex

from kiosk.text.order import Base, mirrored, visual_indices
from kiosk.text.shaping import sources
from kiosk.text.wrap import Paragraph

_GRAPHEME: Final = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class Caret:
    """`index` in logical text; `after`: it belongs to the character behind it, not before it."""

    index: int
    after: bool = False


@dataclass(frozen=True, slots=True)
class Cluster:
    """What the caret steps over: the characters ``start:end``, from `left` to `right` in px."""

    start: int
    end: int
    left: float
    right: float
    rtl: bool


def grapheme_ends(text: str) -> list[int]:
    """Return the end of each extended grapheme cluster of `text` (UAX #29), ascending."""
    return [match.end() for match in _GRAPHEME.finditer(text)]


class CaretLine:
    """One shown line: its display string and its clusters from left to right.

    `start` and `end` are the line's first and past-last logical index in the whole text.
    """

    def __init__(self, display: str, clusters: Sequence[Cluster], start: int, end: int, base: Base) -> None:
        self.display = display
        self.clusters = list(clusters)
        self.start = start
        self.end = end
        self.base = base
        self.width = max((c.right for c in self.clusters), default=0.0)

    def x_of(self, caret: Caret) -> float:
        """Return where the caret is drawn, in px from the line's left edge."""
        gap = self._gap(caret)
        if not self.clusters:
            return 0.0
        return self.clusters[gap - 1].right if gap else self.clusters[0].left

    def beside(self, caret: Caret) -> int:
        """Return the side of that place where the caret is off its letter: -1 left, 1 right."""
        before = self._place(lambda c: c.start < caret.index <= c.end)
        after = self._place(lambda c: c.start <= caret.index < c.end)
        if after is not None and (caret.after or before is None):
            return 1 if self.clusters[after].rtl else -1
        rtl = self.clusters[before].rtl if before is not None else self.base == "R"
        return -1 if rtl else 1

    def _gap(self, caret: Caret) -> int:
        """Return how many clusters stand at the left of the caret."""
        before = self._place(lambda c: c.start < caret.index <= c.end)
        after = self._place(lambda c: c.start <= caret.index < c.end)
        if after is not None and (caret.after or before is None):
            return after + 1 if self.clusters[after].rtl else after
        if before is not None:
            return before if self.clusters[before].rtl else before + 1
        return 0

    def _place(self, holds: Callable[[Cluster], bool]) -> int | None:
        return next((i for i, cluster in enumerate(self.clusters) if holds(cluster)), None)

    def step(self, caret: Caret, *, right: bool) -> Caret | None:
        """Return the caret one cluster to the right or left on the screen; None past the edge."""
        gap = self._gap(caret)
        place = gap if right else gap - 1
        if not 0 <= place < len(self.clusters):
            return None
        cluster = self.clusters[place]
        if right == cluster.rtl:
            return Caret(cluster.start, after=True)
        return Caret(cluster.end, after=False)

    def edge(self, *, right: bool) -> Caret:
        """Return the caret at an edge of the line: what arrows come to on a new line."""
        rtl = self.base == "R"
        return Caret(self.start, after=True) if right == rtl else Caret(self.end)

    def hit(self, x: float) -> Caret:
        """Return the caret that a tap at `x` px from the line's left edge means."""
        if not self.clusters or x <= self.clusters[0].left:
            return self.edge(right=False)
        if x >= self.width:
            return self.edge(right=True)
        lefts = [cluster.left for cluster in self.clusters]
        cluster = self.clusters[max(0, bisect_right(lefts, x) - 1)]
        right_half = x > (cluster.left + cluster.right) / 2
        if right_half == cluster.rtl:
            return Caret(cluster.start, after=True)
        return Caret(cluster.end, after=False)

    def spans(self, start: int, end: int) -> list[tuple[float, float]]:
        """Return `(left, right)` in px of what is selected by the logical range ``start:end``."""
        found: list[tuple[float, float]] = []
        for cluster in self.clusters:
            if cluster.start < end and cluster.end > start:
                if found and abs(found[-1][1] - cluster.left) < 0.5:
                    found[-1] = (found[-1][0], cluster.right)
                else:
                    found.append((cluster.left, cluster.right))
        return found


def caret_line(
    text: str,
    offset: int,
    paragraph: Paragraph,
    span: tuple[int, int],
    widths: Callable[[str], Sequence[float]],
) -> CaretLine:
    """Build one line of ``paragraph = prepare(text)``.

    `offset` is the index of `text` in the whole; `span` the line in the *shaped* text; `widths`
    gives for a display string the x of the right edge of each of its characters, in px.
    """
    first, last = span
    shaped = paragraph.text[first:last]
    order, final = visual_indices(shaped, paragraph.levels[first:last], paragraph.base)
    display = "".join(mirrored(shaped[i]) if final[i] % 2 else shaped[i] for i in order)
    edges = [0.0, *widths(display)]
    glyphs = {index: (edges[k], edges[k + 1]) for k, index in enumerate(order)}
    origin = sources(text, paragraph.text)
    start = origin[first] if first < len(origin) else len(text)
    end = origin[last] if last < len(origin) else len(text)
    clusters = _clusters(text, (start, end), first, origin, glyphs, final)
    clusters.sort(key=lambda cluster: (cluster.left, cluster.right))
    moved = [Cluster(c.start + offset, c.end + offset, c.left, c.right, c.rtl) for c in clusters]
    return CaretLine(display, moved, start + offset, end + offset, paragraph.base)


def _clusters(
    text: str,
    bounds: tuple[int, int],
    first: int,
    origin: Sequence[int],
    glyphs: dict[int, tuple[float, float]],
    final: Sequence[int],
) -> list[Cluster]:
    shaped_at = {origin[first + index]: index for index in sorted(glyphs, reverse=True)}
    clusters: list[Cluster] = []
    place = bounds[0]
    for end in grapheme_ends(text[bounds[0] : bounds[1]]):
        start, place = place, bounds[0] + end
        own = [shaped_at[i] for i in range(start, place) if i in shaped_at]
        if own:
            left = min(glyphs[i][0] for i in own)
            right = max(glyphs[i][1] for i in own)
            clusters.append(Cluster(start, place, left, right, bool(final[own[0]] % 2)))
        elif clusters:
            _share(clusters, place)
    return clusters


def _share(clusters: list[Cluster], end: int) -> None:
    """Give a letter without a glyph of its own (the alef of a lam-alef) half of the one before."""
    last = clusters.pop()
    middle = (last.left + last.right) / 2
    inner = Cluster(last.start, last.end, middle, last.right, rtl=True)
    outer = Cluster(last.end, end, last.left, middle, rtl=True)
    if not last.rtl:
        inner = Cluster(last.start, last.end, last.left, middle, rtl=False)
        outer = Cluster(last.end, end, middle, last.right, rtl=False)
    clusters += [inner, outer]
