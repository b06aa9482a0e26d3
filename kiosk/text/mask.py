"""Figures shown in groups while only the figures are stored: ``#### ### ####`` for a mobile."""

from typing import Final

from language.digits import localize

SLOT: Final = "#"
BULLET: Final = "•"


class Mask:
    """A pattern in which each ``#`` stands for one stored character; the rest is only shown.

    Groups are held together by no-break spaces, so that their order never changes in a
    right-to-left field.
    """

    def __init__(self, pattern: str) -> None:
        if SLOT not in pattern:
            raise ValueError(f"mask {pattern!r} has no {SLOT}")
        self.pattern = pattern.replace(" ", "\N{NO-BREAK SPACE}")

    @property
    def slots(self) -> int:
        """How many characters can be stored."""
        return self.pattern.count(SLOT)

    def rest(self, count: int, empty: str) -> str:
        """Return what of the pattern follows `count` stored characters, `empty` for each missing one (D10)."""
        seen = 0
        for place, char in enumerate(self.pattern):
            if seen == count:
                return self.pattern[place:].replace(SLOT, empty)
            seen += char == SLOT
        return ""

    def show(self, text: str, lang: str) -> tuple[str, list[int]]:
        """Return the shown text and, for each index 0..len(text), its index in what is shown."""
        shown: list[str] = []
        places: list[int] = []
        stored = iter(localize(text, lang))
        left = len(text)
        for char in self.pattern:
            if not left:
                break
            if char == SLOT:
                places.append(len(shown))
                shown.append(next(stored))
                left -= 1
            else:
                shown.append(char)
        rest = "".join(stored)
        places += [len(shown) + i for i in range(len(rest))]
        shown.append(rest)
        return "".join(shown), [*places, len("".join(shown))]


def conceal(shown: str, keep: int = 3) -> str:
    """Return `shown` with all but the last `keep` letters and figures as bullets (A40)."""
    total = sum(char.isalnum() for char in shown)
    hidden = total - keep if total > keep else 0
    result = []
    for char in shown:
        if char.isalnum() and hidden > 0:
            hidden -= 1
            result.append(BULLET)
        else:
            result.append(char)
    return "".join(result)
