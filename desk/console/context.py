"""What every page shows: the office, its colour, what the user may open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language_bidi

from desk.alerts.models import Alert
from desk.directory.models import Organisation
from desk.staff.models import User
from desk.staff.rights import Right


def _alerts(user: User) -> int:
    """Count the open alerts that nobody has seen to, at the user's sites."""
    rows = Alert.objects.filter(ended_at=None, seen_at=None).values_list("threshold__site_id", flat=True)
    return sum(user.has_right(Right.SEE_REPORTS, site) for site in rows)


def office(request: HttpRequest) -> dict[str, Any]:
    """Return the office's name, the direction of the page and the rights of the user."""
    user = getattr(request, "user", None)
    rights = user.rights() if isinstance(user, User) else frozenset()
    return {
        "office": Organisation.objects.order_by("id").first(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "may": {right.value: right in rights for right in Right},
        "now": timezone.now(),
        "alert_count": _alerts(user) if isinstance(user, User) and Right.SEE_REPORTS in rights else 0,
    }
