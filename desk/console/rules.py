"""The rule of calling: see it, try it on a past day, switch it on (C46, O16)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk.audit.log import record
from desk.console.alerts import sites_of
from desk.console.moments import read_date
from desk.directory.days import service_day
from desk.directory.forms.inputs import WholeNumberField
from desk.directory.models import Site
from desk.queueing.calling import order_of
from desk.queueing.models import QueueRule
from desk.queueing.order import Order
from desk.queueing.replay import simulate
from desk.queueing.simulator import actual, read_day
from desk.staff.guards import needs, staff
from desk.staff.rights import Right


class RuleForm(forms.Form):
    """The two numbers, and the day on which they are tried."""

    ordinary = WholeNumberField(min_value=0, max_value=50)
    limit = WholeNumberField(min_value=1, max_value=600)
    day = forms.CharField(required=False, max_length=10)

    def clean_day(self) -> date | None:
        """Read the day in the calendar in which it was typed."""
        text = self.cleaned_data["day"]
        if not text:
            return None
        try:
            return read_date(text)
        except ValueError as error:
            raise forms.ValidationError(_("This is no day.")) from error


@require_http_methods(["GET", "POST"])
@needs(Right.SET_RULES)
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rule of a site; by GET with numbers try them on a day, by POST switch them on."""
    given = request.POST if request.method == "POST" else request.GET
    sites = sites_of(staff(request), Right.SET_RULES)
    site = next((one for one in sites if str(one.pk) == given.get("site", "")), sites[0] if sites else None)
    if site is None:
        return render(request, "console/rules.html", {"site": None, "section": "rules"})
    order = order_of(site.pk)
    form = RuleForm(given if "ordinary" in given else None)
    yesterday = service_day(site) - timedelta(days=1)
    context: dict[str, Any] = {"site": site, "sites": sites, "order": order, "form": form, "day": yesterday}
    context["section"] = "rules"
    if form.is_bound and form.is_valid():
        tried = Order(form.cleaned_data["ordinary"], form.cleaned_data["limit"])
        if request.method == "POST":
            return _switch(request, site, tried)
        context |= {"tried": tried, **_replay(site, form.cleaned_data["day"] or yesterday, order, tried)}
    return render(request, "console/rules.html", context)


def _replay(site: Site, day: date, order: Order, tried: Order) -> dict[str, Any]:
    arrivals, desks = read_day(site, day)
    rows = [
        ("actual", actual(site, day, tried.longest_wait_minutes)),
        ("now", simulate(arrivals, desks, order, tried.longest_wait_minutes)),
        ("tried", simulate(arrivals, desks, tried)),
    ]
    return {"day": day, "replay": rows if arrivals else None, "count": len(arrivals), "desks": len(desks)}


def _switch(request: HttpRequest, site: Site, order: Order) -> HttpResponse:
    user = staff(request)
    with transaction.atomic():
        QueueRule.objects.update_or_create(
            site=site,
            defaults={
                "ordinary_per_priority": order.ordinary_per_priority,
                "longest_wait_minutes": order.longest_wait_minutes,
                "changed_by": user,
            },
        )
        record(user, "rule.changed", f"site:{site.pk}", request, **order._asdict())
    messages.success(request, _("The rule is switched on."))
    return redirect(f"{reverse('rules')}?site={site.pk}")
