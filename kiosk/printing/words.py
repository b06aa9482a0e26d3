"""The few fixed words on paper, in the four languages. Everything else on a page is written by the caller."""

from __future__ import annotations

from typing import Literal

from sync.protocol.base import Lang

Word = Literal[
    "number",
    "people_ahead",
    "wait",
    "place",
    "code",
    "follow",
    "copy",
    "request",
    "submitted",
    "promised",
    "documents",
    "costs",
    "contact",
    "guide",
    "more",
]

_WORDS: dict[Word, dict[Lang, str]] = {
    "number": {"fa": "شمارهٔ نوبت", "ar": "رقم الدور", "en": "Your number", "ru": "Ваш номер"},
    "people_ahead": {"fa": "پیش از شما", "ar": "أمامك", "en": "Ahead of you", "ru": "Перед вами"},
    "wait": {"fa": "زمان تقریبی انتظار", "ar": "مدة الانتظار التقريبية", "en": "Expected wait", "ru": "Ожидание"},
    "place": {"fa": "محل مراجعه", "ar": "مكان المراجعة", "en": "Go to", "ru": "Куда идти"},
    "code": {"fa": "کد رهگیری", "ar": "رمز المتابعة", "en": "Tracking code", "ru": "Код отслеживания"},
    "follow": {
        "fa": "پیگیری نوبت با تلفن همراه: این نشان را اسکن کنید",
        "ar": "للمتابعة بالهاتف: امسح هذا الرمز",
        "en": "Scan with your phone to follow it",
        "ru": "Отсканируйте телефоном, чтобы следить",
    },
    "copy": {"fa": "نسخهٔ دوباره", "ar": "نسخة مكررة", "en": "COPY", "ru": "КОПИЯ"},
    "request": {"fa": "موضوع درخواست", "ar": "موضوع الطلب", "en": "Request", "ru": "Обращение"},
    "submitted": {"fa": "زمان ثبت", "ar": "تاريخ التسجيل", "en": "Registered", "ru": "Принято"},
    "promised": {"fa": "زمان پاسخ", "ar": "موعد الرد", "en": "Answer promised by", "ru": "Ответ до"},
    "documents": {
        "fa": "مدارکی که باید بیاورید",
        "ar": "الوثائق المطلوب إحضارها",
        "en": "Documents to bring",
        "ru": "Что нужно принести",
    },
    "costs": {"fa": "هزینه", "ar": "الرسوم", "en": "Cost", "ru": "Стоимость"},
    "contact": {"fa": "پرسش و تماس", "ar": "للاستفسار", "en": "Questions", "ru": "Вопросы"},
    "guide": {"fa": "راهنمای خدمت", "ar": "دليل الخدمة", "en": "Service guide", "ru": "Памятка по услуге"},
    "more": {
        "fa": "این راهنما روی تلفن همراه شما:",
        "ar": "هذا الدليل على هاتفك:",
        "en": "This guide on your phone:",
        "ru": "Эта памятка в вашем телефоне:",
    },
}


def word(key: Word, language: Lang) -> str:
    """Return a fixed word in `language`."""
    return _WORDS[key][language]
