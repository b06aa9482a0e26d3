"""A route in words, as somebody says it who stands beside the visitor: where to turn, which lift, which door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from kiosk.flow.wayfinding.geometry import Turn
from kiosk.flow.wayfinding.route import Leg, LevelChange, Route, Wayfinder
from kiosk.flow.wayfinding.runs import Run, Side, doors_passed, runs
from kiosk.text.messages import Messages
from language import pick
from sync.protocol.base import Lang
from sync.protocol.catalogue import Catalogue
from sync.protocol.venue import Opening
from sync.protocol.venue_geometry import line, unit_at

SHORT = 7.0
"""A last piece of way up to this length, in metres, is told as "on your left"."""
WORTH = 4.0
"""Walks shorter than this, in metres, are not measured out."""
ROUND = 5
"""Metres are told in steps of this: nobody counts them."""
COUNTED = 6
"""More doors than this are not counted out."""

_BY: Final[Mapping[str, str]] = {"elevator": "lift", "escalator": "escalator", "stairs": "stairs", "ramp": "ramp"}
_ICONS: Final[Mapping[Turn, str]] = {
    "straight": "arrow-up-bold",
    "left": "arrow-left-top-bold",
    "right": "arrow-right-top-bold",
    "slight-left": "arrow-top-left-thick",
    "slight-right": "arrow-top-right-thick",
    "back": "arrow-u-down-left-bold",
}
"""Material Design names. They tell of left and right in the world: never mirror them (R2)."""


@dataclass(frozen=True)
class Direction:
    """One thing to do. `turns` are the turns that its text tells; `level` is where it is done."""

    text: str
    icon: str
    level: str
    turns: tuple[Turn, ...] = field(default=())


def directions(
    finder: Wayfinder, catalogue: Catalogue, route: Route, lang: Lang, heading_deg: float | None = None
) -> tuple[Direction, ...]:
    """Return what to do, in order, in the words of `lang`.

    `heading_deg` is the compass direction that the visitor faces at the start (setting `screen.heading_deg`); None when
    that is not known: then the way begins straight ahead.
    """
    return tuple(_Teller(finder, catalogue, route, lang).tell(heading_deg))


def plan_facing(finder: Wayfinder, heading_deg: float) -> float:
    """Return a compass direction as degrees clockwise from the top of the plan."""
    return (heading_deg - finder.venue.bearing_deg) % 360


def place(finder: Wayfinder, catalogue: Catalogue, unit: str, lang: Lang) -> tuple[str, ...]:
    """Return floor and wing of a unit, in the order in which they are met (U15)."""
    level = finder.graph.units[unit].level
    names = [floor_name(catalogue, finder, level, lang)]
    inside = finder.graph.shapes[unit].representative_point()
    for section in finder.venue.sections:
        if section.level == level and finder.section_shape(section).covers(inside):
            names.append(said(section.name, lang))
    return tuple(name for name in names if name)


def floor_name(catalogue: Catalogue, finder: Wayfinder, level: str, lang: Lang) -> str:
    """Return the name of the floor that a level is the plan of."""
    floor = next(item.floor for item in finder.venue.levels if item.id == level)
    found = next((item for item in catalogue.floors if item.id == floor), None)
    return said(found.name, lang) if found else ""


def said(text: Mapping[Lang, str], lang: Lang) -> str:
    """Return content in a language, or in the next best one."""
    return pick({str(code): words for code, words in text.items()}, lang)[0]


def in_sentence(name: str, lang: Lang) -> str:
    """Return a floor's name as it stands inside a sentence: "the second floor", «этаж 2»."""
    if lang == "en":
        lowered = name[:1].lower() + name[1:]
        return f"the {lowered}" if lowered.endswith(("floor", "basement", "level")) else name
    return name[:1].lower() + name[1:] if lang == "ru" else name


class _Teller:
    def __init__(self, finder: Wayfinder, catalogue: Catalogue, route: Route, lang: Lang) -> None:
        self.finder = finder
        self.catalogue = catalogue
        self.route = route
        self.lang: Lang = lang
        self.messages = Messages(lang)

    def tell(self, heading_deg: float | None) -> list[Direction]:
        parts = self.route.parts
        if not parts:
            level = self.finder.graph.units[self.route.goal].level
            return [Direction(self.messages.get("way.here"), "map-marker-check", level)]
        told: list[Direction] = []
        for index, part in enumerate(parts):
            if isinstance(part, LevelChange):
                told.append(self._change(part))
                if index == len(parts) - 1:
                    told.append(Direction(self.messages.get("way.arrived"), "map-marker-check", part.to))
                continue
            before, after = parts[index - 1] if index else None, parts[index + 1] if index + 1 < len(parts) else None
            facing = plan_facing(self.finder, heading_deg) if before is None and heading_deg is not None else None
            told += _Walk(self, part, before, after, facing).tell()
        return told

    def _change(self, change: LevelChange) -> Direction:
        levels = {level.id: level.floor for level in self.finder.venue.levels}
        ordinals = {floor.id: floor.ordinal for floor in self.catalogue.floors}
        rises = ordinals[levels[change.to]] > ordinals[levels[change.level]]
        way: Literal["up", "down"] = "up" if rises else "down"
        name = floor_name(self.catalogue, self.finder, change.to, self.lang)
        text = self.messages.get(f"way.{way}_{_BY[change.by]}", floor=in_sentence(name, self.lang))
        slope = {"up": "slope-uphill", "down": "slope-downhill"}[way]
        return Direction(text, slope if change.by == "ramp" else f"{change.by}-{way}", change.level)


