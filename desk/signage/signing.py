"""The key that signs urgent notices (Ed25519): a file beside the desk's other secrets, mode 0600, made at first use."""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from functools import cache
from pathlib import Path

from nacl.signing import SigningKey

from desk.credentials import key_path
from desk.keys import key_id
from sync.protocol.alerts import Alert, SignedAlert

FILE = "signing.key"


def sign(data: Path, alert: Alert) -> SignedAlert:
    """Return the message with the desk's signature."""
    key = _key(key_path(data, FILE))
    body = alert.model_dump_json(exclude_none=True).encode()
    return SignedAlert(
        key_id=key_id(bytes(key.verify_key)),
        body=b64encode(body).decode(),
        signature=b64encode(key.sign(body).signature).decode(),
    )


def public(data: Path) -> str:
    """Return the public half in Base64, as kiosks get it."""
    return b64encode(bytes(_key(key_path(data, FILE)).verify_key)).decode()


@cache
def _key(path: Path) -> SigningKey:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return SigningKey(b64decode(path.read_bytes()))
    fresh = SigningKey.generate()
    with os.fdopen(handle, "wb") as file:
        file.write(b64encode(bytes(fresh)))
        file.flush()
        os.fsync(file.fileno())
    return fresh
