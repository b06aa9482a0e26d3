"""What polls say, and who is asked them (G7, G8)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from desk.audit.log import record
from desk.casework.models import Kind
from desk.console import report_form
from desk.directory.forms.inputs import WholeNumberField
from desk.directory.models import Poll
from desk.polls import sampling
from desk.polls.models import Confidence, Sampling
from desk.polls.results import results
from desk.reports.aggregation import for_a_page
from desk.reports.scope import departments_of, sites_of
from desk.staff.guards import needs, require, staff
from desk.staff.rights import Right


class SamplingForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who is asked one poll."""

    everyone_kinds = forms.MultipleChoiceField(
        choices=Kind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    margin = WholeNumberField(min_value=1, max_value=20)
    days = WholeNumberField(min_value=1, max_value=366)
    response = WholeNumberField(min_value=1, max_value=100)

    class Meta:
        model = Sampling
        fields = ("confidence", "margin", "days", "response", "everyone_kinds")


@require_GET
@needs(Right.SEE_REPORTS)
def polls(request: HttpRequest) -> HttpResponse:
    """Every poll of the user's sites: its results of the days asked for, and its sample."""
    user = staff(request)
    form = report_form.Filter(request.GET)
    form.is_valid()
    confidence = {"90": 90, "99": 99}.get(request.GET.get("confidence", ""), 95)
    rows: list[dict[str, Any]] = []
    span, missing = None, 0
    for site in sites_of(user):
        if departments_of(user, [site]) is not None:
            continue  # a poll is of the whole site; the head of a unit sees the unit's share in the figures
        span = report_form.span_of(site, form.cleaned_data.get("first"), form.cleaned_data.get("last"))
        missing += for_a_page([site], *span)
        for poll in Poll.objects.filter(site=site, active=True).prefetch_related("questions"):
            row = Sampling.objects.filter(poll=poll).first() or Sampling(poll=poll)
            visitors = sampling.visitors_of(row)
            rows.append(
                {
                    "site": site,
                    "poll": poll,
                    "sampling": row,
                    "visitors": visitors,
                    "needed": sampling.needed(visitors, row.confidence, row.margin / 100) if row.confidence else None,
                    "told": results(site, poll, *span, confidence),
                    "may_set": user.has_right(Right.SET_RULES, site.pk),
                }
            )
    context = {
        "rows": rows,
        "missing": missing,
        "span": span,
        "confidence": confidence,
        "confidences": Confidence.choices,
        "kinds": Kind.choices,
        "form": form,
        "section": "reports",
    }
    return render(request, "console/polls.html", context)


@require_POST
@needs(Right.SET_RULES)
def set_sampling(request: HttpRequest, pk: int) -> HttpResponse:
    """Set who is asked a poll; the share follows at once."""
    poll = get_object_or_404(Poll.objects.select_related("site"), pk=pk)
    user = staff(request)
    require(user, Right.SET_RULES, poll.site_id)
    row = Sampling.objects.filter(poll=poll).first() or Sampling(poll=poll)
    form = SamplingForm(request.POST, instance=row)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("polls")
    with transaction.atomic():
        row = form.save(commit=False)
        row.changed_by = user
        sampling.reckon(row)
        record(user, "poll.sampling", f"poll:{poll.pk}", request, confidence=row.confidence, margin=row.margin)
    messages.success(request, _("Saved. It holds from the next visitor on."))
    return redirect("polls")
