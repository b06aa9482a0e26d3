"""Wilson's score interval of a share, with the correction for a finite population (G8).

E. B. Wilson, "Probable Inference", JASA 22 (1927). Where `n` of the `N` who could
have answered did, the sample counts as n (N-1)/(N-n): asking everybody leaves no error.
"""

from __future__ import annotations

import math
from typing import NamedTuple

Z = {90: 1.6448536269514722, 95: 1.959963984540054, 99: 2.5758293035489004}


class Share(NamedTuple):
    """A share of `n` answers with its interval; all between 0 and 1."""

    n: int
    share: float
    low: float
    high: float


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
    # Rounding may put an end a hair inside the share itself.
    return Share(n, p, max(0.0, min(p, middle - half)), min(1.0, max(p, middle + half)))
