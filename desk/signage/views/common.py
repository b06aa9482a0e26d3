"""What every page of signage needs: the site that is chosen, and whether its draft differs from what screens show."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from desk.directory.models import Site
from desk.directory.publishing import NotPublishable
from desk.signage import catalogue
from desk.staff.guards import staff
from desk.staff.rights import Right

_CHOSEN = "signage_site"
_RIGHTS = (Right.EDIT_CONTENT, Right.PUBLISH, Right.SEE_REPORTS)


def sites_of(request: HttpRequest, *rights: Right) -> list[Site]:
    """Return the sites at which the user has any of `rights`."""
    user = staff(request)
    known = Site.objects.select_related("organisation").order_by("id")
    return [site for site in known if any(user.has_right(right, site.pk) for right in rights or _RIGHTS)]


def site_of(request: HttpRequest, right: Right = Right.EDIT_CONTENT) -> Site:
    """Return the site whose screens are edited: `?site=` chooses it for the pages that follow too.

    Raises `PermissionDenied` where the user has `right` at none.
    """
    found = sites_of(request, right)
    if not found:
        raise PermissionDenied
    asked = next((site for site in found if site.slug == request.GET.get("site")), None)
    if asked is not None:
        request.session[_CHOSEN] = asked.pk
        return asked
    chosen = request.session.get(_CHOSEN)
    return next((site for site in found if site.pk == chosen), found[0])


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
