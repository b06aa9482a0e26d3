"""A structure of the protocol as one group of form fields, and a list of structures as rows of such groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SPARE_ROWS = 2
"""Empty rows below those that are filled."""
MOST_ROWS = 40


def is_empty(value: Any) -> bool:
    """Return whether nothing was filled in, through all groups."""
    if isinstance(value, list | tuple):
        return all(is_empty(part) for part in value)
    return value in (None, False) or (isinstance(value, str) and not value.strip())


class StructureWidget(forms.MultiWidget):
    """The inputs of one structure, each under its name."""

    template_name = "directory/structure_widget.html"
    use_fieldset = True

    def __init__(self, parts: Mapping[str, forms.Field]) -> None:
        self.parts = dict(parts)
        super().__init__({key: field.widget for key, field in parts.items()})

    def decompress(self, value: Any) -> list[Any]:
        """Return the values of a stored structure in the order of the inputs."""
        return [(value or {}).get(key) for key in self.parts]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add each input's name."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        for field, part in zip(self.parts.values(), context["widget"]["subwidgets"], strict=True):
            part["title"] = field.label
            part["grouped"] = isinstance(field.widget, forms.MultiWidget)
        return context


class StructureField(forms.Field):
    """One structure: a dictionary of what was filled in, or None where nothing was."""

    parts: Mapping[str, Any] = {}
    """The form fields by the names of the structure's values."""

    def __init__(self, **kwargs: Any) -> None:
        self.fields = {key: make() for key, make in self.parts.items()}
        kwargs.pop("widget", None)
        super().__init__(widget=StructureWidget(self.fields), **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the structure. Raises `ValidationError` with the name of each wrong input."""
        given = list(value or [])
        if self.is_blank(given):
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return None
        found: dict[str, Any] = {}
        wrong: list[str] = []
        for (key, field), part in zip(self.fields.items(), given, strict=True):
            try:
                cleaned = field.clean(part)
            except forms.ValidationError as error:
                wrong += [f"{field.label}: {message}" for message in error.messages]
            else:
                if cleaned not in (None, "", [], {}):
                    found[key] = cleaned
        if wrong:
            raise forms.ValidationError(wrong)
        return self.checked(found)

    def is_blank(self, row: Any) -> bool:
        """Return whether the inputs of a row, as they were sent, hold nothing; a stored structure never is."""
        return not isinstance(row, dict) and is_empty(
            [part for key, part in zip(self.fields, row, strict=False) if key != self.optional]
        )

    optional = ""
    """An input that means nothing when it alone is filled in, such as one that always holds a choice."""

    def checked(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return the structure where its values fit each other. Raises `ValidationError`."""
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare structures, not inputs."""
        try:
            return bool((initial or None) != self.clean(data))
        except forms.ValidationError:
            return True


class RowsWidget(forms.Widget):
    """A group of inputs for each row, and some empty ones."""

    template_name = "directory/rows_widget.html"
    use_fieldset = True

    def __init__(self, row: StructureField) -> None:
        self.row = row
        super().__init__()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Return every row's inputs as they were sent."""
        count = str(data.get(f"{name}-rows", ""))
        rows = min(int(count), MOST_ROWS) if count.isascii() and count.isdigit() else 0
        return [self.row.widget.value_from_datadict(data, files, f"{name}-{index}") for index in range(rows)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Return whether the page did not hold these rows."""
        return f"{name}-rows" not in data

    def id_for_label(self, id_: str) -> str:
        """Return no id: the name belongs to all rows."""
        return ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add the rows."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        filled = [row for row in (value or []) if not self.row.is_blank(row)]
        rows = []
        for index in range(min(len(filled) + SPARE_ROWS, MOST_ROWS)):
            own = {"id": f"id_{name}-{index}"}
            stored = filled[index] if index < len(filled) else None
            rows.append(self.row.widget.get_context(f"{name}-{index}", stored, own)["widget"])
        context["widget"] |= {"rows": rows, "count": len(rows)}
        return context


class RowsField(forms.Field):
    """A list of structures; rows that are left empty do not count."""

    row: type[StructureField] = StructureField
    default_help: Any = gettext_lazy("Empty rows do not count; to take one out, empty it. More rows come after saving.")

    def __init__(self, **kwargs: Any) -> None:
        self.one = self.row(required=False)
        kwargs.pop("widget", None)
        super().__init__(widget=RowsWidget(self.one), **kwargs)

    def clean(self, value: Any) -> list[Any]:
        """Return the rows that hold something. Raises `ValidationError` with the number of each wrong row."""
        found, wrong = [], []
        for number, given in enumerate(value or [], start=1):
            try:
                row = self.one.clean(given)
            except forms.ValidationError as error:
                place = _("Row %(n)s") % {"n": number}
                wrong += [f"{place}: {message}" for message in error.messages]
            else:
                if row is not None:
                    found.append(row)
        if wrong:
            raise forms.ValidationError(wrong)
        if self.required and not found:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare lists, not inputs."""
        try:
            return bool((initial or []) != self.clean(data))
        except forms.ValidationError:
            return True
