"""What every item of the directory has."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk.directory.fields import LocalizedTextField, in_language

slug_validator = RegexValidator(r"^[a-z0-9][a-z0-9-]{0,62}$", _("Lower-case Latin letters, digits and hyphens only."))
phone_validator = RegexValidator(r"^[0-9+()\-\s/]+$", _("Digits, spaces, + ( ) - / only."))


class Named(models.Model):
    """Something with a name in languages."""

    name = LocalizedTextField(_("Name"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return in_language(self.name, (get_language() or "fa")[:2]) or str(self.pk)


class CatalogueItem(models.Model):
    """An item referred to by `slug`, which is its `id` in files and at kiosks. Retired items keep their history."""

    site = models.ForeignKey("directory.Site", models.PROTECT, related_name="+", verbose_name=_("Site"))
    slug = models.CharField(_("Id"), max_length=63, validators=[slug_validator])
    position = models.PositiveIntegerField(_("Place in lists"), default=0)
    active = models.BooleanField(_("In use"), default=True)
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=["site", "slug"], name="%(class)s_slug"),)


_SAYING = ("name", "title", "text", "purpose", "question", "agency", "note")
"""Fields of a part that say which one it is."""


class Part(models.Model):
    """A row that belongs to one item and stands in an order."""

    def __str__(self) -> str:
        text = next((text for name in _SAYING if (text := getattr(self, name, None))), None)
        return in_language(text, (get_language() or "fa")[:2])[:80] or str(self.position + 1)

    position = models.PositiveIntegerField(_("Place in lists"), default=0)

    class Meta:
        abstract = True
        ordering = ("position", "id")


def words(label: Any, *, optional: bool = True) -> LocalizedTextField:
    """Return a text field; null where there is no text in any language."""
    return LocalizedTextField(label, null=optional, blank=optional)
