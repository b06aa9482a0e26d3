"""What a monitoring system reads: Prometheus' text format at /metrics. Counts and seconds; nothing of any person."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from importlib.metadata import version

from django.conf import settings
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from desk.casework.models import SETTLED, Request
from desk.connectors.models import Outgoing
from desk.directory.days import service_day
from desk.directory.models import Site
from desk.fleet.models import Alarm, Kiosk
from desk.jobs.models import JobRun
from desk.queueing.models import State, Ticket

_LOCAL = ("127.0.0.1", "::1")


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer a monitoring system on this machine, or one that has the token of the settings; others get 403."""
    if not _allowed(request):
        return HttpResponse(
            "give the metrics_token of desk.toml as bearer token\n", status=403, content_type="text/plain"
        )
    registry = CollectorRegistry()
    registry.register(_Desk())
    ProcessCollector(registry=registry)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _allowed(request: HttpRequest) -> bool:
    token = settings.CONFIG.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    # Behind a reverse proxy of this machine everybody seems to be local.
    return request.META.get("REMOTE_ADDR") in _LOCAL and "X-Forwarded-For" not in request.headers


class _Desk(Collector):
    """Reads the database when it is asked."""

    def collect(self) -> Iterator[Metric]:
        """Yield every figure."""
        about = GaugeMetricFamily("mizban_desk_info", "Version of the desk", labels=["version"])
        about.add_metric([version("mizban")], 1)
        yield about
        yield from _queues()
        yield from _requests()
        yield from _kiosks()
        yield from _work()


def _gauge(name: str, text: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    found = GaugeMetricFamily(f"mizban_{name}", text, labels=[label])
    for key, value in values.items():
        found.add_metric([key], value)
    return found


def _queues() -> Iterator[Metric]:
    waiting, longest, served = {}, {}, {}
    now = timezone.now()
    for site in Site.objects.order_by("id"):
        today = Ticket.objects.filter(line__site=site, service_day=service_day(site))
        found = today.filter(state=State.WAITING).aggregate(count=Count("id"), eldest=Min("place_at"))
        waiting[site.slug] = found["count"]
        longest[site.slug] = (now - found["eldest"]).total_seconds() if found["eldest"] else 0
        served[site.slug] = today.filter(state=State.SERVED).count()
    yield _gauge("tickets_waiting", "People who wait now", "site", waiting)
    yield _gauge("longest_wait_seconds", "How long the first of them has waited", "site", longest)
    yield _gauge("tickets_served_today", "Tickets served today", "site", served)


def _requests() -> Iterator[Metric]:
    late = Count("id", filter=Q(promised_at__lt=timezone.now()))
    rows = Request.objects.exclude(state__in=SETTLED).values_list("site__slug").annotate(all=Count("id"), late=late)
    counts = {slug: (count, over) for slug, count, over in rows.order_by()}
    yield _gauge("requests_open", "Requests not settled", "site", {slug: count for slug, (count, _) in counts.items()})
    yield _gauge(
        "requests_late", "Over their promised time", "site", {slug: over for slug, (_, over) in counts.items()}
    )


def _kiosks() -> Iterator[Metric]:
    rows = {str(kiosk.number): kiosk for kiosk in Kiosk.objects.filter(retired_at=None, enrolled_at__isnull=False)}
    seen = {key: kiosk.last_seen.timestamp() for key, kiosk in rows.items() if kiosk.last_seen}
    yield _gauge("kiosk_last_seen_timestamp_seconds", "When a kiosk last told of itself", "kiosk", seen)
    yield _gauge("kiosk_outbox", "Facts not yet sent", "kiosk", {key: kiosk.outbox for key, kiosk in rows.items()})
    quarantined = {key: kiosk.quarantined for key, kiosk in rows.items()}
    yield _gauge("kiosk_quarantined", "Facts in quarantine", "kiosk", quarantined)
    clocks = {key: kiosk.clock_offset_ms / 1000 for key, kiosk in rows.items() if kiosk.clock_offset_ms is not None}
    yield _gauge("kiosk_clock_offset_seconds", "How far a clock is ahead", "kiosk", clocks)
    alarms = Alarm.objects.filter(closed_at=None).values_list("kind").annotate(count=Count("id")).order_by()
    yield _gauge("alarms_open", "Alarms that nobody has closed", "kind", dict(alarms))


def _work() -> Iterator[Metric]:
    messages = Outgoing.objects.values_list("state").annotate(count=Count("id")).order_by()
    yield _gauge("messages", "Text messages of the outbox", "state", dict(messages))
    jobs = {row.name: row for row in JobRun.objects.all()}
    yield _gauge("job_failed", "1 where the last run failed", "job", {name: row.failed for name, row in jobs.items()})
    ended = {name: row.ended_at.timestamp() for name, row in jobs.items() if row.ended_at}
    yield _gauge("job_ended_timestamp_seconds", "When a job last ended", "job", ended)
