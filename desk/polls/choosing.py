"""Which poll a visitor is asked, and which services' visitors a poll is for (C28-C30)."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ObjectDoesNotExist

from desk.directory.models import Department, Poll, Service
from sync.protocol.polls import About, After, narrowest


def asked_poll(
    site_id: int, after: After, service: Service | None, department: Department | None = None
) -> Poll | None:
    """Return the narrowest poll in use for a visitor of a service, or of a request to a unit; None where none fits."""
    polls = Poll.objects.filter(site_id=site_id, active=True, after__in=[after, "any"])
    return narrowest(polls, _on, _done(service, department))


def services_of(poll: Poll) -> set[int | None] | None:
    """Return the services whose visitors are asked this poll after a visit; None among them stands for visits without
    a service. None for all of them: no narrower poll takes any away."""
    polls = list(Poll.objects.filter(site_id=poll.site_id, active=True, after__in=["ticket", "any"]))
    if not any(one.service_id or one.department_id or one.person_id for one in (*polls, poll)):
        return None
    services = Service.objects.filter(site_id=poll.site_id).select_related("contact_point")
    own = {service.pk for service in services if _chosen(polls, _done(service)) == poll.pk}
    return own | ({None} if _chosen(polls, About()) == poll.pk else set())


def _chosen(polls: Iterable[Poll], done: About) -> int | None:
    found = narrowest(polls, _on, done)
    return found.pk if found is not None else None


def _on(poll: Poll) -> About:
    return About(poll.person_id, poll.service_id, poll.department_id)


def _done(service: Service | None, department: Department | None = None) -> About:
    unit = department.pk if department is not None else service.department_id if service is not None else None
    return About(_person(service), service.pk if service is not None else None, unit)


def _person(service: Service | None) -> int | None:
    """Return who is responsible for a service (C8)."""
    try:
        return service.contact_point.person_id if service is not None else None
    except ObjectDoesNotExist:
        return None
