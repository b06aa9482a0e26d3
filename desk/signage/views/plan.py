"""When what plays: schedules, the light of panels, groups, the week, the preview, publishing and taking back."""

from __future__ import annotations

import secrets
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.audit.log import record
from desk.directory.models import Site
from desk.directory.publishing import NotPublishable
from desk.fleet.models import Kiosk
from desk.signage import catalogue, history, previewing
from desk.signage.forms import PanelForm, ScheduleForm
from desk.signage.models import Asset, PanelRule, Schedule, ScreenGroup, SignageVersion
from desk.signage.views.common import frame, site_of
from desk.staff.guards import needs, staff
from desk.staff.rights import Right
from sync.protocol.catalogue import Catalogue, Content
from sync.protocol.signage import Role, Signage
from sync.protocol.signage_plan import Panel, Plan, what_plays


@require_http_methods(["GET", "POST"])
@needs(Right.EDIT_CONTENT)
def schedules(request: HttpRequest) -> HttpResponse:
    """All schedules and panel rules; a new one of either kind."""
    site = site_of(request)
    kind = request.POST.get("kind", "")
    forms: dict[str, Any] = {"schedule": ScheduleForm(site=site), "panel": PanelForm(site=site, prefix="panel")}
    if request.method == "POST" and kind in forms:
        data = request.POST
        forms[kind] = (
            ScheduleForm(data, site=site, instance=Schedule(site=site))
            if kind == "schedule"
            else PanelForm(data, site=site, instance=PanelRule(site=site), prefix="panel")
        )
        if forms[kind].is_valid():
            row = forms[kind].save()
            record(staff(request), f"signage.{kind}", f"{kind}:{row.pk}", request)
            return redirect("signage-schedules")
    context = {
        "form": forms["schedule"],
        "panel_form": forms["panel"],
        "schedules": Schedule.objects.filter(site=site)
        .select_related("playlist")
        .prefetch_related("groups", "kiosks")
        .order_by("-priority", "id"),
        "panels": PanelRule.objects.filter(site=site).prefetch_related("groups", "kiosks"),
        "groups": ScreenGroup.objects.filter(site=site).prefetch_related("kiosks"),
        "kiosks": Kiosk.objects.filter(site=site, retired_at=None),
    }
    return render(request, "signage/schedules.html", {**frame(site, "schedules"), **context})


