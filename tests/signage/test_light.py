"""The panel's own light follows the desk's plan: a real backlight folder, as the kernel shows it."""

from __future__ import annotations

from pathlib import Path

from kiosk.devices.display import open_light
from tests.sync.waiting import until


def panel_in(folder: Path) -> Path:
    """Make a backlight as the kernel shows it."""
    panel = folder / "backlight" / "panel-0"
    panel.mkdir(parents=True)
    (panel / "max_brightness").write_text("255\n")
    return panel


def test_the_light_follows_what_is_asked_and_is_full_at_the_end(tmp_path: Path) -> None:
    panel = panel_in(tmp_path)
    light = open_light("panel", tmp_path / "backlight")
    assert light is not None and not light.obeys
    for percent, brightness, power in ((40, "102", "0"), (0, "0", "4"), (100, "255", "0"), (0, "0", "4")):
        light.set(percent)
        until(lambda: light.obeys, f"{percent} %", 30)
        assert ((panel / "brightness").read_text(), (panel / "bl_power").read_text()) == (brightness, power)
    light.close()
    assert (panel / "brightness").read_text() == "255", "what comes after this program is to be seen"
    assert open_light("picture", tmp_path / "backlight") is None


def test_a_panel_that_does_not_obey_says_so(tmp_path: Path) -> None:
    panel = panel_in(tmp_path)
    (panel / "max_brightness").write_text("no number")
    light = open_light("panel", tmp_path / "backlight")
    assert light is not None
    light.set(30)
    assert not light.obeys, "the picture is darkened instead"
    (panel / "max_brightness").write_text("100")
    light.set(35)
    until(lambda: light.obeys, "it obeys again", 30)
    light.close()
