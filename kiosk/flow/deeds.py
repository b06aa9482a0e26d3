"""What choices do beyond going to a page: each changes the visit or asks the daemon, and may say where to go next."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from kiosk.flow.asking import DEEDS as ASKING
from kiosk.flow.fields import FieldError, check_value, typed_calendar
from kiosk.flow.journey import Doer, Journey, World
from kiosk.flow.page import Deed, Destination, go
from kiosk.flow.technician import DEEDS as TECHNICIAN
from language import check_language
from sync.protocol.base import Lang

MOST_REASONS = 2
REVEALED_S = 5.0


def _back(journey: Journey, deed: Deed) -> None:
    journey.back()


def _home(journey: Journey, deed: Deed) -> Destination | None:
    """Home; leaving a started form asks once (U5)."""
    if journey.page.name == "home":
        return None
    if journey.visit.has_entries() and journey.page.name in ("form", "review"):
        return go("leave")
    return go("home", "root")


def _leave(journey: Journey, deed: Deed) -> Destination:
    journey.visit.drafts.clear()
    return go("home", "root")


def _finish(journey: Journey, deed: Deed) -> None:
    journey.end()


def _after_ticket(journey: Journey, deed: Deed) -> Destination:
    context = journey.context()
    from kiosk.flow.views.poll import poll_of

    return go("ask-poll", "root") if poll_of(context, go("poll")) else go("thanks", "root")


def _stay(journey: Journey, deed: Deed) -> None:
    journey.warning = None


def _language(journey: Journey, deed: Deed) -> Destination | None:
    journey.language(cast(Lang, check_language(deed.arg("lang"))))
    if journey.page.idle == "attract" or (journey.page.name == "language" and len(journey.trail) == 1):
        return go("home", "root")
    if journey.page.name == "language":
        journey.back()
    return None


def _scale(journey: Journey, deed: Deed) -> None:
    journey.visit.scale = float(deed.arg("value"))


def _theme(journey: Journey, deed: Deed) -> None:
    journey.visit.theme = deed.arg("value")


def _switch(journey: Journey, deed: Deed) -> None:
    name = deed.arg("name")
    if name == "blank":
        journey.visit.extra["blank"] = not journey.visit.extra.get("blank", False)
        return
    if name not in ("reach", "more_time", "voice", "reduce_motion"):
        raise LookupError(f"there is no switch {name!r}")
    setattr(journey.visit, name, not getattr(journey.visit, name))
    if name == "voice":
        journey.speak_page()


def _priority(journey: Journey, deed: Deed) -> None:
    """Note whose priority it is, or none, and go back to the ticket."""
    journey.visit.typed["priority"] = deed.arg("value")
    journey.back()


def _reveal(journey: Journey, deed: Deed) -> None:
    """Show what is hidden for some seconds; a second touch hides it again (A40)."""
    extra = journey.visit.extra
    if extra.pop("revealed", None) is None:
        extra["revealed"] = journey.world.monotonic() + REVEALED_S


def _anonymous(journey: Journey, deed: Deed) -> Destination:
    journey.visit.draft(deed.arg("draft")).anonymous = deed.arg("value") == "yes"
    return go("form", form=deed.arg("form"), service="", step="0")


def _option(journey: Journey, deed: Deed) -> None:
    draft = journey.visit.draft(deed.arg("draft"))
    draft.values[deed.arg("field")] = deed.arg("value")
    draft.errors.pop(deed.arg("field"), None)


def _form_next(journey: Journey, deed: Deed) -> Destination | None:
    """Check this question's value; on with the next, or to the review."""
    context = journey.context()
    name = deed.arg("draft")
    draft = journey.visit.draft(name)
    from kiosk.flow.views.form import form_fields

    fields = form_fields(context, context.directory.forms[deed.arg("form")], name)
    step = int(deed.arg("step"))
    field = fields[step]
    try:
        check_value(field, draft.values.get(field.id, ""), typed_calendar(context, draft, field))
    except FieldError as error:
        draft.errors[field.id] = error.msgid
        journey.speak((context.tr(error.msgid),))
        return None
    draft.errors.pop(field.id, None)
    if field.kind == "date":
        draft.calendars[field.id] = typed_calendar(context, draft, field)
    same = {"form": deed.arg("form"), "service": deed.arg("service")}
    if step + 1 < len(fields) and not journey.trail[-1].arg("mend"):
        previous = journey.trail[-1].arg("previous")
        return go("form", step=str(step + 1), previous=previous, **same)
    if journey.trail[-1].arg("mend"):
        journey.back()
        return None
    return go("review", previous=journey.trail[-1].arg("previous"), **same)


def _unit(journey: Journey, deed: Deed) -> None:
    """Note which unit shall read it, and go back to the review (C13)."""
    journey.visit.draft(deed.arg("draft")).department = deed.arg("value")
    journey.back()


def _rate(journey: Journey, deed: Deed) -> None:
    draft = journey.visit.draft(deed.arg("draft"))
    draft.values[deed.arg("question")] = deed.arg("value")
    from kiosk.flow.views.poll import ASKS_REASONS

    if deed.arg("value").isdigit() and int(deed.arg("value")) > ASKS_REASONS:
        draft.reasons.pop(deed.arg("question"), None)


def _reason(journey: Journey, deed: Deed) -> None:
    """Choose or unchoose a reason; a third one takes the place of the first."""
    reasons = journey.visit.draft(deed.arg("draft")).reasons
    chosen = list(reasons.get(deed.arg("question"), ()))
    if deed.arg("value") in chosen:
        chosen.remove(deed.arg("value"))
    else:
        chosen = [*chosen, deed.arg("value")][-MOST_REASONS:]
    reasons[deed.arg("question")] = tuple(chosen)


DEEDS: dict[str, Doer] = {
    "back": _back,
    "home": _home,
    "leave": _leave,
    "finish": _finish,
    "start-over": _finish,
    "after-ticket": _after_ticket,
    "stay": _stay,
    "language": _language,
    "scale": _scale,
    "theme": _theme,
    "switch": _switch,
    "priority": _priority,
    "anonymous": _anonymous,
    "option": _option,
    "form-next": _form_next,
    "unit": _unit,
    "rate": _rate,
    "reveal": _reveal,
    "reason": _reason,
    **ASKING,
    **TECHNICIAN,
}


def begin(world: World, changed: Callable[[], None] = lambda: None) -> Journey:
    """Return a journey at the idle screen that can do all deeds."""
    return Journey(world, DEEDS, changed)
