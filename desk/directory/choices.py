"""Names of what a form, question, poll or room may be: staff choose from a list instead of typing a word (C14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

Choices = list[tuple[str, Any]]

_REQUESTS: Choices = [
    ("service", _("Service request")),
    ("question", _("Question")),
    ("complaint", _("Complaint")),
    ("criticism", _("Criticism")),
    ("suggestion", _("Suggestion")),
    ("appreciation", _("Appreciation")),
    ("meeting", _("Meeting")),
    ("re_examination", _("Re-examination")),
]
_FIELDS: Choices = [
    ("name", _("Name of a person")),
    ("text", _("Short text")),
    ("long_text", _("Long text")),
    ("national_id", _("National ID (checked)")),
    ("foreign_code", _("National ID or foreigner's code (checked)")),
    ("mobile", _("Mobile number (checked)")),
    ("email", _("E-mail address")),
    ("date", _("Date")),
    ("choice", _("One of several answers")),
    ("consent", _("Consent")),
    ("number", _("Number")),
]
_ASPECTS: Choices = [
    ("overall", _("On the whole")),
    ("conduct", _("Conduct")),
    ("handling", _("Handling")),
    ("time", _("Time to the result")),
    ("cost", _("Cost")),
    ("other", _("Something else")),
]
_ROOMS: Choices = [
    ("office", _("Office")),
    ("hall", _("Hall")),
    ("counter-hall", _("Hall of counters")),
    ("prayer", _("Prayer room")),
    ("restroom", _("Restroom")),
    ("lift", _("Lift")),
    ("stairs", _("Stairs")),
    ("entrance", _("Entrance")),
    ("other", _("Something else")),
]
_AFTER: Choices = [("ticket", _("A visit")), ("request", _("A request")), ("any", _("Either"))]
_QUESTIONS: Choices = [("faces", _("Five faces")), ("choice", _("One of several answers"))]

_CHANNELS: Choices = [
    ("in_person", _("In person")),
    ("web", _("On the web")),
    ("phone", _("By phone")),
    ("post", _("By post")),
    ("email", _("By e-mail")),
]
UNITS: Choices = [
    ("minute", _("minutes")),
    ("hour", _("hours")),
    ("working_day", _("working days")),
    ("day", _("days")),
    ("week", _("weeks")),
    ("month", _("months")),
]
"""Units of a duration, as the protocol names them."""
AUDIENCE: Choices = [
    ("natural", _("Natural persons")),
    ("legal", _("Companies and institutions")),
    ("staff", _("Own staff")),
]
"""Whom a service may be for (C43)."""
_LANGUAGES: Choices = [("fa", "فارسی"), ("ar", "العربية"), ("en", "English"), ("ru", "Русский")]

CHOICES: Mapping[tuple[str, str], Choices] = {
    ("form", "kind"): _REQUESTS,
    ("formfield", "kind"): _FIELDS,
    ("poll", "after"): _AFTER,
    ("pollquestion", "kind"): _QUESTIONS,
    ("pollquestion", "aspect"): _ASPECTS,
    ("room", "kind"): _ROOMS,
    ("channel", "kind"): _CHANNELS,
    ("organisation", "default_language"): _LANGUAGES,
}
"""By model and field; the values are those of the protocol."""
