"""The structures of the directory as form fields: durations, laws, languages, whom a service is for (C5, C9)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.directory.choices import AUDIENCE, UNITS
from desk.directory.forms.inputs import WholeNumberField
from desk.directory.forms.structures import RowsField, StructureField
from desk.directory.widgets import NAMES, LocalizedFormField
from sync.protocol.base import LANGS

_LONGEST = 10_000


class DurationField(StructureField):
    """How long: from, to, a unit, and in which case (C5)."""

    parts = {
        "min": lambda: WholeNumberField(label=gettext_lazy("At least"), min_value=0, max_value=_LONGEST),
        "max": lambda: WholeNumberField(label=gettext_lazy("At most"), min_value=0, max_value=_LONGEST),
        "unit": lambda: forms.ChoiceField(label=gettext_lazy("Unit of time"), choices=UNITS),
        "case": lambda: LocalizedFormField(label=gettext_lazy("In which case"), required=False, localize=False),
    }
    optional = "unit"

    def checked(self, found: dict[str, Any]) -> dict[str, Any]:
        """Refuse a range whose end lies before its beginning; a zero is a number too."""
        found = {"min": found.get("min", 0), "max": found.get("max", 0), **found}
        if found["max"] < found["min"]:
            raise forms.ValidationError(_("“At most” is less than “at least”."))
        return found


class DurationsField(RowsField):
    """Durations, one for each case."""

    row = DurationField


class LegalResourceField(StructureField):
    """The law or regulation behind a rule (C9)."""

    parts = {
        "title": lambda: LocalizedFormField(label=gettext_lazy("Name of the law or regulation"), localize=False),
        "number": lambda: forms.CharField(
            label=gettext_lazy("Number"), max_length=60, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
        ),
        "clause": lambda: LocalizedFormField(label=gettext_lazy("Clause"), required=False, localize=False),
    }


class LanguagesWidget(forms.MultiWidget):
    """As many lists as there are languages, in the order in which the kiosk offers them."""

    template_name = "directory/structure_widget.html"
    use_fieldset = True

    def __init__(self, names: list[Any], choices: list[tuple[str, Any]]) -> None:
        self.names = names
        super().__init__([forms.Select(choices=choices) for _name in names])

    def decompress(self, value: Any) -> list[str]:
        """Return the languages and then empty lists."""
        return [*(value or ()), *[""] * len(LANGS)][: len(LANGS)]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add each list's name."""
        context: dict[str, Any] = super().get_context(name, self.decompress(value), attrs)
        for title, part in zip(self.names, context["widget"]["subwidgets"], strict=True):
            part["title"] = title
        return context


class LanguagesField(forms.Field):
    """The languages of an office in their order; one at least, each once."""

    def __init__(self, **kwargs: Any) -> None:
        choices: list[tuple[str, Any]] = [("", "—"), *((lang, NAMES[lang]) for lang in LANGS)]
        names = [gettext_lazy("First"), gettext_lazy("Second"), gettext_lazy("Third"), gettext_lazy("Fourth")]
        kwargs.pop("widget", None)
        super().__init__(widget=LanguagesWidget(names, choices), **kwargs)

    def clean(self, value: Any) -> list[str]:
        """Return the codes. Raises `ValidationError`."""
        found = [lang for lang in value or () if lang]
        if not found:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(set(found)) < len(found) or not set(found) <= set(LANGS):
            raise forms.ValidationError(_("Each language stands once."))
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare lists."""
        return list(initial or ()) != [lang for lang in data or () if lang]


class AudienceField(forms.MultipleChoiceField):
    """Whom a service is for (C43)."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("widget", None)
        super().__init__(choices=AUDIENCE, **kwargs)
