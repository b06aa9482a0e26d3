"""The library: upload, thumbnails, the files themselves, taking away."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from desk.audit.log import record
from desk.signage import intake
from desk.signage.models import Asset
from desk.signage.views.common import frame, site_of
from desk.staff.guards import needs, staff
from desk.staff.rights import Right

_MOST_AT_ONCE = 20


@require_GET
@needs(Right.EDIT_CONTENT)
def library(request: HttpRequest) -> HttpResponse:
    """Everything that may be shown."""
    site = site_of(request)
    assets = Asset.objects.filter(site=site, retired_at=None).select_related("made_by").defer("thumbnail")
    return render(request, "signage/library.html", {**frame(site, "library"), "assets": assets})


@require_POST
@needs(Right.EDIT_CONTENT)
def upload(request: HttpRequest) -> HttpResponse:
    """Take files; each is taken or refused for itself."""
    site, user = site_of(request), staff(request)
    files = request.FILES.getlist("files")[:_MOST_AT_ONCE]
    if not files:
        messages.error(request, _("Choose a file first."))
    for file in files:
        try:
            rows = intake.take(file, site, user)
        except intake.Refused as error:
            messages.error(request, f"{file.name}: {intake.WHY.get(error.code, intake.WHY['damaged'])}")
        else:
            messages.success(request, _("%(name)s was taken.") % {"name": ", ".join(row.name for row in rows[:3])})
    return redirect("signage")


@require_POST
@needs(Right.EDIT_CONTENT)
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file out of the library; what is published keeps it, and its proof of play stays."""
    asset = get_object_or_404(Asset, pk=pk, site=site_of(request))
    if asset.items.exists():
        messages.error(request, _("%(name)s is still in a playlist.") % {"name": asset.name})
    else:
        asset.retired_at = timezone.now()
        asset.save(update_fields=["retired_at"])
        record(staff(request), "signage.retired", f"asset:{asset.pk}", request, sha256=asset.sha256)
    return redirect("signage")


@require_GET
@needs(Right.EDIT_CONTENT)
def thumbnail(request: HttpRequest, pk: int) -> HttpResponse:
    """The small picture."""
    asset = get_object_or_404(Asset, pk=pk, site=site_of(request))
    response = HttpResponse(bytes(asset.thumbnail), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response


@require_GET
@needs(Right.EDIT_CONTENT)
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The converted picture or film in full, as screens get it."""
    asset = get_object_or_404(Asset, pk=pk, site=site_of(request))
    path = Path(settings.MEDIA_ROOT) / asset.sha256[:2] / asset.sha256
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type=asset.media_type)
