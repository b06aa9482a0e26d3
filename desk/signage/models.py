"""What staff make for the screens, what of it is published, what was urgent, and what was shown."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.directory.models.base import slug_validator, words


class Asset(models.Model):
    """A picture or film in the library, already converted; the file lies in the media folder by its SHA-256."""

    site = models.ForeignKey("directory.Site", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=[("image", _("Picture")), ("video", _("Film"))])
    name = models.CharField(_("Name"), max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=60)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField(default=0)
    thumbnail = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.name


class Playlist(models.Model):
    """Items in an order."""

    site = models.ForeignKey("directory.Site", models.PROTECT, related_name="+")
    slug = models.CharField(_("Id"), max_length=63, validators=[slug_validator])
    name = models.CharField(_("Name"), max_length=120)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "slug"], name="playlist_slug")]

    def __str__(self) -> str:
        return self.name


class PlaylistItem(models.Model):
    """One thing in a playlist: a file of the library, or a notice in languages (with a file as its picture or none)."""

    playlist = models.ForeignKey(Playlist, models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="items")
    is_notice = models.BooleanField(default=False)
    title = words(_("Title"))
    text = words(_("Text"))
    label = words(_("Label"))
    seconds = models.PositiveSmallIntegerField(_("Seconds on the screen"), default=12)
    fill = models.BooleanField(_("Fill the panel, cutting the edges"), default=False)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.playlist_id}: {self.position}"


class ScreenGroup(models.Model):
    """Kiosks and boards that are spoken of together."""

    site = models.ForeignKey("directory.Site", models.PROTECT, related_name="+")
    slug = models.CharField(_("Id"), max_length=63, validators=[slug_validator])
    name = models.CharField(_("Name"), max_length=120)
    kiosks = models.ManyToManyField("fleet.Kiosk", related_name="+", blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "slug"], name="screen_group_slug")]

    def __str__(self) -> str:
        return self.name


class Timed(models.Model):
    """When and where: as `sync.protocol.signage.Window` and `Screens`."""

    site = models.ForeignKey("directory.Site", models.PROTECT, related_name="+")
    starts = models.DateField(_("From"), null=True, blank=True)
    ends = models.DateField(_("Until"), null=True, blank=True)
    days: Any = models.JSONField(_("Weekdays"), default=list, blank=True)
    from_time = models.TimeField(_("From the hour"), null=True, blank=True)
    until_time = models.TimeField(_("Until the hour"), null=True, blank=True)
    groups = models.ManyToManyField(ScreenGroup, related_name="+", blank=True)
    kiosks = models.ManyToManyField("fleet.Kiosk", related_name="+", blank=True)
    role = models.CharField(_("Screens"), max_length=6, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["id"]


class Schedule(Timed):
    """A playlist at its times."""

    playlist = models.ForeignKey(Playlist, models.CASCADE, related_name="schedules")
    priority = models.PositiveSmallIntegerField(_("Priority"), default=0)

    def __str__(self) -> str:
        return f"{self.playlist} {self.priority}"


class PanelRule(Timed):
    """The light of panels at certain times; 0 is off."""

    level = models.PositiveSmallIntegerField(_("Light, percent"))

    def __str__(self) -> str:
        return f"{self.level}%"


class SignageVersion(models.Model):
    """What was published: the exact signage of a site, never changed. Taking back publishes an older one anew."""

    site = models.ForeignKey("directory.Site", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    body: Any = models.JSONField()
    media: Any = models.JSONField(default=list)
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    content_version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "number"], name="signage_version")]

    def __str__(self) -> str:
        return f"{self.site_id}: {self.number}"


class UrgentMessage(models.Model):
    """A signed message after CAP 1.2, for one site. Rows are only ever added."""

    site = models.ForeignKey("directory.Site", models.PROTECT, related_name="+")
    sender = models.CharField(max_length=200)
    identifier = models.CharField(max_length=200)
    sent = models.DateTimeField()
    alert: Any = models.JSONField()
    body = models.TextField()
    signature = models.CharField(max_length=128)
    key_id = models.CharField(max_length=32)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=10, default="desk")

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "sender", "identifier"], name="urgent_once")]

    def __str__(self) -> str:
        return self.identifier


class PlayProof(models.Model):
    """How often one item was shown at one kiosk within a span; it names its file by hash and outlives it."""

    id = models.UUIDField(primary_key=True)
    kiosk = models.ForeignKey("fleet.Kiosk", models.PROTECT, related_name="+")
    role = models.CharField(max_length=6)
    item = models.CharField(max_length=200)
    name = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    playlist = models.CharField(max_length=63, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    plays = models.PositiveIntegerField()
    complete = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()
    content_version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-ended_at"]
        indexes: ClassVar = [models.Index(fields=["kiosk", "ended_at"], name="proof_kiosk_time")]

    def __str__(self) -> str:
        return f"{self.item} x{self.plays}"
