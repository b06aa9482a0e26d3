"""The web board: for televisions that have only a browser. No login, and nothing but numbers (O16)."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from desk.directory.days import service_day
from desk.directory.fields import in_language
from desk.directory.models import Queue, Site
from desk.live import SharedLook
from desk.queueing.lines import next_up, queue_figures
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
        "next": "بعدی: {}",
        "say": "شمارهٔ {}، به باجهٔ {}",
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
        "next": "التالي: {}",
        "say": "الرقم {}، إلى الشباك {}",
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
        "next": "Next: {}",
        "say": "Number {}, to counter {}",
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
        "next": "Далее: {}",
        "say": "Номер {}, к окну {}",
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
    following = next_up(site)
    calls = [
        {
            "id": f"{ticket.call_id}:{ticket.call_repeat}",
            "ticket": str(ticket.pk),
            "queue": ticket.queue.slug,
            "label": {lang: _label(ticket, lang) for lang in LANGS},
            "plain": {lang: _plain(ticket, lang) for lang in LANGS},
            "counter": ticket.counter.number if ticket.counter else "",
            "state": ticket.state,
            "language": ticket.language,
        }
        for ticket in called
    ]
    lines = [
        {
            "queue": queue.slug,
            "letter": {lang: in_language(queue.letter, lang) for lang in LANGS},
            "waiting": figures[queue.pk].waiting,
            "next": {
                lang: [_label(ticket, lang, ticket.queue_id != queue.pk) for ticket in following.get(queue.pk, ())]
                for lang in LANGS
            },
        }
        for queue in queues
    ]
    body = {"calls": calls, "lines": lines}
    return {**body, "cursor": hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]}


def _label(ticket: Ticket, lang: Lang, lettered: bool = True) -> str:
    return digits.localize(_plain(ticket, lang, lettered), lang)


def _plain(ticket: Ticket, lang: Lang, lettered: bool = True) -> str:
    """A ticket as it is said: Latin digits, which every voice reads."""
    letter = in_language(ticket.queue.letter, lang) if lettered else ""
    return ticket_label(letter, ticket.number, ticket.series).strip()


_look: SharedLook[dict[str, Any]] = SharedLook(snapshot)


@xframe_options_exempt
@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a site's board; `?lang=` chooses the language, `?queues=a,b` the lines of a hall."""
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
            "queues": ",".join(sorted(_halls(request))),
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
    asked = request.GET.get("lang", "") or found[1]
    if asked not in LANGS:
        raise Http404
    lang: Lang = asked
    since, wait = request.GET.get("since", ""), _seconds(request.GET.get("wait", ""))
    seen = await _look.until(found[0], lambda now: now["cursor"] != since, wait)
    response = JsonResponse(_said(seen, lang, found[2], _halls(request)))
    response["Cache-Control"] = "no-store"
    return response


def _seconds(text: str) -> float:
    try:
        return max(0.0, min(float(text), _LONGEST_WAIT))
    except ValueError:
        return 0.0


def _halls(request: HttpRequest) -> frozenset[str]:
    """Return the lines that this board is for; none named: all."""
    return frozenset(name for name in request.GET.get("queues", "")[:500].split(",") if name)


def _said(seen: dict[str, Any], lang: Lang, zone: str, only: frozenset[str]) -> dict[str, Any]:
    words = WORDS[lang]
    now = timezone.now().astimezone(ZoneInfo(zone))
    lines = [line for line in seen["lines"] if not only or line["queue"] in only]
    calls = [call for call in seen["calls"] if not only or call["queue"] in only]
    total = sum(line["waiting"] for line in lines)
    comma = "، " if lang in ("fa", "ar") else ", "
    return {
        "cursor": seen["cursor"],
        "time": dates.format_time(now, lang),
        "date": dates.format_date(now.date(), lang, "weekday"),
        "calls": [_call(call, lang) for call in calls],
        "waiting": words["people"].format(digits.localize(str(total), lang)),
        "lines": [
            {
                "letter": line["letter"][lang],
                "waiting": words["people"].format(digits.localize(str(line["waiting"]), lang)),
                "next": words["next"].format(comma.join(line["next"][lang])) if line["next"][lang] else "",
            }
            for line in lines
        ],
    }


def _call(call: dict[str, Any], lang: Lang) -> dict[str, Any]:
    """One call in the board's language, and in the ticket's where that is another (O16)."""
    own = call["language"] if call["language"] in LANGS else lang
    return {
        "id": call["id"],
        "ticket": call["ticket"],
        **_shown(call, lang),
        "calling": call["state"] == "called",
        "other": {"lang": own, **_shown(call, own)} if own != lang else None,
        "say": [
            {"lang": one, "text": WORDS[one]["say"].format(call["plain"][one], call["counter"])}
            for one in dict.fromkeys((own, lang))
        ],
    }


def _shown(call: dict[str, Any], lang: Lang) -> dict[str, str]:
    return {
        "label": call["label"][lang],
        "counter": WORDS[lang]["counter"].format(digits.localize(call["counter"], lang)),
    }
