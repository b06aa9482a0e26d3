"""Signatures as minisign makes them (Ed25519, the text hashed by BLAKE2b or not), and folders that they vouch for.

https://jedisct1.github.io/minisign/ describes the format. The signed file is SHA256SUMS, which names every other one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

SUMS, SIGNATURE = "SHA256SUMS", "SHA256SUMS.minisig"
_COMMENT = "trusted comment: "


class NotTrusted(Exception):
    """The folder is not what the key's owner has signed; the text says what differs."""


@dataclass(frozen=True)
class PublicKey:
    """A minisign public key: 2 letters of the algorithm, 8 bytes of its id, 32 of the key."""

    key_id: bytes
    key: VerifyKey


def read_key(text: str) -> PublicKey:
    """Read a public key file, or its second line alone. Raises `NotTrusted`."""
    line = text.strip().splitlines()[-1] if text.strip() else ""
    data = _decode(line, "the public key")
    if len(data) != 42 or data[:2] != b"Ed":
        raise NotTrusted("the public key is none of minisign's")
    return PublicKey(data[2:10], VerifyKey(data[10:]))


def check_folder(folder: Path, key: PublicKey) -> str:
    """Check the signature of the list and that of its files which are here; return the signer's trusted comment.

    A file that the list does not name is not looked at, and must not be used. Raises `NotTrusted`.
    """
    try:
        sums = (folder / SUMS).read_bytes()
        signature = (folder / SIGNATURE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotTrusted(f"{folder}: {SUMS} and {SIGNATURE} must be there: {error}") from error
    comment = check(sums, signature, key)
    for name, wanted in listed(sums).items():
        path = folder / name
        if path.is_file() and _sha256(path) != wanted:
            raise NotTrusted(f"{path}: has other bytes than were signed")
    return comment


def check(signed: bytes, signature: str, key: PublicKey) -> str:
    """Check a minisign signature over `signed`; return its trusted comment. Raises `NotTrusted`."""
    lines = signature.splitlines()
    if len(lines) < 4 or not lines[2].startswith(_COMMENT):
        raise NotTrusted("the signature is none of minisign's")
    data, whole = _decode(lines[1], "the signature"), _decode(lines[3], "the signature")
    if len(data) != 74 or data[:2] not in (b"Ed", b"ED"):
        raise NotTrusted("the signature is none of minisign's")
    if data[2:10] != key.key_id:
        raise NotTrusted(f"it is signed with another key ({data[9:1:-1].hex().upper()})")
    text = hashlib.blake2b(signed).digest() if data[:2] == b"ED" else signed
    comment = lines[2].removeprefix(_COMMENT)
    try:
        key.key.verify(text, data[10:])
        key.key.verify(data[10:] + comment.encode(), whole)
    except (BadSignatureError, ValueError) as error:
        raise NotTrusted("the signature does not fit: the list was changed after it was signed") from error
    return comment


def listed(sums: bytes) -> dict[str, str]:
    """Return name and SHA-256 of each file in a list as sha256sum writes it. Raises `NotTrusted` for a path."""
    found = {}
    for line in sums.decode("utf-8", errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        if len(digest) != 64 or not name or "/" in name or name.startswith("."):
            raise NotTrusted(f"{SUMS}: this line is no file of the folder: {line[:80]!r}")
        found[name] = digest
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _decode(line: str, what: str) -> bytes:
    try:
        return base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotTrusted(f"{what} is no base64") from error
