"""The health of every kiosk at a glance, and what a technician does with one (G10, T5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args
from uuid import UUID

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from desk.audit.log import record
from desk.directory.models import Site
from desk.directory.publishing import current_version
from desk.fleet import enrollment
from desk.fleet.models import Alarm, HelpCall, Kiosk, KioskCommand, Paper
from desk.kiosk_api.models import EventReceipt
from desk.staff.guards import needs, staff
from desk.staff.rights import Right
from sync.protocol.messages import Command

SILENT = timedelta(minutes=3)
_DAY = timedelta(days=1)
_CLOCK_WARNING_MS = 300_000


def _alarm_names() -> dict[str, str]:
    return {
        "silent": _("The kiosk is not heard of"),
        "quarantine": _("Facts in quarantine"),
        "outbox": _("Many facts not yet sent"),
        "clock": _("The clock is wrong"),
        "old_content": _("Old content"),
        "health": _("A check of the kiosk fails"),
        "content_refused": _("New content was refused"),
        "restored_copy": _("The kiosk runs on an old copy of its store"),
        "event_id_reused": _("Two facts with one id"),
        "number_twice": _("A number was given twice"),
        "number_not_leased": _("A number that the kiosk did not own"),
    }


KINDS = get_args(Command.model_fields["kind"].annotation)


@require_GET
@needs(Right.SEE_FLEET)
def fleet(request: HttpRequest) -> HttpResponse:
    """Every kiosk with what is wrong with it, open alarms, calls for help and rejected events."""
    now, names = timezone.now(), _alarm_names()
    new = request.session.pop("new_code", None)
    failed = Count("papers", filter=Q(papers__outcome="failed", papers__at__gte=now - _DAY))
    rows = [
        {"kiosk": kiosk, "worries": _worries(kiosk), "silent": _silent(kiosk), "done": _done(kiosk)}
        for kiosk in Kiosk.objects.select_related("site").annotate(failed=failed)
    ]
    context = {
        "rows": rows,
        "section": "fleet",
        "alarms": [
            (alarm, names.get(alarm.kind, alarm.kind))
            for alarm in Alarm.objects.filter(closed_at=None).select_related("kiosk")[:30]
        ],
        "help_calls": HelpCall.objects.filter(answered_at=None, at__gte=now - _DAY).select_related("kiosk"),
        "rejected": EventReceipt.objects.filter(outcome="rejected")
        .select_related("kiosk")
        .order_by("-received_at")[:20],
        "papers": Paper.objects.exclude(outcome="confirmed").select_related("kiosk").order_by("-at")[:10],
        "sites": Site.objects.order_by("id"),
        "kinds": KINDS,
        "may_manage": staff(request).has_right(Right.MANAGE_FLEET),
        "new_code": new,
        "desk_address": settings.CONFIG.public_url,
        "invitation": _invitation(new["code"]) if new else "",
    }
    return render(request, "console/fleet.html", context)


def _done(kiosk: Kiosk) -> list[KioskCommand]:
    """Return the last commands that the kiosk has answered; a picture is asked for by itself."""
    return list(kiosk.commands.exclude(outcome="").defer("picture").order_by("-done_at")[:3])


@require_GET
@needs(Right.SEE_FLEET)
def picture(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The picture that a screen took of itself on command."""
    row = KioskCommand.objects.filter(pk=pk).first()
    if row is None or not row.picture:
        return HttpResponse(status=404)
    return HttpResponse(bytes(row.picture), content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


def _invitation(code: str) -> SafeString:
    """Return the QR that a kiosk reads while it is set up, as SVG: the desk's address, and the code behind the #."""
    address = f"{settings.CONFIG.public_url.rstrip('/')}/enroll#{code}"
    image = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=4)
    return mark_safe(image.to_string(encoding="unicode"))


def _silent(kiosk: Kiosk) -> bool:
    return kiosk.last_seen is None or kiosk.last_seen < timezone.now() - SILENT


def _worries(kiosk: Kiosk) -> list[str]:
    if kiosk.retired_at:
        return []
    found = []
    if kiosk.content_version and kiosk.content_version != current_version(kiosk.site_id):
        found.append(_("shows version %(version)s, not the newest") % {"version": kiosk.content_version})
    if kiosk.quarantined:
        found.append(_("%(count)s facts in quarantine") % {"count": kiosk.quarantined})
    if kiosk.outbox > 100:
        found.append(_("%(count)s facts not yet sent") % {"count": kiosk.outbox})
    if kiosk.clock_offset_ms is not None and abs(kiosk.clock_offset_ms) > _CLOCK_WARNING_MS:
        found.append(_("its clock is off by %(count)s seconds") % {"count": round(kiosk.clock_offset_ms / 1000)})
    found += [f"{check}: {state}" for check, state in kiosk.health.items() if state in ("warning", "fault")]
    return found


@require_POST
@needs(Right.MANAGE_FLEET)
def new_code(request: HttpRequest) -> HttpResponse:
    """Make a one-time code; it is shown once."""
    user = staff(request)
    key = request.POST.get("kiosk", "")
    kiosk = get_object_or_404(Kiosk, pk=_uuid(key)) if key else None
    site = kiosk.site if kiosk else get_object_or_404(Site, pk=_number(request.POST.get("site", "")))
    name = kiosk.name if kiosk else request.POST.get("name", "").strip()[:120] or _("Kiosk")
    code = enrollment.make_code(site, name, kiosk=kiosk, user=user)
    request.session["new_code"] = {"code": code, "name": name}
    record(user, "kiosk.code", f"site:{site.pk}", request, kiosk=kiosk.number if kiosk else None)
    return redirect("fleet")


@require_POST
@needs(Right.MANAGE_FLEET)
def manage(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    """Rename, move, retire a kiosk, or give it a command."""
    kiosk, user = get_object_or_404(Kiosk, pk=pk), staff(request)
    detail: dict[str, Any] = {}
    if act == "rename":
        kiosk.name = request.POST.get("name", "").strip()[:120] or kiosk.name
        kiosk.save(update_fields=["name"])
    elif act == "move":
        kiosk.site = get_object_or_404(Site, pk=_number(request.POST.get("site", "")))
        kiosk.save(update_fields=["site"])
    elif act == "retire":
        enrollment.retire(kiosk)
        messages.success(request, _("The kiosk is retired; its key no longer opens anything."))
    elif act == "command" and request.POST.get("kind") in KINDS:
        detail["kind"] = request.POST["kind"]
        KioskCommand.objects.create(kiosk=kiosk, kind=detail["kind"], made_by=user)
        messages.success(request, _("The kiosk does it as soon as it asks for news."))
    else:
        return HttpResponse(status=404)
    record(user, f"kiosk.{act}", f"kiosk:{kiosk.number}", request, **detail)
    return redirect("fleet")


@require_POST
@needs(Right.MANAGE_FLEET, Right.CALL_TICKETS)
def answer_help(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody is going to the visitor."""
    HelpCall.objects.filter(pk=pk, answered_at=None).update(answered_at=timezone.now(), answered_by=staff(request))
    return redirect((request.POST.get("back") == "fleet" and "fleet") or "counters")


@require_POST
@needs(Right.MANAGE_FLEET)
def close_alarm(request: HttpRequest, pk: int) -> HttpResponse:
    """An alarm has been looked at."""
    user = staff(request)
    if Alarm.objects.filter(pk=pk, closed_at=None).update(closed_at=timezone.now(), closed_by=user):
        record(user, "alarm.closed", f"alarm:{pk}", request)
    return redirect("fleet")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
