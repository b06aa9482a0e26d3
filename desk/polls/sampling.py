"""Asking everybody, or as many as are needed for a chosen confidence and margin of error (G7).

The size of a sample is Cochran's for a share (W. G. Cochran, "Sampling Techniques", 3rd ed., 1977, 4.2): the worst case
p = 1/2, n0 = z² p (1-p) / e², and for a finite population N: n = n0 / (1 + (n0 - 1) / N).
"""

from __future__ import annotations

import hashlib
import hmac
import math
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from desk.directory.days import service_day
from desk.directory.models import Poll
from desk.polls.models import Sampling
from desk.polls.results import population
from desk.polls.wilson import Z


def needed(visitors: int, confidence: int, margin: float) -> int:
    """Return how many of `visitors` must answer; `confidence` is 90, 95 or 99, `margin` a share such as 0.05."""
    if visitors <= 0:
        return 0
    unlimited = Z[confidence] ** 2 * 0.25 / margin**2
    return min(visitors, math.ceil(unlimited / (1 + (unlimited - 1) / visitors)))


def share_to_ask(sampling: Sampling, visitors: int) -> float:
    """Return the share of visitors to ask so that enough answer; everybody while the office knows no numbers yet."""
    if not sampling.confidence or visitors <= 0:
        return 1.0
    answers = needed(visitors, sampling.confidence, sampling.margin / 100)
    return min(1.0, answers / (visitors * sampling.response / 100))


def visitors_of(sampling: Sampling) -> int:
    """Return how many could have been asked in the last span of the sampling: the measure of the next one."""
    last = service_day(sampling.poll.site) - timedelta(days=1)
    return population(sampling.poll.site, sampling.poll, last - timedelta(days=sampling.days - 1), last)


def reckon(sampling: Sampling) -> None:
    """Set the share anew from the visitors of late."""
    sampling.share = share_to_ask(sampling, visitors_of(sampling))
    sampling.reckoned_at = timezone.now()
    sampling.save()


def reckon_all() -> str:
    """Reckon every share: a job."""
    rows = list(Sampling.objects.exclude(confidence=0).select_related("poll__site"))
    for sampling in rows:
        reckon(sampling)
    return f"{len(rows)} samples reckoned" if rows else ""


def asks(poll: Poll, code: str, kind: str = "") -> bool:
    """Return whether the visitor of `code` is asked. The answer for a code is always the same, on every device, and
    nobody can work it out without the desk's secret. `kind` is the kind of a request."""
    sampling = Sampling.objects.filter(poll=poll).first()
    if sampling is None or not sampling.confidence or (kind and kind in sampling.everyone_kinds):
        return True
    drawn = hmac.new(settings.SECRET_KEY.encode(), f"{poll.pk}:{code}".encode(), hashlib.sha256).digest()
    return int.from_bytes(drawn[:8], "big") < sampling.share * 2**64
