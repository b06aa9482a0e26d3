"""The store: one SQLite file, one writer that also checkpoints, readers that never block it.

`connection`  how a connection is opened, and what SQLite's errors mean
`writer`      the one thread that writes: transactions in the order of asking, several to one commit
`migrations`  the schema, as named steps
`health`      the check at start; a damaged file is set aside and salvaged
`ageing`      old rows go by rule
"""

from sync.store.store import FILE_NAME, Store

__all__ = ["FILE_NAME", "Store"]
