"""Memory that was let go of goes back to the system.

glibc keeps what pages, letters and pictures leave behind, in gaps all over its heap: a fifth of the screen's memory
after a few visits, and a little more with each day. `malloc_trim` (malloc_trim(3)) gives whole pages of it back.
"""

import ctypes
import time
from functools import cache

SOMETIMES_S = 60.0
_last = float("-inf")


def give_back():
    """Return what is free in the heap to the system; takes some milliseconds. Done on glibc alone."""
    global _last
    _last = time.monotonic()
    trim = _trim()
    if trim is not None:
        trim(0)


def give_back_sometimes():
    """`give_back`, and no more often than once a minute."""
    if time.monotonic() - _last >= SOMETIMES_S:
        give_back()


@cache
def _trim():
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
