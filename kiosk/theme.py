"""The look as tokens: colour by theme, type and space in mm, radius, motion. Nothing else names a colour or size.

Every pair of `CONTRAST_PAIRS` holds at least 7:1 (WCAG 1.4.6), every pair of `EDGE_PAIRS` at least 3:1 (1.4.11).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Final

Rgba = tuple[float, float, float, float]


@dataclass(frozen=True)
class Colours:
    """Colours of one theme, `#RRGGBB`. A token with `on_` is written on the one it names."""

    background: str
    card: str
    line: str
    ink: str
    ink2: str
    primary: str
    on_primary: str
    tint: str
    on_tint: str
    saffron: str
    on_saffron: str
    good: str
    on_good: str
    bad: str
    on_bad: str
    warn: str
    on_warn: str
    good_ink: str
    bad_ink: str
    neutral: str
    header: str
    on_header: str
    pattern: str
    bar: str
    keyboard: str
    key: str
    key_special: str
    on_key: str
    focus: str
    dot: str
    overlay: str
    sky_top: str
    sky_bottom: str
    on_sky: str
    sun: str
    qr_dark: str = "#000000"
    qr_light: str = "#FFFFFF"


_LIGHT = Colours(
    background="#F6F3EC",
    card="#FFFFFF",
    line="#D9D4C7",
    ink="#14212A",
    ink2="#3A4B54",
    primary="#0B4F5C",
    on_primary="#FFFFFF",
    tint="#DCEDEF",
    on_tint="#0B4F5C",
    saffron="#F2A33A",
    on_saffron="#14212A",
    good="#DDF0E4",
    on_good="#0D5730",
    bad="#F9E1DF",
    on_bad="#8E1616",
    warn="#FFF5E1",
    on_warn="#5C2C00",
    good_ink="#0D5730",
    bad_ink="#8E1616",
    neutral="#54442B",
    header="#0B4F5C",
    on_header="#FFFFFF",
    pattern="#FFFFFF",
    bar="#FFFFFF",
    keyboard="#E8E3D6",
    key="#FFFFFF",
    key_special="#D8D1BF",
    on_key="#14212A",
    focus="#B4500A",
    dot="#D6D1C4",
    overlay="#14212A",
    sky_top="#0D606B",
    sky_bottom="#082F38",
    on_sky="#FFFFFF",
    sun="#F2A33A",
)

_DARK = replace(
    _LIGHT,
    background="#10191E",
    card="#1A262D",
    line="#3B4A52",
    ink="#F2F5F6",
    ink2="#C3CFD5",
    primary="#8FD6E2",
    on_primary="#06242B",
    tint="#17424C",
    on_tint="#D6F1F5",
    saffron="#F2A33A",
    on_saffron="#14212A",
    good="#123D27",
    on_good="#BDEBCF",
    bad="#4A1615",
    on_bad="#FFD4D0",
    warn="#453008",
    on_warn="#FFE3AE",
    good_ink="#BDEBCF",
    bad_ink="#FFBDB7",
    neutral="#E7D9BE",
    header="#0A3A44",
    on_header="#FFFFFF",
    bar="#1A262D",
    keyboard="#0B1216",
    key="#26343C",
    key_special="#3A4A53",
    on_key="#F2F5F6",
    focus="#F2A33A",
    dot="#3B4A52",
    overlay="#000000",
)

_CONTRAST_DARK = Colours(
    background="#000000",
    card="#000000",
    line="#FFFFFF",
    ink="#FFFFFF",
    ink2="#FFFFFF",
    primary="#FFE500",
    on_primary="#000000",
    tint="#000000",
    on_tint="#FFE500",
    saffron="#FFE500",
    on_saffron="#000000",
    good="#000000",
    on_good="#FFFFFF",
    bad="#FFFFFF",
    on_bad="#000000",
    warn="#000000",
    on_warn="#FFE500",
    good_ink="#FFFFFF",
    bad_ink="#FFE500",
    neutral="#FFFFFF",
    header="#000000",
    on_header="#FFFFFF",
    pattern="#000000",
    bar="#000000",
    keyboard="#000000",
    key="#333333",
    key_special="#474747",
    on_key="#FFFFFF",
    focus="#FFE500",
    dot="#6E6E6E",
    overlay="#000000",
    sky_top="#000000",
    sky_bottom="#000000",
    on_sky="#FFFFFF",
    sun="#000000",
)

_CONTRAST_LIGHT = Colours(
    background="#FFFFFF",
    card="#FFFFFF",
    line="#000000",
    ink="#000000",
    ink2="#000000",
    primary="#000000",
    on_primary="#FFFFFF",
    tint="#FFFFFF",
    on_tint="#000000",
    saffron="#FFE500",
    on_saffron="#000000",
    good="#FFFFFF",
    on_good="#000000",
    bad="#000000",
    on_bad="#FFFFFF",
    warn="#FFE500",
    on_warn="#000000",
    good_ink="#000000",
    bad_ink="#000000",
    neutral="#000000",
    header="#FFFFFF",
    on_header="#000000",
    pattern="#FFFFFF",
    bar="#FFFFFF",
    keyboard="#767676",
    key="#FFFFFF",
    key_special="#E4E4E4",
    on_key="#000000",
    focus="#000000",
    dot="#8A8A8A",
    overlay="#000000",
    sky_top="#FFFFFF",
    sky_bottom="#FFFFFF",
    on_sky="#000000",
    sun="#FFFFFF",
)

THEMES: Final = MappingProxyType(
    {"light": _LIGHT, "dark": _DARK, "contrast-dark": _CONTRAST_DARK, "contrast-light": _CONTRAST_LIGHT}
)

CONTRAST_PAIRS: Final = (
    ("ink", "background"),
    ("ink2", "background"),
    ("primary", "background"),
    ("ink", "card"),
    ("ink2", "card"),
    ("primary", "card"),
    ("good_ink", "card"),
    ("bad_ink", "card"),
    ("bad_ink", "background"),
    ("card", "good_ink"),
    ("on_primary", "primary"),
    ("ink", "tint"),
    ("on_tint", "tint"),
    ("on_saffron", "saffron"),
    ("on_good", "good"),
    ("on_bad", "bad"),
    ("on_warn", "warn"),
    ("neutral", "card"),
    ("on_header", "header"),
    ("ink", "bar"),
    ("primary", "bar"),
    ("on_key", "key"),
    ("on_key", "key_special"),
    ("on_sky", "sky_top"),
    ("on_sky", "sky_bottom"),
    ("qr_dark", "qr_light"),
)
"""(what is written, what it is written on)."""

EDGE_PAIRS: Final = (("focus", "background"), ("focus", "card"), ("primary", "keyboard"))
"""Marks that must be seen, and what they lie on."""


@dataclass(frozen=True)
class Type:
    """Sizes of letters in millimetres (the font's em); capitals are about 0.7 of it.

    None is smaller than what subtends 0.7 degrees at 600 mm (A9); what is less important is paler, not smaller.
    """

    hero: float = 77.5
    code: float = 23.0
    title: float = 18.75
    low_title: float = 16.0
    card: float = 13.1
    heading: float = 12.2
    strong: float = 11.3
    body: float = 10.45
    note: float = 10.45
    bar: float = 10.45
    slide: float = 25.0
    clock: float = 16.0


@dataclass(frozen=True)
class Space:
    """Distances in millimetres."""

    margin: float = 17.5
    gap: float = 8.75
    small: float = 4.4
    low_gap: float = 7.2
    pad: float = 11.8
    hair: float = 0.63
    target: float = 20.0
    apart: float = 3.0
    low_header: float = 40.0
    low_bar: float = 43.0
    low_action: float = 29.0
    low_small_action: float = 25.0
    low_row: float = 30.0
    action: float = 38.75
    small_action: float = 32.5
    bar: float = 46.9
    header: float = 51.0
    tile: float = 35.0
    row: float = 34.0
    focus: float = 3.0


@dataclass(frozen=True)
class Radius:
    """Corners in millimetres."""

    card: float = 11.25
    tile: float = 10.0
    key: float = 5.0
    action: float = 10.0


@dataclass(frozen=True)
class Motion:
    """Durations in seconds; all zero where motion is reduced."""

    page: float = 0.18
    press: float = 0.08


@dataclass(frozen=True)
class Theme:
    """All tokens of one look."""

    colours: Colours
    type: Type = Type()
    space: Space = Space()
    radius: Radius = Radius()
    motion: Motion = Motion()


def theme(name: str, main_colour: str | None = None) -> Theme:
    """Return a theme by name. `main_colour` (`#RRGGBB`, the office's own) takes the place of the light theme's primary
    where it bears the contrast; `colour_problem` tells beforehand whether it does."""
    colours = THEMES[name]
    if main_colour and name == "light" and colour_problem(main_colour) is None:
        colours = replace(colours, primary=main_colour, header=main_colour, on_tint=main_colour)
    return Theme(colours)


def colour_problem(main_colour: str) -> str | None:
    """Say why a main colour cannot be used, or None where it can: 7:1 under white and on every ground it is used on."""
    for ground in ("#FFFFFF", _LIGHT.background, _LIGHT.tint, _LIGHT.card):
        ratio = contrast(main_colour, ground)
        if ratio < 7:
            return f"{main_colour} has a contrast of {ratio:.1f}:1 with {ground}; at least 7:1 is needed"
    return None


def rgba(colour: str, alpha: float = 1.0) -> Rgba:
    """Return `#RRGGBB` as four numbers from 0 to 1."""
    value = colour.lstrip("#")
    red, green, blue = (int(value[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue, alpha


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG 2 defines it, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue, _ = rgba(colour)
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def token_names() -> tuple[str, ...]:
    """Names of all colour tokens."""
    return tuple(field.name for field in fields(Colours))
