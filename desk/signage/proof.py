"""Proof of play: what kiosks report, and the sums of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, QuerySet, Sum

from desk.directory.models import Site
from desk.fleet.models import Kiosk
from desk.signage.models import PlayProof
from sync.protocol.events import SignagePlayed


def keep(kiosk: Kiosk, at: datetime, fact: SignagePlayed) -> None:
    """Keep one report; `at` is when the kiosk wrote it."""
    PlayProof.objects.create(
        id=fact.report_id,
        kiosk=kiosk,
        role=fact.role,
        item=fact.item,
        name=fact.name,
        sha256=fact.sha256 or "",
        playlist=fact.playlist or "",
        started_at=fact.started_at,
        ended_at=fact.ended_at,
        plays=fact.plays,
        complete=fact.complete,
        seconds=fact.seconds,
        content_version=fact.content_version,
    )


def rows(site: Site, since: datetime, until: datetime) -> QuerySet[PlayProof]:
    """Return the reports of a site that ended within a span."""
    return PlayProof.objects.filter(kiosk__site=site, ended_at__gte=since, ended_at__lt=until)


def sums(site: Site, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Return plays and seconds by item, most shown first."""
    found = (
        rows(site, since, until)
        .values("item", "name", "sha256", "playlist")
        .annotate(
            plays=Sum("plays"),
            complete=Sum("complete"),
            seconds=Sum("seconds"),
            screens=Count("kiosk", distinct=True),
            first=Min("started_at"),
            last=Max("ended_at"),
        )
        .order_by("-plays", "item")
    )
    return [dict(row) for row in found]
