"""What polls say: answers, reasons, and the share of satisfied visitors with its margin of error (G8)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import NamedTuple

from django.db.models import Q, Sum

from desk.directory.models import Poll, Site
from desk.polls.choosing import services_of
from desk.polls.ratings import SATISFIED
from desk.polls.wilson import Share, wilson
from desk.reports.models import DayTotal, PollFigure, RequestFigure


class Result(NamedTuple):
    """One question: satisfied share, answers by value with their names, reasons by name, in falling order."""

    question: str
    text: dict[str, str]
    aspect: str
    satisfied: Share | None
    values: list[tuple[dict[str, str], int]]
    reasons: list[tuple[dict[str, str], int]]


def population(site: Site, poll: Poll, first: date, last: date) -> int:
    """Return how many visitors could have been asked: tickets served, requests settled, or both, of the services for
    which the poll is the one that is asked."""
    services = services_of(poll)
    known = None if services is None else [key for key in services if key is not None]
    count = 0
    if poll.after in ("ticket", "any"):
        rows = DayTotal.objects.filter(site=site, day__range=(first, last))
        rows = rows.filter(by=DayTotal.By.HOUR) if services is None else rows.filter(by=DayTotal.By.SERVICE)
        if services is not None and known is not None:
            rows = rows.filter(Q(key__in=known) | (Q(key=None) if None in services else Q(pk__in=[])))
        count += rows.aggregate(total=Sum("served"))["total"] or 0
    if poll.after in ("request", "any"):
        settled = RequestFigure.objects.filter(site=site, day__range=(first, last))
        if services is not None and known is not None:
            settled = settled.filter(Q(service__in=known) | (Q(service=None) if None in services else Q(pk__in=[])))
        count += settled.aggregate(total=Sum("settled"))["total"] or 0
    return count


def results(site: Site, poll: Poll, first: date, last: date, confidence: int = 95) -> tuple[int, int, list[Result]]:
    """Return `(answers, visitors who could have answered, one result a question)` of a span of days.

    Reads the figures alone: call `aggregate_missing` before.
    """
    rows = PollFigure.objects.filter(site=site, poll=poll, day__range=(first, last))
    sums = rows.values_list("question", "value", "reason").annotate(total=Sum("count")).order_by()
    values: dict[str, Counter[str]] = {}
    reasons: dict[str, Counter[str]] = {}
    answered = 0
    for question, value, reason, total in sums:
        if not question:
            answered = total
        elif reason:
            reasons.setdefault(question, Counter())[reason] = total
        else:
            values.setdefault(question, Counter())[value] = total
    asked = max(population(site, poll, first, last), answered)
    found = []
    for question in poll.questions.all():
        names = {str(choice["id"]): choice["name"] for choice in (*question.choices, *question.reasons)}
        mine = values.get(question.slug, Counter())
        ratings = {int(value): count for value, count in mine.items() if value.isdigit()}
        found.append(
            Result(
                question.slug,
                question.text,
                question.aspect,
                _share(ratings, asked, confidence) if question.kind == "faces" else None,
                [(names.get(value, {"fa": value}), count) for value, count in mine.most_common()],
                [(names.get(key, {"fa": key}), n) for key, n in reasons.get(question.slug, Counter()).most_common()],
            )
        )
    return answered, asked, found


def _share(ratings: dict[int, int], asked: int, confidence: int) -> Share | None:
    n = sum(ratings.values())
    good = sum(count for value, count in ratings.items() if value >= SATISFIED)
    return wilson(good, n, max(asked, n), confidence) if n else None
