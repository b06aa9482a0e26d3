"""The calls of docs/protocol.md, version 1."""

from __future__ import annotations

import logging
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Body, NinjaAPI, Query
from ninja.security import HttpBearer
from pydantic import BaseModel, Field

from desk import keys
from desk.audit import attempts
from desk.audit.addresses import client_address
from desk.directory.models import ContentVersion, Queue
from desk.fleet import beats, enrollment
from desk.fleet.models import Kiosk, KioskCommand
from desk.kiosk_api import faults
from desk.kiosk_api.faults import Refusal
from desk.kiosk_api.ingest import ingest
from desk.kiosk_api.media import media_response
from desk.kiosk_api.state import wait_for_state
from desk.kiosk_api.turns import place, turn
from desk.live import let_connection_go
from desk.queueing import leases
from desk.visitor.tracking import track
from sync.protocol import messages
from sync.protocol.catalogue import Content
from sync.protocol.codes import CodeError, parse_code
from sync.protocol.events import MAX_BATCH

_log = logging.getLogger("desk.kiosk_api")
_ENROLL_LIMIT = 10
_ANY = dict.fromkeys((400, 413, 422, 503), messages.Fault)
_FAULTS = {401: messages.Fault, **_ANY}


class Token(HttpBearer):
    """Knows a kiosk by its token."""

    def authenticate(self, request: HttpRequest, token: str) -> Kiosk | None:
        """Return the kiosk, kept on the request as `kiosk`."""
        found = enrollment.kiosk_of(token)
        request.kiosk = found  # type: ignore[attr-defined]
        return found


class LooseBatch(BaseModel):
    """`EventBatch` with unread events: one that cannot be read must not hold up the others."""

    instance_id: UUID
    epoch: int
    events: Annotated[list[Any], Field(max_length=MAX_BATCH, description="Each an Event; read one by one")]


api = NinjaAPI(
    title="Mizban kiosk interface",
    version="1",
    urls_namespace="kiosk",
    auth=Token(),
    docs_url="/docs",
    openapi_url="/openapi.json",
    description="What a kiosk and a desk say to each other. Every error answers a Fault.",
)
faults.install(api)


def _kiosk(request: HttpRequest) -> Kiosk:
    return request.kiosk  # type: ignore[attr-defined,no-any-return]


@api.post(
    "/enroll",
    auth=None,
    response={200: messages.EnrollAnswer, 403: messages.Fault, 429: messages.Fault, **_ANY},
)
def enroll(request: HttpRequest, body: Body[messages.EnrollRequest]) -> Any:
    """Make this installation a kiosk, with a one-time code."""
    address = client_address(request)
    if attempts.too_many("enroll", address, _ENROLL_LIMIT):
        raise Refusal(429, "too_many", "too many wrong codes from this address; wait ten minutes", retry_after=600)
    try:
        kiosk, token = enrollment.enroll(body.code, body.instance_id, body.hostname, body.version)
    except enrollment.BadCode as error:
        attempts.count_failure("enroll", address)
        raise Refusal(403, "bad_code", "the code is not known, has run out or was used", "code") from error
    _log.info("kiosk %s enrolled, epoch %s", kiosk.number, kiosk.epoch)
    return messages.EnrollAnswer(
        kiosk_id=kiosk.pk,
        number=kiosk.number,
        epoch=kiosk.epoch,
        name=kiosk.name,
        token=token,
        site=kiosk.site.slug,
        desk_key=keys.desk_key(settings.CONFIG.data),
        public_url=settings.CONFIG.public_url,
    )


@api.post("/events", response={200: messages.EventAnswer, **_FAULTS})
def events(request: HttpRequest, body: Body[LooseBatch]) -> Any:
    """Take facts; one verdict each."""
    kiosk = _kiosk(request)
    with turn(kiosk.pk, "facts"):
        verdicts = ingest(kiosk, body.events)
    return messages.EventAnswer(verdicts=verdicts, now=timezone.now())


@api.post("/leases", response={200: messages.Lease, 404: messages.Fault, 409: messages.Fault, **_FAULTS})
def lease(request: HttpRequest, body: Body[messages.LeaseRequest]) -> Any:
    """Give a block of numbers."""
    kiosk = _kiosk(request)
    if (body.epoch, body.instance_id) != (kiosk.epoch, kiosk.instance_id):
        raise Refusal(
            409, "stale_epoch", f"this kiosk is at epoch {kiosk.epoch}; enroll this installation anew", "epoch"
        )
    queue = Queue.objects.filter(site=kiosk.site, slug=body.queue, active=True).first()
    if queue is None:
        raise Refusal(404, "unknown_queue", f"there is no queue '{body.queue}' at {kiosk.site.slug}", "queue")
    with turn(kiosk.pk, "leases"), place():
        given = leases.lease(kiosk, body.request_id, queue, body.service_day, body.size)
    return messages.Lease(
        lease_id=given.pk,
        request_id=given.request_id,
        queue=given.queue.slug,
        service_day=given.service_day,
        first=given.first,
        last=given.last,
    )


