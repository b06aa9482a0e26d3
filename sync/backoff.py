"""How long to wait before the next try: full jitter, doubling to a cap, never giving up."""

from __future__ import annotations

import random


class Backoff:
    """Waits for one kind of call. `base` and `cap` in seconds."""

    def __init__(self, base: float = 1.0, cap: float = 300.0, rng: random.Random | None = None) -> None:
        self._base = base
        self._cap = cap
        self._rng = rng or random.Random()
        self.failures = 0

    def failed(self, retry_after: float | None = None) -> float:
        """Count a failure and return the wait before the next try, never shorter than what the desk asked for."""
        span = min(self._cap, self._base * 2 ** min(self.failures, 30))
        self.failures += 1
        return max(self._rng.uniform(0, span), retry_after or 0.0, self._base / 10)

    def worked(self) -> None:
        """Begin again at the shortest wait."""
        self.failures = 0
