"""Pages as the daemon would make them, in the four languages."""

from __future__ import annotations

from typing import Any

from kiosk.printing.pages import GuidePage, GuideSection, Page, ReceiptPage, TicketPage
from sync.protocol.base import Lang
from sync.protocol.codes import ticket_url

CODE = "00124830715968"
URL = ticket_url("https://desk.university.example.ir", CODE)

TICKETS: dict[Lang, dict[str, Any]] = {
    "fa": {
        "office": "دانشگاه بین‌المللی",
        "site": "ساختمان مرکزی، میز خدمت حضوری",
        "number": "الف ۱۰۷",
        "service": "صدور گواهی اشتغال به تحصیل",
        "place": "طبقهٔ دوم، اتاق ۲۰۴، باجه‌های ۱ تا ۴",
        "issued": "شنبه ۳۰ آبان ۱۴۰۵، ساعت ۱۰:۲۴",
        "people_ahead": "۸ نفر",
        "wait": "حدود ۱۲ تا ۲۰ دقیقه",
        "code": "۰۰۱۲ ۴۸۳۰۷ ۱۵۹۶۸",
    },
    "ar": {
        "office": "الجامعة الدولية",
        "site": "المبنى المركزي، مكتب الخدمة",
        "number": "أ ١٠٧",
        "service": "إصدار شهادة القيد الدراسي",
        "place": "الطابق الثاني، الغرفة ٢٠٤، الشبابيك ١ إلى ٤",
        "issued": "السبت ٢١ نوفمبر ٢٠٢٦، الساعة ١٠:٢٤",
        "people_ahead": "٨ أشخاص",
        "wait": "نحو ١٢ إلى ٢٠ دقيقة",
        "code": "٠٠١٢ ٤٨٣٠٧ ١٥٩٦٨",
    },
    "en": {
        "office": "International University",
        "site": "Main building, service desk",
        "number": "A 107",
        "service": "Certificate of enrolment",
        "place": "Floor 2, room 204, counters 1–4",
        "issued": "Saturday 21 November 2026, 10:24",
        "people_ahead": "8 people",
        "wait": "about 12–20 minutes",
        "code": "0012 48307 15968",
    },
    "ru": {
        "office": "Международный университет",
        "site": "Главный корпус, стойка обслуживания",
        "number": "А 107",
        "service": "Справка об обучении для посольства",
        "place": "2 этаж, кабинет 204, окна 1–4",
        "issued": "суббота, 21 ноября 2026 г., 10:24",
        "people_ahead": "8 человек",
        "wait": "примерно 12–20 минут",
        "code": "0012 48307 15968",
    },
}


def ticket(language: Lang, **changes: Any) -> TicketPage:
    """Return a ticket in `language`."""
    return TicketPage(language=language, **(TICKETS[language] | {"url": URL} | changes))


def receipt(language: Lang) -> ReceiptPage:
    """Return a receipt with documents, costs and a contact."""
    words = TICKETS[language]
    return ReceiptPage(
        language=language,
        office=words["office"],
        site=words["site"],
        title=words["service"],
        service=words["service"],
        submitted=words["issued"],
        promised=words["issued"],
        code=words["code"],
        url=URL,
        documents=(words["service"], f"{words['service']} (IR-Form 12)"),
        costs=(f"{words['wait']}: IR62 0170 0000 0010 2030 4050 60",),
        contact="025-32130000",
    )


def guide(language: Lang) -> GuidePage:
    """Return a guide with a section of each style."""
    words = TICKETS[language]
    lines = (words["place"], words["service"], words["wait"])
    return GuidePage(
        language=language,
        office=words["office"],
        site=words["site"],
        title=words["service"],
        printed=words["issued"],
        url=URL,
        sections=(
            GuideSection(words["service"], lines, "bullet"),
            GuideSection(words["site"], lines, "number"),
            GuideSection(words["wait"], lines),
        ),
    )


def every_page(language: Lang) -> dict[str, Page]:
    """Return each kind of page by a name."""
    return {
        "ticket": ticket(language),
        "large": ticket(language, large_print=True),
        "copy": ticket(language, copy_of=TICKETS[language]["issued"]),
        "receipt": receipt(language),
        "guide": guide(language),
    }
