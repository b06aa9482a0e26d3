"""Requests and everything done with them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desk.directory.fields import LocalizedTextField


class State(models.TextChoices):
    """Where a request stands (C21); the values are the protocol's `RequestState`."""

    PENDING_REVIEW = "pending_review", _("Pending review")
    REGISTERED = "registered", _("Registered")
    REJECTED = "rejected", _("Rejected")
    IN_PROGRESS = "in_progress", _("In progress")
    NEEDS_DOCUMENTS = "needs_documents", _("Documents needed")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
    LAPSED = "lapsed", _("Lapsed")


class Kind(models.TextChoices):
    """What a visitor wants; the values are the protocol's `RequestKind`."""

    SERVICE = "service", _("Service request")
    QUESTION = "question", _("Question")
    COMPLAINT = "complaint", _("Complaint")
    CRITICISM = "criticism", _("Criticism")
    SUGGESTION = "suggestion", _("Suggestion")
    APPRECIATION = "appreciation", _("Appreciation")
    MEETING = "meeting", _("Meeting")
    RE_EXAMINATION = "re_examination", _("Re-examination")


TRANSITIONS: dict[str, tuple[str, ...]] = {
    State.PENDING_REVIEW: (State.REGISTERED, State.REJECTED, State.NEEDS_DOCUMENTS),
    State.REGISTERED: (State.IN_PROGRESS, State.NEEDS_DOCUMENTS, State.ANSWERED, State.REJECTED),
    State.IN_PROGRESS: (State.ANSWERED, State.NEEDS_DOCUMENTS, State.REJECTED),
    State.NEEDS_DOCUMENTS: (State.IN_PROGRESS, State.REJECTED, State.LAPSED),
    State.ANSWERED: (State.CLOSED, State.IN_PROGRESS),
    State.REJECTED: (State.IN_PROGRESS,),
    State.CLOSED: (),
    State.LAPSED: (State.IN_PROGRESS,),
}
"""From each state, where staff may take a request; a rejection may be re-examined (C25)."""


class Mark(models.TextChoices):
    """What staff found a request to be (O7)."""

    DUPLICATE = "duplicate", _("Duplicate")
    MISTAKEN = "mistaken", _("Mistaken")
    FOLLOW_UP = "follow_up", _("Follow-up of an earlier one")


SETTLED = (State.REJECTED, State.ANSWERED, State.CLOSED, State.LAPSED)


class Request(models.Model):
    """What a visitor has asked for. The answers stay sealed; they are opened for one reader at a time, and logged.

    `mobile_key` and `person_key` are keyed hashes by which requests of one person are found (decision 0310); `original`
    is the request of which this one is a copy or a follow-up.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=14, unique=True)
    site = models.ForeignKey("directory.Site", models.PROTECT, related_name="+")
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind.choices)
    service = models.ForeignKey("directory.Service", models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey("directory.Department", models.PROTECT, null=True, related_name="+")
    form = models.ForeignKey("directory.Form", models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=2)
    submitted_at = models.DateTimeField()
    promised_at = models.DateTimeField(null=True)
    mobile_proved = models.BooleanField(default=False)
    anonymous = models.BooleanField(default=False)
    previous_code = models.CharField(max_length=14, blank=True)
    ticket_id = models.UUIDField(null=True)
    kiosk = models.ForeignKey("fleet.Kiosk", models.PROTECT, null=True, related_name="+")
    key_id = models.CharField(max_length=32)
    sealed = models.BinaryField()
    content_version = models.PositiveIntegerField(default=0)
    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.PENDING_REVIEW)
    state_at = models.DateTimeField()
    message = LocalizedTextField(_("Message to the visitor"), null=True, blank=True)
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    result = models.ForeignKey("casework.Result", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    next_visit_at = models.DateTimeField(null=True)
    next_visit_room = models.ForeignKey("directory.Room", models.PROTECT, null=True, related_name="+")
    mark = models.CharField(max_length=12, blank=True, choices=Mark.choices, db_default="")
    original = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")
    indexed = models.BooleanField(default=False, db_default=False)
    mobile_key = models.CharField(max_length=64, blank=True, db_default="")
    person_key = models.CharField(max_length=64, blank=True, db_default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["mobile_key"], condition=~Q(mobile_key=""), name="request_mobile"),
            models.Index(fields=["person_key"], condition=~Q(person_key=""), name="request_person"),
            models.Index(fields=["id"], condition=Q(indexed=False), name="request_unindexed"),
            models.Index(fields=["site", "state", "promised_at"], name="request_worklist"),
            models.Index(fields=["site", "-submitted_at"], name="request_newest"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_late(self) -> bool:
        """Return whether the promised time has passed with the request unsettled (O17)."""
        return self.promised_at is not None and self.state not in SETTLED and self.promised_at < timezone.now()


class RequestAction(models.Model):
    """One act on a request, with who and when (O5). `note` is for staff alone, `message` for the visitor."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="actions")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=20)
    state = models.CharField(max_length=20, blank=True, choices=State.choices)
    note = models.TextField(blank=True)
    message = LocalizedTextField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.action} {self.request_id}"


class RequestDocument(models.Model):
    """One document of the checklist of a request (O2). `name` is copied, for a guide may change."""

    class State(models.TextChoices):
        EXPECTED = "expected", _("Not yet looked at")
        RECEIVED = "received", _("Handed in")
        MISSING = "missing", _("Missing")
        DEFECTIVE = "defective", _("Defective")

    request = models.ForeignKey(Request, models.CASCADE, related_name="documents")
    slug = models.CharField(max_length=63)
    name = LocalizedTextField()
    required = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.EXPECTED)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "slug"], name="document_once")]

    def __str__(self) -> str:
        return f"{self.slug} {self.state}"
