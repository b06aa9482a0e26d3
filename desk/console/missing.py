"""What of the directory still lacks a language, by language, with the way to the place where it is written."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from desk.console.alerts import sites_of
from desk.directory import mapping
from desk.directory.models import Site
from desk.directory.publishing import NotPublishable, build_catalogue
from desk.staff.guards import needs, staff
from desk.staff.rights import Right
from sync.protocol.base import LANGS
from sync.protocol.catalogue import Catalogue
from sync.protocol.catalogue_check import problems

_ITEM = re.compile(r"([a-z_]+)\[([^\]]+)\]\.?(.*)")
_LANGUAGES = re.compile(r"no text in (.*)")
_SHOWN = 300
_TOP = {"site": "/admin/directory/site/", "organisation": "/admin/directory/organisation/"}


class Gap(NamedTuple):
    """One text without a language: item and field, and where the admin edits it (empty where it does not)."""

    collection: str
    item: str
    field: str
    link: str


@require_GET
@needs(Right.EDIT_CONTENT)
def missing(request: HttpRequest) -> HttpResponse:
    """Count the gaps of each language and list those of the one asked for."""
    sites = sites_of(staff(request), Right.EDIT_CONTENT)
    wanted = request.GET.get("site", "")
    site = next((one for one in sites if str(one.pk) == wanted), sites[0] if sites else None)
    context: dict[str, Any] = {"site": site, "sites": sites, "section": "missing"}
    if site is not None:
        try:
            gaps = gaps_of(site, build_catalogue(site))
        except NotPublishable as error:
            return render(request, "console/missing.html", {**context, "problems": error.found})
        lang = request.GET.get("lang", "")
        lang = lang if lang in gaps else max(gaps, key=lambda one: len(gaps[one]), default="")
        context |= {
            "counts": [(one, len(gaps[one])) for one in gaps],
            "lang": lang,
            "gaps": gaps[lang][:_SHOWN] if lang else [],
            "more": len(gaps[lang]) - _SHOWN if lang else 0,
        }
    return render(request, "console/missing.html", context)


def gaps_of(site: Site, catalogue: Catalogue) -> dict[str, list[Gap]]:
    """Return the gaps by language, for every language that the organisation speaks."""
    found: dict[str, list[Gap]] = {lang: [] for lang in site.organisation.languages or LANGS}
    rows: dict[str, dict[str, int]] = defaultdict(dict)
    for name, (model, _message) in mapping.COLLECTIONS.items():
        rows[name] = dict(model._default_manager.filter(site=site).values_list("slug", "pk"))
    for problem in problems(catalogue):
        languages = _LANGUAGES.fullmatch(problem.what)
        if languages is None:
            continue
        gap = _gap(problem.where, rows)
        for lang in languages[1].split(", "):
            found.setdefault(lang, []).append(gap)
    return found


def _gap(where: str, rows: dict[str, dict[str, int]]) -> Gap:
    item = _ITEM.fullmatch(where)
    if item is None:
        head, _dot, field = where.partition(".")
        return Gap(head, "", field, _TOP.get(head, ""))
    collection, slug, field = item.groups()
    key = rows.get(collection, {}).get(slug)
    if key is None:
        return Gap(collection, slug, field, "")
    model = mapping.COLLECTIONS[collection][0]
    return Gap(collection, slug, field, reverse(f"admin:directory_{model._meta.model_name}_change", args=[key]))
