"""Urgent notices: the button, the drill, update and cancel, CAP XML, and the signed file for a stick."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from desk.signage import urgent
from desk.signage.cap import NoCap, read_cap
from desk.signage.forms import UrgentForm
from desk.signage.models import UrgentMessage
from desk.signage.views.common import frame, site_of
from desk.staff.guards import needs, staff
from desk.staff.rights import Right
from sync.protocol.alerts import Alert, SignedAlert

PRESETS: tuple[dict[str, object], ...] = (
    {
        "id": "leave",
        "full": True,
        "headline": {
            "fa": "لطفاً ساختمان را ترک کنید",
            "ar": "يُرجى مغادرة المبنى",
            "en": "Please leave the building",
            "ru": "Пожалуйста, покиньте здание",
        },
        "instruction": {
            "fa": "آرام به نزدیک‌ترین خروجی بروید. از آسانسور استفاده نکنید.",
            "ar": "توجهوا بهدوء إلى أقرب مخرج. لا تستخدموا المصعد.",
            "en": "Walk calmly to the nearest exit. Do not use the lifts.",
            "ru": "Спокойно идите к ближайшему выходу. Не пользуйтесь лифтом.",
        },
    },
    {
        "id": "earthquake",
        "full": True,
        "headline": {
            "fa": "زلزله؛ پناه بگیرید",
            "ar": "زلزال؛ احتموا",
            "en": "Earthquake: take cover",
            "ru": "Землетрясение: укройтесь",
        },
        "instruction": {
            "fa": "زیر میز یا کنار دیوار داخلی بنشینید و از شیشه دور شوید.",
            "ar": "اجلسوا تحت طاولة أو بجانب جدار داخلي وابتعدوا عن الزجاج.",
            "en": "Get under a table or beside an inner wall, away from glass.",
            "ru": "Сядьте под стол или у внутренней стены, подальше от стёкол.",
        },
    },
    {
        "id": "closed",
        "full": False,
        "headline": {
            "fa": "امروز خدمت‌رسانی زودتر پایان می‌یابد",
            "ar": "تنتهي الخدمة اليوم في وقت أبكر",
            "en": "Services end early today",
            "ru": "Сегодня приём заканчивается раньше",
        },
        "instruction": {
            "fa": "شمارهٔ شما معتبر است؛ از باجه‌ها بپرسید.",
            "ar": "رقمكم صالح؛ يُرجى السؤال عند الشبابيك.",
            "en": "Your number stays valid; please ask at the counters.",
            "ru": "Ваш номер действителен; обратитесь к окнам.",
        },
    },
)


@require_GET
@needs(Right.PUBLISH)
def page(request: HttpRequest) -> HttpResponse:
    """What stands now, a new one from a template, what was before."""
    site = site_of(request, Right.PUBLISH)
    chosen = next((one for one in PRESETS if one["id"] == request.GET.get("preset")), PRESETS[0])
    context = {
        "standing": urgent.standing(site),
        "presets": PRESETS,
        "chosen": chosen,
        "languages": [("fa", "فارسی"), ("ar", "العربية"), ("en", "English"), ("ru", "Русский")],
        "history": UrgentMessage.objects.filter(site=site).select_related("made_by")[:20],
    }
    return render(request, "signage/urgent.html", {**frame(site, "urgent"), **context})


@require_POST
@needs(Right.PUBLISH)
def send(request: HttpRequest) -> HttpResponse:
    """Show a notice on every screen of the site now; `updates` names one that it takes the place of."""
    site = site_of(request, Right.PUBLISH)
    form = UrgentForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The notice needs a headline in Persian and a length of 1 to 1440 minutes."))
        return redirect("signage-urgent")
    old = UrgentMessage.objects.filter(site=site, pk=_pk(request.POST.get("updates", ""))).first()
    alert = urgent.compose(
        site,
        form.texts(),
        full=form.cleaned_data["full"],
        drill=form.cleaned_data["drill"],
        minutes=form.cleaned_data["minutes"],
        updates=Alert.model_validate(old.alert) if old else None,
    )
    urgent.issue(site, staff(request), alert)
    messages.success(request, _("Sent to every screen."))
    return redirect("signage-urgent")


def _pk(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@require_POST
@needs(Right.PUBLISH)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """End a notice."""
    site = site_of(request, Right.PUBLISH)
    row = get_object_or_404(UrgentMessage, pk=pk, site=site)
    urgent.issue(site, staff(request), urgent.cancel(site, Alert.model_validate(row.alert)))
    messages.success(request, _("Ended on every screen."))
    return redirect("signage-urgent")


@require_POST
@needs(Right.PUBLISH)
def receive(request: HttpRequest) -> HttpResponse:
    """Take a CAP 1.2 message as a file."""
    site = site_of(request, Right.PUBLISH)
    upload = request.FILES.get("cap")
    try:
        alert = read_cap(upload.read(65 * 1024) if upload else b"")
        urgent.issue(site, staff(request), alert, "cap")
    except NoCap as error:
        messages.error(request, _("This is no CAP 1.2 message: %(why)s") % {"why": error})
    except urgent.AlreadyKnown:
        messages.warning(request, _("This message was taken before; nothing was done twice."))
    else:
        messages.success(request, _("Sent to every screen."))
    return redirect("signage-urgent")


@require_GET
@needs(Right.PUBLISH)
def signed(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed message as a file, for a stick or a shared folder where the network is down."""
    row = get_object_or_404(UrgentMessage, pk=pk, site=site_of(request, Right.PUBLISH))
    body = SignedAlert(key_id=row.key_id, body=row.body, signature=row.signature).model_dump_json()
    response = HttpResponse(body, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="alert-{row.pk}.json"'
    return response
