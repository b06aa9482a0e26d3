"""The idle screen in a real window: every item is drawn, nothing flashes, a touch wakes, an alarm covers a visit."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.signage.windows import told_by

SOAK_DAYS = os.environ.get("MIZBAN_SOAK_DAYS", "")


@pytest.mark.window
def test_signage_is_drawn_without_a_flash_and_an_alarm_covers_a_visit(tmp_path: Path) -> None:
    media = tmp_path / "media"
    media.mkdir()
    film = media / ("d" * 64)
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=c=#4040c0:size=320x240:rate=10", "-t", "4"]
    subprocess.run([*command, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-f", "mp4", str(film)], check=True, timeout=60)
    told = told_by("shown", str(tmp_path), "90", seconds=200)[-1]
    assert {"p-a", "p-b", "p-film", "p-notice"} <= set(told["seen"]), told
    assert "p-broken" not in told["seen"]
    assert told["frames"] > 60 and told["flashes"] == 0, told
    assert told["woken"] == "language"
    assert told["covers"] and told["page"] == "attract", "the visit is wiped first"
    assert told["alarm_s"] < 5


def test_a_board_at_night_a_call_and_an_alarm() -> None:
    """The board's own root, without pixels: what lies over what, and a call that is seen at night."""
    told = {line["what"]: line for line in told_by("hall")}
    assert told["evening"]["layers"] == ["BoardScreen", "SignagePlayer", "UrgentOverlay"]
    assert told["evening"]["dark"] == 0 and "ثبت‌نام" in told["evening"]["texts"]
    assert told["night"]["layers"] == ["BoardScreen", "UrgentOverlay", "NightVeil"]
    assert told["night"]["dark"] == 1
    assert {"الف ۳۷۱", "A 371  ·  Counter 3"} <= set(told["call"]["texts"])
    assert told["call"]["dark"] == 0, "a call is seen at night"
    assert "زلزله" in told["alarm"]["texts"] and told["alarm"]["layers"][-1] == "UrgentOverlay"
    assert "زلزله" not in told["end"]["texts"]
    turns = told["turns"]
    assert turns["calls"] == [2, 0] * 4 and turns["lines"] == [0, 9, 0, 9, 0, 2, 0, 9], "calls and lines take turns"
    assert turns["letters"] == 20 and turns["alone"] == [9, 9, 2], "every line is seen, however many there are"
    assert turns["rung"] == 2, "a call brings the calls back"


@pytest.mark.window
@pytest.mark.timeout(3600)
@pytest.mark.skipif(not SOAK_DAYS, reason="MIZBAN_SOAK_DAYS=42 lets six weeks pass in a window")
def test_weeks_in_a_window_are_never_blank_and_do_not_grow(tmp_path: Path) -> None:
    told = told_by("soak", str(tmp_path), SOAK_DAYS, seconds=3500)[-1]
    print(told)
    assert told["blank"] == 0 and told["undrawn"] == 0, told
    assert told["switches"] > told["steps"] * 0.5, told
    assert told["growth"] <= 0.02, told
    assert told["places"] > 1, "what stands still for weeks does not burn in (S26)"


def test_the_called_number_is_read_from_the_far_wall() -> None:
    """On 43 inches, in one language and in two: ten metres wide, nine upright with the widest letter (A9)."""
    told = told_by("readable")
    assert len(told) == 16
    for panel in told:
        print(panel)
        assert panel["metres"] >= (9.9 if panel["size"] == "1920x1080" else 9.0), panel
