"""The desk keeps the map: from the office's files, through its tables, to what kiosks get."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from sync.protocol.catalogue import Catalogue
from tests.wayfinding.conftest import SAMPLE

ROOT = Path(__file__).parents[2]


def catalog(data: Path, *words: str) -> str:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("MIZBAN_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "mizban", "catalog", *words],
        env={**clean, "MIZBAN_DESK_DATA": str(data / "desk")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def exported(data: Path) -> dict[str, Any]:
    catalog(data, "export", str(data / "out.json"))
    found: dict[str, Any] = json.loads((data / "out.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.slow
def test_the_map_goes_through_and_outlives_a_room_that_staff_retire(tmp_path: Path, catalogue: Catalogue) -> None:
    """A map that nobody redrew must not keep staff from publishing: the room only loses its name on it."""
    catalog(tmp_path, "import", str(SAMPLE))
    document = exported(tmp_path)
    assert Catalogue.model_validate(document).venue == catalogue.venue
    del document["venue"]  # the site keeps the map that it has
    document["rooms"] = [room for room in document["rooms"] if room["id"] != "room-218"]
    changed = tmp_path / "office.yaml"
    changed.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    assert "published version 2" in catalog(tmp_path, "import", str(changed))
    units = {unit["id"]: unit for unit in exported(tmp_path)["venue"]["units"]}
    assert "room" not in units["room-218"] and units["room-217"]["room"] == "room-217"
