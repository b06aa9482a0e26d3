"""The directory in the admin: content and base data, every change kept with who made it (S3)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import DateField, IntegerField
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from desk.directory import models
from desk.directory.choices import CHOICES
from desk.directory.fields import SchemaField, in_language
from desk.directory.forms.guide import AudienceField, DurationField, DurationsField, LanguagesField, LegalResourceField
from desk.directory.forms.icons import icon_field
from desk.directory.forms.inputs import DayField, WholeNumberField, colour_field, zone_field
from desk.directory.forms.pictures import PictureField
from desk.directory.forms.slugs import SluggedForm
from desk.directory.labels import relation_label
from desk.directory.lines import ChoicesField, HoursField
from sync.protocol.base import LANGS

STRUCTURES: dict[str, Any] = {
    "choices": ChoicesField,
    "reasons": ChoicesField,
    "hours": HoursField,
    "durations": DurationsField,
    "inquiry_duration": DurationField,
    "duration": DurationField,
    "legal_resource": LegalResourceField,
    "languages": LanguagesField,
    "audience": AudienceField,
}
"""How each structure of the protocol is filled in, by the name of its field."""
PICTURES = ("logo", "picture")


@admin.display(description=_("Name"))
def shown(item: Any) -> str:
    """Return the name in the page's language."""
    text = getattr(item, "name", None) or getattr(item, "title", None) or getattr(item, "text", None)
    return in_language(text, (get_language() or "fa")[:2]) or item.slug


@admin.display(description=_("Languages missing"))
def missing(item: Any) -> str:
    """Return the languages in which a text of the item is missing."""
    wanted = item.site.organisation.languages or LANGS
    texts = [
        getattr(item, field.name)
        for field in item._meta.fields
        if type(field).__name__ == "LocalizedTextField" and getattr(item, field.name)
    ]
    return ", ".join(lang for lang in wanted if any(not text.get(lang) for text in texts)) or "—"


class PlainFields:
    """Kinds are chosen from a list, structures have fields of their own; nobody types code (C14, G1)."""

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Return a list for a kind, plain fields for a structure, else what the admin makes."""
        choices = CHOICES.get((db_field.model._meta.model_name, db_field.name))
        if choices is not None:
            return forms.ChoiceField(choices=choices, label=db_field.verbose_name, initial=db_field.default)
        if isinstance(db_field, SchemaField):
            return _structure(db_field)
        if db_field.name in PICTURES:
            return PictureField(required=False, label=db_field.verbose_name)
        if db_field.name == "icon":
            return icon_field(db_field)
        if db_field.name == "colour":
            return colour_field(db_field)
        if db_field.name == "timezone":
            return zone_field(db_field)
        if isinstance(db_field, DateField):
            return DayField(required=not db_field.blank, label=db_field.verbose_name)
        if isinstance(db_field, IntegerField):
            return db_field.formfield(form_class=WholeNumberField)
        if db_field.is_relation:
            kwargs["label"] = relation_label(db_field)
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]


def _structure(db_field: SchemaField) -> forms.Field:
    field = STRUCTURES[db_field.name]
    made: forms.Field = field(
        required=not db_field.blank, label=db_field.verbose_name, help_text=getattr(field, "default_help", "")
    )
    if isinstance(made, HoursField):
        made.empty = None if db_field.null else {}
    return made


class ItemAdmin(PlainFields, SimpleHistoryAdmin):  # type: ignore[misc]
    """An item of the catalogue. Nothing is deleted here: what is no longer offered is set out of use."""

    form = SluggedForm
    list_display: tuple[Any, ...] = ("slug", shown, missing, "active", "position")
    list_display_links: tuple[Any, ...] = ("slug", shown)
    list_filter: tuple[str, ...] = ("active", "site")
    list_select_related = ("site__organisation",)
    search_fields: tuple[str, ...] = ("slug", "name")
    ordering = ("position", "id")
    list_per_page = 60

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Refuse: tickets and requests of the past refer to items."""
        return False

    class Media:
        css = {"all": ("desk/base-fonts.css", "desk/admin.css")}


class PartInline(PlainFields, admin.StackedInline):  # type: ignore[type-arg]
    """Rows of one item, folded up."""

    form = SluggedForm
    extra = 0
    classes = ("collapse",)


def inline(part: Any) -> type[PartInline]:
    """Return an inline for a part of a service, form or poll."""
    return type(f"{part.__name__}Inline", (PartInline,), {"model": part})


@admin.register(models.Service)
class ServiceAdmin(ItemAdmin):
    """A service with its whole guide on one page."""

    list_filter = ("active", "site", "department")
    filter_horizontal = ("life_events",)

    def view_on_site(self, obj: models.Service) -> str:
        """Return the way to the guide as a visitor will read it."""
        return reverse("guide-preview", args=[obj.pk])

    inlines = tuple(
        inline(part)
        for part in (
            models.ContactPoint,
            models.Channel,
            models.Step,
            models.Evidence,
            models.Inquiry,
            models.Cost,
            models.Rule,
            models.Question,
        )
    )


@admin.register(models.Form)
class FormAdmin(ItemAdmin):
    """A form with its questions."""

    inlines = (inline(models.FormField),)


@admin.register(models.Poll)
class PollAdmin(ItemAdmin):
    """A poll with its questions."""

    inlines = (inline(models.PollQuestion),)


@admin.register(models.Counter)
class CounterAdmin(ItemAdmin):
    """A counter and the lines that it serves."""

    list_display = ("slug", "number", "room", "active", "position")
    list_display_links = ("slug", "number")
    search_fields = ("slug", "number")
    filter_horizontal = ("queues",)


@admin.register(models.Notice)
class NoticeAdmin(ItemAdmin):
    """A notice for the idle screen."""

    list_display = ("slug", shown, missing, "starts", "ends", "active")
    search_fields = ("slug", "title")


for plain in (models.Floor, models.Department, models.Room, models.Person, models.LifeEvent, models.Queue):
    admin.site.register(plain, ItemAdmin)


@admin.register(models.Organisation, models.Site)
class HeadAdmin(PlainFields, admin.ModelAdmin):  # type: ignore[type-arg]
    """The organisation and its sites."""

    list_display = ("slug", "__str__")

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Refuse: everything else hangs on it."""
        return False

    class Media:
        css = {"all": ("desk/base-fonts.css", "desk/admin.css")}


admin.site.site_header = _("Mizban desk")
admin.site.site_title = _("Mizban desk")
admin.site.index_title = _("Directory")
