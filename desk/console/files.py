"""The directory as files, in the browser: taken out; checked line by line, then taken in whole or not at all (T6)."""

from __future__ import annotations

import hashlib
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from desk.audit.log import record
from desk.console.alerts import sites_of
from desk.directory.exchange.reading import FORMATS, export_bytes, read_draft
from desk.directory.exchange.report import Draft, Unreadable, What
from desk.directory.exchange.shape import TABLES
from desk.directory.exchange.sheets import MOST_BYTES
from desk.directory.importing import import_catalogue
from desk.directory.models import ImportDraft, Site
from desk.directory.publishing import NotPublishable, build_catalogue
from desk.staff.guards import needs, require, staff
from desk.staff.rights import Right
from sync.protocol.base import LANGS
from sync.protocol.catalogue import Catalogue

_SHOWN = 500
_KEPT = timedelta(days=1)
_KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "csv.zip": "application/zip",
    "jsonld": "application/ld+json",
    "hsds.json": "application/json",
}


def _chosen(request: HttpRequest, given: str) -> Site:
    """Return the site asked for, or the first that the user may edit; 404 where there is none."""
    sites = sites_of(staff(request), Right.EDIT_CONTENT)
    found = next((site for site in sites if str(site.pk) == given), sites[0] if sites else None)
    return found if found is not None else get_object_or_404(Site, pk=0)


def _context(request: HttpRequest, site: Site) -> dict[str, Any]:
    return {
        "site": site,
        "sites": sites_of(staff(request), Right.EDIT_CONTENT),
        "tables": list(TABLES),
        "languages": LANGS,
        "section": "files",
    }


@require_GET
@needs(Right.EDIT_CONTENT)
def files(request: HttpRequest) -> HttpResponse:
    """The forms in which the directory can be taken out, and the way in."""
    return render(request, "console/files.html", _context(request, _chosen(request, request.GET.get("site", ""))))


@require_GET
@needs(Right.EDIT_CONTENT)
def export(request: HttpRequest) -> HttpResponse:
    """One file of the directory."""
    site = _chosen(request, request.GET.get("site", ""))
    form, lang = request.GET.get("form", ""), request.GET.get("lang", "")
    table = request.GET.get("table", "")
    if form not in _KINDS or form not in FORMATS:
        return HttpResponse(status=404)
    lang = lang if lang in LANGS else (get_language() or "fa")[:2]
    try:
        content = export_bytes(site, form, table, lang)
    except Unreadable as error:
        messages.error(request, str(error))
        return redirect("files")
    name = f"{table}.csv" if form == "csv" else f"{site.slug}.{'zip' if form == 'csv.zip' else form}"
    return HttpResponse(
        content, content_type=_KINDS[form], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_POST
@needs(Right.EDIT_CONTENT)
def check(request: HttpRequest) -> HttpResponse:
    """Read a file and show what each line would do; nothing is changed by it."""
    site = _chosen(request, request.POST.get("site", ""))
    upload = request.FILES.get("file")
    context = _context(request, site)
    if not isinstance(upload, UploadedFile) or not upload.size or upload.size > MOST_BYTES:
        messages.error(request, _("Choose a file of at most 20 MB."))
        return render(request, "console/files.html", context, status=400)
    try:
        draft = _read(upload, site, request)
    except Unreadable as error:
        messages.error(request, str(error))
        return render(request, "console/files.html", context, status=400)
    shown = [line for line in draft.lines if line.what != What.SAME]
    order = list(What)[::-1]
    shown.sort(key=lambda line: order.index(line.what) if line.what == What.PROBLEM else len(order))
    context |= {
        "name": upload.name,
        "report": shown[:_SHOWN],
        "more": max(0, len(shown) - _SHOWN),
        "counts": [(what.value, draft.count(what)) for what in What if draft.count(what)],
        "bad": draft.catalogue is None,
        "draft": _keep(draft, site, request, str(upload.name)),
    }
    return render(request, "console/files.html", context, status=422 if draft.catalogue is None else 200)


def _read(upload: UploadedFile[bytes], site: Site, request: HttpRequest) -> Draft:
    table, lang = request.POST.get("table", ""), request.POST.get("lang", "")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(upload.name or "").name[-120:] or "file")
        path.write_bytes(upload.read())
        return read_draft(
            path,
            site,
            table if table in TABLES else "",
            request.POST.get("replace") == "on",
            lang if lang in LANGS else "fa",
        )


def _keep(draft: Draft, site: Site, request: HttpRequest, name: str) -> ImportDraft | None:
    """Keep a good draft that changes something until somebody takes it; older ones go."""
    ImportDraft.objects.filter(made_at__lt=timezone.now() - _KEPT).delete()
    changes = sum(draft.count(what) for what in (What.ADDED, What.CHANGED, What.RETIRED))
    if draft.catalogue is None or not changes:
        return None
    return ImportDraft.objects.create(
        site=site,
        user=staff(request),
        made_at=timezone.now(),
        name=name[:200],
        body=draft.catalogue.model_dump_json(exclude_none=True).encode(),
        base_sha256=_digest(site),
    )


def _digest(site: Site) -> str:
    return hashlib.sha256(build_catalogue(site).model_dump_json(exclude_none=True).encode()).hexdigest()


@require_POST
@needs(Right.EDIT_CONTENT)
def take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a checked file into the directory, all of it in one transaction; publishing is another step."""
    user = staff(request)
    draft = get_object_or_404(ImportDraft.objects.select_related("site"), pk=pk, user=user)
    require(user, Right.EDIT_CONTENT, draft.site_id)
    try:
        with transaction.atomic():
            Site.objects.select_for_update().get(pk=draft.site_id)
            if _digest(draft.site) != draft.base_sha256:
                messages.error(request, _("The directory has changed meanwhile. Check the file again."))
                return redirect("files")
            _site, told = import_catalogue(Catalogue.model_validate_json(bytes(draft.body)))
            draft.delete()
            counts = {"added": told.added, "changed": told.changed, "retired": told.retired}
            record(user, "directory.imported", f"site:{draft.site_id}", request, name=draft.name, **counts)
    except NotPublishable as error:
        messages.error(request, str(error))
        return redirect("files")
    done = _(
        "Taken in: %(added)s added, %(changed)s changed, %(retired)s retired. Kiosks show it once it is published."
    )
    messages.success(request, done % counts)
    return redirect("publishing")
