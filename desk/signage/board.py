"""The web board: for televisions that have only a browser. No login, and nothing but numbers (O16)."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from zoneinfo import ZoneInfo

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from desk.directory.days import service_day
from desk.directory.fields import in_language
from desk.directory.models import Queue, Site
from desk.live import SharedLook
from desk.queueing.lines import queue_figures
from desk.queueing.models import Ticket
from language import dates, digits
from sync.protocol.base import LANGS, Lang
from sync.protocol.labels import ticket_label

_CALLS = 6
_LONGEST_WAIT = 20.0
WORDS: dict[str, dict[str, str]] = {
    "fa": {
        "now": "نوبت",
        "last": "فراخوانی‌های پیشین",
        "waiting": "در انتظار",
        "people": "{} نفر",
        "counter": "باجهٔ {}",
        "welcome": "خوش آمدید؛ شماره‌ها این‌جا فراخوانده می‌شود",
        "lost": "اتصال قطع است؛ شماره‌ها را در باجه هم بپرسید",
        "none": "نامشخص",
    },
    "ar": {
        "now": "الدور الآن",
        "last": "النداءات السابقة",
        "waiting": "في الانتظار",
        "people": "{}",
        "counter": "الشباك {}",
        "welcome": "أهلًا بكم؛ ستظهر الأرقام هنا عند النداء",
        "lost": "انقطع الاتصال؛ يُرجى السؤال عند الشباك أيضًا",
        "none": "غير معروف",
    },
    "en": {
        "now": "Now serving",
        "last": "Called before",
        "waiting": "Waiting",
        "people": "{}",
        "counter": "Counter {}",
        "welcome": "Welcome; numbers are called here",
        "lost": "No connection; please also ask at the counters",
        "none": "not known",
    },
    "ru": {
        "now": "Сейчас приглашается",
        "last": "Вызваны ранее",
        "waiting": "Ожидают",
        "people": "{}",
        "counter": "Окно {}",
        "welcome": "Добро пожаловать; номера вызываются здесь",
        "lost": "Нет связи; уточняйте очередь у окон",
        "none": "неизвестно",
    },
}


def snapshot(site_id: int) -> dict[str, Any]:
    """Return the calls of today, newest first, and who waits, in every language."""
    site = Site.objects.select_related("organisation").get(pk=site_id)
    called = (
        Ticket.objects.filter(queue__site=site, service_day=service_day(site), called_at__isnull=False)
        .exclude(counter=None)
        .select_related("queue", "counter")
        .order_by("-called_at", "-id")[:_CALLS]
    )
    figures = queue_figures(site)
    queues = list(Queue.objects.filter(site=site, active=True))
    calls = [
        {
            "id": f"{ticket.call_id}:{ticket.call_repeat}",
            "label": {lang: _label(ticket, lang) for lang in LANGS},
            "counter": ticket.counter.number if ticket.counter else "",
            "state": ticket.state,
        }
        for ticket in called
    ]
    lines = [
        {"letter": {lang: in_language(queue.letter, lang) for lang in LANGS}, "waiting": figures[queue.pk].waiting}
        for queue in queues
    ]
    body = {"calls": calls, "lines": lines}
    return {**body, "cursor": hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]}


def _label(ticket: Ticket, lang: Lang) -> str:
    return digits.localize(ticket_label(in_language(ticket.queue.letter, lang), ticket.number, ticket.series), lang)


_look: SharedLook[dict[str, Any]] = SharedLook(snapshot)


@xframe_options_exempt
@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a site's board; `?lang=` chooses the language, else the office's."""
    site = get_object_or_404(Site.objects.select_related("organisation"), slug=slug)
    lang = request.GET.get("lang", "") or site.organisation.default_language
    if lang not in LANGS:
        raise Http404
    with translation.override(lang):
        now = timezone.now().astimezone(ZoneInfo(site.timezone))
        context = {
            "site": site,
            "lang": lang,
            "direction": "rtl" if lang in ("fa", "ar") else "ltr",
            "name": in_language(site.organisation.name, lang),
            "hall": in_language(site.name, lang),
            "words": WORDS[lang],
            "date": dates.format_date(now.date(), lang, "weekday"),
            "zone": site.timezone,
        }
        return render(request, "signage/board.html", context)


@require_GET
async def state(request: HttpRequest, slug: str) -> HttpResponse:
    """What the board shows, as JSON in its language: as soon as it differs from `since`, else after `wait` seconds."""
    found = (
        await Site.objects.filter(slug=slug).values_list("pk", "organisation__default_language", "timezone").afirst()
    )
    if found is None:
        raise Http404
    lang = request.GET.get("lang", "") or found[1]
    if lang not in LANGS:
        raise Http404
    since, wait = request.GET.get("since", ""), _seconds(request.GET.get("wait", ""))
    seen = await _look.until(found[0], lambda now: now["cursor"] != since, wait)
    answer = await sync_to_async(_said, thread_sensitive=False)(seen, lang, found[2])
    response = JsonResponse(answer)
    response["Cache-Control"] = "no-store"
    return response


def _seconds(text: str) -> float:
    try:
        return max(0.0, min(float(text), _LONGEST_WAIT))
    except ValueError:
        return 0.0


def _said(seen: dict[str, Any], lang: str, zone: str) -> dict[str, Any]:
    words = WORDS[lang]
    now = timezone.now().astimezone(ZoneInfo(zone))
    total = sum(line["waiting"] for line in seen["lines"])
    return {
        "cursor": seen["cursor"],
        "time": dates.format_time(now, lang),
        "date": dates.format_date(now.date(), lang, "weekday"),
        "calls": [
            {
                "id": call["id"],
                "label": call["label"][lang],
                "counter": words["counter"].format(digits.localize(call["counter"], lang)),
                "calling": call["state"] == "called",
            }
            for call in seen["calls"]
        ],
        "waiting": words["people"].format(digits.localize(str(total), lang)),
        "lines": [
            {
                "letter": line["letter"][lang],
                "waiting": words["people"].format(digits.localize(str(line["waiting"]), lang)),
            }
            for line in seen["lines"]
        ],
    }
