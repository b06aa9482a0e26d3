"""The way to a room on paper (U15): the plan of each floor in ink, and what to do in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from kiosk.printing.fonts import Weight
from kiosk.printing.pages import ALL_PARTS, Part, RoutePage
from kiosk.printing.sheet import Sheet
from kiosk.printing.text import Style, draw_line, ink_box
from kiosk.printing.ticket import put_head
from language.digits import localize

if TYPE_CHECKING:
    from kiosk.flow.wayfinding.geometry import Position
    from kiosk.flow.wayfinding.plan import Area, Mark, Plan

_FINE = 3
"""Slanting edges are drawn so many times larger and brought down, or they would show steps."""
_WALL, _RIM = 2, 3
"""In dots: walls, the white rim round the way."""
_SIGN = 24
"""Height of a sign, in dots."""
_LEAST = 18
"""Smaller letters than this, in dots, nobody reads on thermal paper; what does not fit so is left out."""


def route(page: RoutePage, dots: int, parts: frozenset[Part] = ALL_PARTS) -> Image.Image:
    """Return the way as a mode "1" picture `dots` wide."""
    language, sheet = page.language, Sheet(dots)
    text, strong = Style(language, 28), Style(language, 30, Weight.BOLD)
    put_head(sheet, page.office, page.site, language, page.logo, parts)
    sheet.rule()
    sheet.text(page.title, Style(language, 38, Weight.BOLD), "center")
    sheet.text(page.place, strong, "center")
    sheet.rule(before=12)
    for index, step in enumerate(page.steps, 1):
        sheet.item(localize(str(index), language) + ".", step, text)
        sheet.gap(4)
    for plan in page.plans:
        sheet.rule(before=12)
        sheet.text(plan.title, strong)
        sheet.gap(6)
        sheet.picture(draw_plan(plan, sheet.inner))
    sheet.rule(before=12)
    sheet.text(page.printed, Style(language, 22), "center")
    return sheet.finish()


def draw_plan(plan: Plan, dots: int) -> Image.Image:
    """Return a plan as a mode "L" picture `dots` wide, black on white; left and right are those of the world (R4)."""
    return _Drawing(plan, dots).draw()


class _Drawing:
    def __init__(self, plan: Plan, dots: int) -> None:
        self.plan = plan
        self.scale = dots / plan.size[0]
        self.size = (dots, round(plan.size[1] * self.scale))
        self.path = max(6, min(10, round(self.scale * 0.7)))
        self.here = max(12, min(20, round(self.scale * 1.5)))

    def draw(self) -> Image.Image:
        fine = Image.new("L", (self.size[0] * _FINE, self.size[1] * _FINE), 255)
        pen = ImageDraw.Draw(fine)
        for area in self.plan.areas:
            self._area(fine, pen, area)
        for wall in self.plan.walls:
            pen.line([self._px(point) for point in wall], fill=0, width=_WALL * _FINE)
        self._paths(pen)
        self._here(pen)
        picture = fine.resize(self.size, Image.Resampling.BOX)
        self._labels(picture)
        return picture

    def _px(self, at: Position, fine: int = _FINE) -> tuple[float, float]:
        return (at[0] * self.scale * fine, (self.plan.size[1] - at[1]) * self.scale * fine)

    def _area(self, picture: Image.Image, pen: ImageDraw.ImageDraw, area: Area) -> None:
        ring = [self._px(point) for point in area.ring]
        if area.kind == "goal":
            pen.polygon(ring, fill=0)
        elif area.kind == "closed":
            mask = Image.new("1", picture.size, 0)
            ImageDraw.Draw(mask).polygon(ring, fill=1)
            picture.paste(_hatching(picture.size), (0, 0), mask)

    def _paths(self, pen: ImageDraw.ImageDraw) -> None:
        for ink, width in ((255, self.path + 2 * _RIM), (0, self.path)):
            for path in self.plan.paths:
                points = [self._px(point) for point in path]
                pen.line(points, fill=ink, width=width * _FINE, joint="curve")
                for x, y in points[:-1]:
                    radius = width * _FINE / 2 if (x, y) != points[0] or self.plan.here else width * _FINE
                    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)
                pen.polygon(self._head(path, (width - self.path) / 2), fill=ink)

    def _head(self, path: tuple[Position, ...], rim: float) -> list[tuple[float, float]]:
        from kiosk.flow.wayfinding.geometry import heading

        size = (self.path * 1.5 + rim * 1.9) * _FINE
        return self._shape(((0.0, 1.2), (0.95, -0.5), (-0.95, -0.5)), path[-1], size, heading(path[-2], path[-1]))

    def _shape(self, shape: tuple[Position, ...], at: Position, size: float, angle: float) -> list[tuple[float, float]]:
        from kiosk.flow.wayfinding.geometry import rotate

        x, y = self._px(at)
        turned = [rotate((px * size, py * size), angle) for px, py in shape]
        return [(x + dx, y - dy) for dx, dy in turned]

    def _here(self, pen: ImageDraw.ImageDraw) -> None:
        if self.plan.here is None:
            return
        x, y = self._px(self.plan.here.at)
        for ink, radius in ((255, (self.here + _RIM) * _FINE), (0, self.here * _FINE)):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)
        arrow = ((0.0, 1.0), (0.74, -0.82), (0.0, -0.42), (-0.74, -0.82))
        pen.polygon(self._shape(arrow, self.plan.here.at, self.here * 0.72 * _FINE, self.plan.here.facing), fill=255)

    def _labels(self, picture: Image.Image) -> None:
        from kiosk.flow.wayfinding.labels import place_labels

        path, here = (self.path + 2 * _RIM) / self.scale, 2 * (self.here + _RIM) / self.scale
        style = Style(self.plan.lang, 22, Weight.BOLD)
        words = None if self.plan.here is None else self._metres(_text_size(self.plan.here_text, style))
        at, labels = place_labels(self.plan, self._measure, path, here, words)
        if at is not None:
            self._write(picture, self.plan.here_text, at, style, 0, clear=True)
        for label in labels:
            self._mark(picture, label.mark, label.at)

    def _metres(self, size: tuple[int, int]) -> tuple[float, float]:
        return (size[0] / self.scale, size[1] / self.scale)

    def _measure(self, mark: Mark) -> tuple[float, float] | None:
        if mark.kind == "icon":
            fits = min(mark.room) * self.scale >= _SIGN - 2
            return self._metres((_SIGN, _SIGN)) if _sign_of(mark.icon) and fits else None
        style = self._style(mark)
        return self._metres(_text_size(mark.text, style)) if style else None

    def _style(self, mark: Mark) -> Style | None:
        """The largest letters in which a mark fits its room; None where none do and it is not the goal."""
        if mark.kind == "counter":
            return Style(self.plan.lang, _LEAST, Weight.BOLD) if mark.on == "goal" else None
        for size in range(26, _LEAST - 1, -2):
            style = Style(self.plan.lang, size, Weight.BOLD)
            width, height = _text_size(mark.text, style)
            if width <= mark.room[0] * self.scale and height <= mark.room[1] * self.scale:
                return style
        return Style(self.plan.lang, _LEAST, Weight.BOLD) if mark.on == "goal" else None

    def _mark(self, picture: Image.Image, mark: Mark, at: Position) -> None:
        ink = 255 if mark.on == "goal" and mark.kind != "counter" else 0
        if mark.kind == "icon":
            x, y = self._px(at, 1)
            _sign(ImageDraw.Draw(picture), mark.icon, round(x), round(y), ink)
            return
        style = self._style(mark)
        if style is not None:
            self._write(picture, mark.text, at, style, ink)

    def _write(
        self, picture: Image.Image, text: str, at: Position, style: Style, ink: int, clear: bool = False
    ) -> None:
        left, top, right, bottom = ink_box(text, style)
        x, y = self._px(at, 1)
        origin, base = round(x - (right - left) / 2 - left), round(y - (top + bottom) / 2)
        if clear:
            box = (origin + left - 4, base + top - 3, origin + right + 4, base + bottom + 3)
            ImageDraw.Draw(picture).rectangle(box, fill=255)
        draw_line(picture, origin, base, text, style, ink)


def _text_size(text: str, style: Style) -> tuple[int, int]:
    left, top, right, bottom = ink_box(text, style)
    return (right - left + 6, bottom - top + 6)


def _hatching(size: tuple[int, int]) -> Image.Image:
    """Thin slanting lines: not for visitors."""
    picture = Image.new("L", size, 255)
    pen = ImageDraw.Draw(picture)
    for x in range(-size[1], size[0], 8 * _FINE):
        pen.line((x, size[1], x + size[1], 0), fill=0, width=_FINE)
    return picture


def _sign_of(icon: str) -> str:
    return {"elevator-passenger": "lift", "stairs": "stairs", "human-male-female": "WC", "door-open": "door"}.get(
        icon, ""
    )


def _sign(pen: ImageDraw.ImageDraw, icon: str, x: int, y: int, ink: int) -> None:
    """Draw what is on a floor in signs that need no typeface of icons, 24 dots high about `x`, `y`."""
    kind = _sign_of(icon)
    if kind == "lift":
        pen.rectangle((x - 12, y - 12, x + 12, y + 12), outline=ink, width=2)
        pen.polygon([(x, y - 9), (x - 7, y - 2), (x + 7, y - 2)], fill=ink)
        pen.polygon([(x, y + 9), (x - 7, y + 2), (x + 7, y + 2)], fill=ink)
    elif kind == "stairs":
        corners = ((-12, 10), (-5, 10), (-5, 3), (2, 3), (2, -4), (9, -4), (9, -11))
        steps = [(x + dx, y + dy) for dx, dy in corners]
        pen.line(steps, fill=ink, width=3)
    elif kind == "WC":
        for left in (x - 7, x + 7):
            pen.ellipse((left - 3, y - 12, left + 3, y - 6), fill=ink)
        pen.rectangle((x - 10, y - 4, x - 4, y + 12), fill=ink)
        pen.polygon([(x + 7, y - 5), (x + 1, y + 12), (x + 13, y + 12)], fill=ink)
    elif kind == "door":
        pen.rectangle((x - 8, y - 12, x + 8, y + 12), outline=ink, width=2)
        pen.ellipse((x + 2, y - 1, x + 5, y + 2), fill=ink)
