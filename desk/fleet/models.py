"""Kiosks and what is known of them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Kiosk(models.Model):
    """One enrolled kiosk. `number` is the first group of its tracking codes; `epoch` grows at each enrollment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField(_("Number"), unique=True)
    name = models.CharField(_("Name"), max_length=120)
    site = models.ForeignKey("directory.Site", models.PROTECT, related_name="kiosks")
    epoch = models.PositiveIntegerField(default=0)
    instance_id = models.UUIDField(null=True)
    token_sha256 = models.CharField(max_length=64, unique=True, null=True)
    enrolled_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(_("Retired"), null=True, blank=True)
    hostname = models.CharField(max_length=200, blank=True)
    version = models.CharField(max_length=200, blank=True)
    last_seen = models.DateTimeField(null=True)
    content_version = models.PositiveIntegerField(default=0)
    outbox = models.PositiveIntegerField(default=0)
    quarantined = models.PositiveIntegerField(default=0)
    printer = models.CharField(max_length=200, blank=True)
    health = models.JSONField(default=dict)
    clock_offset_ms = models.IntegerField(null=True)
    facts_made = models.PositiveBigIntegerField(default=0, db_default=0)

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class EnrollmentCode(models.Model):
    """A one-time code, kept only as a keyed hash. `kiosk` names one that is enrolled anew."""

    code_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    site = models.ForeignKey("directory.Site", models.CASCADE, related_name="+")
    kiosk = models.ForeignKey(Kiosk, models.CASCADE, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_by = models.UUIDField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.name} until {self.expires_at:%H:%M}"


class KioskCommand(models.Model):
    """Something that a kiosk shall do once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kiosk = models.ForeignKey(Kiosk, models.CASCADE, related_name="commands")
    kind = models.CharField(max_length=32)
    arguments = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=16, blank=True)
    detail = models.TextField(blank=True)
    picture = models.BinaryField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kiosk", "outcome"], name="command_open")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.kiosk_id}"


class Paper(models.Model):
    """What became of one paper."""

    id = models.UUIDField(primary_key=True)
    kiosk = models.ForeignKey(Kiosk, models.CASCADE, related_name="papers")
    template = models.CharField(max_length=32)
    subject_code = models.CharField(max_length=14, blank=True, db_index=True)
    outcome = models.CharField(max_length=12)
    copy_number = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.template} {self.outcome}"


class HelpCall(models.Model):
    """A visitor at a kiosk asked for a person to come."""

    id = models.UUIDField(primary_key=True)
    kiosk = models.ForeignKey(Kiosk, models.CASCADE, related_name="help_calls")
    screen = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.kiosk_id} at {self.at:%H:%M}"


class Alarm(models.Model):
    """Something that a person must look at, such as an event id that came twice with different content."""

    kind = models.CharField(max_length=40)
    kiosk = models.ForeignKey(Kiosk, models.CASCADE, null=True, related_name="alarms")
    text = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"
