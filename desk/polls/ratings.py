"""Whether a visitor was satisfied: the face given to the poll's question on the whole, or to its first one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from desk.directory.models import Poll, Site
from desk.polls.models import PollAnswer

SATISFIED = 4
"""A face of this rating or better counts as satisfied."""
FACES = 5
MOST_REASONS = 2


def answer_problem(answers: Mapping[str, int | str], reasons: Mapping[str, Sequence[str]]) -> str:
    """Return what is wrong with an answer, as a verdict's reason; empty for a good one. A question or choice that the
    directory has no more is no fault: the kiosk may have asked it long ago (C28)."""
    if any(isinstance(value, int) and not 1 <= value <= FACES for value in answers.values()):
        return "rating_out_of_range"
    if any(len(named) > MOST_REASONS for named in reasons.values()):
        return "too_many_reasons"
    return ""


def rating_question(poll: Poll) -> str:
    """Return the id of the question that stands for the whole; empty where no question has faces."""
    faces = [question for question in poll.questions.all() if question.kind == "faces"]
    overall = [question for question in faces if question.aspect == "overall"]
    return next((question.slug for question in [*overall, *faces]), "")


def rated(site: Site, codes: QuerySet[Any, Any]) -> dict[str, bool]:
    """Return by code whether its visitor was satisfied, for those of `codes` (a query of codes) who answered."""
    question = {poll.pk: rating_question(poll) for poll in Poll.objects.filter(site=site).prefetch_related("questions")}
    found: dict[str, bool] = {}
    rows = PollAnswer.objects.filter(poll__site=site, code__in=codes).order_by("answered_at")
    for poll, code, answers in rows.values_list("poll_id", "code", "answers"):
        rating = answers.get(question.get(poll, ""))
        if isinstance(rating, int):
            found.setdefault(code, rating >= SATISFIED)
    return found
