"""What a check found: a state, the cause, what to do about it, and what was measured."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

State = Literal["ok", "warning", "fault", "unknown"]
Facts = dict[str, str | int | float | bool]
ORDER: tuple[State, ...] = ("ok", "unknown", "warning", "fault")
"""From best to worst; the worst of all findings is the kiosk's."""


@dataclass(frozen=True)
class Finding:
    """One check's answer. `cause` and `remedy` are for technicians, in English; `facts` hold figures with units."""

    check: str
    state: State
    cause: str
    remedy: str = ""
    facts: Facts = field(default_factory=dict)


def worst(findings: list[Finding]) -> State:
    """Return the worst state among `findings`; `ok` where there are none."""
    return max((finding.state for finding in findings), key=ORDER.index, default="ok")
