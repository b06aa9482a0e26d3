"""The log of who did and saw what, for auditors (T3)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from desk.audit.models import AuditEntry
from desk.staff.guards import needs
from desk.staff.rights import Right


@require_GET
@needs(Right.SEE_AUDIT)
def audit(request: HttpRequest) -> HttpResponse:
    """The newest rows first, by action where one is named."""
    rows = AuditEntry.objects.order_by("-id")
    action = request.GET.get("action", "")
    if action:
        rows = rows.filter(action=action)
    actions = AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct()
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(
        request, "console/audit.html", {"page": page, "action": action, "actions": actions, "section": "audit"}
    )
