"""Registering a request for a visitor at the counter, and the receipt (O3, C20)."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from desk.casework.documents import lacking
from desk.casework.entry import Entered, EntryError, read_answers, register
from desk.casework.models import Hint, Kind, Request
from desk.console.paper import qr_of
from desk.directory.models import Form, Organisation, Service
from desk.queueing.models import Ticket
from desk.staff.guards import needs, require, staff
from desk.staff.rights import Right
from language.digits import to_ascii
from sync.protocol.base import LANGS
from sync.protocol.codes import CodeError, parse_code

_NAMES = {"fa": "فارسی", "ar": "العربية", "en": "English", "ru": "Русский"}


@require_GET
@needs(Right.ENTER_REQUESTS)
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the form; a service that has one of its own goes straight to it."""
    key = request.GET.get("service", "")
    service = Service.objects.filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
    kept = {"ticket": request.GET.get("ticket", "")} if request.GET.get("ticket") else {}
    if service is not None and service.form_id:
        query = urlencode({"service": service.pk, **kept})
        return redirect(f"{reverse('entry-form', args=[service.form_id])}?{query}")
    user = staff(request)
    forms = [
        form
        for form in Form.objects.filter(active=True).select_related("site")
        if user.has_right(Right.ENTER_REQUESTS, form.site_id)
    ]
    context = {"forms": forms, "section": "requests", "query": f"?{urlencode(kept)}" if kept else ""}
    return render(request, "console/entry_choose.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Right.ENTER_REQUESTS)
def fill(request: HttpRequest, form: int) -> HttpResponse:
    """The form's questions on one page; what was typed stays where something is wrong."""
    found = get_object_or_404(Form.objects.select_related("site", "department"), pk=form, active=True)
    user = staff(request)
    require(user, Right.ENTER_REQUESTS, found.site_id)
    given = request.POST if request.method == "POST" else request.GET
    key = given.get("service", "")
    service = Service.objects.filter(pk=int(key), site=found.site).first() if key.isascii() and key.isdigit() else None
    errors: dict[str, str] = {}
    if request.method == "POST":
        language = request.POST.get("language", "fa")
        try:
            answers = read_answers(found, request.POST)
        except EntryError as error:
            errors = error.errors
        else:
            row = register(user, found.site, found, service, answers, _entered(request, language, service))
            return redirect("receipt", pk=row.pk)
    questions = [
        {"field": field, "value": request.POST.get(field.slug, ""), "error": errors.get(field.slug)}
        for field in found.fields.all()
    ]
    context = {
        "form": found,
        "questions": questions,
        "service": service,
        "services": Service.objects.filter(site=found.site, active=True, form=found),
        "evidence": service.evidence.all() if service else [],
        "handed_in": request.POST.getlist("document"),
        "ticket": given.get("ticket", ""),
        "previous": given.get("previous", ""),
        "re_examination": found.kind == Kind.RE_EXAMINATION,
        "hints": Hint.objects.filter(site=found.site, active=True, kind__in=["", found.kind], service=service),
        "languages": list(_NAMES.items()),
        "section": "requests",
    }
    return render(request, "console/entry.html", context, status=422 if errors else 200)


def _entered(request: HttpRequest, language: str, service: Service | None) -> Entered:
    """Read what stands beside the answers. A required document that was not handed in is missing (C23)."""
    handed_in = set(request.POST.getlist("document"))
    documents = {
        item.slug: "received" if item.slug in handed_in else "missing"
        for item in (service.evidence.all() if service else ())
        if item.slug in handed_in or item.required
    }
    return Entered(
        language if language in LANGS else "fa",
        _ticket(request.POST.get("ticket", "")),
        _code(request.POST.get("previous", "")),
        documents if request.POST.get("documents") else {},
    )


def _ticket(text: str) -> UUID | None:
    try:
        key = UUID(text)
    except ValueError:
        return None
    return key if Ticket.objects.filter(pk=key).exists() else None


def _code(text: str) -> str:
    try:
        return parse_code(to_ascii(text))
    except CodeError:
        return ""


@require_GET
@needs(Right.SEE_REQUESTS)
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A sheet to be printed by the browser, in the visitor's language: code, QR, promise; nothing of the person."""
    row = get_object_or_404(Request.objects.select_related("service", "form", "site", "next_visit_room"), pk=pk)
    require(staff(request), Right.SEE_REQUESTS, row.site_id)
    with translation.override(row.language):
        return render(
            request,
            "console/receipt.html",
            {
                "row": row,
                "language": row.language,
                "missing": lacking(row),
                "qr": qr_of(row.code),
                "office": Organisation.objects.order_by("id").first(),
            },
        )
