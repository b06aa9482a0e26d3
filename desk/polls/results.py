"""What polls say: answers, reasons, and the share of satisfied visitors with its margin of error (G8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from desk.directory.models import Poll, Site
from desk.polls.models import PollAnswer
from desk.polls.wilson import Share, wilson
from desk.queueing.models import State, Ticket

SATISFIED = 4
"""A face of this rating or better counts as satisfied."""


class Result(NamedTuple):
    """One question: satisfied share, answers by value, reasons by id, in falling order."""

    question: str
    text: dict[str, str]
    aspect: str
    satisfied: Share | None
    values: list[tuple[str, int]]
    reasons: list[tuple[dict[str, str], int]]


def results(site: Site, poll: Poll, first: date, last: date) -> tuple[int, int, list[Result]]:
    """Return `(answers, visitors who could have answered, one result a question)` of a span of days."""
    rows = list(
        PollAnswer.objects.filter(poll=poll, answered_at__date__range=(first, last)).values_list("answers", "reasons")
    )
    population = Ticket.objects.filter(queue__site=site, service_day__range=(first, last), state=State.SERVED).count()
    found = []
    for question in poll.questions.all():
        values = [answers[question.slug] for answers, _ in rows if question.slug in answers]
        ratings = [value for value in values if isinstance(value, int)]
        good = sum(value >= SATISFIED for value in ratings)
        names = {choice["id"]: choice["name"] for choice in question.reasons}
        found.append(
            Result(
                question.slug,
                question.text,
                question.aspect,
                wilson(good, len(ratings), max(population, len(ratings))) if ratings else None,
                _counted(str(value) for value in values),
                [(names.get(key, {"fa": key}), count) for key, count in _counted(_reasons(rows, question.slug))],
            )
        )
    return len(rows), population, found


def _reasons(rows: list[tuple[dict[str, object], dict[str, list[str]]]], question: str) -> Iterable[str]:
    for _, reasons in rows:
        yield from reasons.get(question, ())


def _counted(values: Iterable[str]) -> list[tuple[str, int]]:
    return Counter(values).most_common()
