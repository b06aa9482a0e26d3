"""What somebody asks of a report: days in the page's calendar, sites, filters, and what to group by (M4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpRequest

from desk.casework.models import Kind
from desk.directory.forms.inputs import DayField
from desk.directory.models import Department, Service, Site
from desk.reports.aggregation import last_days
from desk.reports.figures import GROUPS, REQUEST_GROUPS, Span
from desk.reports.scope import departments_of, sites_of
from desk.staff.models import User

_LONGEST_DAYS = 1100
ALL_GROUPS = tuple(dict.fromkeys((*GROUPS, *REQUEST_GROUPS)))


class Filter(forms.Form):
    """A span of days, filters, and what to group by."""

    first = DayField(required=False)
    last = DayField(required=False)
    group = forms.ChoiceField(choices=[(name, name) for name in ALL_GROUPS], required=False)
    site = forms.CharField(required=False)
    department = forms.ModelChoiceField(Department.objects.all(), required=False)
    service = forms.ModelChoiceField(Service.objects.all(), required=False)
    kind = forms.CharField(required=False)


@dataclass(frozen=True)
class Asked:
    """A report that was asked for; `chosen` is the site of the form, None for all of them."""

    span: Span
    group: str
    sites: list[Site]
    chosen: Site | None
    form: Filter

    @property
    def site(self) -> Site:
        """Return the site, or the first of all."""
        return self.span.sites[0]


def read(request: HttpRequest, user: User) -> Asked | None:
    """Return what the query asks for, bound to what the user may see; None where that is nothing."""
    sites = sites_of(user)
    if not sites:
        return None
    form = Filter(request.GET)
    form.is_valid()
    given = form.cleaned_data
    chosen = next((site for site in sites if str(site.pk) == given.get("site")), None)
    if chosen is None and given.get("site") != "all":
        chosen = sites[0]
    of = (chosen,) if chosen else tuple(sites)
    first, last = span_of(of[0], given.get("first"), given.get("last"))
    bound = departments_of(user, of)
    wanted = given.get("department")
    if wanted is not None:
        bound = frozenset({wanted.pk}) if bound is None else bound & {wanted.pk}
    service, kind = given.get("service"), given.get("kind")
    span = Span(of, first, last, bound, service.pk if service else None, None, kind if kind in Kind.values else "")
    return Asked(span, given.get("group") or "queue", sites, chosen, form)


def span_of(site: Site, first: date | None, last: date | None) -> tuple[date, date]:
    """Return first and last day: the last thirty where nothing is said, never more than three years."""
    usual = last_days(site, 30)
    first, last = first or usual[0], last or usual[1]
    if first > last:
        first, last = last, first
    if (last - first).days > _LONGEST_DAYS:
        first = date.fromordinal(last.toordinal() - _LONGEST_DAYS)
    return first, last
