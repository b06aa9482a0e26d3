"""Forms and polls made without code (C14, C28-C30), notices, media files, and the published versions of it all."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from desk.directory.fields import SchemaField, in_language
from desk.directory.models.base import CatalogueItem, Named, Part, words
from desk.directory.models.places import Department, Person, Site
from sync.protocol.forms import Choice


class Form(CatalogueItem, Named):
    """An office's form for one kind of request."""

    kind = models.CharField(_("Kind"), max_length=20, default="service")
    summary = words(_("Summary"))
    department = models.ForeignKey(
        Department, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Department")
    )
    anonymous_allowed = models.BooleanField(_("May be anonymous"), default=False)
    promise_hours = models.PositiveSmallIntegerField(_("Promised answer, hours"), default=72)

    class Meta(CatalogueItem.Meta):
        verbose_name = _("Form")
        verbose_name_plural = _("Forms")


class FormField(Part):
    """One question, one page."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="fields")
    slug = models.CharField(_("Id"), max_length=63)
    kind = models.CharField(_("Kind"), max_length=20)
    name = words(_("Question"), optional=False)
    hint = words(_("Hint"))
    required = models.BooleanField(_("Required"), default=True)
    choices = SchemaField(_("Choices"), schema=tuple[Choice, ...], default=list, blank=True)
    max_length = models.PositiveSmallIntegerField(_("Longest answer"), default=200)

    class Meta(Part.Meta):
        verbose_name = _("Form question")
        verbose_name_plural = _("Form questions")


class Poll(CatalogueItem, Named):
    """A questionnaire, asked after the service; on one service, unit or person where that is named (C30)."""

    after = models.CharField(_("Asked after"), max_length=10, default="any")
    service = models.ForeignKey(
        "directory.Service", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("On the service")
    )
    department = models.ForeignKey(
        Department, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("On the unit")
    )
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("On the person")
    )

    class Meta(CatalogueItem.Meta):
        verbose_name = _("Poll")
        verbose_name_plural = _("Polls")


class PollQuestion(Part):
    """One question of a poll: five faces, or choices."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="questions")
    slug = models.CharField(_("Id"), max_length=63)
    kind = models.CharField(_("Kind"), max_length=10, default="faces")
    text = words(_("Question"), optional=False)
    aspect = models.CharField(_("Aspect"), max_length=12, default="overall")
    choices = SchemaField(_("Choices"), schema=tuple[Choice, ...], default=list, blank=True)
    reasons = SchemaField(_("Reasons of a bad rating"), schema=tuple[Choice, ...], default=list, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("Poll question")
        verbose_name_plural = _("Poll questions")


class Notice(CatalogueItem):
    """A text notice for the idle screen (C34)."""

    title = words(_("Title"), optional=False)
    text = words(_("Text"))
    label = words(_("Label"))
    starts = models.DateField(_("From"), null=True, blank=True)
    ends = models.DateField(_("Until"), null=True, blank=True)
    seconds = models.PositiveSmallIntegerField(_("Seconds on the screen"), default=12)
    picture = models.CharField(_("Picture (SHA-256)"), max_length=64, blank=True)

    class Meta(CatalogueItem.Meta):
        verbose_name = _("Notice")
        verbose_name_plural = _("Notices")

    def __str__(self) -> str:
        return in_language(self.title, (get_language() or "fa")[:2]) or self.slug


class Media(models.Model):
    """A file in the media folder, named by its SHA-256."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"


class ContentVersion(models.Model):
    """What kiosks of a site were told from `published_at` on: the exact bytes, never changed."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    catalogue_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "version"], name="content_version")]

    def __str__(self) -> str:
        return f"{self.site.slug} {self.version}"
