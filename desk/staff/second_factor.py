"""The second factor: a code of six digits from an app on the user's phone (TOTP, RFC 6238), by django-otp.

Whoever has one is not logged in before the code is right: the password alone opens no session, so no view needs to ask.
"""

from __future__ import annotations

import time
from base64 import b32encode
from typing import Any

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django_otp import match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from desk.staff.models import User

PENDING = "second_factor"
_PENDING_SECONDS = 300
_RECOVERY_CODES = 10


def has_one(user: User) -> bool:
    """Return whether the user must give a code at login."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def must_have_one(user: User) -> bool:
    """Return whether the office demands a second factor of one of the user's roles."""
    wanted = set(settings.CONFIG.second_factor)
    if not wanted:
        return False
    return user.is_superuser or bool(wanted & set(user.assignments.values_list("role", flat=True)))


def await_code(request: HttpRequest, user: User, backend: str, following: str) -> None:
    """Remember who gave the right password: five minutes, in the session, which opens nothing yet."""
    request.session[PENDING] = {"user": user.pk, "backend": backend, "next": following, "at": int(time.time())}


def awaited(request: HttpRequest) -> tuple[User, str, str] | None:
    """Return `(user, backend, where to go then)` of whom a code is awaited."""
    kept: dict[str, Any] | None = request.session.get(PENDING)
    if kept is None or time.time() - kept["at"] > _PENDING_SECONDS:
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    return (user, kept["backend"], kept["next"]) if user else None


def right_code(user: User, code: str) -> bool:
    """Return whether a code of the app, or a recovery code, is right; each holds once, wrong ones are slowed."""
    return match_token(user, code.replace(" ", "")) is not None


def new_device(user: User) -> TOTPDevice:
    """Return the device that the user is setting up; it counts only after a first right code."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "app"})
    return device


def secret(device: TOTPDevice) -> str:
    """Return the key as it is typed into an app, in groups of four."""
    text = b32encode(device.bin_key).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def picture(device: TOTPDevice) -> str:
    """Return the QR of the device as SVG."""
    image = qrcode.make(device.config_url, image_factory=qrcode.image.svg.SvgPathImage, border=4)
    return str(image.to_string(encoding="unicode"))


def confirm(user: User, code: str) -> list[str] | None:
    """Switch the second factor on where the code is right; return the recovery codes, None for a wrong code."""
    device = new_device(user)
    if not device.verify_token(code.replace(" ", "")):
        return None
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user, confirmed=True).delete()
        device.confirmed = True
        device.save()
        StaticDevice.objects.filter(user=user).delete()
        spare = StaticDevice.objects.create(user=user, name="recovery", confirmed=True)
        codes = [StaticToken.random_token() for _ in range(_RECOVERY_CODES)]
        StaticToken.objects.bulk_create(StaticToken(device=spare, token=code) for code in codes)
    return codes


def switch_off(user: User) -> None:
    """Take the second factor from a user."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
