"""Reading CAP 1.2 as XML (OASIS): only the parts that a screen shows, nothing trusted."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from pydantic import ValidationError

from sync.protocol.alerts import MAX_ALERT_BYTES, Alert
from sync.protocol.base import LANGS

NAMESPACE = "{urn:oasis:names:tc:emergency:cap:1.2}"


class NoCap(ValueError):
    """A text that is no CAP 1.2 message; the words say where."""


def read_cap(text: bytes) -> Alert:
    """Return the message in `text`. Languages that no screen speaks are left out. Raises `NoCap`."""
    if len(text) > MAX_ALERT_BYTES:
        raise NoCap("longer than 64 KiB")
    try:
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise NoCap(f"not XML: {type(error).__name__}") from error
    if root.tag != f"{NAMESPACE}alert":
        raise NoCap("the outermost element is not an alert of CAP 1.2")
    infos = [_info(info) for info in root.findall(f"{NAMESPACE}info")]
    document = {
        "identifier": _text(root, "identifier"),
        "sender": _text(root, "sender"),
        "sent": _text(root, "sent"),
        "status": _text(root, "status"),
        "msg_type": _text(root, "msgType"),
        "references": [_reference(part) for part in _text(root, "references").split()],
        "infos": [info for info in infos if info["language"] in LANGS],
    }
    try:
        alert = Alert.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        raise NoCap(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    if alert.msg_type in ("Alert", "Update") and not alert.infos:
        raise NoCap("no info in Persian, Arabic, English or Russian")
    return alert


def _info(info: Element) -> dict[str, Any]:
    area = info.find(f"{NAMESPACE}area")
    values: dict[str, Any] = {
        "language": (_text(info, "language") or "en")[:2].lower(),  # CAP: without one, en-US
        "event": _text(info, "event")[:160],
        "urgency": _text(info, "urgency"),
        "severity": _text(info, "severity"),
        "certainty": _text(info, "certainty"),
        "headline": _text(info, "headline")[:160],
        "description": _text(info, "description")[:2000],
        "instruction": _text(info, "instruction")[:2000],
        "area": _text(area, "areaDesc")[:160] if area is not None else "",
    }
    for name in ("effective", "expires"):
        if _text(info, name):
            values[name] = _text(info, name)
    return values


def _reference(part: str) -> dict[str, str]:
    pieces = part.split(",")
    if len(pieces) != 3:
        raise NoCap("references: each is sender,identifier,sent")
    return dict(zip(("sender", "identifier", "sent"), pieces, strict=True))


def _text(parent: Element, name: str) -> str:
    return (parent.findtext(f"{NAMESPACE}{name}") or "").strip()
