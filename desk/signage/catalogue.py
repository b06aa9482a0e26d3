"""From rows to the catalogue and back out to kiosks: the draft, what is published, taking back.

Signage is published apart from the directory: neither carries along what is half done in the other.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from pydantic import ValidationError

from desk.audit.log import record
from desk.directory import publishing
from desk.directory.models import ContentVersion, Media, Site
from desk.signage.models import Asset, PanelRule, Playlist, PlaylistItem, Schedule, ScreenGroup, SignageVersion, Timed
from desk.staff.models import User
from sync.protocol.catalogue import Catalogue, Content, Problem
from sync.protocol.catalogue_check import problems
from sync.protocol.signage import Signage


class NothingToStandOn(Exception):
    """The directory of this site was never published: kiosks have no content that signage could be part of."""


def draft(site: Site) -> Signage:
    """Return what the tables say. Raises `NotPublishable` where a row does not fit the schema."""
    playlists = Playlist.objects.filter(site=site).prefetch_related("items__asset")
    document = {
        "playlists": [_playlist(row) for row in playlists],
        "schedules": [
            {"id": f"s{row.pk}", "playlist": row.playlist.slug, "priority": row.priority, **_timed(row)}
            for row in Schedule.objects.filter(site=site)
            .select_related("playlist")
            .prefetch_related("groups", "kiosks")
        ],
        "panels": [
            {"id": f"p{row.pk}", "level": row.level, **_timed(row)}
            for row in PanelRule.objects.filter(site=site).prefetch_related("groups", "kiosks")
        ],
        "groups": [
            {"id": row.slug, "kiosks": [kiosk.number for kiosk in row.kiosks.all()]}
            for row in ScreenGroup.objects.filter(site=site).prefetch_related("kiosks")
        ],
    }
    try:
        return Signage.model_validate(document)
    except ValidationError as error:
        found = [Problem("signage." + ".".join(map(str, e["loc"])), e["msg"]) for e in error.errors()]
        raise publishing.NotPublishable(found) from error


def _playlist(row: Playlist) -> dict[str, Any]:
    return {"id": row.slug, "name": row.name, "items": [_item(row, item) for item in row.items.all()]}


def _item(playlist: Playlist, item: PlaylistItem) -> dict[str, Any]:
    asset = item.asset
    kind = "notice" if item.is_notice else (asset.kind if asset else "notice")
    return {
        "id": f"{playlist.slug[:50]}-{item.pk}",
        "kind": kind,
        "name": asset.name if asset else (item.title or {}).get("fa", "")[:120],
        "media": asset.sha256 if asset else None,
        "seconds": max(3, asset.seconds) if asset and asset.kind == "video" else item.seconds,
        "fit": "fill" if item.fill else "whole",
        "title": item.title or None,
        "text": item.text or None,
        "label": item.label or None,
    }


def _timed(row: Timed) -> dict[str, Any]:
    return {
        "when": {
            "starts": row.starts,
            "ends": row.ends,
            "days": row.days,
            "from_time": f"{row.from_time:%H:%M}" if row.from_time else None,
            "until_time": f"{row.until_time:%H:%M}" if row.until_time else None,
        },
        "screens": {
            "groups": [group.slug for group in row.groups.all()],
            "kiosks": [kiosk.number for kiosk in row.kiosks.all()],
            "roles": [row.role] if row.role else [],
        },
    }


def published(site: Site) -> SignageVersion | None:
    """Return what kiosks of a site were last told, None where nothing ever was."""
    return SignageVersion.objects.filter(site=site).order_by("-number").first()


def add_published(site: Site, document: dict[str, Any]) -> None:
    """Put the published signage into a catalogue; of the library, only the files that it names travel."""
    version = published(site)
    if version is not None:
        document["signage"] = version.body
        listed = {item["sha256"] for item in document["media"]}
        document["media"] += [item for item in version.media if item["sha256"] not in listed]


def publish(site: Site, user: User | None) -> SignageVersion:
    """Publish the draft. Raises `NotPublishable` and `NothingToStandOn`."""
    signage = draft(site)
    names = {item.media for playlist in signage.playlists for item in playlist.items if item.media}
    assets = {asset.sha256: asset for asset in Asset.objects.filter(site=site, sha256__in=names)}
    media = [
        {"sha256": asset.sha256, "size": asset.size, "kind": asset.media_type}
        for asset in sorted(assets.values(), key=lambda asset: asset.sha256)
    ]
    return _publish(site, user, signage.model_dump(mode="json", exclude_none=True), media, "signage.published")


def take_back(site: Site, user: User | None, number: int) -> SignageVersion:
    """Publish an older version anew; 0 takes all back. Raises as `publish`, and `SignageVersion.DoesNotExist`."""
    if number == 0:
        return _publish(site, user, Signage().model_dump(mode="json", exclude_none=True), [], "signage.taken_back")
    old = SignageVersion.objects.get(site=site, number=number)
    return _publish(site, user, old.body, old.media, "signage.taken_back")


def _publish(
    site: Site, user: User | None, body: dict[str, Any], media: list[dict[str, Any]], action: str
) -> SignageVersion:
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)
        standing = ContentVersion.objects.filter(site=site).order_by("-version").first()
        if standing is None:
            raise NothingToStandOn
        last = published(site)
        for item in media:
            Media.objects.update_or_create(pk=item["sha256"], defaults={"size": item["size"], "kind": item["kind"]})
        version = SignageVersion.objects.create(
            site=site, number=(last.number if last else 0) + 1, body=body, media=media, published_by=user
        )
        document = Content.model_validate_json(bytes(standing.body)).catalogue.model_dump(mode="json")
        own = publishing.named_files(document)
        document["media"] = [item for item in document["media"] if item["sha256"] in own]
        add_published(site, document)
        catalogue = Catalogue.model_validate(document)
        fatal = [problem for problem in problems(catalogue) if problem.fatal and problem.where.startswith("signage")]
        if fatal:
            raise publishing.NotPublishable(fatal)
        content, _new = publishing.store(site, catalogue, user, f"signage {version.number}")
        version.content_version = content.version
        version.save(update_fields=["content_version"])
        record(user, action, f"signage:{site.slug}", number=version.number, content=content.version)
    return version
