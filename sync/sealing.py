"""Personal data leaves plain memory only into a sealed box (libsodium) that the desk alone can open."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping

from nacl.exceptions import CryptoError
from nacl.public import PublicKey, SealedBox

from sync.protocol.events import Sealed
from sync.protocol.messages import DeskKey


def seal(answers: Mapping[str, str], key: DeskKey) -> Sealed:
    """Return `answers` (field id to value) as JSON sealed to `key`. Raises `ValueError` for a key that is none."""
    plain = json.dumps(dict(answers), ensure_ascii=False, separators=(",", ":")).encode()
    box = SealedBox(_public(key))
    return Sealed(key_id=key.key_id, ciphertext=base64.b64encode(box.encrypt(plain)).decode("ascii"))


def check_key(key: DeskKey) -> None:
    """Raise `ValueError` where `key` is no X25519 key: facts sealed to it could be opened by nobody."""
    _public(key)


def _public(key: DeskKey) -> PublicKey:
    try:
        return PublicKey(base64.b64decode(key.public_key, validate=True))
    except (binascii.Error, CryptoError, TypeError) as error:
        raise ValueError(f"the desk's key {key.key_id} is not 32 bytes in Base64") from error
