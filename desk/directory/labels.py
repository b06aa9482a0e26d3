"""The words over form fields that name another table, where the model gives them none of its own."""

from __future__ import annotations

from typing import Any


def relation_label(db_field: Any) -> Any:
    """Return the verbose name of a relation: its own, or that of the table that it names."""
    own = str(db_field.verbose_name)
    if own != db_field.name.replace("_", " "):
        return db_field.verbose_name
    return db_field.related_model._meta.verbose_name
