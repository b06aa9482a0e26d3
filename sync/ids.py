"""Ids and codes made at a kiosk: UUIDv7 (RFC 9562) and tracking codes that no other installation can make."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from uuid import UUID

from stdnum import damm

_EPOCHS = 100
_SLICE = 10**7
_BODIES = _EPOCHS * _SLICE
_ORDINARY = 8 * 10**6
_PART = 10**5
_HALF_BITS = 15
_HALF_MASK = (1 << _HALF_BITS) - 1
_ROUNDS = 6


class _Uuid7:
    """Makes UUIDv7s that grow within a process: 12 bits after the millisecond count on (RFC 9562, method 1)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def __call__(self) -> UUID:
        with self._lock:
            tick = (time.time_ns() // 1_000_000) << 12
            self._last = max(self._last + 1, tick)
            stamp = self._last
        value = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62 | secrets.randbits(62)
        return UUID(int=value)


uuid7 = _Uuid7()
"""Return a new UUIDv7, larger than every one that this process made before, also when the clock goes back."""


def new_code(number: int, epoch: int, kiosk_id: UUID, part: int = 0) -> str:
    """Return a tracking code for kiosk `number` that no other enrollment of it can make.

    Each enrollment (`epoch`) draws from a hundredth of all bodies; a permutation that is keyed by the kiosk's
    id then spreads them over all nine digits, so that a code says nothing of its neighbours. Within one enrollment the
    store's unique index refuses a body that was drawn before; the caller draws again. A copy of the store, which cannot
    know what was drawn, takes its codes from a `part` (1 to 20) of the slice that nobody else draws from.
    """
    body = _permute(epoch % _EPOCHS * _SLICE + _draw(part), kiosk_id.bytes)
    digits = f"{number:04d}{body:09d}"
    return digits + str(damm.calc_check_digit(digits))


def _draw(part: int) -> int:
    """Return a place in the slice: below 8,000,000, or within the hundred thousand of a `part` above that."""
    if part == 0:
        return secrets.randbelow(_ORDINARY)
    return _ORDINARY + (part - 1) * _PART + secrets.randbelow(_PART)


def _permute(value: int, key: bytes) -> int:
    """Return the place of `value` in a permutation of 0..10⁹-1: a Feistel network over 30 bits, walked into range."""
    while True:
        left, right = value >> _HALF_BITS, value & _HALF_MASK
        for turn in range(_ROUNDS):
            digest = hashlib.blake2b(bytes((turn,)) + right.to_bytes(2, "big"), key=key, digest_size=2).digest()
            left, right = right, left ^ (int.from_bytes(digest, "big") & _HALF_MASK)
        value = left << _HALF_BITS | right
        if value < _BODIES:
            return value
