"""Whose figures somebody may see: those of the sites and, for the head of a unit, of that unit alone (E1, T2)."""

from __future__ import annotations

from collections.abc import Sequence

from desk.directory.models import Site
from desk.staff.models import User
from desk.staff.rights import ROLE_RIGHTS, Right


def sites_of(user: User) -> list[Site]:
    """Return the sites of which the user may see reports."""
    return [site for site in Site.objects.order_by("id") if user.has_right(Right.SEE_REPORTS, site.pk)]


def departments_of(user: User, sites: Sequence[Site]) -> frozenset[int] | None:
    """Return the departments to which the user is bound at these sites; None where nothing binds."""
    if user.is_superuser:
        return None
    found: set[int] = set()
    places = {site.pk for site in sites}
    for role, site, department in user.assignments.values_list("role", "site_id", "department_id"):
        if Right.SEE_REPORTS not in ROLE_RIGHTS[role] or (site is not None and site not in places):
            continue
        if department is None:
            return None
        found.add(department)
    return frozenset(found)