@api.post("/leases/return", response={204: None, **_FAULTS})
def lease_return(request: HttpRequest, body: Body[messages.LeaseReturn]) -> Any:
    """Take back what is left of a lease."""
    kiosk = _kiosk(request)
    with place():
        leases.give_back(kiosk, body.lease_id, body.next)
    return 204, None


@api.get("/content", response={200: Content, 304: None, 404: messages.Fault, **_FAULTS})
def content(request: HttpRequest) -> Any:
    """Give the published catalogue; the ETag is the SHA-256 of the body."""
    found = ContentVersion.objects.filter(site=_kiosk(request).site).defer("body").order_by("-version").first()
    if found is None:
        raise Refusal(404, "nothing_published", "nothing has been published for this site yet")
    etag = f'"{found.sha256}"'
    if etag in {part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")}:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(bytes(found.body), content_type="application/json")
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response


@api.get("/media/{sha256}", response={200: bytes, 206: bytes, 404: messages.Fault, 416: messages.Fault, **_FAULTS})
def media(request: HttpRequest, sha256: str) -> FileResponse | HttpResponse:
    """Give a file that the content names; Range is answered."""
    return media_response(request, sha256)


@api.get("/state", response={200: messages.StateAnswer, **_FAULTS})
async def state(
    request: HttpRequest,
    since: Annotated[str, Query(max_length=64)] = "",
    wait: Annotated[float, Query(ge=0, le=25)] = 0,
) -> Any:
    """Tell queues, calls and commands; waits up to `wait` seconds for something newer than `since`."""
    kiosk = _kiosk(request)
    await let_connection_go()
    body = await wait_for_state(kiosk.site_id, kiosk.pk, since, wait)
    return HttpResponse(body, content_type="application/json")


@api.post("/commands/{command_id}", response={204: None, 404: messages.Fault, **_FAULTS})
def command_result(request: HttpRequest, command_id: UUID, body: Body[messages.CommandResult]) -> Any:
    """Take the outcome of a command; the first one counts."""
    with transaction.atomic():
        row = KioskCommand.objects.select_for_update().filter(pk=command_id, kiosk=_kiosk(request)).first()
        if row is None:
            raise Refusal(404, "unknown_command", "no such command was given to this kiosk", "command_id")
        if not row.outcome:
            row.outcome, row.detail, row.done_at = body.outcome, body.detail, timezone.now()
            row.picture = beats.picture(body.picture)
            row.save()
    return 204, None


@api.post("/heartbeat", response={204: None, 409: messages.Fault, **_FAULTS})
def heartbeat(request: HttpRequest, body: Body[messages.Heartbeat]) -> Any:
    """Note how the kiosk is."""
    kiosk = _kiosk(request)
    if (body.epoch, body.instance_id) != (kiosk.epoch, kiosk.instance_id):
        raise Refusal(
            409, "stale_epoch", f"this kiosk is at epoch {kiosk.epoch}; enroll this installation anew", "epoch"
        )
    try:
        with turn(kiosk.pk, "heartbeat"), place():
            beats.note(kiosk, body)
    except beats.RestoredCopy as error:
        told = "this store is older than what it has once told; go on above the count in `where`"
        raise Refusal(409, "restored_copy", told, str(error.known)) from error
    return 204, None


@api.get("/track/{code}", response={200: messages.TrackAnswer, 404: messages.Fault, **_FAULTS})
def track_code(request: HttpRequest, code: str) -> Any:
    """Tell the state of a ticket or request."""
    try:
        found = track(parse_code(code))
    except CodeError as error:
        raise Refusal(404, "unknown_code", f"no tracking code: {error.reason}", "code") from error
    if found is None:
        raise Refusal(404, "unknown_code", "nothing is known under this code", "code")
    return found


@api.exception_handler(OperationalError)
def _busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """The database is locked or gone: the kiosk shall come again, and the reason stands in the log."""
    _log.error("database: %s", error)
    body = messages.Fault(code="busy", message="the desk's database does not answer; come again").model_dump_json()
    return HttpResponse(body, status=503, content_type="application/json", headers={"Retry-After": "5"})
