"""Alerts: where a threshold is passed now, and where it was lately (G4)."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from desk.alerts.models import Alert, Threshold
from desk.alerts.watching import measure
from desk.connectors import outbox
from desk.connectors.models import Outgoing
from desk.directory.models import Site
from desk.staff.guards import needs, require, staff
from desk.staff.models import User
from desk.staff.rights import Right

_SHOWN = 60


def sites_of(user: User, right: Right) -> list[Site]:
    """Return the sites at which a user has a right."""
    return [site for site in Site.objects.order_by("id") if user.has_right(right, site.pk)]


@require_GET
@needs(Right.SEE_REPORTS)
def alerts(request: HttpRequest) -> HttpResponse:
    """Every threshold with its value now; open alerts first, then those of late."""
    sites = sites_of(staff(request), Right.SEE_REPORTS)
    rows = Threshold.objects.filter(site__in=sites, active=True).select_related("site", "queue", "department")
    newest = Alert.objects.filter(threshold__site__in=sites).select_related(
        "threshold__queue", "threshold__department", "threshold__site", "seen_by"
    )
    context = {
        "section": "alerts",
        "open": newest.filter(ended_at=None).order_by("-started_at"),
        "over": newest.exclude(ended_at=None).order_by("-started_at")[:_SHOWN],
        "texts": _messages() if outbox.enabled() else None,
        "thresholds": [{"threshold": row, "value": measure(row)} for row in rows],
    }
    return render(request, "console/alerts.html", context)


def _messages() -> dict[str, int]:
    """Count the text messages of the last day by what became of them, and those that wait."""
    since = timezone.now() - timedelta(days=1)
    rows = Outgoing.objects.filter(Q(state=Outgoing.State.WAITING) | Q(made_at__gte=since)).order_by()
    return dict(rows.values_list("state").annotate(count=Count("id")))


@require_POST
@needs(Right.SEE_REPORTS)
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody sees to it."""
    alert = get_object_or_404(Alert.objects.select_related("threshold"), pk=pk)
    user = staff(request)
    require(user, Right.SEE_REPORTS, alert.threshold.site_id)
    Alert.objects.filter(pk=pk, seen_at=None).update(seen_by=user, seen_at=timezone.now())
    return redirect("alerts")
