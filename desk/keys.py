"""The desk's secrets, as files beside the database and never in it: mode 0600, made on first run."""

from __future__ import annotations

import hashlib
import os
import secrets
from base64 import b64decode, b64encode
from functools import cache
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from desk.credentials import key_path
from sync.protocol.messages import DeskKey

SECRET_FILE = "secret.key"
UNSEALING_FILE = "unsealing.key"


class UnsealingError(Exception):
    """Sealed bytes that this desk cannot open: another key, or damaged."""


def prepare(data: Path) -> None:
    """Make the data folder (0700) and the key files that are missing. Raises `OSError`."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    (data / "media").mkdir(exist_ok=True)
    _make(key_path(data, SECRET_FILE), secrets.token_urlsafe(48).encode())
    _make(key_path(data, UNSEALING_FILE), b64encode(bytes(PrivateKey.generate())))


def _make(path: Path, content: bytes) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def secret_key(data: Path) -> str:
    """Return Django's secret key; one for this process alone where no folder was prepared (type checks, help texts)."""
    path = key_path(data, SECRET_FILE)
    return path.read_text() if path.exists() else secrets.token_urlsafe(48)


@cache
def _private(path: Path) -> PrivateKey:
    return PrivateKey(b64decode(path.read_bytes()))


def key_id(public: bytes) -> str:
    """Return the short name of a public key: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def desk_key(data: Path) -> DeskKey:
    """Return the public half, as kiosks get it."""
    public = bytes(_private(key_path(data, UNSEALING_FILE)).public_key)
    return DeskKey(key_id=key_id(public), public_key=b64encode(public).decode())


def index_key(data: Path) -> bytes:
    """Return the 32 bytes with which numbers are hashed so that requests of one person are found (decision 0310).

    Made from the unsealing key: whoever holds the database alone can test no number against it.
    """
    return hashlib.blake2b(
        bytes(_private(key_path(data, UNSEALING_FILE))), digest_size=32, person=b"mizban-index"
    ).digest()


def decode(public_key: str) -> bytes:
    """Return the 32 bytes of a public key as it is written in a `DeskKey`."""
    return b64decode(public_key)


def unseal(data: Path, key: str, ciphertext: bytes) -> bytes:
    """Open bytes sealed to this desk. Raises `UnsealingError`."""
    private = _private(key_path(data, UNSEALING_FILE))
    if key != key_id(bytes(private.public_key)):
        raise UnsealingError(f"sealed to key {key}, which this desk does not hold")
    try:
        return SealedBox(private).decrypt(ciphertext)
    except CryptoError as error:
        raise UnsealingError("the sealed bytes are damaged") from error
