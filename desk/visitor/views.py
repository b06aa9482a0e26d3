"""The visitor's page: no login, no scripts, no personal data; guessing codes is slowed (C17, C39)."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from desk.audit import attempts
from desk.audit.addresses import client_address
from desk.casework.models import Request
from desk.directory.models import Poll, Queue
from desk.queueing.models import Ticket
from desk.visitor.tracking import track
from language.digits import to_ascii
from sync.protocol.base import LANGS
from sync.protocol.codes import CodeError, parse_code
from sync.protocol.messages import TrackAnswer

_MISSES = 30
_log = logging.getLogger("desk.visitor")
NAMES = {"fa": "فارسی", "ar": "العربية", "en": "English", "ru": "Русский"}


@never_cache
@require_GET
def page(request: HttpRequest, code: str) -> HttpResponse:
    """State, place, promise and people ahead of one code, in the visitor's language."""
    address = client_address(request)
    if attempts.too_many("track", address, _MISSES):
        return _render(request, "visitor/slow.html", 429, None)
    try:
        digits = parse_code(to_ascii(code))
    except CodeError:
        return _missed(request, address)
    found = track(digits)
    return _missed(request, address) if found is None else _render(request, "visitor/page.html", 200, found)


def _missed(request: HttpRequest, address: str) -> HttpResponse:
    attempts.count_failure("track", address)
    _log.info("unknown code asked for from %s", address)
    return _render(request, "visitor/unknown.html", 404, None)


def _render(request: HttpRequest, template: str, status: int, found: TrackAnswer | None) -> HttpResponse:
    language = _language(request, found)
    with translation.override(language):
        queue = Queue.objects.filter(slug=found.queue).first() if found and found.queue else None
        poll = Poll.objects.filter(slug=found.poll).first() if found and found.poll else None
        response = render(
            request,
            template,
            {
                "found": found,
                "queue": queue,
                "poll": poll,
                "language": language,
                "languages": [(lang, NAMES[lang]) for lang in LANGS],
            },
            status=status,
        )
    response["Content-Language"] = language
    response["X-Robots-Tag"] = "noindex"
    if status == 429:
        response["Retry-After"] = "600"
    return response


def _language(request: HttpRequest, found: TrackAnswer | None) -> str:
    asked = request.GET.get("lang", "")
    if asked in LANGS:
        return asked
    if found is None:
        return "fa"
    model = Ticket if found.kind == "ticket" else Request
    return str(model.objects.filter(code=found.code).values_list("language", flat=True).first() or "fa")
