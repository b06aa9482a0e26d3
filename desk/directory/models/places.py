"""Organisation, sites, floors, rooms (IMDF words), departments and people."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.directory.fields import SchemaField
from desk.directory.models.base import CatalogueItem, Named, phone_validator, slug_validator, words
from sync.protocol.base import Lang
from sync.protocol.places import Hours


class Organisation(Named):
    """The office that runs the desk."""

    slug = models.CharField(_("Id"), max_length=63, unique=True, validators=[slug_validator])
    tagline = words(_("Tagline"))
    logo = models.CharField(_("Logo (SHA-256)"), max_length=64, blank=True)
    colour = models.CharField(_("Main colour"), max_length=7, blank=True)
    languages = SchemaField(_("Languages"), schema=tuple[Lang, ...], default=list)
    default_language = models.CharField(_("Default language"), max_length=2, default="fa")
    phone = models.CharField(_("Phone"), max_length=40, blank=True, validators=[phone_validator])
    website = models.CharField(_("Website"), max_length=200, blank=True)
    privacy = words(_("Privacy notice"))

    class Meta:
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisations")


class Site(Named):
    """One building or campus; a service day is a day in its time zone."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sites")
    slug = models.CharField(_("Id"), max_length=63, unique=True, validators=[slug_validator])
    address = words(_("Address"))
    timezone = models.CharField(_("Time zone"), max_length=64, default="Asia/Tehran")
    hours = SchemaField(_("Opening hours"), schema=Hours, default=dict, blank=True)

    class Meta:
        verbose_name = _("Site")
        verbose_name_plural = _("Sites")


class Floor(CatalogueItem, Named):
    """A level; the ground floor has ordinal 0."""

    ordinal = models.SmallIntegerField(_("Level"), validators=[MinValueValidator(-20), MaxValueValidator(200)])
    summary = words(_("Summary"))

    class Meta(CatalogueItem.Meta):
        verbose_name = _("Floor")
        verbose_name_plural = _("Floors")


class Department(CatalogueItem, Named):
    """A unit of the organisation and what it does (C32)."""

    summary = words(_("What it does"))
    icon = models.CharField(_("Icon"), max_length=60, default="office-building")
    floor = models.ForeignKey(
        Floor, verbose_name=_("Floor"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    room = models.ForeignKey(
        "Room", verbose_name=_("Room"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    phone = models.CharField(_("Phone"), max_length=40, blank=True, validators=[phone_validator])
    head = models.ForeignKey(
        "Person", verbose_name=_("Head"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    hours = SchemaField(_("Opening hours"), schema=Hours, null=True, blank=True)

    class Meta(CatalogueItem.Meta):
        verbose_name = _("Department")
        verbose_name_plural = _("Departments")


class Room(CatalogueItem, Named):
    """A unit (IMDF) with a door number."""

    floor = models.ForeignKey(Floor, models.PROTECT, related_name="+", verbose_name=_("Floor"))
    number = models.CharField(_("Door number"), max_length=12)
    department = models.ForeignKey(
        Department, verbose_name=_("Department"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(_("Kind"), max_length=20, default="office")
    directions = words(_("The way from the lobby"))

    class Meta(CatalogueItem.Meta):
        verbose_name = _("Room")
        verbose_name_plural = _("Rooms")


class Person(CatalogueItem, Named):
    """Somebody a visitor may look for; public office data only."""

    role = words(_("Role"), optional=False)
    department = models.ForeignKey(Department, models.PROTECT, related_name="people", verbose_name=_("Department"))
    room = models.ForeignKey(
        Room, verbose_name=_("Room"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    phone = models.CharField(_("Phone"), max_length=40, blank=True, validators=[phone_validator])
    visiting = words(_("Visiting hours"))

    class Meta(CatalogueItem.Meta):
        verbose_name = _("Person")
        verbose_name_plural = _("People")
