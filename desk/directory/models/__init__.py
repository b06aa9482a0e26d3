"""The directory's tables, named by CPSV-AP (services), IMDF (places) and HSDS (hours)."""

from desk.directory.models.counters import Counter
from desk.directory.models.drafts import ImportDraft
from desk.directory.models.forms import ContentVersion, Form, FormField, Media, Notice, Poll, PollQuestion
from desk.directory.models.places import Department, Floor, Organisation, Person, Room, Site
from desk.directory.models.services import (
    Channel,
    ContactPoint,
    Cost,
    Evidence,
    Inquiry,
    LifeEvent,
    Question,
    Queue,
    Rule,
    Service,
    Step,
)

__all__ = [
    "Channel",
    "ContactPoint",
    "ContentVersion",
    "Cost",
    "Counter",
    "Department",
    "Evidence",
    "Floor",
    "Form",
    "FormField",
    "ImportDraft",
    "Inquiry",
    "LifeEvent",
    "Media",
    "Notice",
    "Organisation",
    "Person",
    "Poll",
    "PollQuestion",
    "Question",
    "Queue",
    "Room",
    "Rule",
    "Service",
    "Site",
    "Step",
]
