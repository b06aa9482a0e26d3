"""Icons by name, for the tiles of the kiosk: staff choose a word, not the name of a drawing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

ICONS: tuple[tuple[str, Any], ...] = (
    ("file-document", _("Document")),
    ("file-document-edit", _("Form to fill in")),
    ("clipboard-check", _("Confirmation")),
    ("clipboard-text-search", _("Inquiry")),
    ("certificate", _("Certificate")),
    ("card-account-details", _("Card")),
    ("passport", _("Passport")),
    ("airplane-takeoff", _("Journey")),
    ("cash", _("Money")),
    ("cash-multiple", _("Payment")),
    ("cash-refund", _("Refund")),
    ("credit-card-outline", _("Bank card")),
    ("hand-coin", _("Loan")),
    ("scale-balance", _("Law")),
    ("shield-plus", _("Insurance")),
    ("hand-heart", _("Help")),
    ("human-male-female-child", _("Family")),
    ("account", _("Person")),
    ("account-group", _("People")),
    ("account-plus", _("Registration")),
    ("account-tie", _("Manager")),
    ("account-school", _("Student")),
    ("account-question", _("Question")),
    ("briefcase-account", _("Work")),
    ("domain", _("Company")),
    ("office-building", _("Office building")),
    ("home-city", _("House")),
    ("bed", _("Dormitory")),
    ("silverware-fork-knife", _("Food")),
    ("bus", _("Bus")),
    ("school", _("School")),
    ("library", _("Books and library")),
    ("book-open-variant", _("Book")),
    ("trophy", _("Sport")),
    ("lightbulb-on", _("Idea")),
    ("email-outline", _("Envelope")),
    ("earth", _("World")),
    ("calendar-star", _("Event")),
    ("alert-circle", _("Warning")),
    ("newspaper-variant", _("News")),
)
"""Names of Material Design icons with the words for them."""


class IconField(forms.CharField):
    """The name of an icon, chosen from a list; one that the list does not hold stays as it is."""

    def prepare_value(self, value: Any) -> Any:
        """Put a name into the list that stands there already."""
        if value and value not in dict(ICONS):
            self.widget.choices = [(value, value), *ICONS]
        return value


def icon_field(db_field: Any) -> IconField:
    """Return the form field of an icon."""
    widget = forms.Select(choices=ICONS)
    return IconField(label=db_field.verbose_name, widget=widget, initial=db_field.default, max_length=60)
