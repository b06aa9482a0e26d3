"""The id of a new item is made from its English name where nobody chose one: staff need not know what an id is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

_LONGEST = 55
_PARENTS = ("site", "service", "form", "poll")


class SluggedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form whose `slug` may stay empty; a part of an item takes one that no sister has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("May stay empty: then it is made from the English name.")

    def clean_slug(self) -> str:
        """Return what was typed; an item keeps the id that it has."""
        return self.cleaned_data.get("slug") or getattr(self.instance, "slug", "") or ""

    def clean(self) -> dict[str, Any]:
        """Make the id that is missing."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "slug" in self.fields and not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = self._free(cleaned)
            self.instance.slug = cleaned["slug"]
        return cleaned

    def _free(self, cleaned: dict[str, Any]) -> str:
        text: dict[str, str] = next(
            (cleaned[name] for name in ("name", "title", "text") if isinstance(cleaned.get(name), dict)), {}
        )
        word = str(self._meta.model._meta.model_name)
        number = (self.prefix or "").rpartition("-")[2]  # of a part that is new on the page
        stem = slugify(text.get("en", ""))[:_LONGEST].strip("-")
        stem = stem or (f"{word}-{int(number) + 1}" if number.isdigit() else word)
        taken = set(self._sisters(cleaned))
        return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, 10_000))) if slug not in taken)

    def _sisters(self, cleaned: dict[str, Any]) -> Any:
        """Return the ids that may not be taken again: those of the site, or those of the same item."""
        rows = self._meta.model._default_manager.all()
        fields = {field.name: field for field in self._meta.model._meta.fields}
        parent = next((fields[name] for name in _PARENTS if name in fields), None)
        if parent is not None:
            rows = rows.filter(**{parent.name: cleaned.get(parent.name) or getattr(self.instance, parent.attname)})
        return rows.values_list("slug", flat=True)
