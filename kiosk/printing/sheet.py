"""A strip of paper that grows downwards while texts, rules and pictures are put on it."""

from __future__ import annotations

from typing import Literal

from PIL import Image, ImageDraw

from kiosk.printing.text import Style, balanced, clean, draw_line, ink_box, width

Align = Literal["start", "center", "end"]

_INK_LEVEL = 150
"""Grey darker than this becomes ink: a little above the middle, since thin strokes fade on thermal paper."""

MAX_HEIGHT = 16_000
"""Two metres: a page longer than this is a mistake of the caller."""


class PageTooLongError(ValueError):
    """The texts do not fit on two metres of paper."""


class Sheet:
    """White paper `dots` wide. `y` is where the next thing goes; all measures are in dots (8 to a millimetre)."""

    def __init__(self, dots: int, margin: int = 8) -> None:
        self.dots = dots
        self.margin = margin
        self.y = 0
        self._image = Image.new("L", (dots, 1024), 255)

    @property
    def inner(self) -> int:
        """Width between the margins."""
        return self.dots - 2 * self.margin

    def _reserve(self, height: int) -> None:
        needed = self.y + height
        if needed > MAX_HEIGHT:
            raise PageTooLongError(f"the page is longer than {MAX_HEIGHT} dots")
        if needed > self._image.height:
            taller = Image.new("L", (self.dots, min(MAX_HEIGHT, max(needed, self._image.height * 2))), 255)
            taller.paste(self._image, (0, 0))
            self._image = taller

    def gap(self, dots: int) -> None:
        """Leave white."""
        self._reserve(dots)
        self.y += dots

    def rule(self, thickness: int = 2, before: int = 10, after: int = 10) -> None:
        """Draw a line across."""
        self._reserve(before + thickness + after + 1)
        top = (self.y + before + 1) & ~1
        ImageDraw.Draw(self._image).rectangle(
            (self.margin, top, self.dots - self.margin - 1, top + thickness - 1), fill=0
        )
        self.y = top + thickness + after

    def text(self, text: str, style: Style, align: Align = "start", indent: int = 0) -> None:
        """Set a paragraph, wrapped; `indent` moves its start side inwards. Short ones get lines of like length."""
        for line in balanced(clean(text), style, self.inner - indent):
            self._reserve(style.pitch)
            left = self._left(width(line, style), style.rtl, align, indent)
            draw_line(self._image, left, self.y + style.baseline, line, style)
            self.y += style.pitch

    def _left(self, length: int, rtl: bool, align: Align, indent: int = 0) -> int:
        if align == "center":
            return self.margin + (self.inner - length) // 2
        at_right = rtl == (align == "start")
        return self.dots - self.margin - indent - length if at_right else self.margin + indent

    def item(self, mark: str, text: str, style: Style) -> None:
        """Set a list item: the mark at the start side, the text wrapped beside it."""
        indent = max(width(mark + " ", style), round(style.size * 1.1))
        self._reserve(style.pitch)
        left = self._left(width(mark, style), style.rtl, "start")
        draw_line(self._image, left, self.y + style.baseline, mark, style)
        self.text(text, style, indent=indent)

    def pair(self, label: str, value: str, style: Style, strong: Style) -> None:
        """Set a label and its value: in one line where they fit, else the value below."""
        between = round(style.size * 0.5)
        head, value = label + ":", clean(value)
        used = width(head, style)
        if "\n" not in value and used + between + width(value, strong) <= self.inner:
            self._reserve(strong.pitch)
            base = self.y + strong.baseline
            draw_line(self._image, self._left(used, style.rtl, "start"), base, head, style)
            left = self._left(width(value, strong), style.rtl, "start", used + between)
            draw_line(self._image, left, base, value, strong)
            self.y += strong.pitch
            return
        self.text(head, style)
        self.text(value, strong)

    def ink(self, text: str, style: Style) -> None:
        """Set one line centred by its ink, with no leading above or below.

        Its rows come in equal pairs: on letters of this size a step of a quarter of a millimetre is not seen, and the
        line takes half the bytes.
        """
        text = " ".join(clean(text).split())
        left, top, right, bottom = ink_box(text, style)
        height = bottom - top + (bottom - top) % 2
        self._reserve(height + 1)
        self.y += self.y % 2
        line = Image.new("L", (self.dots, height), 255)
        draw_line(line, (self.dots - (right - left)) // 2 - left, -top, text, style)
        halved = line.resize((self.dots, height // 2), Image.Resampling.BOX)
        self._image.paste(halved.resize(line.size, Image.Resampling.NEAREST), (0, self.y))
        self.y += height

    def picture(self, picture: Image.Image, align: Align = "center") -> None:
        """Put a picture down."""
        self._reserve(picture.height + 1)
        self.y += self.y % 2  # on even dots, where a picture of even dots can be sent at half size
        places = {
            "center": (self.dots - picture.width) // 2 & ~1,
            "start": self.margin,
            "end": self.dots - self.margin - picture.width,
        }
        self._image.paste(picture, (places[align], self.y))
        self.y += picture.height

    def bar(self, text: str, style: Style, padding: int = 10) -> None:
        """Set white words in a black bar across the paper (for copies and for large print)."""
        lines = balanced(clean(text), style, self.inner - 2 * padding)
        height = len(lines) * style.pitch + 2 * padding
        self._reserve(height)
        ImageDraw.Draw(self._image).rectangle((0, self.y, self.dots - 1, self.y + height - 1), fill=0)
        base = self.y + padding + style.baseline
        for line in lines:
            draw_line(self._image, self._left(width(line, style), style.rtl, "center"), base, line, style, 255)
            base += style.pitch
        self.y += height

    def finish(self) -> Image.Image:
        """Return the used part as a mode "1" picture: 0 is ink."""
        used = self._image.crop((0, 0, self.dots, max(1, self.y)))
        return used.point(lambda level: 0 if level < _INK_LEVEL else 255).convert("1", dither=Image.Dither.NONE)
