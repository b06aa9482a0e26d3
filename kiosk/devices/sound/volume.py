"""Loudness of a visit (EN 301 549 5.1.3.11-13, 8.2.1): steps in decibels, one at +12 dB, back to the default after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STEPS_DB: tuple[int, ...] = (-12, -6, 0, 6, 12)
"""Steps about the default: 24 dB of range, 18 being asked for, and one step at +12 dB."""


@dataclass
class Volume:
    """The loudness of one output; `reset` at the end of each visit."""

    step: int = 2

    @property
    def db(self) -> int:
        """Decibels about the default."""
        return STEPS_DB[self.step]

    def louder(self) -> None:
        """One step up, as far as there is one."""
        self.step = min(self.step + 1, len(STEPS_DB) - 1)

    def quieter(self) -> None:
        """One step down, as far as there is one."""
        self.step = max(self.step - 1, 0)

    def reset(self) -> None:
        """Back to the default, so that nobody is shouted at by the visitor before."""
        self.step = STEPS_DB.index(0)


def scale(samples: bytes, db: float) -> bytes:
    """Return 16-bit little-endian samples made louder or quieter by `db`, clipped at full scale."""
    loud = np.frombuffer(samples, dtype="<i2").astype(np.float32) * 10 ** (db / 20)
    clipped: bytes = np.clip(loud, -32768, 32767).astype("<i2").tobytes()
    return clipped
