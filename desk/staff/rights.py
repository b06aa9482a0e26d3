"""Who may do what: a table of roles and rights, the same for every view (T2)."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Right(StrEnum):
    """One thing that a view asks for."""

    CALL_TICKETS = "call_tickets"
    SEE_REQUESTS = "see_requests"
    HANDLE_REQUESTS = "handle_requests"
    UNSEAL = "unseal"
    ENTER_REQUESTS = "enter_requests"
    EDIT_CONTENT = "edit_content"
    PUBLISH = "publish"
    SEE_FLEET = "see_fleet"
    MANAGE_FLEET = "manage_fleet"
    SEE_REPORTS = "see_reports"
    SET_RULES = "set_rules"
    MANAGE_STAFF = "manage_staff"
    SEE_AUDIT = "see_audit"


class Role(TextChoices):
    """What somebody is at a desk."""

    OPERATOR = "operator", _("Operator")
    UNIT_HEAD = "unit_head", _("Unit head")
    MANAGER = "manager", _("Desk manager")
    EDITOR = "editor", _("Content editor")
    TECHNICIAN = "technician", _("Technician")
    AUDITOR = "auditor", _("Auditor")


_CASEWORK = {Right.SEE_REQUESTS, Right.HANDLE_REQUESTS, Right.UNSEAL, Right.ENTER_REQUESTS}

ROLE_RIGHTS: dict[str, frozenset[Right]] = {
    Role.OPERATOR: frozenset({Right.CALL_TICKETS, *_CASEWORK}),
    Role.UNIT_HEAD: frozenset({Right.CALL_TICKETS, *_CASEWORK, Right.SEE_REPORTS}),
    Role.MANAGER: frozenset(set(Right) - {Right.SEE_AUDIT, Right.UNSEAL}),
    Role.EDITOR: frozenset({Right.EDIT_CONTENT, Right.PUBLISH}),
    Role.TECHNICIAN: frozenset({Right.SEE_FLEET, Right.MANAGE_FLEET}),
    Role.AUDITOR: frozenset({Right.SEE_AUDIT, Right.SEE_REPORTS}),
}
"""A manager leads without reading visitors' data; an auditor reads the log and changes nothing."""
