"""Proving a mobile number by a one-time code, and what its holder may then see: states of own requests (C18, C19)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from desk import keys
from desk.audit.log import record
from desk.casework.finding import mobile_key
from desk.casework.models import Request, RequestAction
from desk.connectors import outbox
from desk.visitor.models import MobileCode
from language.digits import localize, to_ascii

LIFE = timedelta(minutes=5)
_TRIES = 5
_CODES = 3
_SPAN = timedelta(minutes=10)
SESSION = timedelta(minutes=15)
_SALT = "mizban.own-requests"


def send_code(mobile: str, language: str) -> bool:
    """Send a code where a request bears this number, at most three in ten minutes; return whether one was sent.

    The page says the same in every case: it tells nobody whether a number is known here, and cannot be made to send
    messages to strangers.
    """
    key, now = mobile_key(mobile), timezone.now()
    if not Request.objects.filter(mobile_key=key).exists():
        return False
    if MobileCode.objects.filter(mobile_key=key, made_at__gt=now - _SPAN).count() >= _CODES:
        return False
    code = f"{secrets.randbelow(1_000_000):06d}"
    with transaction.atomic():
        MobileCode.objects.create(mobile_key=key, code_hash=_hash(key, code), made_at=now, expires_at=now + LIFE)
        with translation.override(language):
            text = _("Your code: %(code)s. It is good for five minutes; give it to nobody.") % {
                "code": localize(code, language)
            }
        outbox.put("code", mobile, text, life=LIFE)
    return True


def _hash(key: str, code: str) -> str:
    secret = keys.index_key(settings.CONFIG.data)
    return hmac.new(secret, f"code:{key}:{code}".encode(), hashlib.sha256).hexdigest()


def prove(mobile: str, code: str) -> str | None:
    """Return the key of the number where the code is the last one sent to it, is young and unused; None else.

    A code bears five tries. The holder's requests are marked as proved (C19).
    """
    key, now = mobile_key(mobile), timezone.now()
    with transaction.atomic():
        row = MobileCode.objects.select_for_update().filter(mobile_key=key).order_by("-made_at").first()
        if row is None or row.used_at or row.expires_at < now or row.tries >= _TRIES:
            return None
        if not hmac.compare_digest(row.code_hash, _hash(key, to_ascii(code).strip())):
            MobileCode.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
            return None
        row.used_at = now
        row.save(update_fields=["used_at"])
        _mark_proved(key)
    return key


def _mark_proved(key: str) -> None:
    for request in Request.objects.select_for_update().filter(mobile_key=key, mobile_proved=False):
        Request.objects.filter(pk=request.pk).update(mobile_proved=True)
        RequestAction.objects.create(request=request, at=timezone.now(), action="proved")
        record(None, "request.mobile_proved", f"request:{request.pk}")


def session_of(key: str) -> str:
    """Return a token for a cookie: the key of the number, signed, good for fifteen minutes."""
    return signing.dumps(key, salt=_SALT)


def key_of(token: str) -> str | None:
    """Return the key of a token that this desk signed lately; None else."""
    try:
        key = signing.loads(token, salt=_SALT, max_age=SESSION)
    except signing.BadSignature:
        return None
    return key if isinstance(key, str) else None


def forget_old() -> str:
    """Delete codes of yesterday and before; a job of the worker."""
    count, _by_model = MobileCode.objects.filter(expires_at__lt=timezone.now() - timedelta(days=1)).delete()
    return f"{count} old codes deleted" if count else ""
