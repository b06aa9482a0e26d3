"""The tokens of the look: contrast by the table, and no colour, size or text anywhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.theme import CONTRAST_PAIRS, EDGE_PAIRS, THEMES, colour_problem, contrast, theme, token_names

ROOT = Path(__file__).resolve().parents[2]
KV = [ROOT / "kiosk.kv", *sorted((ROOT / "kiosk").rglob("*.kv"))]


@pytest.mark.parametrize("name", THEMES)
def test_every_text_pair_has_seven_to_one(name: str) -> None:
    """A6, A7."""
    colours = THEMES[name]
    low = {
        f"{ink} on {ground}": round(ratio, 2)
        for ink, ground in CONTRAST_PAIRS
        if (ratio := contrast(getattr(colours, ink), getattr(colours, ground))) < 7
    }
    assert low == {}


@pytest.mark.parametrize("name", THEMES)
def test_marks_have_three_to_one(name: str) -> None:
    colours = THEMES[name]
    assert all(contrast(getattr(colours, a), getattr(colours, b)) >= 3 for a, b in EDGE_PAIRS)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_an_office_colour_is_taken_only_where_it_can_be_read() -> None:
    assert colour_problem("#0B4F5C") is None
    assert theme("light", "#123A7A").colours.primary == "#123A7A"
    assert "at least 7:1" in (colour_problem("#F2A33A") or "")
    assert theme("light", "#F2A33A").colours.primary == THEMES["light"].primary
    assert theme("contrast-dark", "#123A7A").colours.primary == THEMES["contrast-dark"].primary


@pytest.mark.parametrize("path", KV, ids=lambda path: path.name)
def test_kv_holds_no_colour_size_text_or_side(path: Path) -> None:
    """K8, R6: rules name properties; figures and words come from the theme and the flow."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        rule = line.split("#:import")[0].strip()
        if not rule or rule.startswith(("<", "#")) or rule.endswith(":"):
            continue
        value = rule.partition(":")[2]
        where = f"{path.name}:{number}: {rule}"
        assert not re.search(r"['\"]", value), where
        assert not re.search(r"\b(?:dp|sp|cm)\(|#[0-9A-Fa-f]{6}", value), where
        assert not [figure for figure in re.findall(r"\b\d+(?:\.\d+)?\b", value) if float(figure) not in (0, 1, 2)], (
            where
        )
        assert not re.search(r"\b(?:left|right)\b", value), where


def test_colours_stand_in_the_theme_alone() -> None:
    """No `#RRGGBB` in screens, flow, or widgets, but for defaults of widgets that the screens always set."""
    defaults = {"keyboard.py", "text_field.py", "floor_plan.py"}
    found = [
        f"{path.name}:{number}"
        for folder in ("screens", "widgets", "flow")
        for path in (ROOT / "kiosk" / folder).rglob("*.py")
        if path.name not in defaults
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"[\"']#[0-9A-Fa-f]{6}[\"']", line)
    ]
    assert found == []
    assert len(token_names()) > 20
