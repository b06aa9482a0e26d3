"""Registering a request for a visitor at the counter, and the receipt (O3, C20)."""

from __future__ import annotations

from uuid import UUID

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from desk.casework.entry import EntryError, read_answers, register
from desk.casework.models import Request
from desk.directory.models import Form, Organisation, Service
from desk.staff.guards import needs, require, staff
from desk.staff.rights import Right
from sync.protocol.base import LANGS
from sync.protocol.codes import ticket_url

_NAMES = {"fa": "فارسی", "ar": "العربية", "en": "English", "ru": "Русский"}


@require_GET
@needs(Right.ENTER_REQUESTS)
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the form; a service that has one of its own goes straight to it."""
    key = request.GET.get("service", "")
    service = Service.objects.filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
    if service is not None and service.form_id:
        return redirect(f"{reverse('entry-form', args=[service.form_id])}?service={service.pk}")
    forms = Form.objects.filter(active=True).select_related("site")
    return render(request, "console/entry_choose.html", {"forms": forms, "section": "requests"})


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
            row = register(user, found.site, found, service, language if language in LANGS else "fa", answers)
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
        "languages": list(_NAMES.items()),
        "section": "requests",
    }
    return render(request, "console/entry.html", context, status=422 if errors else 200)


@require_GET
@needs(Right.SEE_REQUESTS)
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A sheet to be printed by the browser, in the visitor's language: code, QR, promise; nothing of the person."""
    row = get_object_or_404(Request.objects.select_related("service", "form", "site"), pk=pk)
    require(staff(request), Right.SEE_REQUESTS, row.site_id)
    address = ticket_url(settings.CONFIG.public_url, row.code)
    image = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=4)
    with translation.override(row.language):
        return render(
            request,
            "console/receipt.html",
            {
                "row": row,
                "language": row.language,
                "qr": mark_safe(image.to_string(encoding="unicode")),
                "office": Organisation.objects.order_by("id").first(),
            },
        )
