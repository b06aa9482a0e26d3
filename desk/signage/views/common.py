"""What every page of signage needs: the site at hand, and whether its draft differs from what screens show."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from desk.directory.models import Site
from desk.directory.publishing import NotPublishable
from desk.signage import catalogue
from desk.staff.guards import require, staff
from desk.staff.rights import Right


def site_of(request: HttpRequest, right: Right = Right.EDIT_CONTENT) -> Site:
    """Return the site whose screens are edited. Raises `PermissionDenied`."""
    site = get_object_or_404(Site.objects.select_related("organisation").order_by("id")[:1])
    require(staff(request), right, site.pk)
    return site


def frame(site: Site, part: str) -> dict[str, Any]:
    """Return what the frame of every page shows; `part` is the page's name in its own menu."""
    version = catalogue.published(site)
    try:
        body = catalogue.draft(site).model_dump(mode="json", exclude_none=True)
        found: list[Any] = []
    except NotPublishable as error:
        body, found = None, error.found
    return {
        "site": site,
        "section": "signage",
        "part": part,
        "version": version,
        "changed": body is None
        or body != (version.body if version else {"playlists": [], "schedules": [], "groups": [], "panels": []}),
        "hindrances": found,
    }
