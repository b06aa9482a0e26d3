"""Reading and keeping the answers to a poll on the visitor's page."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone

from desk.directory.models import Poll
from desk.polls.models import PollAnswer

_ASKS_REASONS = 3
_MOST_REASONS = 2

Answers = dict[str, int | str]
Reasons = dict[str, list[str]]


def read(poll: Poll, given: QueryDict) -> tuple[Answers, Reasons]:
    """Return what fits the poll: ratings 1 to 5, choices that it has, and at most two reasons of a low rating."""
    answers: Answers = {}
    reasons: Reasons = {}
    for question in poll.questions.all():
        value = given.get(f"q-{question.slug}", "")
        if question.kind == "faces":
            if value not in ("1", "2", "3", "4", "5"):
                continue
            answers[question.slug] = int(value)
            known = {choice["id"] for choice in question.reasons}
            chosen = [reason for reason in given.getlist(f"r-{question.slug}") if reason in known][:_MOST_REASONS]
            if chosen and int(value) <= _ASKS_REASONS:
                reasons[question.slug] = chosen
        elif value in {choice["id"] for choice in question.choices}:
            answers[question.slug] = value
    return answers, reasons


def keep(poll: Poll, code: str, answers: Answers, reasons: Reasons, language: str) -> bool:
    """Store the answers; False where this code has answered already."""
    try:
        with transaction.atomic():
            PollAnswer.objects.create(
                id=uuid.uuid4(),
                poll=poll,
                code=code,
                answers=answers,
                reasons=reasons,
                language=language,
                answered_at=timezone.now(),
            )
    except IntegrityError:
        return False
    return True
