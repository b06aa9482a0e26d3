"""What a visitor is told by text message: after registration and at every change of state (C22). Nothing personal."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from desk import keys
from desk.casework.finding import answers_of, mobile_in
from desk.casework.models import Request
from desk.connectors import outbox
from desk.directory.fields import in_language
from language import dates, digits
from sync.protocol.codes import group_code


def tell_state(request: Request) -> bool:
    """Put a message about the state into the outbox; return whether there was somebody to tell."""
    if not (outbox.enabled() and settings.CONFIG.sms.on_states) or request.anonymous:
        return False
    try:
        mobile = mobile_in(request, answers_of(request))
    except (keys.UnsealingError, ValueError):
        return False
    if not mobile:
        return False
    outbox.put("state", mobile, text_of(request), f"request:{request.pk}")
    return True


def text_of(request: Request) -> str:
    """Return the message in the visitor's language: what, its state, the next visit, and where to look."""
    with translation.override(request.language):
        lines = [
            in_language(request.site.organisation.name, request.language),
            f"{_what(request)}: {request.get_state_display()}",
            _code_line(request),
        ]
        if request.next_visit_at:
            when = dates.format_datetime(
                request.next_visit_at.astimezone(ZoneInfo(request.site.timezone)), request.language
            )
            lines.append(_("Your visit: %(when)s") % {"when": when})
        lines.append(f"{settings.CONFIG.public_url.rstrip('/')}/t/{request.code}")
    return "\n".join(line for line in lines if line)


def _what(request: Request) -> str:
    if request.service is not None:
        return in_language(request.service.name, request.language)
    return str(request.get_kind_display())


def _code_line(request: Request) -> str:
    code = digits.localize(group_code(request.code), request.language)
    return _("Tracking code: %(code)s") % {"code": code}
