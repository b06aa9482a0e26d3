"""Model fields of the directory: a text in languages, and a small structure that a model of the protocol describes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from pydantic import TypeAdapter
from pydantic import ValidationError as SchemaError

from sync.protocol.base import Text

_TEXT: TypeAdapter[Any] = TypeAdapter(Text)


class LocalizedTextField(models.JSONField):
    """A text by language code, stored as one JSON object; the admin shows one box a language (see decision 0301)."""

    def validate(self, value: Any, model_instance: Any) -> None:
        """Refuse what the protocol's `Text` refuses."""
        super().validate(value, model_instance)
        _check(_TEXT, value)

    def formfield(self, **kwargs: Any) -> Any:
        """Return a form field with a box for each language."""
        from desk.directory.widgets import LocalizedFormField

        return LocalizedFormField(
            required=not self.blank, label=self.verbose_name, help_text=self.help_text, localize=False
        )


class SchemaField(models.JSONField):
    """JSON that fits `schema`, a type of the protocol such as `Hours` or `tuple[Duration, ...]`."""

    def __init__(self, *args: Any, schema: Any = None, **kwargs: Any) -> None:
        self.schema = schema
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: Any) -> None:
        """Refuse what the schema refuses."""
        super().validate(value, model_instance)
        if self.schema is not None and value is not None:
            _check(TypeAdapter(self.schema), value)


def _check(adapter: TypeAdapter[Any], value: Any) -> None:
    try:
        adapter.validate_python(value)
    except SchemaError as error:
        raise ValidationError(
            [f"{'.'.join(map(str, e['loc']))}: {e['msg']}".lstrip(": ") for e in error.errors()]
        ) from error


def in_language(text: dict[str, str] | None, language: str) -> str:
    """Return `text` in `language`, else in the first language that there is; an empty string for no text."""
    if not text:
        return ""
    return text.get(language) or text.get("fa") or next((value for value in text.values() if value), "")