@require_POST
@needs(Right.EDIT_CONTENT)
def remove(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take a schedule, a panel rule or a group away."""
    site = site_of(request)
    model = {"schedule": Schedule, "panel": PanelRule, "group": ScreenGroup}.get(kind)
    if model is None:
        return HttpResponse(status=404)
    row: Any = get_object_or_404(model, pk=pk, site=site)
    record(staff(request), f"signage.{kind}_deleted", f"{kind}:{pk}", request)
    row.delete()
    return redirect("signage-schedules")


@require_POST
@needs(Right.EDIT_CONTENT)
def group(request: HttpRequest) -> HttpResponse:
    """Make a group of screens."""
    site = site_of(request)
    name = request.POST.get("name", "").strip()[:120]
    numbers = [int(text) for text in request.POST.getlist("kiosks") if text.isdigit()]
    if not name:
        messages.error(request, _("A group needs a name."))
        return redirect("signage-schedules")
    row = ScreenGroup.objects.create(site=site, name=name, slug=f"group-{secrets.token_hex(4)}")
    row.kiosks.set(Kiosk.objects.filter(site=site, number__in=numbers))
    record(staff(request), "signage.group", f"group:{row.slug}", request)
    return redirect("signage-schedules")


@require_GET
@needs(Right.EDIT_CONTENT)
def week(request: HttpRequest) -> HttpResponse:
    """What will play on one screen in the seven days to come, hour by hour."""
    site = site_of(request)
    panel, draft = _panel(request), _draft(request, site)
    zone = ZoneInfo(site.timezone)
    today = timezone.now().astimezone(zone).date()
    names = {playlist.id: playlist.name for playlist in draft.playlists}
    days = [today + timedelta(days=offset) for offset in range(7)]
    rows = []
    for hour in range(24):
        moments = [datetime.combine(day, time(hour), zone) for day in days]
        cells = [_cell(draft, names, _plan(site, draft, panel, moment), moment) for moment in moments]
        rows.append({"hour": hour, "cells": cells})
    kiosks = Kiosk.objects.filter(site=site, retired_at=None)
    context = {"days": days, "rows": rows, "panel": panel, "kiosks": kiosks}
    return render(request, "signage/week.html", {**frame(site, "week"), **context})


def _cell(draft: Signage, names: dict[str, str], plan: Plan, moment: datetime) -> dict[str, Any]:
    shown = list(dict.fromkeys(item.playlist for item in plan.items))
    return {
        "names": [names[name] for name in shown],
        "tone": _tone(draft, shown),
        "off": plan.level == 0,
        "parts": plan.until < moment + timedelta(hours=1),
    }


def _tone(draft: Signage, shown: list[str]) -> int:
    order = [playlist.id for playlist in draft.playlists]
    return order.index(shown[0]) % 6 + 1 if shown else 0


@require_GET
@needs(Right.EDIT_CONTENT)
def preview(request: HttpRequest) -> HttpResponse:
    """What one screen shows at one moment: the places and sizes of its panel, made small."""
    site = site_of(request)
    panel, draft = _panel(request), _draft(request, site)
    zone = ZoneInfo(site.timezone)
    try:
        moment = datetime.fromisoformat(request.GET.get("at", "")).replace(tzinfo=zone)
    except ValueError:
        moment = timezone.now().astimezone(zone)
    plan = _plan(site, draft, panel, moment)
    assets = {asset.sha256: asset for asset in Asset.objects.filter(site=site).defer("thumbnail")}
    shape = previewing.shape_of(request.GET.get("shape", ""))
    lang = previewing.language_of(request.GET.get("lang", ""), site.organisation.default_language)
    context = {
        "items": previewing.items(plan, assets, lang),
        "drawing": previewing.drawing(panel.role, shape, lang),
        "plan": plan,
        "panel": panel,
        "moment": moment,
        "until": plan.until,
        "shape": shape,
        "shapes": previewing.SHAPE_NAMES,
        "lang": lang,
        "languages": previewing.LANGUAGE_NAMES,
        "kiosks": Kiosk.objects.filter(site=site, retired_at=None),
    }
    return render(request, "signage/preview.html", {**frame(site, "preview"), **context})


def _panel(request: HttpRequest) -> Panel:
    number, role = request.GET.get("kiosk", ""), request.GET.get("role", "")
    chosen: Role = "board" if role == "board" else "kiosk"
    return Panel(int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0, chosen)


def _draft(request: HttpRequest, site: Site) -> Signage:
    try:
        return catalogue.draft(site)
    except NotPublishable as error:
        messages.error(request, str(error))
        return Signage()


def _plan(site: Site, draft: Signage, panel: Panel, moment: datetime) -> Plan:
    organisation = {"id": site.organisation.slug, "name": site.organisation.name}
    place = {"id": site.slug, "name": site.name, "timezone": site.timezone}
    document = Catalogue.model_validate({"organisation": organisation, "site": place})
    content = Content(version=1, published_at=moment, catalogue=document.model_copy(update={"signage": draft}))
    return what_plays(moment, content, panel)


@require_POST
@needs(Right.PUBLISH)
def publish(request: HttpRequest) -> HttpResponse:
    """Let the screens show the draft."""
    site = site_of(request, Right.PUBLISH)
    try:
        version = catalogue.publish(site, staff(request))
    except NotPublishable as error:
        messages.error(request, str(error))
    except catalogue.NothingToStandOn:
        messages.error(request, _("Publish the directory first: the screens have no content yet."))
    else:
        messages.success(request, _("Published as number %(number)s.") % {"number": version.number})
    return redirect("signage-versions")


@require_GET
@needs(Right.EDIT_CONTENT)
def versions(request: HttpRequest) -> HttpResponse:
    """What was published, by whom; each may be brought back; who did what of late."""
    site = site_of(request)
    rows = SignageVersion.objects.filter(site=site).select_related("published_by")[:40]
    screens = Kiosk.objects.filter(site=site, retired_at=None).order_by("number")
    context = {"versions": rows, "screens": screens, "acts": history.newest()}
    return render(request, "signage/versions.html", {**frame(site, "versions"), **context})


@require_POST
@needs(Right.PUBLISH)
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Show an older version again, or nothing (0)."""
    site = site_of(request, Right.PUBLISH)
    try:
        catalogue.take_back(site, staff(request), number)
    except (NotPublishable, SignageVersion.DoesNotExist, catalogue.NothingToStandOn):
        messages.error(request, _("This version can no longer be shown."))
    else:
        messages.success(request, _("Taken back. The screens change within seconds."))
    return redirect("signage-versions")
