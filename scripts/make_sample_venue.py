"""Writes `assets/sample/venue.yaml`: the map of the sample office, four floors of 48 m by 19 m over one corridor.

Run it after a change here: `python scripts/make_sample_venue.py`. The file is what the product reads; this is only the
ruler and pencil, so that walls meet exactly and doors lie on them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

TARGET = Path(__file__).parents[1] / "assets/sample/venue.yaml"
FRONT, CORRIDOR, BACK, TOP = 0.0, 9.0, 12.0, 19.0
"""y of the front wall, of both walls of the corridor and of the back wall, in metres."""

HEAD = """\
# The map of the building, after IMDF 1.0: metres from the front left corner, the top of the plan is north.
# Drawn by scripts/make_sample_venue.py.
"""

Rooms = list[tuple[str | None, float, float, float]]
"""Room or None for a store, left x, right x, x of its door, in metres."""

FRONT_ROOMS: dict[int, Rooms] = {
    0: [(None, 0, 5, 0), ("room-016", 30, 36.6, 33.3), ("room-017", 36.6, 43.2, 39.9)],
    1: [("room-106", 0, 9, 7), ("room-105", 9, 13.5, 11.25), ("room-104", 13.5, 18, 15.75),
        ("room-108", 30, 37, 33.5), ("room-109", 37, 44, 40.5), (None, 44, 48, 46)],
    2: [(None, 0, 9, 7), (None, 9, 18, 13.5),
        ("room-210", 30, 36, 33), ("room-212", 36, 42, 39), ("room-214", 42, 48, 45)],
    3: [("room-302", 0, 18, 14), ("room-311", 30, 37, 33.5), ("room-310", 37, 48, 42.5)],
}  # fmt: skip
BACK_ROOMS: dict[int, Rooms] = {
    0: [(None, 0, 8, 6.5), ("room-015", 8, 15, 11.5), ("room-014", 15, 22.4, 18.7),
        ("room-011", 31.2, 37.2, 34.2), ("room-012", 37.2, 43.2, 40.2)],
    1: [(None, 0, 7.5, 6.2), ("room-102", 7.5, 15, 11.25), ("room-101", 15, 22.4, 18.7),
        ("room-112", 31.2, 39, 35), ("room-113", 39, 48, 43.5)],
    2: [("room-206", 0, 7.5, 6.2), ("room-205", 7.5, 12.5, 10), ("room-203", 12.5, 17.5, 15),
        ("room-202", 17.5, 22.4, 20), ("room-216", 31.2, 36.8, 34), ("room-217", 36.8, 42.4, 39.6),
        ("room-218", 42.4, 48, 45.2)],
    3: [(None, 0, 7.5, 6.2), ("room-306", 7.5, 15, 11.25), ("room-305", 15, 22.4, 18.7),
        ("room-312", 31.2, 40, 35.6), (None, 40, 48, 44)],
}  # fmt: skip
CATEGORIES = {"room-302": "library", "room-106": "laboratory", "room-218": "auditorium", "room-312": "conferenceroom"}

EAST = {"fa": "ضلع شرقی", "ar": "الجناح الشرقي", "en": "East wing", "ru": "Восточное крыло"}
WEST = {"fa": "ضلع غربی", "ar": "الجناح الغربي", "en": "West wing", "ru": "Западное крыло"}
CORRIDOR_NAME = {"fa": "راهرو", "ar": "الممر", "en": "Corridor", "ru": "Коридор"}
FORECOURT = {"fa": "محوطهٔ جلوی ساختمان", "ar": "الساحة الأمامية", "en": "Forecourt", "ru": "Площадь перед зданием"}


class _Flow(list[Any]):
    """A list written on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes a text that is used twice out twice, for people who edit the file."""

    def ignore_aliases(self, data: Any) -> bool:
        """Whether `data` is written out wherever it stands."""
        return True


_Dumper.add_representer(
    _Flow, lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)
)


def polygon(*points: tuple[float, float]) -> dict[str, Any]:
    """Return a closed GeoJSON polygon through `points`, in metres."""
    ring = [_Flow([float(x), float(y)]) for x, y in (*points, points[0])]
    return {"type": "Polygon", "coordinates": _Flow([_Flow(ring)])}


def box(x0: float, y0: float, x1: float, y1: float) -> dict[str, Any]:
    """Return a rectangle, anticlockwise as RFC 7946 asks."""
    return polygon((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def point(x: float, y: float) -> dict[str, Any]:
    """Return a GeoJSON point."""
    return {"type": "Point", "coordinates": _Flow([float(x), float(y)])}


class Map:
    """The features drawn so far."""

    def __init__(self) -> None:
        names = ("levels", "sections", "units", "openings", "relationships", "anchors", "fixtures", "kiosks")
        self.data: dict[str, list[dict[str, Any]]] = {name: [] for name in names}

    def unit(self, floor: int, ident: str, category: str, geometry: dict[str, Any], **more: Any) -> None:
        """Draw a space."""
        self.data["units"].append(
            {"id": ident, "level": f"level-{floor}", "category": category, **more, "geometry": geometry}
        )

    def opening(
        self, floor: int, ident: str, x0: float, y0: float, x1: float, y1: float, door: str = "", **more: Any
    ) -> None:
        """Draw an opening; `door` is its type, empty for an open passage."""
        feature: dict[str, Any] = {"id": ident, "level": f"level-{floor}", **more}
        if door:
            feature["door"] = {"type": door, "automatic": door == "sliding"}
        ends = _Flow([_Flow([float(x0), float(y0)]), _Flow([float(x1), float(y1)])])
        self.data["openings"].append({**feature, "geometry": {"type": "LineString", "coordinates": ends}})

    def row(self, floor: int, rooms: Rooms, wall: float, far: float) -> None:
        """Draw rooms side by side along one wall of the corridor, each with its door."""
        for index, (room, left, right, door) in enumerate(rooms):
            side = "front" if wall == CORRIDOR else "back"
            ident = room or f"store-{floor}-{side}-{index}"
            geometry = box(left, min(wall, far), right, max(wall, far))
            if room is None:
                self.unit(floor, ident, "nonpublic", geometry, restriction="employeesonly")
            else:
                self.unit(floor, ident, CATEGORIES.get(room, "office"), geometry, room=room)
            if door:
                self.opening(floor, f"door-{ident}", door - 0.6, wall, door + 0.6, wall, "swinging")


def draw_core(m: Map, floor: int) -> None:
    """Lift, both stairs, restrooms and the corridor: the same on each floor."""
    east = 43.2 if floor == 0 else 48.0
    m.unit(floor, f"corridor-{floor}", "walkway", box(5, CORRIDOR, east, BACK), name=CORRIDOR_NAME)
    m.unit(
        floor,
        f"lift-{floor}",
        "elevator",
        box(22.4, BACK, 25.6, 16),
        room=f"lift-{floor}",
        accessibility=["wheelchair"],
    )
    m.opening(floor, f"door-lift-{floor}", 23.3, BACK, 24.7, BACK, "sliding", accessibility=["wheelchair"])
    m.unit(floor, f"stairs-{floor}", "stairs", box(25.6, BACK, 29.2, 16), room=f"stairs-{floor}")
    m.opening(floor, f"door-stairs-{floor}", 26.6, BACK, 28.2, BACK)
    m.unit(floor, f"stairs-west-{floor}", "stairs", box(0, CORRIDOR, 5, BACK))
    m.opening(floor, f"door-stairs-west-{floor}", 5, 9.8, 5, 11.2, "swinging")
    m.unit(floor, f"passage-{floor}", "walkway", box(29.2, BACK, 31.2, TOP))
    m.opening(floor, f"way-passage-{floor}", 29.3, BACK, 31.1, BACK)
    m.unit(floor, f"restroom-{floor}", "restroom", box(22.4, 16, 29.2, TOP), room=f"restroom-{floor}",
           accessibility=["wheelchair"])  # fmt: skip
    m.opening(floor, f"door-restroom-{floor}", 29.2, 16.9, 29.2, 18.1, "swinging")
    for name, text, left, right in (("west", WEST, 0, 22.4), ("east", EAST, 29.2, 48)):
        m.data["sections"].append(
            {"id": f"{name}-{floor}", "level": f"level-{floor}", "name": text, "geometry": box(left, FRONT, right, TOP)}
        )
    if floor:
        for kind, category in (("lift", "elevator"), ("stairs", "stairs"), ("stairs-west", "stairs")):
            m.data["relationships"].append(
                {
                    "id": f"{kind}-{floor - 1}-{floor}",
                    "category": category,
                    "origin": f"{kind}-{floor - 1}",
                    "destination": f"{kind}-{floor}",
                }
            )


def draw_hall(m: Map, floor: int) -> None:
    """The lobby, or the waiting area above it, open to the corridor."""
    m.unit(
        floor, f"hall-{floor}", "waitingroom" if floor else "lobby", box(18, FRONT, 30, CORRIDOR), room=f"hall-{floor}"
    )
    m.opening(floor, f"way-hall-{floor}", 19, CORRIDOR, 29, CORRIDOR)


def draw_ground(m: Map) -> None:
    """What only the ground floor has: counters, prayer room, entrance with steps and ramp, the kiosk."""
    m.unit(
        0, "counter-hall", "office", box(5, FRONT, 18, CORRIDOR), room="counter-hall", display_point=point(13.2, 6.5)
    )
    m.opening(0, "way-counter-hall", 18, 2, 18, 7)
    for index in range(6):
        y = 8.1 - 1.44 * index
        spot = f"at-counter-{index + 1}"
        m.data["anchors"].append(
            {"id": spot, "unit": "counter-hall", "counter": f"counter-{index + 1}", "geometry": point(8.2, y)}
        )
        desk = box(5.5, y - 0.62, 6.9, y + 0.62)
        m.data["fixtures"].append(
            {"id": f"desk-{index + 1}", "level": "level-0", "category": "desk", "anchor": spot, "geometry": desk}
        )
    m.unit(0, "prayer-0", "room", box(43.2, 5, 48, 16), room="prayer-0")
    m.opening(0, "door-prayer-0", 43.2, 9.9, 43.2, 11.1, "swinging")
    m.unit(0, "store-0-east", "nonpublic", box(43.2, 16, 48, TOP), restriction="employeesonly")
    m.unit(0, "store-0-garden", "nonpublic", box(43.2, FRONT, 48, 5), restriction="employeesonly")
    m.unit(0, "entrance-0", "walkway", box(21, -3, 27, FRONT), room="entrance-0")
    m.opening(0, "door-lobby", 22.5, FRONT, 25.5, FRONT, "sliding", category="pedestrian.principal")
    m.opening(0, "door-entrance", 22.5, -3, 25.5, -3, "sliding", category="pedestrian.principal")
    m.unit(0, "steps-0", "steps", box(22, -5, 26, -3))
    m.opening(0, "way-steps", 22.2, -5, 25.8, -5)
    m.unit(0, "ramp-0", "ramp", box(27, -2.4, 37, -0.6), accessibility=["wheelchair"])
    m.opening(0, "door-ramp", 27, -2.1, 27, -0.9, "sliding", accessibility=["wheelchair"])
    m.opening(0, "way-ramp", 37, -2.3, 37, -0.7)
    court = polygon((10, -8), (40, -8), (40, -0.6), (37, -0.6), (37, -5), (10, -5))
    m.unit(0, "forecourt", "unenclosedarea", court, name=FORECOURT)
    m.data["anchors"].append({"id": "at-kiosk", "unit": "hall-0", "geometry": point(24, 4.5)})
    m.data["kiosks"].append({"id": "lobby-kiosk", "anchor": "at-kiosk"})


def draw() -> dict[str, Any]:
    """Return the whole venue as the document that goes into the file."""
    m = Map()
    for floor in range(4):
        outline = polygon(
            (0, 0), (10, 0), (10, -8), (40, -8), (40, 0), (48, 0), (48, TOP), (0, TOP)
        ) if floor == 0 else box(0, 0, 48, TOP)  # fmt: skip
        m.data["levels"].append({"id": f"level-{floor}", "floor": f"floor-{floor}", "geometry": outline})
        draw_core(m, floor)
        draw_hall(m, floor)
        m.row(floor, FRONT_ROOMS[floor], CORRIDOR, FRONT)
        m.row(floor, BACK_ROOMS[floor], BACK, TOP)
    draw_ground(m)
    return {"venue": {"id": "central-map", "category": "university", "bearing_deg": 0.0, **m.data}}


def main() -> None:
    """Write the file."""
    text = yaml.dump(draw(), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
    TARGET.write_text(HEAD + text, encoding="utf-8")


if __name__ == "__main__":
    main()
