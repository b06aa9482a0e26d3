"""The buffer behind a text field: logical text, a caret, a selection; no pixels.

Nothing is remembered beyond the text itself: no history, no undo, no suggestions (O6).
"""

import unicodedata
from collections.abc import Callable
from typing import Final, Literal

from kiosk.text.caret import Caret, grapheme_ends
from kiosk.text.isolate import strip_controls
from language.digits import to_ascii

Kind = Literal["text", "digits", "latin"]

ZWNJ: Final = "\N{ZERO WIDTH NON-JOINER}"


def _digits(text: str) -> str:
    return "".join(c for c in to_ascii(text) if c.isascii() and c.isdigit())


def _latin(text: str) -> str:
    return "".join(c for c in to_ascii(text) if "!" <= c <= "~")


def _written(text: str) -> str:
    """Keep what a person writes: no control, format or private characters but ZWNJ, no surrogates."""
    kept = (c for c in strip_controls(text) if c in (ZWNJ, "\n") or unicodedata.category(c)[0] != "C")
    return "".join(kept)


_FILTERS: Final[dict[Kind, Callable[[str], str]]] = {
    "text": _written,
    "digits": _digits,
    "latin": _latin,
}


class Editor:
    """Logical text with a caret.

    `kind`: "text" takes all writing; "digits" keeps the digits of the three scripts as ASCII;
    "latin" keeps printable ASCII (e-mail, codes). `max_length` counts graphemes, 0 is no limit.
    """

    def __init__(self, text: str = "", *, kind: Kind = "text", max_length: int = 0, multiline: bool = False) -> None:
        self.kind: Kind = kind
        self.max_length = max_length
        self.multiline = multiline
        self.text = ""
        self.caret = Caret(0)
        self.anchor: int | None = None
        """The other end of the selection, None while nothing is selected."""
        self.insert(text)

    @property
    def selection(self) -> tuple[int, int]:
        """Return the selected range ``start, end``; equal where nothing is selected."""
        other = self.caret.index if self.anchor is None else self.anchor
        return min(other, self.caret.index), max(other, self.caret.index)

    def insert(self, text: str) -> bool:
        """Put `text` at the caret, in place of the selection. False if nothing of it was taken."""
        taken = _FILTERS[self.kind](text)
        if not self.multiline:
            taken = taken.replace("\n", "")
        start, end = self.selection
        if taken == ZWNJ and not self._may_part(start):
            return False
        taken = self._fitting(taken, start, end)
        if not taken:
            return False
        self._replace(start, end, taken)
        return True

    def _may_part(self, place: int) -> bool:
        """Whether a ZWNJ does anything here: only behind a letter, and once."""
        return place > 0 and self.text[place - 1] not in (ZWNJ, " ", "\n")

    def _fitting(self, taken: str, start: int, end: int) -> str:
        if not self.max_length:
            return taken
        while taken:
            whole = self.text[:start] + taken + self.text[end:]
            if len(grapheme_ends(whole)) <= self.max_length:
                break
            ends = grapheme_ends(taken)
            taken = taken[: ends[-2]] if len(ends) > 1 else ""
        return taken

    def _replace(self, start: int, end: int, taken: str) -> None:
        self.text = self.text[:start] + taken + self.text[end:]
        self.caret = Caret(start + len(taken))
        self.anchor = None

    def backspace(self) -> bool:
        """Take away the selection, or the grapheme before the caret; a ZWNJ goes alone."""
        start, end = self.selection
        if start == end:
            if start == 0:
                return False
            if self.text[start - 1] == ZWNJ:
                start -= 1
            else:
                start = max([0, *(e for e in grapheme_ends(self.text) if e < start)])
        self._replace(start, end, "")
        return True

    def delete(self) -> bool:
        """Take away the selection, or the grapheme behind the caret."""
        start, end = self.selection
        if start == end:
            if start == len(self.text):
                return False
            end = next(e for e in grapheme_ends(self.text) if e > start)
        self._replace(start, end, "")
        self.caret = Caret(start, after=start == 0)
        return True

    def move(self, caret: Caret, *, select: bool = False) -> None:
        """Put the caret somewhere, dragging a selection behind it with `select`."""
        if select and self.anchor is None:
            self.anchor = self.caret.index
        elif not select:
            self.anchor = None
        index = min(max(0, caret.index), len(self.text))
        self.caret = Caret(self._on_boundary(index), caret.after)

    def _on_boundary(self, index: int) -> int:
        ends = [0, *grapheme_ends(self.text)]
        return max(e for e in ends if e <= index)

    def select_all(self) -> None:
        """Select the whole text."""
        self.anchor = 0
        self.caret = Caret(len(self.text))

    def clear(self) -> None:
        """Forget text, caret and selection."""
        self.text = ""
        self.caret = Caret(0)
        self.anchor = None
