"""The command `mizban`. The screen has as little before it as can be, for it is started anew after every fault.

The few words of `mizban kiosk` are read here; all else, and whatever is not understood, goes to the command line.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from kiosk.errors import ConfigError
from mizban.errors import UserError, whose

_VALUES = ("--config", "--size", "--role")


def main() -> None:
    """The command `mizban`."""
    words = sys.argv[1:]
    asked = _understood(words[1:]) if words[:1] == ["kiosk"] else None
    if asked is None:
        from mizban.cli import main as command_line

        command_line()
        return
    # Nobody plugs anything into pydantic here, and looking for it through all that is installed takes its time. The
    # collector would go through what is being loaded over and over; `kiosk.screens.later` sets it to work.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.disable()
    from kiosk.screens import warm

    warm.begin()
    from mizban.screen import show

    try:
        config = asked.get("--config")
        show(
            Path(config) if config else None,
            "--windowed" in asked,
            asked.get("--size", ""),
            asked.get("--role", "kiosk"),
        )
    except (UserError, ConfigError) as error:
        sys.stderr.write(f"mizban: {error}\n")
        sys.exit(2)
    except ModuleNotFoundError as error:
        sys.stderr.write(f"mizban: {whose(error)}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def _understood(words: Sequence[str]) -> dict[str, str] | None:
    """Return options by name, each given once as `--name value` or `--windowed`; None for anything else."""
    found: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        value = next(rest, None) if word in _VALUES else ""
        if value is None or word in found or word not in (*_VALUES, "--windowed") or value.startswith("-"):
            return None
        found[word] = value
    return found
