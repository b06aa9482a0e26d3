"""The product's keyboard in the look of the page."""

from kiosk.widgets.keyboard import OnScreenKeyboard

_PORTRAIT_KEY_MM, _LANDSCAPE_KEY_MM, _LEAST_KEY_MM = 31.0, 20.0, 20.0


def make_keyboard(look):
    """Return the keyboard for a look: high keys where there is room, never under 20 mm (A1)."""
    high = (_LANDSCAPE_KEY_MM if look.landscape else _PORTRAIT_KEY_MM) * look.fit
    return OnScreenKeyboard(
        lang=look.lang,
        px_per_mm=look.px_per_mm,
        key_mm=max(_LEAST_KEY_MM, high),
        gap_mm=3.0,
        board_color=look.colour("keyboard"),
        key_color=look.colour("key"),
        special_color=look.colour("key_special"),
        pressed_color=look.colour("tint"),
        done_color=look.colour("primary"),
        ink=look.colour("on_key"),
        done_ink=look.colour("on_primary"),
        size_hint=(None, None),
    )
