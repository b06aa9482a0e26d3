"""Ready texts for notices, in every language; staff put in the day, the hour and the place."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

TEMPLATES: tuple[dict[str, Any], ...] = (
    {
        "id": "closed",
        "name": _("Closed on a day"),
        "title": {
            "fa": "این اداره روز … تعطیل است",
            "ar": "الدائرة مغلقة يوم …",
            "en": "This office is closed on …",
            "ru": "… учреждение не работает",
        },
        "text": {
            "fa": "نخستین روز کاری پس از آن: …",
            "ar": "أول يوم عمل بعد ذلك: …",
            "en": "We are open again on …",
            "ru": "Снова работаем с …",
        },
    },
    {
        "id": "hours",
        "name": _("Other hours"),
        "title": {
            "fa": "ساعت کار از … تا …",
            "ar": "ساعات العمل من … إلى …",
            "en": "Open from … to …",
            "ru": "Часы работы: с … до …",
        },
        "text": {
            "fa": "شماره‌دهی یک ساعت پیش از پایان کار بسته می‌شود.",
            "ar": "يتوقف إصدار الأرقام قبل ساعة من نهاية الدوام.",
            "en": "The last numbers are given one hour before closing.",
            "ru": "Последние номера выдаются за час до закрытия.",
        },
    },
    {
        "id": "moved",
        "name": _("A service has moved"),
        "title": {
            "fa": "خدمت … به باجهٔ … رفته است",
            "ar": "انتقلت خدمة … إلى الشباك …",
            "en": "… has moved to counter …",
            "ru": "Услуга «…» теперь в окне …",
        },
        "text": {
            "fa": "طبقهٔ …، اتاق …",
            "ar": "الطابق …، الغرفة …",
            "en": "Floor …, room …",
            "ru": "Этаж …, кабинет …",
        },
    },
    {
        "id": "papers",
        "name": _("What to bring"),
        "title": {
            "fa": "برای … همراه داشته باشید",
            "ar": "لطلب … أحضروا معكم",
            "en": "For …, please bring",
            "ru": "Для услуги «…» возьмите с собой",
        },
        "text": {
            "fa": "کارت ملی یا گذرنامه، و …",
            "ar": "بطاقة الهوية أو جواز السفر، و…",
            "en": "your identity card or passport, and …",
            "ru": "удостоверение личности или паспорт и …",
        },
    },
)


def template(name: str) -> dict[str, Any] | None:
    """Return the ready text of this id, None where there is none."""
    return next((one for one in TEMPLATES if one["id"] == name), None)
