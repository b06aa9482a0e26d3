"""Own requests after a one-time code by text message (C18, C19): three small pages without scripts."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.audit import attempts
from desk.audit.addresses import client_address
from desk.casework.models import Request
from desk.connectors import outbox
from desk.visitor import proving
from desk.visitor.pages import asked_language, show
from language.identity import IdentityError, normalize_mobile

COOKIE = "mizban_own"
_ASKED, _FAILED = 20, 15
_SHOWN = 100
_log = logging.getLogger("desk.visitor")


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The number; a code is sent to it where a request bears it."""
    language = asked_language(request)
    if not outbox.enabled():
        return show(request, "visitor/no_messages.html", language, 404)
    if request.method == "GET":
        return show(request, "visitor/own_ask.html", language)
    address = client_address(request)
    if attempts.too_many("own", address, _ASKED):
        return show(request, "visitor/slow.html", language, 429)
    attempts.count_failure("own", address)
    try:
        mobile = normalize_mobile(request.POST.get("mobile", "")[:40])
    except IdentityError:
        return show(request, "visitor/own_ask.html", language, 422, wrong=True)
    proving.send_code(mobile, language)
    return show(request, "visitor/own_code.html", language, mobile=mobile)


@never_cache
@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """The code; a right one opens the list for fifteen minutes."""
    language, address = asked_language(request), client_address(request)
    if attempts.too_many("own-code", address, _FAILED):
        return show(request, "visitor/slow.html", language, 429)
    try:
        mobile = normalize_mobile(request.POST.get("mobile", "")[:40])
    except IdentityError:
        return redirect("own-requests")
    key = proving.prove(mobile, request.POST.get("code", "")[:20])
    if key is None:
        attempts.count_failure("own-code", address)
        _log.info("wrong one-time code from %s", address)
        return show(request, "visitor/own_code.html", language, 403, mobile=mobile, wrong=True)
    response = redirect(f"/my/list?lang={language}")
    response.set_cookie(
        COOKIE,
        proving.session_of(key),
        max_age=int(proving.SESSION.total_seconds()),
        path="/my/",
        secure=settings.CONFIG.secure,
        httponly=True,
        samesite="Strict",
    )
    return response


@never_cache
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Codes, kinds and states of the holder's requests, newest first; nothing of what was written in them."""
    key = proving.key_of(request.COOKIES.get(COOKIE, ""))
    if key is None:
        return redirect("own-requests")
    rows = Request.objects.filter(mobile_key=key).select_related("service", "form", "site").order_by("-submitted_at")
    return show(request, "visitor/own_list.html", asked_language(request), rows=rows[:_SHOWN])


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the number on this phone."""
    response = redirect(f"/my/?lang={asked_language(request)}")
    response.delete_cookie(COOKIE, path="/my/")
    return response
