"""The preview of one panel: where things stand on it and how large its words are, as the panel itself draws them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from desk.signage.models import Asset
from language import is_rtl, pick
from sync.protocol.base import LANGS, Lang
from sync.protocol.signage import Role
from sync.protocol.signage_plan import Plan, Shown
from sync.protocol.signage_stage import SHAPES, SLIDE, board_boxes, stage

SHAPE_NAMES = (("portrait", _("upright")), ("landscape", _("wide")), ("small", _("wide, ten inches")))
LANGUAGE_NAMES = (("fa", "فارسی"), ("ar", "العربية"), ("en", "English"), ("ru", "Русский"))


def shape_of(name: str) -> str:
    """Return the name of a usual panel; the upright one where there is no such."""
    return name if name in SHAPES else "portrait"


def language_of(name: str, usual: str) -> Lang:
    """Return the language of the panel: what is asked for, else the office's."""
    return next(lang for lang in LANGS if lang == (name if name in LANGS else usual))


def drawing(role: Role, shape: str, lang: Lang) -> dict[str, Any]:
    """Return the panel for `preview.js`, in px from its upper left corner."""
    panel, rtl = SHAPES[shape], is_rtl(lang)
    boxes = board_boxes(panel.width, panel.height, rtl) if role == "board" else {}
    return {
        "width": panel.width,
        "height": panel.height,
        "rtl": rtl,
        "stage": _from_top(stage(role, panel, rtl), panel.height),
        "bands": {name: _from_top(box, panel.height) for name, box in boxes.items()},
        "rule": asdict(SLIDE),
    }


def _from_top(box: tuple[int, int, int, int], height: int) -> list[int]:
    x, y, wide, high = box
    return [x, height - y - high, wide, high]


def items(plan: Plan, assets: dict[str, Asset], lang: Lang) -> list[dict[str, Any]]:
    """Return what is shown one after another, its words picked as the panel picks them."""
    return [
        {"item": shown.item, "asset": assets.get(shown.item.media or ""), "rows": _rows(shown, lang)}
        for shown in plan.items
    ]


def _rows(shown: Shown, lang: Lang) -> list[dict[str, Any]]:
    item = shown.item
    if item.kind != "notice":
        return []
    parts = ((item.label, SLIDE.label, 500), (item.title, 1.0, 800), (item.text, SLIDE.text, 400))
    found = []
    for text, share, weight in parts:
        if text:
            words, of = pick(cast(Mapping[str, str], text), lang)
            found.append({"words": words, "lang": of, "share": str(share), "weight": weight})
    return found
