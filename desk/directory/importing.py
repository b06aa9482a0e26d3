"""Putting a checked catalogue into the tables: all of it or nothing, and the same again changes nothing (T6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import models, transaction

from desk.directory import mapping
from desk.directory.models import ContactPoint, Organisation, Site
from sync.protocol.base import Message
from sync.protocol.catalogue import Catalogue

ALSO: list[Callable[[Site, Catalogue], None]] = []
"""What other apps of the desk keep of an imported catalogue, in the same transaction."""


class Summary(NamedTuple):
    """How many items were added, changed, left as they were, and retired because the file no longer names them."""

    added: int
    changed: int
    unchanged: int
    retired: int


class _Import:
    """One run over one site. Required references of a new row stand before it; the others are set in a second pass."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.counts: Counter[str] = Counter()
        self.site = self._site()
        self.known: dict[type[models.Model], dict[str, models.Model]] = {
            model: {row.slug: row for row in self._rows(model)} for model, _ in mapping.COLLECTIONS.values()
        }
        self.before = {
            (model, slug): mapping.to_message(row, message)
            for model, message in mapping.COLLECTIONS.values()
            for slug, row in self.known[model].items()
            if row.active  # type: ignore[attr-defined]
        }
        self.touched: list[tuple[models.Model, Message]] = []

    def _rows(self, model: type[models.Model]) -> models.QuerySet[Any]:
        parts = mapping.PARTS.get(model, {})
        many = [field.name for field in model._meta.many_to_many]
        single = [field.name for field in model._meta.fields if field.is_relation]
        return model._default_manager.filter(site=self.site).select_related(*single).prefetch_related(*parts, *many)

    def _site(self) -> Site:
        values = mapping.columns(Organisation, self.catalogue.organisation)
        organisation, _ = Organisation.objects.update_or_create(slug=values.pop("slug"), defaults=values)
        values = mapping.columns(Site, self.catalogue.site)
        site, _ = Site.objects.update_or_create(
            slug=values.pop("slug"), defaults={**values, "organisation": organisation}
        )
        return site

    def run(self) -> Summary:
        for name, (model, _) in mapping.COLLECTIONS.items():
            items: tuple[Message, ...] = getattr(self.catalogue, name)
            for position, item in enumerate(items):
                self._row(model, item, position)
            self._retire(model, {item.id for item in items})  # type: ignore[attr-defined]
        for row, item in self.touched:
            self._connect(row, item)
        return Summary(*(self.counts[word] for word in ("added", "changed", "unchanged", "retired")))

    def _row(self, model: type[models.Model], item: Message, position: int) -> None:
        values = mapping.columns(model, item)
        slug = values.pop("slug")
        row: Any = self.known[model].get(slug)
        if row is None:
            row = model(site=self.site, slug=slug)
            self.known[model][slug] = row
            self.counts["added"] += 1
        elif self._same(model, slug, item) and row.position == position:
            self.counts["unchanged"] += 1
            return
        else:
            self.counts["changed"] += 1
        for name, value in {**values, "position": position, "active": True}.items():
            setattr(row, name, value)
        self._required(row, item)
        row.save()
        self.touched.append((row, item))

    def _same(self, model: type[models.Model], slug: str, item: Message) -> bool:
        before = self.before.get((model, slug))
        if before is None:
            return False
        # The order of references to many, such as a counter's queues, is not kept and means nothing.
        unordered = {field.name for field in model._meta.many_to_many}
        mine, theirs = type(item).model_validate(before).model_dump(), item.model_dump()
        return all(
            sorted(mine[name]) == sorted(theirs[name]) if name in unordered else mine[name] == theirs[name]
            for name in theirs
        )

    def _required(self, row: models.Model, item: Message) -> None:
        for name, slug in mapping.references(type(row), item)[0].items():
            field = row._meta.get_field(name)
            if not field.null:
                setattr(row, name, self._find(field, slug))

    def _find(self, field: Any, slug: str | None) -> models.Model | None:
        return self.known[field.related_model][slug] if slug else None

    def _connect(self, row: Any, item: Message) -> None:
        single, many = mapping.references(type(row), item)
        for name, slug in single.items():
            setattr(row, name, self._find(row._meta.get_field(name), slug))
        if single:
            row.save()
        for name, slugs in many.items():
            getattr(row, name).set([self._find(row._meta.get_field(name), slug) for slug in slugs])
        for name, (part_model, _) in mapping.PARTS.get(type(row), {}).items():
            getattr(row, name).all().delete()
            for position, part in enumerate(getattr(item, name)):
                self._part(part_model, getattr(row, name).field.name, row, part, position)
        if isinstance(getattr(item, mapping.CONTACT, None), Message):
            ContactPoint.objects.filter(service=row).delete()
            self._part(ContactPoint, "service", row, getattr(item, mapping.CONTACT), None)
        elif hasattr(item, mapping.CONTACT):
            ContactPoint.objects.filter(service=row).delete()

    def _part(self, model: type[models.Model], parent: str, row: Any, item: Message, position: int | None) -> None:
        values = {**mapping.columns(model, item), parent: row}
        if position is not None:
            values["position"] = position
        for name, slug in mapping.references(model, item)[0].items():
            values[name] = self._find(model._meta.get_field(name), slug)
        model._default_manager.create(**values)

    def _retire(self, model: type[models.Model], kept: set[str]) -> None:
        for slug, row in self.known[model].items():
            if slug not in kept and row.active:  # type: ignore[attr-defined]
                row.active = False  # type: ignore[attr-defined]
                row.save()
                self.counts["retired"] += 1


def import_catalogue(catalogue: Catalogue) -> tuple[Site, Summary]:
    """Bring the tables of its site to what a catalogue without fatal problems says, in one transaction."""
    with transaction.atomic():
        run = _Import(catalogue)
        summary = run.run()
        for keep in ALSO:
            keep(run.site, catalogue)
        return run.site, summary
