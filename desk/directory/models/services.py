"""Services and their guides in CPSV-AP terms (C1-C10), and the queues in which they are waited for."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from desk.directory.fields import SchemaField, in_language
from desk.directory.models.base import CatalogueItem, Named, Part, phone_validator, words
from desk.directory.models.places import Department, Person, Room
from sync.protocol.services import Duration, LegalResource


class LifeEvent(CatalogueItem, Named):
    """What brings a visitor here, over departments."""

    summary = words(_("Summary"))
    icon = models.CharField(_("Icon"), max_length=60, default="account-question")

    class Meta(CatalogueItem.Meta):
        verbose_name = _("Life event")
        verbose_name_plural = _("Life events")


class Queue(CatalogueItem, Named):
    """A line of tickets with a letter before the number."""

    letter = words(_("Letter"), optional=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="+", verbose_name=_("Room"))
    minutes = models.PositiveSmallIntegerField(_("Usual minutes of one service"), default=8)
    daily_limit = models.PositiveSmallIntegerField(_("Most tickets a day"), null=True, blank=True)
    priority = models.BooleanField(_("Takes priority visitors"), default=True)

    class Meta(CatalogueItem.Meta):
        verbose_name = _("Queue")
        verbose_name_plural = _("Queues")


class Service(CatalogueItem, Named):
    """A Public Service with its whole guide."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="services", verbose_name=_("Department"))
    summary = words(_("Summary"), optional=False)
    icon = models.CharField(_("Icon"), max_length=60, default="file-document")
    national_code = models.CharField(
        _("National service code"), max_length=20, blank=True, validators=[RegexValidator(r"^[0-9]{4,20}$")]
    )
    audience = SchemaField(_("Whom it is for"), schema=tuple[str, ...], default=list)
    life_events = models.ManyToManyField(LifeEvent, blank=True, verbose_name=_("Life events"))
    durations = SchemaField(_("How long it takes"), schema=tuple[Duration, ...], default=list, blank=True)
    inquiry_duration = SchemaField(_("How long inquiries take"), schema=Duration, null=True, blank=True)
    free = models.BooleanField(_("Free of charge"), default=False)
    complaint = words(_("How to complain"))
    follow_up = words(_("How to follow up"))
    keywords = words(_("Words that people search for"))
    queue = models.ForeignKey(
        Queue, verbose_name=_("Queue"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    form = models.ForeignKey(
        "Form", verbose_name=_("Form"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    popularity = models.PositiveIntegerField(_("Popularity"), default=0)

    class Meta(CatalogueItem.Meta):
        verbose_name = _("Service")
        verbose_name_plural = _("Services")


class Channel(Part):
    """A way in which the service is given (C2)."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="channels")
    kind = models.CharField(_("Kind"), max_length=12)
    room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    address = models.CharField(_("Address"), max_length=300, blank=True)
    note = words(_("Note"))

    class Meta(Part.Meta):
        verbose_name = _("Channel")
        verbose_name_plural = _("Channels")


class Step(Part):
    """One step of the workflow (C3)."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="steps")
    title = words(_("Title"), optional=False)
    text = words(_("Text"))
    department = models.ForeignKey(Department, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    duration = SchemaField(_("Duration"), schema=Duration, null=True, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("Step")
        verbose_name_plural = _("Steps")


class Evidence(Part):
    """Something the visitor brings (C4): a document, or a form to fill in."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="evidence")
    slug = models.CharField(_("Id"), max_length=63)
    kind = models.CharField(_("Kind"), max_length=10, choices=[("document", _("Document")), ("form", _("Form"))])
    name = words(_("Name"), optional=False)
    note = words(_("Note"))
    required = models.BooleanField(_("Required"), default=True)
    copies = models.PositiveSmallIntegerField(_("Copies"), default=0, validators=[MaxValueValidator(20)])

    class Meta(Part.Meta):
        verbose_name = _("Evidence")
        verbose_name_plural = _("Documents and forms to bring")


class Inquiry(Part):
    """What the office asks of another agency by itself (C6)."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="inquiries")
    agency = words(_("Agency"), optional=False)
    subject = words(_("Subject"), optional=False)
    duration = SchemaField(_("Duration"), schema=Duration, null=True, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("Inquiry")
        verbose_name_plural = _("Inquiries")


class Cost(Part):
    """One line of what it costs (C7)."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="costs")
    purpose = words(_("Purpose"), optional=False)
    amount = models.BigIntegerField(_("Amount"), validators=[MinValueValidator(0)])
    currency = models.CharField(_("Currency"), max_length=3, default="IRR")
    account = models.CharField(_("Account"), max_length=64, blank=True)
    clause = words(_("Clause"))
    regulation = words(_("Regulation"))
    case = words(_("In which case"))

    class Meta(Part.Meta):
        verbose_name = _("Cost")
        verbose_name_plural = _("Costs")


class Rule(Part):
    """What the visitor should know of the rules (C9), with the law behind it."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="rules")
    text = words(_("Text"), optional=False)
    legal_resource = SchemaField(_("Law or regulation"), schema=LegalResource, null=True, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("Rule")
        verbose_name_plural = _("Rules")


class Question(Part):
    """A frequent question and its answer (C9)."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="questions")
    question = words(_("Question"), optional=False)
    answer = words(_("Answer"), optional=False)

    class Meta(Part.Meta):
        verbose_name = _("Frequent question")
        verbose_name_plural = _("Frequent questions")


class ContactPoint(models.Model):
    """The responsible person or unit and how to reach them (C8)."""

    service = models.OneToOneField(Service, models.CASCADE, related_name="contact_point")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    name = words(_("Name"))
    role = words(_("Role"))
    phone = models.CharField(_("Phone"), max_length=40, blank=True, validators=[phone_validator])
    room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        found = self.person.name if self.person else self.name
        return in_language(found, (get_language() or "fa")[:2]) or self.phone

    class Meta:
        verbose_name = _("Contact point")
        verbose_name_plural = _("Contact points")
