"""Rows and messages, both ways: a model's fields bear the names of the message's fields, so one mapping serves all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from desk.directory import models as rows
from sync.protocol import catalogue, forms, places, services
from sync.protocol.base import Message

COLLECTIONS: Mapping[str, tuple[type[models.Model], type[Message]]] = {
    "floors": (rows.Floor, places.Floor),
    "departments": (rows.Department, places.Department),
    "rooms": (rows.Room, places.Room),
    "people": (rows.Person, places.Person),
    "life_events": (rows.LifeEvent, services.LifeEvent),
    "queues": (rows.Queue, services.Queue),
    "counters": (rows.Counter, places.Counter),
    "forms": (rows.Form, forms.Form),
    "services": (rows.Service, services.Service),
    "polls": (rows.Poll, forms.Poll),
    "notices": (rows.Notice, forms.Notice),
}
"""Collections of a catalogue, in an order in which required references already stand."""

PARTS: Mapping[type[models.Model], Mapping[str, tuple[type[models.Model], type[Message]]]] = {
    rows.Service: {
        "channels": (rows.Channel, services.Channel),
        "steps": (rows.Step, services.Step),
        "evidence": (rows.Evidence, services.Evidence),
        "inquiries": (rows.Inquiry, services.Inquiry),
        "costs": (rows.Cost, services.Cost),
        "rules": (rows.Rule, services.Rule),
        "questions": (rows.Question, services.Question),
    },
    rows.Form: {"fields": (rows.FormField, forms.FormField)},
    rows.Poll: {"questions": (rows.PollQuestion, forms.PollQuestion)},
}
CONTACT = "contact_point"


def whole_rows(model: type[models.Model], message: type[Message]) -> models.QuerySet[models.Model]:
    """Return all rows with what `to_message` reads of each, in a number of queries that does not grow with the rows."""
    read = [field for field in model._meta.get_fields() if field.name in message.model_fields]
    single = [field.name for field in read if field.many_to_one]
    many = [field.name for field in read if field.many_to_many]
    inner = dict(PARTS.get(model, {}))
    inner[CONTACT] = (rows.ContactPoint, services.ContactPoint)
    parts = [models.Prefetch(name, whole_rows(*inner[name])) for name in message.model_fields if name in inner]
    return model._default_manager.select_related(*single).prefetch_related(*many, *parts)


def to_message(row: models.Model, message: type[Message]) -> dict[str, Any]:
    """Return the values of a row as `message` takes them; what is absent is left out."""
    parts = PARTS.get(type(row), {})
    values: dict[str, Any] = {}
    for name in message.model_fields:
        if name in parts:
            value: Any = [to_message(part, parts[name][1]) for part in getattr(row, name).all()]
        elif name == CONTACT:
            value = _contact(row)
        else:
            value = _plain(getattr(row, "slug" if name == "id" else name))
        if value is not None and value != "":
            values[name] = value
    return values


def _contact(row: models.Model) -> dict[str, Any] | None:
    try:
        return to_message(row.contact_point, services.ContactPoint)  # type: ignore[attr-defined]
    except ObjectDoesNotExist:
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, models.Manager):
        return [item.slug for item in value.all()]
    if isinstance(value, models.Model):
        return value.slug  # type: ignore[attr-defined]
    return value


def columns(model: type[models.Model], message: Message) -> dict[str, Any]:
    """Return the plain columns of a row from a message; references and parts are left to the importer."""
    dumped = message.model_dump(mode="json")
    values: dict[str, Any] = {}
    for name in type(message).model_fields:
        target = "slug" if name == "id" else name
        field = _field(model, target)
        if field is None or field.is_relation:
            continue
        if isinstance(field, models.JSONField):
            values[target] = dumped[name]
        else:
            value = getattr(message, name)
            values[target] = "" if value is None and isinstance(field, models.CharField) else value
    return values


def references(model: type[models.Model], message: Message) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return `(foreign keys, many to many)` of a message: field name to slug, and to slugs."""
    single: dict[str, Any] = {}
    many: dict[str, Any] = {}
    for name in type(message).model_fields:
        field = _field(model, name)
        if isinstance(field, models.ForeignKey):
            single[name] = getattr(message, name)
        elif isinstance(field, models.ManyToManyField):
            many[name] = getattr(message, name)
    return single, many


def _field(model: type[models.Model], name: str) -> Any:
    return next((field for field in model._meta.get_fields() if field.name == name and not field.auto_created), None)


TOP: tuple[tuple[str, type[models.Model], type[Message]], ...] = (
    ("organisation", rows.Organisation, places.Organisation),
    ("site", rows.Site, places.Site),
)
MEDIA = catalogue.Media
