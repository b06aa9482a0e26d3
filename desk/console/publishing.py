"""Publishing: what has changed since the last version, publish it, or go back to an earlier one (S3)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from desk.audit.log import record
from desk.console.alerts import sites_of
from desk.directory.comparing import compare
from desk.directory.hands import with_hands
from desk.directory.importing import import_catalogue
from desk.directory.models import ContentVersion, Site
from desk.directory.publishing import NotPublishable, build_catalogue, publish
from desk.staff.guards import needs, staff
from desk.staff.rights import Right
from sync.protocol.catalogue import Catalogue, Content
from sync.protocol.catalogue_check import problems

_SHOWN = 200


def _site(request: HttpRequest) -> Site:
    """Return the site that the page or its form names, else the first that the user may publish (G13)."""
    sites = sites_of(staff(request), Right.PUBLISH)
    given = request.POST.get("site", "") or request.GET.get("site", "")
    found = next((site for site in sites if str(site.pk) == given), sites[0] if sites else None)
    return found if found is not None else get_object_or_404(Site, pk=0)


def _back(site: Site) -> HttpResponse:
    return redirect(f"{reverse('publishing')}?site={site.pk}")


def _published(version: ContentVersion | None) -> Catalogue | None:
    return Content.model_validate_json(bytes(version.body)).catalogue if version else None


@require_GET
@needs(Right.PUBLISH)
def overview(request: HttpRequest) -> HttpResponse:
    """The changes that wait to be published, what hinders, and the versions so far."""
    site = _site(request)
    versions = site.versions.select_related("published_by").defer("body")
    context: dict[str, Any] = {"site": site, "section": "publishing"}
    context["sites"] = sites_of(staff(request), Right.PUBLISH)
    try:
        catalogue = build_catalogue(site)
    except NotPublishable as error:
        context["problems"] = error.found
    else:
        found = problems(catalogue)
        changes = compare(_published(site.versions.first()), catalogue)
        context |= {
            "changes": with_hands(site, changes[:_SHOWN]),
            "count": len(changes),
            "problems": [problem for problem in found if problem.fatal],
            "notes": [problem for problem in found if not problem.fatal][:20],
        }
    context["page"] = Paginator(versions, 15).get_page(request.GET.get("page"))
    return render(request, "console/publishing.html", context)


@require_POST
@needs(Right.PUBLISH)
def publish_now(request: HttpRequest) -> HttpResponse:
    """Publish the directory as it stands; kiosks take it within a minute."""
    site, user = _site(request), staff(request)
    try:
        version, new = publish(site, user, request.POST.get("note", "")[:200])
    except NotPublishable as error:
        messages.error(request, str(error))
    else:
        if new:
            record(user, "content.published", f"site:{site.pk}", request, version=version.version)
            messages.success(request, _("Published. Kiosks take it within a minute."))
        else:
            messages.info(request, _("Nothing has changed since the last version."))
    return _back(site)


@require_POST
@needs(Right.PUBLISH)
def restore(request: HttpRequest, version: int) -> HttpResponse:
    """Bring the directory back to an earlier version and publish that as a new one; nothing of the history is lost."""
    site, user = _site(request), staff(request)
    earlier = get_object_or_404(site.versions, version=version)
    catalogue = _published(earlier)
    if catalogue is not None:
        import_catalogue(catalogue)
        made, _new = publish(site, user, _("Back to version %(version)s") % {"version": version})
        record(user, "content.restored", f"site:{site.pk}", request, version=version, as_version=made.version)
        messages.success(request, _("The directory is as it was in that version, and published."))
    return _back(site)
