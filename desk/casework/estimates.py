"""How long requests of a form and service really take, for the promise on a receipt (G3)."""

from __future__ import annotations

import math
from datetime import timedelta

from django.utils import timezone

from desk.casework.models import Request, State
from desk.directory.models import Form, Service

_SPAN = timedelta(days=120)
_LAST = 200
_ENOUGH = 12
_SHARE = 0.9


def promised_hours(form: Form, service: Service | None) -> int:
    """Return the hours in which nine of ten such requests were answered lately, never more than the form promises.

    Fewer than twelve answers tell nothing: the form's own hours then.
    """
    since = timezone.now() - _SPAN
    rows = Request.objects.filter(form=form, service=service, state__in=[State.ANSWERED, State.CLOSED], mark="")
    spans = rows.filter(settled_at__gte=since).order_by("-settled_at").values_list("submitted_at", "settled_at")
    hours = sorted((end - start).total_seconds() / 3600 for start, end in spans[:_LAST] if end)
    if len(hours) < _ENOUGH:
        return form.promise_hours
    ninth = hours[min(len(hours) - 1, int(len(hours) * _SHARE))]
    return max(1, min(form.promise_hours, math.ceil(ninth)))
