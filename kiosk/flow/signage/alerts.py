"""Which urgent notices stand now: by status, update, cancellation and expiry (S20); full screen or banner (S22)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.protocol.alerts import Alert, Info, expires_at

LONGEST_S = 24 * 3600.0
"""A message that names no end stands a day at most: a forgotten alarm must not hang for weeks."""
HORIZON = timedelta(days=8)
_SHOWN_STATUS = ("Actual", "Exercise")
_ORDER = {"Extreme": 0, "Severe": 1, "Moderate": 2, "Minor": 3, "Unknown": 4}


@dataclass(frozen=True)
class UrgentNotice:
    """An alert to be shown. `drill` is marked as an exercise in every language; it never looks real."""

    alert: Alert
    infos: tuple[Info, ...]
    full: bool
    drill: bool

    @property
    def severity(self) -> str:
        """The gravest severity of its languages."""
        return min((info.severity for info in self.infos), key=_ORDER.__getitem__)


@dataclass(frozen=True)
class Standing:
    """What stands at one moment, gravest first; `until` is the moment to look again at the latest."""

    full: tuple[UrgentNotice, ...]
    banners: tuple[UrgentNotice, ...]
    until: datetime


def what_stands(now: datetime, messages: Iterable[Alert]) -> Standing:
    """Return the notices that stand at `now` (aware), whatever the order in which the messages came.

    A message of another time than a wrong clock's is shown all the same: `now` is never before the newest one.
    """
    known = _once(messages)
    if known:
        now = max(now, *(alert.sent for alert in known)) if len(known) > 1 else max(now, known[0].sent)
    gone = {
        (alert.status, reference.sender, reference.identifier)
        for alert in known
        if alert.msg_type in ("Update", "Cancel")
        for reference in alert.references
    }
    notices = []
    changes = []
    for alert in known:
        if alert.msg_type not in ("Alert", "Update") or alert.status not in _SHOWN_STATUS:
            continue
        if (alert.status, *alert.key) in gone:
            continue
        changes.extend(_moments(alert))
        infos = tuple(info for info in alert.infos if _holds(alert, info, now))
        if infos:
            notices.append(UrgentNotice(alert, infos, any(map(_is_full, infos)), alert.status == "Exercise"))
    notices.sort(key=lambda notice: (notice.drill, _ORDER[notice.severity], -notice.alert.sent.timestamp()))
    return Standing(
        tuple(notice for notice in notices if notice.full),
        tuple(notice for notice in notices if not notice.full),
        min((moment for moment in changes if moment > now), default=now + HORIZON),
    )


def _once(messages: Iterable[Alert]) -> list[Alert]:
    """Each message once; of two that bear one name the first counts."""
    found: dict[tuple[str, str], Alert] = {}
    for alert in messages:
        found.setdefault(alert.key, alert)
    return list(found.values())


def _holds(alert: Alert, info: Info, now: datetime) -> bool:
    if info.urgency == "Past":  # CAP: "responsive action is no longer required"
        return False
    begins = info.effective or alert.sent
    return begins <= now < (info.expires or expires_at(alert, LONGEST_S))


def _moments(alert: Alert) -> list[datetime]:
    ends = expires_at(alert, LONGEST_S)
    return [moment for info in alert.infos for moment in (info.effective or alert.sent, info.expires or ends)]


def _is_full(info: Info) -> bool:
    return info.severity == "Extreme" and info.urgency == "Immediate"
