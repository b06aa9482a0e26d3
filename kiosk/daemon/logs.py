"""Logs of the daemon: one line an event on stderr, the last ones kept in memory for the desk. Never personal data."""

from __future__ import annotations

import collections
import logging
import sys
import threading
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

_KEPT = 300
_recent: collections.deque[str] = collections.deque(maxlen=_KEPT)
_guard = threading.Lock()


def set_up(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Log to `stream` (stderr by default) from now on."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], sort_keys=False),
            _keep,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )


def recent(characters: int) -> str:
    """Return the newest lines, at most `characters` in all."""
    with _guard:
        text = "\n".join(_recent)
    return text[-characters:]


def _keep(_logger: Any, _name: str, line: MutableMapping[str, Any] | str) -> str:
    text = str(line)
    with _guard:
        _recent.append(text)
    return text
