"""The store: one SQLite file, one writer that also checkpoints, readers that never block it.

`connection`  how a connection is opened, and what SQLite's errors mean
`writer`      the one thread that writes: transactions in the order of asking, several to one commit
`migrations`  the schema, as named steps
`health`      the check at start; a damaged file is set aside and salvaged
`ageing`      old rows go by rule

`Store` is loaded when it is first asked for: who only reads needs neither the schema nor what it is made with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.store.connection import FILE_NAME

if TYPE_CHECKING:
    from sync.store.store import Store

__all__ = ["FILE_NAME", "Store"]


def __getattr__(name: str) -> object:
    if name != "Store":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from sync.store.store import Store

    globals()["Store"] = Store
    return Store
