"""What the checks say of the directory, in the words of the page: tables, fields, problems."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from desk.directory import mapping
from desk.directory.models import Organisation, Site


def table_word(name: str) -> str:
    """Return what a table of the directory is called."""
    collection, _dot, part = name.partition(".")
    others = {"organisation": Organisation._meta.verbose_name, "site": Site._meta.verbose_name, "venue": _("Map")}
    if collection not in mapping.COLLECTIONS:
        return str(others.get(name, name))
    word = str(mapping.COLLECTIONS[collection][0]._meta.verbose_name_plural)
    if not part:
        return word
    return f"{word} – {field_word(collection, part)}"


def field_word(collection: str, field: str) -> str:
    """Return what a field of an item is called; its own name where the desk has no word for it."""
    models: dict[str, Any] = {"organisation": Organisation, "site": Site}
    model = mapping.COLLECTIONS[collection][0] if collection in mapping.COLLECTIONS else models.get(collection)
    if model is None:
        return field
    if field in mapping.PARTS.get(model, {}):
        return str(mapping.PARTS[model][field][0]._meta.verbose_name_plural)
    found: Any = {one.name: one for one in model._meta.get_fields()}.get("slug" if field == "id" else field)
    if found is None:
        return field
    return str(getattr(found, "verbose_name", None) or found.related_model._meta.verbose_name)


def path_word(collection: str, path: str) -> str:
    """Return a way into an item in words: `steps[0].title` is said as “Steps 1 · Title”."""
    head, *rest = re.findall(r"[a-z_]+|\[[^\]]*\]", path) or [path]
    found = [field_word(collection, head)]
    model = mapping.COLLECTIONS[collection][0] if collection in mapping.COLLECTIONS else None
    inner = mapping.PARTS.get(model, {}).get(head) if model is not None else None
    for token in rest:
        if token.startswith("["):
            name = token.strip("[]")
            found[-1] += f" {int(name) + 1}" if name.isdigit() else f" {name}"
        else:
            field = {one.name: one for one in inner[0]._meta.get_fields()}.get(token) if inner else None
            found.append(str(getattr(field, "verbose_name", token)))
    return " · ".join(found)


def told(what: str) -> str:
    """Return a problem that a check has found, in the page's language; as it is where no words are known for it."""
    words = {
        "is missing and must be there": _("is missing and must be there"),
        "there is no such key here": _("there is no such key here"),
        "this id is used twice; each id stands once": _("this id is used twice; each id stands once"),
        "a text needs at least one language: fa, ar, en, ru": _("a text needs at least one language"),
    }
    patterns = (
        (r"there is no '(?P<name>.*)' among (?P<all>\w+)", _("there is no “%(name)s” among %(all)s")),
        (r"no text in (?P<langs>.*)", _("no text in %(langs)s")),
        (r"Input should be (?P<words>'.*') \((?P<found>.*)\)", _("allowed: %(words)s; found: %(found)s")),
        (r"String should match pattern .* \((?P<found>.*)\)", _("is not written as it should be: %(found)s")),
        (r"String should have at most (?P<most>\d+) characters.*", _("is longer than %(most)s letters")),
        (r"Input should be (?:greater|less) than .* \((?P<found>.*)\)", _("is too small or too large: %(found)s")),
    )
    plain = what.removeprefix("Value error, ")
    if plain in words:
        return words[plain]
    for pattern, text in patterns:
        match = re.fullmatch(pattern, plain, re.DOTALL)
        if match is not None:
            values = match.groupdict()
            if "all" in values and values["all"] in mapping.COLLECTIONS:
                values["all"] = table_word(values["all"])
            return text % values
    return plain
