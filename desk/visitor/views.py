"""The visitor's page: no login, no scripts, no personal data; guessing codes is slowed (C17, C39)."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from desk.audit import attempts
from desk.audit.addresses import client_address
from desk.casework.models import Request
from desk.directory.models import Poll, Queue
from desk.queueing.models import Ticket
from desk.visitor import poll_form
from desk.visitor.pages import asked_language, show
from desk.visitor.tracking import site_of, track
from language.digits import to_ascii
from sync.protocol.codes import CodeError, parse_code
from sync.protocol.messages import TrackAnswer

_MISSES = 30
_log = logging.getLogger("desk.visitor")


@never_cache
@require_GET
def page(request: HttpRequest, code: str) -> HttpResponse:
    """State, place, promise and people ahead of one code, in the visitor's language."""
    found = _look(request, code)
    if isinstance(found, HttpResponse):
        return found
    queue = Queue.objects.filter(slug=found.queue).first() if found.queue else None
    thanks = "thanks" in request.GET
    language = _language(request, found)
    return show(request, "visitor/page.html", language, found=found, queue=queue, thanks=thanks)


@never_cache
@require_http_methods(["GET", "POST"])
def poll(request: HttpRequest, code: str) -> HttpResponse:
    """The poll after the service, all questions on one page; answered once a code, and without scripts (C28, C29)."""
    found = _look(request, code)
    if isinstance(found, HttpResponse):
        return found
    language = _language(request, found)
    back = f"/t/{found.code}?lang={language}"
    polls = Poll.objects.filter(slug=found.poll, active=True, site=site_of(found.code))
    asked = polls.first() if found.poll else None
    if asked is None:
        return redirect(f"{back}&thanks=1" if request.method == "POST" else back)
    if request.method == "POST":
        answers, reasons = poll_form.read(asked, request.POST)
        if answers:
            poll_form.keep(asked, found.code, answers, reasons, language)
            return redirect(f"{back}&thanks=1")
    empty = request.method == "POST"
    questions = asked.questions.all()
    status = 422 if empty else 200
    return show(
        request, "visitor/poll.html", language, status, found=found, poll=asked, questions=questions, empty=empty
    )


def _look(request: HttpRequest, code: str) -> TrackAnswer | HttpResponse:
    """Return what is known under a code, or the page to answer with where nothing is."""
    address = client_address(request)
    if attempts.too_many("track", address, _MISSES):
        return show(request, "visitor/slow.html", asked_language(request), 429)
    try:
        found = track(parse_code(to_ascii(code)))
    except CodeError:
        found = None
    if found is None:
        attempts.count_failure("track", address)
        _log.info("unknown code asked for from %s", address)
        return show(request, "visitor/unknown.html", asked_language(request), 404)
    return found


def _language(request: HttpRequest, found: TrackAnswer) -> str:
    model = Ticket if found.kind == "ticket" else Request
    own = model.objects.filter(code=found.code).values_list("language", flat=True).first()
    return asked_language(request, str(own or "fa"))
