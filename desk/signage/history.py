"""Who did what with the screens: the signage rows of the log, in words."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desk.audit.models import AuditEntry

NAMES = {
    "signage.uploaded": _("added a file"),
    "signage.retired": _("took a file away"),
    "signage.playlist": _("made a playlist"),
    "signage.playlist_deleted": _("took a playlist away"),
    "signage.schedule": _("set a time"),
    "signage.schedule_deleted": _("took a time away"),
    "signage.panel": _("set the light of panels"),
    "signage.panel_deleted": _("took a rule for the light away"),
    "signage.group": _("made a group of screens"),
    "signage.group_deleted": _("took a group away"),
    "signage.published": _("published to the screens"),
    "signage.taken_back": _("took back what was published"),
    "urgent.alert": _("sent an urgent notice"),
    "urgent.update": _("changed an urgent notice"),
    "urgent.cancel": _("ended an urgent notice"),
}
_ITEM = _("changed a playlist")


def newest(count: int = 30) -> list[dict[str, Any]]:
    """Return the newest acts: `at`, `who`, `what` in words, `subject` by id."""
    rows = AuditEntry.objects.filter(Q(action__startswith="signage.") | Q(action__startswith="urgent."))
    return [
        {"at": row.at, "who": row.actor_name, "what": NAMES.get(row.action, _ITEM), "subject": row.subject}
        for row in rows.order_by("-id")[:count]
    ]
