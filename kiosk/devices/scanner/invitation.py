"""What a scan may say while a kiosk is set up: the QR of the desk's page of kiosks, an address with a one-time code.

`https://desk.example/enroll#12345678`: the code stands behind the #, so that a phone which opens it sends it to nobody.
Nothing is opened here either; the technician sees the address and says yes.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from kiosk.devices.scanner.base import Invitation, Refusal, Seen
from kiosk.devices.scanner.grammar import MAX_CHARACTERS

PATH = "/enroll"
_CODE = re.compile(r"\d{8}", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}")
_LOOPBACK = frozenset({"localhost", "127.0.0.1"})


def understand_invitation(raw: bytes | str, desk_host: str = "") -> Seen:
    """Return the desk's address and the code, or why they are not taken. Never raises. `desk_host` is not known yet."""
    if len(raw) > MAX_CHARACTERS:
        return Refusal.TOO_LONG
    try:
        text = (raw.decode("ascii") if isinstance(raw, bytes) else raw).strip("\r\n\t \x00")
        parts = urlsplit(text)
        port = parts.port
    except ValueError:  # UnicodeDecodeError too
        return Refusal.NOT_A_CODE
    host = parts.hostname or ""
    fits = (
        text.isascii()
        and text.isprintable()
        and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))
        and _HOST.fullmatch(host) is not None
        and parts.path == PATH
        and not (parts.query or parts.username or parts.password)
        and _CODE.fullmatch(parts.fragment) is not None
    )
    if not fits:
        return Refusal.NOT_A_CODE
    return Invitation(parts.fragment, f"{parts.scheme}://{host}" + (f":{port}" if port else ""))
