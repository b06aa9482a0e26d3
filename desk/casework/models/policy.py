"""What an office sets without code (G1): results with service levels (G2), referral and lapse by rule, hints."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.casework.models.request import Kind, State
from desk.directory.models.base import Named, words

_RESULT_STATES = [(state.value, state.label) for state in (State.ANSWERED, State.REJECTED, State.CLOSED)]
_WAITING_STATES = [
    (state.value, state.label)
    for state in (State.PENDING_REVIEW, State.REGISTERED, State.IN_PROGRESS, State.NEEDS_DOCUMENTS)
]


class Scope(models.Model):
    """For which requests something holds; what is empty does not narrow it."""

    site = models.ForeignKey("directory.Site", models.CASCADE, related_name="+", verbose_name=_("Site"))
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind.choices, blank=True)
    service = models.ForeignKey(
        "directory.Service", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("Service")
    )
    position = models.PositiveIntegerField(_("Place in lists"), default=0)
    active = models.BooleanField(_("In use"), default=True)

    class Meta:
        abstract = True
        ordering = ("position", "id")


class Result(Named, Scope):
    """A uniform result, with the longest time that it may take (service level) and a text to begin with.

    One with `at_counter` may also end the service of a ticket.
    """

    state = models.CharField(_("State"), max_length=20, choices=_RESULT_STATES, default=State.ANSWERED)
    longest_hours = models.PositiveIntegerField(
        _("Longest time, hours"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    text = words(_("Message to the visitor"))
    at_counter = models.BooleanField(_("Also ends a ticket at the counter"), default=False)

    class Meta(Scope.Meta):
        verbose_name = _("Result")
        verbose_name_plural = _("Results")


class Referral(Scope):
    """Where a new request goes by itself; the first that fits counts."""

    form = models.ForeignKey(
        "directory.Form", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("Form")
    )
    department = models.ForeignKey(
        "directory.Department", models.CASCADE, related_name="+", verbose_name=_("To the unit")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("To a member of staff"),
    )

    class Meta(Scope.Meta):
        verbose_name = _("Referral by rule")
        verbose_name_plural = _("Referrals by rule")

    def __str__(self) -> str:
        return f"{self.get_kind_display() or self.service or self.form or '*'} → {self.department}"

    def clean(self) -> None:
        """Refuse a unit of another site."""
        if self.department_id and self.site_id and self.department.site_id != self.site_id:
            raise ValidationError({"department": _("This unit is at another site.")})


class Hint(Scope):
    """What staff should know of requests of a kind or service; shown beside the request, never to the visitor."""

    text = words(_("Text"), optional=False)

    class Meta(Scope.Meta):
        verbose_name = _("Hint for staff")
        verbose_name_plural = _("Hints for staff")

    def __str__(self) -> str:
        return str(self.pk)


class Lapse(Scope):
    """When a request that stands still lapses by itself, and what the visitor is told."""

    class Since(models.TextChoices):
        STATE = "state", _("It came into this state")
        PROMISE = "promise", _("The promised time")

    state = models.CharField(_("State"), max_length=20, choices=_WAITING_STATES, default=State.NEEDS_DOCUMENTS)
    days = models.PositiveSmallIntegerField(_("Days"), validators=[MinValueValidator(1)])
    since = models.CharField(_("Counted since"), max_length=8, choices=Since.choices, default=Since.STATE)
    text = words(_("Message to the visitor"), optional=False)

    class Meta(Scope.Meta):
        verbose_name = _("Lapse by rule")
        verbose_name_plural = _("Lapses by rule")
        constraints: ClassVar = []

    def __str__(self) -> str:
        return f"{self.get_state_display()} > {self.days}"
