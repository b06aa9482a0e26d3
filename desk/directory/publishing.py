"""Building the catalogue from the tables, checking it, and publishing it as a version that never changes (S3)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from desk.directory import mapping
from desk.directory.models import ContentVersion, Media, Site
from desk.staff.models import User
from sync.protocol.catalogue import Catalogue, Content, Problem
from sync.protocol.catalogue_check import problems

EXTRAS: list[Callable[[Site, dict[str, Any]], None]] = []
"""Parts of the catalogue that other apps of the desk keep: each adds its own to the document of a site."""


class NotPublishable(Exception):
    """The directory has problems that would break a kiosk; `found` lists them."""

    def __init__(self, found: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.where}: {problem.what}" for problem in found[:5]))
        self.found = found


def build_catalogue(site: Site) -> Catalogue:
    """Return what the tables say of a site. Raises `NotPublishable` where a row does not fit the schema."""
    document: dict[str, Any] = {
        "organisation": mapping.to_message(site.organisation, mapping.TOP[0][2]),
        "site": mapping.to_message(site, mapping.TOP[1][2]),
    }
    for name, (model, message) in mapping.COLLECTIONS.items():
        rows = mapping.whole_rows(model, message).filter(site=site, active=True)
        document[name] = [mapping.to_message(row, message) for row in rows]
    # No other file travels: a picture that was replaced years ago stays here.
    files = Media.objects.filter(sha256__in=named_files(document)).order_by("sha256")
    document["media"] = [{"sha256": file.sha256, "size": file.size, "kind": file.kind} for file in files]
    for add in EXTRAS:
        add(site, document)
    try:
        return Catalogue.model_validate(document)
    except ValidationError as error:
        raise NotPublishable([Problem(_where(document, e["loc"]), e["msg"]) for e in error.errors()]) from error


def named_files(document: dict[str, Any]) -> set[str]:
    """Return the hashes of the files that the directory itself names; signage names its own."""
    names = {document["organisation"].get("logo"), *(notice.get("picture") for notice in document["notices"])}
    return names - {None}


def _where(document: dict[str, object], loc: tuple[int | str, ...]) -> str:
    item: object = document
    path = ""
    for part in loc:
        try:
            item = item[part]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            item = None
        name = item.get("id", part) if isinstance(item, dict) and isinstance(part, int) else part
        path += f"[{name}]" if isinstance(part, int) else f".{name}"
    return path.lstrip(".")


def publish(site: Site, user: User | None = None, note: str = "") -> tuple[ContentVersion, bool]:
    """Publish the site's directory; return the version and whether it is new (an unchanged directory makes none).

    Raises `NotPublishable`; missing languages are no hindrance.
    """
    catalogue = build_catalogue(site)
    fatal = [problem for problem in problems(catalogue) if problem.fatal]
    if fatal:
        raise NotPublishable(fatal)
    return store(site, catalogue, user, note)


def store(site: Site, catalogue: Catalogue, user: User | None, note: str) -> tuple[ContentVersion, bool]:
    """Keep a catalogue that was checked as the site's newest version; return it and whether it is new."""
    digest = hashlib.sha256(catalogue.model_dump_json(exclude_none=True).encode()).hexdigest()
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)
        last = site.versions.order_by("-version").first()
        if last is not None and last.catalogue_sha256 == digest:
            return last, False
        now = timezone.now()
        content = Content(version=(last.version if last else 0) + 1, published_at=now, catalogue=catalogue)
        body = content.model_dump_json(exclude_none=True).encode()
        version = ContentVersion.objects.create(
            site=site,
            version=content.version,
            published_at=now,
            published_by=user,
            note=note,
            body=body,
            sha256=hashlib.sha256(body).hexdigest(),
            catalogue_sha256=digest,
        )
    return version, True


def current_version(site_id: int) -> int:
    """Return the number of the newest version of a site; 0 where nothing was published."""
    newest = (
        ContentVersion.objects.filter(site_id=site_id).order_by("-version").values_list("version", flat=True).first()
    )
    return newest or 0
