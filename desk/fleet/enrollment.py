"""Making an installation a kiosk: short-lived one-time codes, tokens of which only a hash is kept (T5)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from desk.directory.models import Site
from desk.fleet.models import EnrollmentCode, Kiosk
from desk.staff.models import User

CODE_DIGITS = 8


class BadCode(Exception):
    """The code is not known, has run out, or was used by another installation."""


def make_code(site: Site, name: str, *, kiosk: Kiosk | None = None, user: User | None = None, minutes: int = 0) -> str:
    """Return a new one-time code of 8 digits for a kiosk named `name`, or to enroll `kiosk` anew."""
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    expires = timezone.now() + timedelta(minutes=minutes or settings.CONFIG.enroll_minutes)
    with transaction.atomic():
        EnrollmentCode.objects.filter(expires_at__lt=timezone.now() - timedelta(days=1)).delete()
        EnrollmentCode.objects.create(
            code_hash=_hash(code), name=name, site=site, kiosk=kiosk, expires_at=expires, made_by=user
        )
    return code


def enroll(code: str, instance_id: UUID, hostname: str, version: str) -> tuple[Kiosk, str]:
    """Spend a code; return the kiosk and its token. The same installation may ask again while the code lives.

    Raises `BadCode`. A re-enrollment ends the token that was given before.
    """
    with transaction.atomic():
        found = EnrollmentCode.objects.select_for_update().filter(code_hash=_hash(code)).first()
        if found is None or found.expires_at < timezone.now():
            raise BadCode
        if found.used_by is not None and found.used_by != instance_id:
            raise BadCode
        again = found.used_by == instance_id and found.kiosk is not None
        kiosk = found.kiosk or _new_kiosk(found)
        token = secrets.token_urlsafe(32)
        if not again:
            kiosk.epoch += 1
            kiosk.facts_made = 0  # another store, which counts from the beginning
        kiosk.instance_id, kiosk.token_sha256 = instance_id, token_hash(token)
        kiosk.hostname, kiosk.version = hostname, version
        kiosk.enrolled_at, kiosk.retired_at = timezone.now(), None
        kiosk.save()
        found.used_by, found.kiosk = instance_id, kiosk
        found.save()
    return kiosk, token


def _new_kiosk(code: EnrollmentCode) -> Kiosk:
    Site.objects.select_for_update().get(pk=code.site_id)
    last = Kiosk.objects.aggregate(last=Max("number"))["last"] or 0
    if last >= 9999:
        raise BadCode
    return Kiosk(number=last + 1, name=code.name, site=code.site)


def retire(kiosk: Kiosk) -> None:
    """End a kiosk's right to speak; its history stays."""
    kiosk.token_sha256, kiosk.retired_at = None, timezone.now()
    kiosk.save()


def kiosk_of(token: str) -> Kiosk | None:
    """Return the kiosk that holds `token`."""
    return Kiosk.objects.select_related("site").filter(token_sha256=token_hash(token), retired_at=None).first()


def token_hash(token: str) -> str:
    """Return the SHA-256 of a token: it is 256 random bits, so it needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def _hash(code: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), code.strip().encode(), "sha256").hexdigest()
