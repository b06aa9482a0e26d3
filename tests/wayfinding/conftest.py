"""The sample office as its files say, and a finder of ways in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kiosk.flow.wayfinding.graph import WalkGraph
from kiosk.flow.wayfinding.route import Wayfinder
from sync.protocol.catalogue import Catalogue

SAMPLE = Path(__file__).parents[2] / "assets/sample"
PARTS = ("building", "departments", "venue.yaml", "organisation.yaml")


def read_sample() -> dict[str, Any]:
    """Return the parts of the sample that the map belongs to, as one document. Queues are left out of its counters."""
    found: dict[str, Any] = {}
    for name in PARTS:
        path = SAMPLE / name
        for file in sorted(path.rglob("*.yaml")) if path.is_dir() else [path]:
            for key, value in yaml.safe_load(file.read_text(encoding="utf-8")).items():
                if isinstance(value, list):
                    found.setdefault(key, []).extend(value)
                else:
                    found[key] = value
    kept = {key: found[key] for key in ("organisation", "site", "floors", "rooms", "counters", "venue")}
    kept["counters"] = [{**counter, "queues": []} for counter in kept["counters"]]
    kept["rooms"] = [{key: value for key, value in room.items() if key != "department"} for room in kept["rooms"]]
    return kept


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    return read_sample()


@pytest.fixture(scope="session")
def catalogue(document: dict[str, Any]) -> Catalogue:
    return Catalogue.model_validate(document)


@pytest.fixture(scope="session")
def finder(catalogue: Catalogue) -> Wayfinder:
    assert catalogue.venue is not None
    return Wayfinder(WalkGraph(catalogue.venue))
