"""The idle clock and the wipe (U2, U3, U4, A34-A38)."""

from __future__ import annotations

import gc
import weakref

from tests.flow.conftest import Visit

CANARY = "زرافه‌کاناری"


def test_the_warning_comes_then_the_wipe(visit: Visit) -> None:
    limits = visit.journey.world.settings.visit
    visit.rest(limits.idle_s - 1)
    assert visit.page == "home"
    visit.rest(2)
    assert visit.page == "warning"
    visit.rest(limits.warning_s - 2)
    assert visit.page == "warning"
    visit.rest(2)
    assert visit.page == "attract"


def test_one_touch_goes_on_as_often_as_wanted(visit: Visit) -> None:
    """A34: at least ten times."""
    for _ in range(12):
        visit.rest(visit.journey.world.settings.visit.idle_s + 1)
        assert visit.page == "warning"
        visit.walk("warning.stay")
        assert visit.page == "home"


def test_more_time_is_ten_times_as_long(visit: Visit) -> None:
    """A35."""
    visit.walk("bar.access", "access.more-time")
    visit.rest(visit.journey.world.settings.visit.idle_s * 10 - 5)
    assert visit.page == "access"
    visit.rest(10)
    assert visit.page == "warning"


def test_a_form_may_rest_longer(visit: Visit) -> None:
    visit.go("form", form="certificate-request", service="enrolment-certificate", step="0")
    visit.rest(visit.journey.world.settings.visit.idle_s + 5)
    assert visit.page == "form"


def test_time_does_not_run_while_the_voice_speaks(visit: Visit) -> None:
    """A36."""
    visit.voice.speaking = True
    visit.rest(1)
    visit.rest(500)
    assert visit.page == "home"
    visit.voice.speaking = False
    visit.rest(visit.journey.world.settings.visit.idle_s - 2)
    assert visit.page == "home"


def test_a_touch_on_the_idle_screen_only_wakes(visit: Visit) -> None:
    """S24."""
    visit.journey.end()
    visit.journey.wake()
    assert visit.page == "language"
    assert visit.desk.asked == [("status", {})]


def test_the_wipe_leaves_nothing_of_the_visitor(visit: Visit) -> None:
    """U3: no living object holds what was typed once the visit has ended."""
    visit.go("form", form="certificate-request", service="enrolment-certificate", step="3")
    entry = visit.journey.page.entry()
    assert entry is not None
    visit.journey.write(entry.id, CANARY)
    visit.journey.visit.typed["search"] = CANARY
    before = weakref.ref(visit.journey.visit)
    visit.walk("bar.help", "help.over")
    assert visit.page == "attract"
    del entry
    gc.collect()
    held = [
        holder
        for holder in gc.get_objects()
        if issubclass(type(holder), (dict, list, tuple))
        and any(value is not CANARY and value == CANARY for value in _values(holder))
    ]
    assert held == []
    assert before() is None, "somebody still holds the visit that ended"


def _values(holder: object) -> list[object]:
    values = list(holder.values()) if isinstance(holder, dict) else list(holder)  # type: ignore[call-overload]
    return [value for value in values if type(value) is str]  # isinstance would wake dead weak proxies


def test_an_answer_after_the_wipe_shows_nothing(visit: Visit) -> None:
    """A37: the ticket is on the daemon's disk; the next visitor does not see it."""
    visit.go("take-ticket", queue="education")
    visit.desk.held = []
    visit.journey.choose("ticket.take")
    visit.journey.end()
    visit.desk.release()
    assert visit.page == "attract"
    assert not visit.journey.visit.tickets
    assert len(visit.desk.tickets) == 1


def test_the_voice_is_silent_after_the_end(visit: Visit) -> None:
    visit.walk("bar.access", "access.voice")
    visit.journey.end()
    assert visit.voice.hushed == 1
    assert not visit.journey.visit.voice
