"""Which urgent notices stand: status, update, cancel, expiry, repeats, order of arrival, wrong clocks."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kiosk.config import Settings
from kiosk.flow.journey import World
from kiosk.flow.rehearsal import PlainMessages, RehearsalDesk, Shelf
from kiosk.flow.signage.alerts import what_stands
from kiosk.flow.signage.idle import IdleScreen
from kiosk.screens.sample import sample_catalogue
from sync.protocol.alerts import Alert
from sync.protocol.signage_plan import Panel

NOW = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)


def alert(name: str, **changes: Any) -> Alert:
    info = {
        "language": "fa",
        "event": "زلزله",
        "urgency": changes.pop("urgency", "Immediate"),
        "severity": changes.pop("severity", "Extreme"),
        "certainty": "Observed",
        "expires": changes.pop("expires", NOW + timedelta(hours=1)),
        "effective": changes.pop("effective", None),
    }
    document = {
        "identifier": name,
        "sender": "desk",
        "sent": NOW - timedelta(minutes=1),
        "status": "Actual",
        "msg_type": "Alert",
        "infos": [info] if changes.get("msg_type") != "Cancel" else [],
        **changes,
    }
    return Alert.model_validate(document)


def refer(*alerts: Alert) -> list[dict[str, Any]]:
    return [{"sender": one.sender, "identifier": one.identifier, "sent": one.sent} for one in alerts]


def names(*messages: Alert, now: datetime = NOW) -> list[str]:
    standing = what_stands(now, messages)
    return [notice.alert.identifier for notice in (*standing.full, *standing.banners)]


@pytest.mark.parametrize("status", ["Test", "Draft", "System"])
def test_only_actual_and_exercise_are_ever_shown(status: str) -> None:
    assert names(alert("a", status=status)) == []


def test_an_exercise_is_marked_and_cannot_end_what_is_real() -> None:
    real = alert("real")
    drill = alert("drill", status="Exercise")
    end = alert("end", status="Exercise", msg_type="Cancel", references=refer(real))
    standing = what_stands(NOW, [real, drill, end])
    assert [(notice.alert.identifier, notice.drill) for notice in standing.full] == [("real", False), ("drill", True)]


def test_update_and_cancel_find_theirs_in_any_order_of_arrival() -> None:
    first = alert("first")
    update = alert("update", msg_type="Update", references=refer(first), severity="Minor")
    cancel = alert("cancel", msg_type="Cancel", references=refer(update))
    for order in itertools.permutations((first, update)):
        assert names(*order) == ["update"]
    for order in itertools.permutations((first, update, cancel)):
        assert names(*order) == []


def test_a_repeat_changes_nothing_and_the_first_of_a_name_counts() -> None:
    first = alert("a", expires=NOW + timedelta(minutes=5))
    longer = alert("a", expires=NOW + timedelta(hours=9))
    standing = what_stands(NOW, [first, first, longer])
    assert len(standing.full) == 1 and standing.until == NOW + timedelta(minutes=5)


def test_it_ends_by_itself_with_no_network() -> None:
    one = alert("a", expires=NOW + timedelta(minutes=5))
    assert names(one, now=NOW + timedelta(minutes=5)) == []
    endless = alert("b", expires=None)
    assert names(endless, now=NOW + timedelta(hours=23)) == ["b"]
    assert names(endless, now=NOW + timedelta(hours=25)) == []


def test_what_is_to_come_is_not_shown_yet_but_looked_for() -> None:
    later = alert("a", effective=NOW + timedelta(minutes=10))
    standing = what_stands(NOW, [later])
    assert not standing.full and standing.until == NOW + timedelta(minutes=10)
    assert names(later, now=standing.until) == ["a"]


@pytest.mark.parametrize(
    ("severity", "urgency", "full"),
    [
        ("Extreme", "Immediate", True),
        ("Extreme", "Expected", False),
        ("Severe", "Immediate", False),
        ("Minor", "Future", False),
    ],
)
def test_only_the_gravest_takes_the_whole_screen(severity: str, urgency: str, full: bool) -> None:
    standing = what_stands(NOW, [alert("a", severity=severity, urgency=urgency)])
    assert (len(standing.full), len(standing.banners)) == (int(full), int(not full))


def test_a_clock_that_is_behind_hides_no_alarm() -> None:
    assert names(alert("a"), now=datetime(1970, 1, 1, tzinfo=UTC)) == ["a"]


def test_the_gravest_and_newest_comes_first() -> None:
    old, new = alert("old", sent=NOW - timedelta(hours=1)), alert("new")
    mild = alert("mild", severity="Minor")
    assert names(mild, old, new) == ["new", "old", "mild"]


def test_what_covers_the_screen_is_said_once_in_every_language() -> None:
    catalogue = sample_catalogue()
    world = World(RehearsalDesk(catalogue, lambda: NOW), Shelf(catalogue), PlainMessages(), Settings(), lambda: 0.0)
    world = dataclasses.replace(world, now=lambda: NOW)
    screen = IdleScreen(world, Panel(1))
    drill = alert("drill", status="Exercise").model_dump(mode="json")
    mild = alert("mild", severity="Minor").model_dump(mode="json")
    screen.told("alert", {"alerts": [drill, mild]})
    assert screen.standing().full
    said = screen.announce(lambda msgid, lang: f"<{msgid} {lang}>")
    assert [(line.lang, str(line)) for line in said] == [("fa", "<signage.drill fa>"), ("fa", "زلزله")]
    screen.told("alert", {"alerts": [drill]})
    assert screen.standing().full and screen.announce(lambda msgid, lang: "") == ()
