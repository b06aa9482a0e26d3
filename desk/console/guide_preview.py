"""A service guide as a visitor will read it, before it is published, with missing languages marked (S3)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from desk.directory.choices import CHOICES
from desk.directory.models import Service
from desk.staff.guards import needs, require, staff
from desk.staff.rights import Right
from language import is_rtl
from language.numbers import format_money, format_range
from sync.protocol.base import LANGS

_CHANNELS = dict(CHOICES["channel", "kind"])
_PARTS = ("channels", "steps", "evidence", "inquiries", "costs", "rules", "questions")


class _Reader:
    """Picks one language out of texts; None where a text is there, but not in it."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def text(self, value: Any) -> dict[str, Any] | None:
        """Return `{text, lang, missing}`: in the language, or the first other one, marked as standing in for it."""
        if not value:
            return None
        own = value.get(self.lang, "")
        other = next((code for code in LANGS if value.get(code)), self.lang)
        shown = self.lang if own else other
        return {
            "text": value.get(shown, ""),
            "lang": shown,
            "dir": "rtl" if is_rtl(shown) else "ltr",
            "missing": not own,
        }

    def duration(self, value: Any) -> dict[str, Any] | None:
        """Return `{span, case}` of a duration."""
        if not value:
            return None
        span = format_range(value["min"], value["max"], value["unit"], self.lang)
        return {"span": span, "case": self.text(value.get("case"))}


@require_GET
@needs(Right.EDIT_CONTENT)
def guide_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole guide of one service as it stands in the directory now."""
    rows = Service.objects.select_related("department", "queue", "form", "site__organisation", "contact_point__person")
    service = get_object_or_404(rows.prefetch_related(*_PARTS), pk=pk)
    require(staff(request), Right.EDIT_CONTENT, service.site_id)
    languages = service.site.organisation.languages or list(LANGS)
    lang = request.GET.get("lang", "")
    lang = lang if lang in languages else languages[0]
    read = _Reader(lang)
    context = {
        "service": service,
        "languages": languages,
        "lang": lang,
        "dir": "rtl" if is_rtl(lang) else "ltr",
        "name": read.text(service.name),
        "summary": read.text(service.summary),
        "unit": read.text(service.department.name),
        "durations": [read.duration(one) for one in service.durations],
        "inquiry_duration": read.duration(service.inquiry_duration),
        "complaint": read.text(service.complaint),
        "follow_up": read.text(service.follow_up),
        "point": _point(service, read),
        **_lists(service, read),
    }
    return render(request, "console/guide_preview.html", context)


def _point(service: Service, read: _Reader) -> dict[str, Any] | None:
    point = getattr(service, "contact_point", None)
    if point is None:
        return None
    name = point.person.name if point.person else point.name
    role = point.person.role if point.person else point.role
    return {
        "name": read.text(name),
        "role": read.text(role),
        "phone": point.phone or (point.person and point.person.phone),
    }


def _lists(service: Service, read: _Reader) -> dict[str, Any]:
    evidence = [(part.kind, read.text(part.name), read.text(part.note), part.copies) for part in service.evidence.all()]
    return {
        "channels": [
            (
                _CHANNELS.get(part.kind, part.kind),
                part.room and read.text(part.room.name),
                part.address,
                read.text(part.note),
            )
            for part in service.channels.all()
        ],
        "steps": [
            (read.text(one.title), read.text(one.text), read.duration(one.duration)) for one in service.steps.all()
        ],
        "documents": [one for one in evidence if one[0] == "document"],
        "forms": [one for one in evidence if one[0] == "form"],
        "inquiries": [
            (read.text(one.agency), read.text(one.subject), read.duration(one.duration))
            for one in service.inquiries.all()
        ],
        "costs": [
            (
                read.text(one.purpose),
                format_money(one.amount, one.currency, read.lang),
                one.account,
                read.text(one.case),
            )
            for one in service.costs.all()
        ],
        "rules": [
            (
                read.text(one.text),
                read.text((one.legal_resource or {}).get("title")),
                (one.legal_resource or {}).get("number"),
            )
            for one in service.rules.all()
        ],
        "questions": [(read.text(one.question), read.text(one.answer)) for one in service.questions.all()],
    }
