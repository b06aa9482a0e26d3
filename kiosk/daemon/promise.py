"""By when a request will be answered (C20): from the service's durations (C5, C6), else from its form."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.daemon.hours import after_working_days, closing, open_day_from
from sync.protocol.catalogue import Catalogue
from sync.protocol.forms import Form
from sync.protocol.services import Duration, Service

_HOURS = {"minute": 1 / 60, "hour": 1.0}
_DAYS = {"day": 1, "week": 7, "month": 30}


def promised_at(catalogue: Catalogue, form: Form, service: Service | None, now: datetime) -> datetime:
    """Return the moment that is promised, always within the site's opening: the longest case, inquiries included."""
    local = now.astimezone(ZoneInfo(catalogue.site.timezone))
    parts: list[Duration] = []
    if service is not None and service.durations:
        cases = [_after(catalogue, local, item) for item in service.durations]
        longest = service.durations[cases.index(max(cases))]
        parts = [longest] if service.inquiry_duration is None else [longest, service.inquiry_duration]
    if not parts:
        return _within_hours(catalogue, local + timedelta(hours=form.promise_hours))
    for part in parts:
        local = _after(catalogue, local, part)
    return _within_hours(catalogue, local)


def _after(catalogue: Catalogue, start: datetime, span: Duration) -> datetime:
    if span.unit in _HOURS:
        return start + timedelta(hours=span.max * _HOURS[span.unit])
    if span.unit == "working_day":
        day = after_working_days(catalogue, start.date(), span.max)
    else:
        day = start.date() + timedelta(days=span.max * _DAYS[span.unit])
    return _at_closing(catalogue, day, start)


def _at_closing(catalogue: Catalogue, day: date, start: datetime) -> datetime:
    end = closing(catalogue, open_day_from(catalogue, day))
    return end if end is not None else datetime.combine(day, start.timetz())


def _within_hours(catalogue: Catalogue, moment: datetime) -> datetime:
    """Move a moment on a closed day, or after closing, to the end of the next open day."""
    end = closing(catalogue, moment.date())
    if end is not None and moment <= end:
        return moment
    later = moment.date() if end is None else moment.date() + timedelta(days=1)
    return _at_closing(catalogue, later, moment)
