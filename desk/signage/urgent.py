"""Urgent notices: made by a button or read from CAP, signed, told to every kiosk by the long poll within a second."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from desk.audit.log import record
from desk.directory.models import Site
from desk.signage import signing
from desk.signage.models import UrgentMessage
from desk.staff.models import User
from sync.protocol.alerts import Alert, Info, Reference, SignedAlert, expires_at
from sync.protocol.base import Lang

KEPT = timedelta(days=3)
"""So long is a message told again: longer than any notice without an end stands."""
_DAY_S = 24 * 3600.0


class AlreadyKnown(Exception):
    """A message of this name was taken before: a repeat is ignored (CAP 3.2.1)."""


def issue(site: Site, user: User | None, alert: Alert, source: str = "desk") -> UrgentMessage:
    """Sign a message and keep it; kiosks hear it at once. Raises `AlreadyKnown`."""
    signed = signing.sign(Path(settings.CONFIG.data), alert)
    try:
        with transaction.atomic():
            row = UrgentMessage.objects.create(
                site=site,
                sender=alert.sender,
                identifier=alert.identifier,
                sent=alert.sent,
                alert=alert.model_dump(mode="json", exclude_none=True),
                body=signed.body,
                signature=signed.signature,
                key_id=signed.key_id,
                made_by=user,
                source=source,
            )
            record(user, f"urgent.{alert.msg_type.lower()}", f"alert:{alert.identifier}"[:120], status=alert.status)
    except IntegrityError as error:
        raise AlreadyKnown(alert.identifier) from error
    return row


def compose(
    site: Site,
    texts: dict[Lang, tuple[str, str]],
    *,
    full: bool,
    drill: bool,
    minutes: int,
    updates: Alert | None = None,
) -> Alert:
    """Return a new message; `texts` are headline and instruction by language, `minutes` its life from now."""
    now = timezone.now().replace(microsecond=0)
    infos = tuple(
        Info(
            language=lang,
            event=headline,
            headline=headline,
            instruction=instruction,
            urgency="Immediate",
            severity="Extreme" if full else "Moderate",
            certainty="Observed",
            effective=now,
            expires=now + timedelta(minutes=minutes),
        )
        for lang, (headline, instruction) in texts.items()
        if headline.strip()
    )
    return Alert(
        identifier=f"{site.slug}-{uuid.uuid4()}",
        sender=f"desk.{site.slug}",
        sent=now,
        status="Exercise" if drill else "Actual",
        msg_type="Update" if updates else "Alert",
        references=(_reference(updates),) if updates else (),
        infos=infos,
    )


def cancel(site: Site, alert: Alert) -> Alert:
    """Return the message that ends `alert`."""
    return Alert(
        identifier=f"{site.slug}-{uuid.uuid4()}",
        sender=f"desk.{site.slug}",
        sent=timezone.now().replace(microsecond=0),
        status=alert.status,
        msg_type="Cancel",
        references=(_reference(alert),),
    )


def _reference(alert: Alert) -> Reference:
    return Reference(sender=alert.sender, identifier=alert.identifier, sent=alert.sent)


def told(site_id: int) -> tuple[SignedAlert, ...]:
    """Return what kiosks of a site are told now, oldest first."""
    rows = UrgentMessage.objects.filter(site_id=site_id, made_at__gte=timezone.now() - KEPT).order_by("id")
    return tuple(SignedAlert(key_id=row.key_id, body=row.body, signature=row.signature) for row in rows)


def standing(site: Site) -> list[tuple[UrgentMessage, Alert]]:
    """Return the messages that are on the screens now, newest first."""
    rows = [
        (row, Alert.model_validate(row.alert))
        for row in UrgentMessage.objects.filter(site=site, made_at__gte=timezone.now() - KEPT)
    ]
    gone = {
        (alert.status, reference.sender, reference.identifier)
        for _row, alert in rows
        if alert.msg_type in ("Update", "Cancel")
        for reference in alert.references
    }
    now = timezone.now()
    return [
        (row, alert)
        for row, alert in rows
        if alert.msg_type in ("Alert", "Update")
        and alert.status in ("Actual", "Exercise")
        and (alert.status, *alert.key) not in gone
        and expires_at(alert, _DAY_S) > now
    ]
