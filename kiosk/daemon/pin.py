"""The technician's PIN: kept as a salted scrypt hash (RFC 7914) in the settings, never as itself."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os

_COST, _BLOCK, _LANES = 2**14, 8, 1
"""16 MiB and some hundredths of a second a guess: nothing to a person, much to a machine."""
_BYTES = 32
SHORTEST = 6


class PinError(ValueError):
    """The PIN, or its hash in the settings, cannot be used; the text says why and never holds the PIN."""


def hash_pin(pin: str) -> str:
    """Return `scrypt$cost$block$lanes$salt$hash` for a PIN of at least six figures. Raises `PinError`."""
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= 12):
        raise PinError(f"a PIN has {SHORTEST} to 12 figures")
    if len(set(pin)) < 3:
        raise PinError("a PIN has at least three different figures")
    salt = os.urandom(16)
    found = _scrypt(pin, salt, _COST, _BLOCK, _LANES)
    return "$".join(("scrypt", str(_COST), str(_BLOCK), str(_LANES), _text(salt), _text(found)))


def matches(pin: str, kept: str) -> bool:
    """Say whether `pin` is the one that `kept` was made from; takes the same time either way.

    Raises `PinError` for a text that is no hash.
    """
    try:
        name, cost, block, lanes, salt, wanted = kept.split("$")
        if name != "scrypt":
            raise PinError("technician.pin in the settings is not made by `mizban technician-pin`")
        found = _scrypt(pin, base64.b64decode(salt, validate=True), int(cost), int(block), int(lanes))
        return hmac.compare_digest(found, base64.b64decode(wanted, validate=True))
    except (ValueError, binascii.Error) as error:
        raise PinError("technician.pin in the settings is not made by `mizban technician-pin`") from error


def _scrypt(pin: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=cost, r=block, p=lanes, dklen=_BYTES, maxmem=64 * 1024 * 1024)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
