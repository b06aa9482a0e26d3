"""The map of a site: what the sample says, and what the check finds in maps that are wrong."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from sync.protocol.catalogue import Catalogue, Problem
from sync.protocol.catalogue_check import problems
from sync.protocol.venue import Venue

Change = Callable[[dict[str, Any]], None]


def found(document: dict[str, Any], change: Change) -> list[Problem]:
    changed = copy.deepcopy(document)
    change(changed["venue"])
    return [
        p for p in problems(Catalogue.model_validate(changed)) if p.where.startswith(("venue", "rooms", "counters"))
    ]


def one(items: list[dict[str, Any]], ident: str) -> dict[str, Any]:
    return next(item for item in items if item["id"] == ident)


def test_the_sample_map_is_whole(document: dict[str, Any]) -> None:
    assert found(document, lambda venue: None) == []


def test_every_room_and_counter_of_the_sample_is_on_the_map(catalogue: Catalogue) -> None:
    assert catalogue.venue is not None
    assert {room.id for room in catalogue.rooms} == {unit.room for unit in catalogue.venue.units} - {None}
    assert {c.id for c in catalogue.counters} == {a.counter for a in catalogue.venue.anchors} - {None}


def _nobody(venue: dict[str, Any]) -> None:
    one(venue["units"], "room-212")["room"] = "room-999"


def _wrong_floor(venue: dict[str, Any]) -> None:
    one(venue["units"], "room-212")["room"] = "room-104"


def _off_the_wall(venue: dict[str, Any]) -> None:
    one(venue["openings"], "door-room-212")["geometry"]["coordinates"] = [[38.4, 7.0], [39.6, 7.0]]


def _over_another(venue: dict[str, Any]) -> None:
    ring = [[35, 0], [42, 0], [42, 9], [35, 9], [35, 0]]
    one(venue["units"], "room-212")["geometry"]["coordinates"] = [ring]


def _crossing_itself(venue: dict[str, Any]) -> None:
    ring = [[36, 0], [42, 9], [42, 0], [36, 9], [36, 0]]
    one(venue["units"], "room-212")["geometry"]["coordinates"] = [ring]


def _walled_in(venue: dict[str, Any]) -> None:
    venue["openings"] = [opening for opening in venue["openings"] if opening["id"] != "door-room-212"]


def _outside_its_unit(venue: dict[str, Any]) -> None:
    one(venue["anchors"], "at-counter-3")["geometry"]["coordinates"] = [40.0, 4.0]


def _twice(venue: dict[str, Any]) -> None:
    venue["units"].append(copy.deepcopy(one(venue["units"], "room-212")))


def _on_one_level(venue: dict[str, Any]) -> None:
    venue["relationships"][0]["destination"] = "stairs-0"


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        (_nobody, "venue.units[room-212].room", "there is no 'room-999' among rooms"),
        (_wrong_floor, "venue.units[room-212].level", "is on 'floor-1'"),
        (_off_the_wall, "venue.openings[door-room-212].geometry", "lies on no wall"),
        (_over_another, "venue.units[room-212].geometry", "drawn over 'room-210'"),
        (_crossing_itself, "venue.units[room-212].geometry", "crosses itself"),
        (_walled_in, "venue.units[room-212]", "no way leads here from kiosk 'lobby-kiosk'"),
        (_outside_its_unit, "venue.anchors[at-counter-3].geometry", "outside unit 'counter-hall'"),
        (_twice, "venue.units[room-212]", "used twice"),
        (_on_one_level, "venue.relationships[lift-0-1]", "on one level"),
    ],
)
def test_a_wrong_map_is_named_where_it_is_wrong(
    document: dict[str, Any], change: Change, where: str, what: str
) -> None:
    fatal = [problem for problem in found(document, change) if problem.fatal]
    assert any(problem.where == where and what in problem.what for problem in fatal), fatal


def test_rooms_that_only_steps_lead_to_are_told_but_may_be_published(document: dict[str, Any]) -> None:
    def no_lift(venue: dict[str, Any]) -> None:
        venue["relationships"] = [r for r in venue["relationships"] if r["category"] != "elevator"]

    told = found(document, no_lift)
    assert not any(problem.fatal for problem in told)
    assert {"venue.units[room-212]", "venue.units[room-306]"} <= {problem.where for problem in told}
    assert all("step-free" in problem.what for problem in told)


def test_a_room_that_the_map_leaves_out_is_told(document: dict[str, Any]) -> None:
    def left_out(venue: dict[str, Any]) -> None:
        del one(venue["units"], "room-212")["room"]

    assert [(p.where, p.fatal) for p in found(document, left_out)] == [("rooms[room-212]", False)]


@pytest.mark.parametrize("ring", [[[0, 0], [1, 0], [0, 0]], [[0, 0], [1, 0], [1, 1], [0, 1]]])
def test_a_ring_is_closed_and_has_a_surface(document: dict[str, Any], ring: list[list[float]]) -> None:
    changed = copy.deepcopy(document["venue"])
    changed["units"][0]["geometry"]["coordinates"] = [ring]
    with pytest.raises(ValidationError, match="ring"):
        Venue.model_validate(changed)


def test_the_map_survives_the_wire(catalogue: Catalogue) -> None:
    assert Catalogue.model_validate_json(catalogue.model_dump_json()) == catalogue
