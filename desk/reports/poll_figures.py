"""The figures of a day's answers to polls: how often each value was chosen and each reason named."""

from __future__ import annotations

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Min

from desk.directory.models import Site
from desk.polls.models import PollAnswer
from desk.reports.models import PollFigure
from desk.reports.request_figures import day_span


def first_day(site: Site) -> date | None:
    """Return the day of the first answer, of whatever site: the index answers that at once."""
    found = PollAnswer.objects.aggregate(first=Min("answered_at"))["first"]
    return found.astimezone(ZoneInfo(site.timezone)).date() if found else None


def store(site: Site, day: date) -> None:
    """Put the figures of one day together anew."""
    rows = figures_of(site, day)
    PollFigure.objects.filter(site=site, day=day).delete()
    PollFigure.objects.bulk_create(rows, batch_size=500)


def figures_of(site: Site, day: date) -> list[PollFigure]:
    """Return the figures of one day. A row with neither question nor value counts the answered polls."""
    start, end = day_span(site, day, day)
    counts: Counter[tuple[int, str, str, str]] = Counter()
    rows = PollAnswer.objects.filter(poll__site=site, answered_at__gte=start, answered_at__lt=end)
    for poll, answers, reasons in rows.values_list("poll_id", "answers", "reasons").iterator(5000):
        counts[(poll, "", "", "")] += 1
        for question, value in answers.items():
            for one in value if isinstance(value, list) else [value]:
                counts[(poll, question, str(one)[:80], "")] += 1
        for question, named in reasons.items():
            for reason in named:
                counts[(poll, question, "", str(reason)[:80])] += 1
    return [
        PollFigure(site=site, day=day, poll_id=poll, question=question, value=value, reason=reason, count=count)
        for (poll, question, value, reason), count in counts.items()
    ]
