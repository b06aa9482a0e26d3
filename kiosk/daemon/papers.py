"""From facts and content to what stands on a paper, whole and in the paper's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.daemon import guide_paper, route_paper
from kiosk.daemon.phrases import contact, costs, people, place, say
from kiosk.daemon.print_jobs import PaperJob
from kiosk.ipc import PrintWay
from kiosk.printing.pages import GuidePage, Page, ReceiptPage, TicketPage
from kiosk.printing.words import messages
from language.dates import format_date, format_datetime, format_time
from language.digits import localize
from language.numbers import format_range
from sync.protocol.base import Lang
from sync.protocol.catalogue import Catalogue
from sync.protocol.codes import group_code
from sync.protocol.labels import ticket_label
from sync.protocol.services import Service


class NothingToDraw(Exception):
    """The content or the fact that this paper needs is not here any more."""


@dataclass(frozen=True)
class Facts:
    """What the store holds of a ticket or request, as the paper needs it."""

    language: Lang
    code: str
    url: str
    made_at: datetime
    queue: str = ""
    service: str | None = None
    number: int = 0
    series: str = ""
    people_ahead: int | None = None
    wait_minutes: tuple[int, int] | None = None
    promised_at: datetime | None = None
    form: str = ""


def compose(job: PaperJob, catalogue: Catalogue, find: Callable[[UUID], Facts | None], logo: bytes | None) -> Page:
    """Return the page of `job`; `find` gives what is stored of its subject. Raises `NothingToDraw`."""
    if job.template == "guide":
        service = _service(catalogue, job.page["service"])
        if service is None:
            raise NothingToDraw("the service is not offered any more")
        return guide_paper.compose(
            catalogue, service, job.page["language"], datetime.fromisoformat(job.queued_at), logo
        )
    if job.template == "way":
        return _way(job, catalogue, logo)
    if job.template == "test":
        return _test(catalogue, datetime.fromisoformat(job.queued_at), logo)
    facts = find(job.subject)
    if facts is None:
        raise NothingToDraw("what it tells of is not kept any more")
    copy_of = localize(str(job.copy_number), facts.language) if job.copy_number else ""
    if job.template == "ticket":
        return _ticket(catalogue, facts, job.page, logo, copy_of)
    return _receipt(catalogue, facts, logo, copy_of)


def _ticket(catalogue: Catalogue, facts: Facts, page: dict[str, Any], logo: bytes | None, copy_of: str) -> TicketPage:
    lang = facts.language
    queue = next((item for item in catalogue.queues if item.id == facts.queue), None)
    if queue is None:
        raise NothingToDraw("the queue is not offered any more")
    service = _service(catalogue, facts.service)
    local = facts.made_at.astimezone(ZoneInfo(catalogue.site.timezone))
    return TicketPage(
        language=lang,
        office=say(catalogue.organisation.name, lang),
        site=say(catalogue.site.name, lang),
        number=localize(ticket_label(say(queue.letter, lang), facts.number, facts.series), lang),
        service=say(service.name if service else queue.name, lang),
        place=place(catalogue, queue.room, lang),
        issued=f"{format_date(local.date(), lang)} · {format_time(local, lang)}",
        code=localize(group_code(facts.code), lang),
        url=facts.url,
        people_ahead=people(facts.people_ahead, lang),
        wait=format_range(*facts.wait_minutes, "minute", lang) if facts.wait_minutes else "",
        logo=logo,
        large_print=bool(page.get("large_print")),
        copy_of=copy_of,
    )


def _receipt(catalogue: Catalogue, facts: Facts, logo: bytes | None, copy_of: str) -> ReceiptPage:
    lang = facts.language
    service = _service(catalogue, facts.service)
    form = next((item for item in catalogue.forms if item.id == facts.form), None)
    title = service.name if service else form.name if form else catalogue.organisation.name
    zone = ZoneInfo(catalogue.site.timezone)
    local = facts.made_at.astimezone(zone)
    return ReceiptPage(
        language=lang,
        office=say(catalogue.organisation.name, lang),
        site=say(catalogue.site.name, lang),
        title=say(form.name, lang) if form else "",
        service=say(title, lang),
        submitted=f"{format_date(local.date(), lang)} · {format_time(local, lang)}",
        promised=format_datetime(facts.promised_at.astimezone(zone), lang) if facts.promised_at else "",
        code=localize(group_code(facts.code), lang),
        url=facts.url,
        documents=tuple(say(item.name, lang) for item in service.evidence if item.required) if service else (),
        costs=costs(service, lang) if service else (),
        contact=contact(catalogue, service, lang),
        logo=logo,
        copy_of=copy_of,
    )


def _way(job: PaperJob, catalogue: Catalogue, logo: bytes | None) -> Page:
    at = datetime.fromisoformat(job.queued_at)
    asked = PrintWay.model_validate(job.page["asked"])
    page = route_paper.compose(catalogue, asked, job.page["heading_deg"], job.page["kiosk"], at, logo)
    if page is None:
        raise NothingToDraw("the map knows no way there any more")
    return page


def _test(catalogue: Catalogue, at: datetime, logo: bytes | None) -> GuidePage:
    lang = catalogue.organisation.default_language
    local = at.astimezone(ZoneInfo(catalogue.site.timezone))
    return GuidePage(
        language=lang,
        office=say(catalogue.organisation.name, lang),
        site=say(catalogue.site.name, lang),
        title=messages(lang).get("paper.test"),
        printed=f"{format_date(local.date(), lang)} · {format_time(local, lang)}",
        logo=logo,
    )


def _service(catalogue: Catalogue, service: str | None) -> Service | None:
    return next((item for item in catalogue.services if item.id == service), None)