class _Walk:
    """One leg, after the change `before` it and up to the change `after` it or the goal."""

    def __init__(
        self,
        teller: _Teller,
        leg: Leg,
        before: Leg | LevelChange | None,
        after: Leg | LevelChange | None,
        facing: float | None,
    ) -> None:
        self.teller = teller
        self.finder = teller.finder
        self.messages = teller.messages
        self.leg = leg
        self.before = before if isinstance(before, LevelChange) else None
        self.after = after if isinstance(after, LevelChange) else None
        self.runs = runs(leg.points, facing)
        self.door = None if self.after or teller.route.anchor else self._goal_door()

    def tell(self) -> list[Direction]:
        last = self.runs[-1]
        side: Side | None = last.turn if last.turn in ("left", "right") and last.length <= SHORT else None
        body = self.runs[:-1] if side else list(self.runs)
        told: list[Direction] = []
        start = 0
        if self.before and _BY[self.before.by] in ("lift", "stairs"):
            told.append(self._come_out(_BY[self.before.by], body))
            start = min(2, len(body))
            if len(body) > 1 and told[0].turns and self._is_measured(body, 1, side):
                told.append(self._say("straight_metres", "straight", metres=body[1].length))
        for index in range(start, len(body)):
            ends = self.after is not None and side is None and index == len(body) - 1
            if not (ends and body[index].turn == "straight"):
                told.append(self._run(body[index], index, self._is_measured(body, index, side) and not ends))
        return [*told, *self._arrive(body, side)]

    def _is_measured(self, body: list[Run], index: int, side: Side | None) -> bool:
        counting = side is not None and self.door is not None and index == len(body) - 1
        return body[index].length >= WORTH and not counting

    def _come_out(self, by: str, body: list[Run]) -> Direction:
        if len(body) > 1 and body[1].turn in ("left", "right"):
            return self._say(f"out_{by}_{body[1].turn}", body[1].turn, body[1].turn)
        if len(body) > 1 or len(self.runs) > len(body):
            return self._say(f"out_{by}", "straight")
        return self._say(f"out_{by}_straight", "straight")

    def _run(self, run: Run, index: int, measured: bool) -> Direction:
        key = run.turn.replace("-", "_")
        turns = () if run.turn == "straight" else (run.turn,)
        if run.turn == "straight" and index == 0 and self._into_corridor(run):
            return self._say("straight_corridor", "straight")
        if not measured:
            return self._say(key, run.turn, *turns)
        if run.turn in ("straight", "left", "right"):
            return self._say(f"{key}_metres", run.turn, *turns, metres=run.length)
        told = self._say(key, run.turn, *turns)
        further = self._say("straight_metres", "straight", metres=run.length)
        return Direction(f"{told.text} {further.text}", told.icon, told.level, told.turns)

    def _into_corridor(self, run: Run) -> bool:
        units = [unit_at(self.finder.venue, self.leg.level, point) for point in (run.points[0], run.points[-1])]
        first, last = (self.finder.graph.units[unit].category if unit else "" for unit in units)
        return first != "walkway" and last == "walkway" and len(self.runs) > 1

    def _arrive(self, body: list[Run], side: Side | None) -> list[Direction]:
        if self.after:
            noun = _BY[self.after.by]
            if noun == "ramp":
                return [self._say(side, side, side)] if side else []
            icon = "stairs" if noun == "stairs" else self.after.by
            return [self._mark(f"{noun}_{side}", icon, side)] if side else [self._mark(f"to_{noun}", icon)]
        if self.door is None or self.door.door is None:
            return [self._mark(f"place_{side or 'ahead'}", "map-marker-check", side)]
        if side is None:
            return [self._mark("door_ahead", "door-open")]
        count = doors_passed(self.finder, self.leg.level, body[-1], side) if body else 0
        return [self._mark(f"door_{side}_{count}" if 0 < count <= COUNTED else f"door_{side}", "door-open", side)]

    def _goal_door(self) -> Opening | None:
        """The opening through which the walk comes to its goal."""
        path = self.finder.line(self.leg.points)
        doors = self.finder.graph.doors[self.teller.route.goal]
        return next((door for door in doors if path.intersects(line(door))), None)

    def _say(self, key: str, icon: Turn, *turns: Turn, metres: float | None = None) -> Direction:
        if metres is None:
            text = self.messages.get(f"way.{key}")
        else:
            text = self.messages.plural(f"way.{key}", max(ROUND, round(metres / ROUND) * ROUND))
        return Direction(text, _ICONS[icon], self.leg.level, turns)

    def _mark(self, key: str, icon: str, side: Side | None = None) -> Direction:
        return Direction(self.messages.get(f"way.{key}"), icon, self.leg.level, (side,) if side else ())
