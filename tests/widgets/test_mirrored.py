"""Rows, grids and icons by direction."""

import pytest

pytestmark = pytest.mark.window


def _children(count):
    from kivy.uix.widget import Widget

    return [Widget(size_hint=(None, None), size=(100, 50)) for _ in range(count)]


@pytest.mark.parametrize(("lang", "first"), [("fa", 990), ("ar", 990), ("en", 10), ("ru", 10)])
def test_the_first_child_stands_at_the_start_side(stage, lang, first):
    from kiosk.widgets.mirrored import MirroredRow

    row = MirroredRow(lang=lang, size_hint=(None, None), size=(1080, 60), padding=(10, 0, 0, 0), spacing=5)
    items = _children(3)
    for item in items:
        row.add_widget(item)
    stage(row)
    assert items[0].x == pytest.approx(first if lang in ("en", "ru") else 1080 - 10 - 100)
    sides = [item.x for item in items]
    assert sides == sorted(sides, reverse=lang in ("fa", "ar"))


def test_a_change_of_language_mirrors_at_once(stage):
    from kiosk.widgets.mirrored import MirroredGrid

    grid = MirroredGrid(lang="en", cols=2, size_hint=(None, None), size=(800, 200), pos=(40, 100))
    items = _children(4)
    for item in items:
        grid.add_widget(item)
    shown = stage(grid)
    before = [item.x for item in items]
    grid.lang = "fa"
    shown.frames()
    axis = 2 * grid.x + grid.width
    assert [item.x for item in items] == [axis - x - 100 for x in before]
    assert [item.y for item in items] == sorted((item.y for item in items), reverse=True)


@pytest.mark.parametrize(
    ("name", "directed"),
    [
        ("arrow-right", True),
        ("chevron-left", True),
        ("format-list-bulleted", True),
        ("backspace-outline", True),
        ("clock-outline", False),
        ("check", False),
        ("printer", False),
        ("qrcode", False),
        ("home", False),
        ("volume-high", False),
        ("progress-clock", False),
        ("play", False),
        ("magnify", False),
        ("phone", False),
    ],
)
def test_only_what_points_is_mirrored(name, directed):
    from kiosk.widgets.icon import icon_char, is_directed

    assert icon_char(name)
    assert is_directed(name) is directed


def test_an_arrow_forward_points_left_in_persian(stage):
    import numpy as np

    from kiosk.widgets.icon import Icon

    pictures = {}
    for lang in ("fa", "en"):
        icon = Icon(icon="arrow-right", icon_size=96, lang=lang, size_hint=(None, None), size=(120, 120), pos=(0, 0))
        shown = stage(icon)
        picture = shown.picture().convert("L")
        pictures[lang] = 255 - np.asarray(picture.crop((0, picture.height - 120, 120, picture.height)), dtype=np.int16)
        shown.leave()
    assert pictures["fa"].sum() > 0
    assert np.abs(pictures["fa"] - pictures["en"][:, ::-1]).mean() < 3
    assert np.abs(pictures["fa"] - pictures["en"]).mean() > 3


def test_an_unknown_icon_is_named():
    from kiosk.widgets.icon import icon_char

    with pytest.raises(KeyError, match="no-such"):
        icon_char("no-such")
