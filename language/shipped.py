"""Where the files are that ship with Mizban and are no code: typefaces, keyboards, icons, the sample, `kiosk.kv`.

In a checkout they stand beside the packages; in an installed wheel they are in `mizban/share`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

_BESIDE: Final = Path(__file__).resolve().parents[1]
SHIPPED: Final = _BESIDE if (_BESIDE / "kiosk.kv").is_file() else _BESIDE / "mizban" / "share"


def shipped(*parts: str) -> Path:
    """Return the path of a shipped file or folder, such as `shipped("fonts")`; that it is there is not checked."""
    return SHIPPED.joinpath(*parts)
