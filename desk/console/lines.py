"""The lines of a site: who waits, whether they are open, and closing or opening one by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from desk.directory.models import Queue, Site
from desk.queueing.hours import open_lines, switch
from desk.queueing.lines import queue_figures
from desk.staff.guards import needs, require, staff
from desk.staff.rights import Right


def lines_of(site: Site) -> list[dict[str, Any]]:
    """Return each line of a site with its figures and openness, for a page."""
    figures, openness = queue_figures(site), open_lines(site)
    lines = Queue.objects.filter(site=site, active=True).order_by("position", "id")
    return [{"line": line, "figures": figures[line.pk], "openness": openness[line.pk]} for line in lines]


@require_POST
@needs(Right.CALL_TICKETS)
def switch_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a line for today, open it for today, or let the hours rule again; logged under the name of who did it."""
    line = get_object_or_404(Queue.objects.select_related("site"), pk=pk, active=True)
    user = staff(request)
    require(user, Right.CALL_TICKETS, line.site_id)
    try:
        switch(line, user, request.POST.get("how", ""))
    except ValueError:
        return HttpResponse(status=404)
    messages.success(request, _("Kiosks and phones show it within a second."))
    return redirect("counters")
