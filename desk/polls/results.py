"""What polls say, with the margin of error: Wilson's score interval, with the correction for a finite population (G8).

E. B. Wilson, "Probable Inference", JASA 22 (1927). Where `n` of the `N` who could
have answered did, the sample counts as n (N-1)/(N-n): asking everybody leaves no error.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from desk.directory.models import Poll, Site
from desk.polls.models import PollAnswer
from desk.queueing.models import State, Ticket

Z = {90: 1.6448536269514722, 95: 1.959963984540054, 99: 2.5758293035489004}
SATISFIED = 4
"""A face of this rating or better counts as satisfied."""


class Share(NamedTuple):
    """A share of `n` answers with its interval; all between 0 and 1."""

    n: int
    share: float
    low: float
    high: float


class Result(NamedTuple):
    """One question: satisfied share, answers by value, reasons by id, in falling order."""

    question: str
    text: dict[str, str]
    aspect: str
    satisfied: Share | None
    values: list[tuple[str, int]]
    reasons: list[tuple[dict[str, str], int]]


def wilson(successes: int, n: int, population: int | None = None, confidence: int = 95) -> Share:
    """Return the share with its Wilson interval. `population`: how many could have answered; None for no limit."""
    if n <= 0 or not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is no share")
    p = successes / n
    if population is not None and population <= n:
        return Share(n, p, p, p)
    effective = n if population is None else n * (population - 1) / (population - n)
    z2 = Z[confidence] ** 2
    middle = (p + z2 / (2 * effective)) / (1 + z2 / effective)
    half = math.sqrt(z2 * (p * (1 - p) / effective + z2 / (4 * effective**2))) / (1 + z2 / effective)
    return Share(n, p, max(0.0, middle - half), min(1.0, middle + half))


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
