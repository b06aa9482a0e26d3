"""Takes out of a text what might be personal before it leaves the kiosk: a second net under logs that hold none."""

from __future__ import annotations

import re

from language.digits import to_ascii

_MAIL = re.compile(r"[^\s@=\"']+@[^\s@\"']+\.[A-Za-z]{2,}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?")
_UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_LONG_NUMBER = re.compile(r"\+?\d(?:[\s\u00a0-]?\d){7,}")
_SCRIPTS = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u0400-\u04ff\u200c]{2,}")
GONE = "[…]"


def scrub(text: str) -> str:
    """Return `text` without addresses, numbers of eight figures and more (identity, phone, code), and words in the
    scripts of visitors: the product's own logs are in English. Moments and event ids stay."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match.group())
        return f"\x00{len(kept) - 1}\x00"

    shown = _UUID.sub(keep, _TIME.sub(keep, to_ascii(text.replace("\x00", ""))))
    for pattern in (_MAIL, _LONG_NUMBER, _SCRIPTS):
        shown = pattern.sub(GONE, shown)
    return re.sub("\x00(\\d+)\x00", lambda match: kept[int(match.group(1))], shown)
