"""Days and hours at a site."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from desk.directory.models import Site


def local(site: Site, moment: datetime) -> datetime:
    """Return `moment` on the site's clock."""
    return moment.astimezone(ZoneInfo(site.timezone))


def service_day(site: Site, moment: datetime | None = None) -> date:
    """Return the service day at a site: the date there, now or at `moment`."""
    return local(site, moment or timezone.now()).date()
