"""Playlists and what stands in them."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.audit.log import record
from desk.signage import notices
from desk.signage.forms import NoticeForm
from desk.signage.models import Asset, Playlist, PlaylistItem
from desk.signage.views.common import frame, site_of
from desk.staff.guards import needs, staff
from desk.staff.rights import Right
from sync.protocol.base import LANGS

MOST_ITEMS = 500
_NAMES = {"fa": "فارسی", "ar": "العربية", "en": "English", "ru": "Русский"}


@require_http_methods(["GET", "POST"])
@needs(Right.EDIT_CONTENT)
def playlists(request: HttpRequest) -> HttpResponse:
    """All playlists; a new one by its name."""
    site = site_of(request)
    if request.method == "POST":
        name = request.POST.get("name", "").strip()[:120]
        if name:
            row = Playlist.objects.create(site=site, name=name, slug=f"list-{secrets.token_hex(4)}")
            record(staff(request), "signage.playlist", f"playlist:{row.slug}", request)
            return redirect("signage-playlist", row.pk)
        messages.error(request, _("A playlist needs a name."))
    rows = Playlist.objects.filter(site=site).prefetch_related("items", "schedules")
    return render(request, "signage/playlists.html", {**frame(site, "playlists"), "playlists": rows})


@require_GET
@needs(Right.EDIT_CONTENT)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One playlist: its items in order, the library beside it, a notice to be written or changed."""
    site = site_of(request)
    row = get_object_or_404(Playlist, pk=pk, site=site)
    items = row.items.select_related("asset").defer("asset__thumbnail")
    context = {
        "playlist": row,
        "items": items,
        "total": sum(
            item.asset.seconds if item.asset and item.asset.kind == "video" else item.seconds for item in items
        ),
        "assets": Asset.objects.filter(site=site, retired_at=None).defer("thumbnail")[:60],
        "notice": _begun(request, row),
        "templates": notices.TEMPLATES,
    }
    return render(request, "signage/playlist.html", {**frame(site, "playlists"), **context})


def _begun(request: HttpRequest, row: Playlist) -> dict[str, Any]:
    """What a notice's form begins with: nothing, a ready text (`?template=`) or a notice that stands (`?notice=`)."""
    old = row.items.filter(pk=_digits(request.GET.get("notice", "")), is_notice=True).first()
    ready = notices.template(request.GET.get("template", "")) or {}
    title, text = (old.title, old.text or {}) if old else (ready.get("title", {}), ready.get("text", {}))
    return {
        "item": old,
        "template": ready.get("id", ""),
        "seconds": old.seconds if old else 12,
        "asset": old.asset_id if old else None,
        "languages": [(lang, _NAMES[lang], title.get(lang, ""), text.get(lang, "")) for lang in LANGS],
    }


@require_POST
@needs(Right.EDIT_CONTENT)
def change(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Add, move, change or take out an item; or take the whole playlist away."""
    row = get_object_or_404(Playlist, pk=pk, site=site_of(request))
    with transaction.atomic():
        Playlist.objects.select_for_update().get(pk=row.pk)
        if action == "delete":
            record(staff(request), "signage.playlist_deleted", f"playlist:{row.slug}", request, name=row.name)
            row.delete()
            return redirect("signage-playlists")
        if action == "add":
            _add(request, row)
        elif action == "notice":
            _notice(request, row)
        elif action in ("up", "down", "remove", "item"):
            _item(request, row, action)
        else:
            return HttpResponse(status=404)
        record(staff(request), f"signage.item_{action}", f"playlist:{row.slug}", request)
    return redirect("signage-playlist", pk)


def _add(request: HttpRequest, row: Playlist) -> None:
    asset = get_object_or_404(Asset, pk=_number(request, "asset"), site=row.site, retired_at=None)
    if row.items.count() < MOST_ITEMS:
        PlaylistItem.objects.create(playlist=row, asset=asset, position=_end(row))


def _notice(request: HttpRequest, row: Playlist) -> None:
    form = NoticeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The notice needs a title in Persian and 3 to 3600 seconds."))
        return
    asset = Asset.objects.filter(pk=_number(request, "asset"), site=row.site, kind="image", retired_at=None).first()
    old = row.items.filter(pk=_number(request, "item"), is_notice=True).first()
    item = old or PlaylistItem(playlist=row, position=_end(row), is_notice=True)
    item.asset, item.seconds = asset, form.cleaned_data["seconds"]
    item.title, item.text = form.texts("title"), form.texts("text")
    item.save()


def _item(request: HttpRequest, row: Playlist, action: str) -> None:
    items = list(row.items.all())
    item = next((one for one in items if one.pk == _number(request, "item")), None)
    if item is None:
        return
    if action == "remove":
        item.delete()
        return
    if action == "item":
        item.seconds = min(3600, max(3, _number(request, "seconds") or item.seconds))
        item.fill = request.POST.get("fill") == "1"
        item.save(update_fields=["seconds", "fill"])
        return
    at = items.index(item)
    to = at + (-1 if action == "up" else 1)
    if 0 <= to < len(items):
        items[at], items[to] = items[to], items[at]
        for position, one in enumerate(items):
            one.position = position
        PlaylistItem.objects.bulk_update(items, ["position"])


def _end(row: Playlist) -> int:
    last = row.items.order_by("-position").first()
    return last.position + 1 if last else 0


def _number(request: HttpRequest, name: str) -> int:
    return _digits(request.POST.get(name, ""))


def _digits(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
