"""One's own account: the second factor, at login and on a page of its own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from desk.audit.log import record
from desk.console.entrance import logged_in
from desk.staff import second_factor
from desk.staff.guards import staff
from desk.staff.models import User


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """The second step of the login: a code; for a user of whom one is demanded and who has none, setting it up."""
    awaited = second_factor.awaited(request)
    if awaited is None:
        return redirect(settings.LOGIN_URL)
    user, backend, following = awaited
    code = request.POST.get("code", "")
    if not second_factor.has_one(user):
        return _first_time(request, user, backend, following, code)
    if request.method == "POST":
        if second_factor.right_code(user, code):
            return _enter(request, user, backend, following)
        record(user, "login.wrong_code", f"user:{user.pk}", request)
        messages.error(request, _("This code is not right. Wait for the next one and try again."))
    return render(request, "console/second.html", {}, status=422 if request.method == "POST" else 200)


def _first_time(request: HttpRequest, user: User, backend: str, following: str, code: str) -> HttpResponse:
    codes = second_factor.confirm(user, code) if request.method == "POST" else None
    if codes is None:
        if request.method == "POST":
            messages.error(request, _("This code is not right. Wait for the next one and try again."))
        return render(request, "console/second_new.html", _device(user))
    _enter(request, user, backend, following)
    record(user, "second_factor.on", f"user:{user.pk}", request)
    return render(request, "console/account.html", {"codes": codes, "on": True, "following": following})


def _enter(request: HttpRequest, user: User, backend: str, following: str) -> HttpResponse:
    request.session.pop(second_factor.PENDING, None)
    login(request, user, backend=backend)
    return logged_in(request, user, redirect(following))


def _device(user: User) -> dict[str, Any]:
    device = second_factor.new_device(user)
    # The picture is made here of digits and letters that were made here.
    return {"secret": second_factor.secret(device), "qr": mark_safe(second_factor.picture(device))}


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Switch the second factor on or off; both need a right code."""
    user = staff(request)
    on = second_factor.has_one(user)
    code, act = request.POST.get("code", ""), request.POST.get("act", "")
    codes: list[str] | None = None
    if request.method == "POST":
        done = False
        if act == "on" and not on:
            codes = second_factor.confirm(user, code)
            done = on = codes is not None
        elif act == "off" and on and second_factor.right_code(user, code):
            second_factor.switch_off(user)
            done, on = True, False
        if done:
            record(user, f"second_factor.{act}", f"user:{user.pk}", request)
        else:
            messages.error(request, _("This code is not right. Wait for the next one and try again."))
    context = {"on": on, "codes": codes, "demanded": second_factor.must_have_one(user)}
    return render(request, "console/account.html", {**context, **({} if on else _device(user))})
