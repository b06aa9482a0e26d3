"""A service guide on paper (C2-C9)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.daemon.phrases import contact, costs, say
from kiosk.printing.pages import GuidePage, GuideSection, SectionStyle
from kiosk.printing.words import messages
from language.dates import format_date, format_time
from language.numbers import format_range
from sync.protocol.base import Lang
from sync.protocol.catalogue import Catalogue
from sync.protocol.services import Duration, Service


def compose(catalogue: Catalogue, service: Service, lang: Lang, at: datetime, logo: bytes | None) -> GuidePage:
    """Return the guide of `service`, printed `at`."""
    local = at.astimezone(ZoneInfo(catalogue.site.timezone))
    found = (
        _section("steps", tuple(say(step.title, lang) for step in service.steps), lang, "number"),
        _section("documents", tuple(say(item.name, lang) for item in service.evidence), lang, "bullet"),
        _section("duration", tuple(_duration(item, lang) for item in service.durations), lang, "plain"),
        _section(
            "inquiries",
            tuple(f"{say(item.subject, lang)}: {say(item.agency, lang)}" for item in service.inquiries),
            lang,
            "bullet",
        ),
        _section("costs", costs(service, lang), lang, "plain"),
        _section("rules", tuple(say(rule.text, lang) for rule in service.rules), lang, "bullet"),
        _section("contact", (contact(catalogue, service, lang),), lang, "plain"),
    )
    return GuidePage(
        language=lang,
        office=say(catalogue.organisation.name, lang),
        site=say(catalogue.site.name, lang),
        title=say(service.name, lang),
        printed=f"{format_date(local.date(), lang)} · {format_time(local, lang)}",
        sections=tuple(section for section in found if section is not None),
        logo=logo,
    )


def _duration(item: Duration, lang: Lang) -> str:
    case = say(item.case, lang)
    span = format_range(item.min, item.max, item.unit, lang)
    return f"{case}: {span}" if case else span


def _section(key: str, lines: tuple[str, ...], lang: Lang, style: SectionStyle) -> GuideSection | None:
    kept = tuple(line for line in lines if line)
    if not kept:
        return None
    heading = messages(lang).get(f"paper.guide_{key}")
    return GuideSection(heading, kept, style)
