"""The tables of a catalogue, read off the protocol's models: which there are, and which columns each has.

A text is a column a language (`name_fa`), a structure is dotted columns (`duration.min`), a list of structures is a
table of its own (`services.steps`) whose first column names the item. Choices and opening hours are lines of one cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from desk.directory import mapping
from sync.protocol import places, services
from sync.protocol.base import LANGS, Message
from sync.protocol.forms import Choice
from sync.protocol.places import Hours


class Column(NamedTuple):
    """`path` leads to the value in the document; `kind` is text, bool, int, date, str, list, choices or hours."""

    name: str
    path: tuple[str, ...]
    kind: str
    allowed: tuple[str, ...] = ()


class Table(NamedTuple):
    """A sheet. `parent` is the column that names the item of `collection` to which a row of `part` belongs."""

    name: str
    collection: str
    part: str
    parent: str
    columns: tuple[Column, ...]


_SINGLE: Mapping[str, type[Message]] = {"organisation": places.Organisation, "site": places.Site}
_PARENTS = {"services": "service", "forms": "form", "polls": "poll"}


def _bare(annotation: Any) -> Any:
    """Return an annotation without `Annotated` and `| None`."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next(part for part in get_args(annotation) if part is not NoneType))
    return annotation


def _is(annotation: Any, kind: type) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, kind)


def _columns(message: type[Message], before: tuple[str, ...] = ()) -> list[Column]:
    found: list[Column] = []
    for name, field in message.model_fields.items():
        path = (*before, name)
        bare = _bare(field.annotation)
        inner = _bare(get_args(bare)[0]) if get_origin(bare) is tuple else None
        if get_origin(bare) is dict:
            found += [Column(f"{'.'.join(path)}_{lang}", (*path, lang), "text") for lang in LANGS]
        elif bare is Hours or inner is Choice:
            found.append(Column(".".join(path), path, "hours" if bare is Hours else "choices"))
        elif _is(bare, Message):
            found += _columns(bare, path)
        elif inner is not None:
            if not _is(inner, Message):
                allowed = get_args(inner) if get_origin(inner) is Literal else ()
                found.append(Column(".".join(path), path, "list", allowed))
        else:
            found.append(Column(".".join(path), path, *_scalar(bare)))
    return found


def _scalar(bare: Any) -> tuple[str, tuple[str, ...]]:
    if get_origin(bare) is Literal:
        return "str", get_args(bare)
    names = {bool: "bool", int: "int", date: "date"}
    return names.get(bare, "str"), ()


def _parts(message: type[Message]) -> dict[str, type[Message]]:
    """Return the lists of structures of an item that have a table of their own."""
    found: dict[str, type[Message]] = {}
    for name, field in message.model_fields.items():
        bare = _bare(field.annotation)
        inner = _bare(get_args(bare)[0]) if get_origin(bare) is tuple else None
        if inner is not None and inner is not Choice and _is(inner, Message):
            found[name] = inner
    return found


def _tables() -> dict[str, Table]:
    found = {name: Table(name, name, "", "", tuple(_columns(message))) for name, message in _SINGLE.items()}
    for name, (_model, message) in mapping.COLLECTIONS.items():
        found[name] = Table(name, name, "", "", tuple(_columns(message)))
        for part, inner in _parts(message).items():
            table = f"{name}.{part}"
            parent = _PARENTS[name]
            columns = (Column(parent, (), "parent"), *_columns(inner))
            found[table] = Table(table, name, part, parent, columns)
    return found


TABLES: Mapping[str, Table] = _tables()
SINGLE = tuple(_SINGLE)
DURATION = services.Duration
