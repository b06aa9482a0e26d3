"""Urgent notices after the Common Alerting Protocol 1.2 (OASIS, 2010): the parts that a public screen needs.

A desk signs each message with Ed25519; a kiosk shows only what bears a signature of its desk (S23).
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints, ValidationError

from sync.protocol.base import Lang, Message

Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\s,<&]+$")]
"""CAP 3.2.1: no spaces, commas or the characters < and &."""
Words = Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True)]
Headline = Annotated[str, StringConstraints(max_length=160, strip_whitespace=True)]
MAX_ALERT_BYTES = 64 * 1024

Status = Literal["Actual", "Exercise", "System", "Test", "Draft"]
MessageType = Literal["Alert", "Update", "Cancel", "Ack", "Error"]
Urgency = Literal["Immediate", "Expected", "Future", "Past", "Unknown"]
Severity = Literal["Extreme", "Severe", "Moderate", "Minor", "Unknown"]
Certainty = Literal["Observed", "Likely", "Possible", "Unlikely", "Unknown"]


class Reference(Message):
    """An earlier message, named as CAP names it: `sender,identifier,sent`."""

    sender: Name
    identifier: Name
    sent: AwareDatetime


class Info(Message):
    """The alert in one language (CAP `info`). Without `expires` it stands until it is cancelled, a day at most."""

    language: Lang
    event: Headline
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    effective: AwareDatetime | None = None
    expires: AwareDatetime | None = None
    headline: Headline = ""
    description: Words = ""
    instruction: Words = ""
    area: Headline = ""


class Alert(Message):
    """One message: a new alert, its update or its cancellation."""

    identifier: Name
    sender: Name
    sent: AwareDatetime
    status: Status
    msg_type: MessageType
    references: Annotated[tuple[Reference, ...], Field(max_length=50)] = ()
    infos: Annotated[tuple[Info, ...], Field(max_length=12)] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What makes a message the same one: a repeat of it is ignored."""
        return self.sender, self.identifier


class SignedAlert(Message):
    """The exact bytes of an `Alert` as JSON in Base64, and their Ed25519 signature (RFC 8032) in Base64."""

    key_id: Annotated[str, StringConstraints(max_length=32)]
    body: Annotated[str, StringConstraints(max_length=2 * MAX_ALERT_BYTES)]
    signature: Annotated[str, StringConstraints(max_length=128)]


class NotGenuine(ValueError):
    """A message that the desk did not sign, or that is no alert."""


def open_alert(signed: SignedAlert, verify_key: bytes) -> Alert:
    """Return the alert in `signed`; `verify_key` are the 32 bytes of the desk's public key. Raises `NotGenuine`."""
    from nacl.exceptions import BadSignatureError  # a screen takes alerts that its daemon has opened
    from nacl.signing import VerifyKey

    try:
        body = b64decode(signed.body, validate=True)
        VerifyKey(verify_key).verify(body, b64decode(signed.signature, validate=True))
        return Alert.model_validate_json(body)
    except (Base64Error, BadSignatureError, ValidationError, ValueError, TypeError) as error:
        raise NotGenuine(type(error).__name__) from error


def expires_at(alert: Alert, longest: float) -> datetime:
    """Return when an alert ends: the latest `expires` of its languages, or `longest` seconds after it was sent."""
    ends = [info.expires for info in alert.infos if info.expires is not None]
    return max(ends) if ends else alert.sent + timedelta(seconds=longest)
