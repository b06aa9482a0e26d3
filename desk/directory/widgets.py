"""Form parts for a text in languages."""

from __future__ import annotations

from typing import Any

from django import forms

from sync.protocol.base import LANGS, MAX_TEXT

NAMES = {"fa": "فارسی", "ar": "العربية", "en": "English", "ru": "Русский"}


class LocalizedWidget(forms.MultiWidget):
    """One box a language, each with its own direction; an empty one is shown as missing."""

    template_name = "directory/localized_widget.html"

    def __init__(self, attrs: Any = None) -> None:
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            lang: forms.Textarea(
                attrs={
                    "rows": 2,
                    "lang": lang,
                    "dir": "rtl" if lang in ("fa", "ar") else "ltr",
                    "aria-label": NAMES[lang],
                }
            )
            for lang in LANGS
        }
        super().__init__(parts, attrs)

    def decompress(self, value: Any) -> list[str]:
        """Return the texts in the order of `LANGS`."""
        return [(value or {}).get(lang, "") for lang in LANGS]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add each box's language and whether it is empty."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        for lang, part in zip(LANGS, context["widget"]["subwidgets"], strict=True):
            part["language"] = NAMES[lang]
            part["missing"] = not part["value"]
        return context


class LocalizedFormField(forms.MultiValueField):
    """A dictionary of language to text; None where every box is empty."""

    widget = LocalizedWidget

    def __init__(self, **kwargs: Any) -> None:
        fields = [forms.CharField(required=False, max_length=MAX_TEXT, strip=True) for _ in LANGS]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, str] | None:
        """Return only the languages that have a text."""
        found: dict[str, str] = {lang: text for lang, text in zip(LANGS, data_list, strict=False) if text}
        return found or None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare texts, not boxes."""
        return bool((initial or None) != (self.compress(list(data)) if data else None))
