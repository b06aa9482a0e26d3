"""Numbers, money and spans of time in words; plural categories after CLDR (through Babel)."""

from decimal import Decimal
from typing import Final, Literal

from babel import Locale
from babel.numbers import get_currency_name

from language import check_language
from language.digits import localize

Unit = Literal["minute", "hour", "day", "working_day", "week", "month"]

_SEPARATORS: Final = {
    "fa": ("٬", "٫"),
    "ar": ("٬", "٫"),
    "en": (",", "."),
    "ru": ("\N{NO-BREAK SPACE}", ","),
}
"""Thousands and decimal separator. Russian groups with a space that no line may break at."""

_CURRENCIES: Final[dict[str, dict[str, dict[str, str]]]] = {
    "IRR": {
        "fa": {"other": "ریال"},
        "ar": {"other": "ريال"},
        "en": {"one": "rial", "other": "rials"},
        "ru": {"one": "риал", "few": "риала", "many": "риалов", "other": "риала"},
    },
    "IRT": {
        "fa": {"other": "تومان"},
        "ar": {"other": "تومان"},
        "en": {"one": "toman", "other": "tomans"},
        "ru": {"one": "туман", "few": "тумана", "many": "туманов", "other": "тумана"},
    },
}
"""The office's own money without the country's name that CLDR adds («ریال ایران»)."""

_UNITS: Final[dict[str, dict[Unit, dict[str, str]]]] = {
    "fa": {
        "minute": {"other": "دقیقه"},
        "hour": {"other": "ساعت"},
        "day": {"other": "روز"},
        "working_day": {"other": "روز کاری"},
        "week": {"other": "هفته"},
        "month": {"other": "ماه"},
    },
    "ar": {
        "minute": {"one": "دقيقة", "two": "دقيقتان", "few": "دقائق", "other": "دقيقة"},
        "hour": {"one": "ساعة", "two": "ساعتان", "few": "ساعات", "other": "ساعة"},
        "day": {"one": "يوم", "two": "يومان", "few": "أيام", "other": "يومًا"},
        "working_day": {"one": "يوم عمل", "two": "يوما عمل", "few": "أيام عمل", "other": "يوم عمل"},
        "week": {"one": "أسبوع", "two": "أسبوعان", "few": "أسابيع", "other": "أسبوعًا"},
        "month": {"one": "شهر", "two": "شهران", "few": "أشهر", "other": "شهرًا"},
    },
    "en": {
        "minute": {"one": "minute", "other": "minutes"},
        "hour": {"one": "hour", "other": "hours"},
        "day": {"one": "day", "other": "days"},
        "working_day": {"one": "working day", "other": "working days"},
        "week": {"one": "week", "other": "weeks"},
        "month": {"one": "month", "other": "months"},
    },
    "ru": {
        "minute": {"one": "минута", "few": "минуты", "many": "минут"},
        "hour": {"one": "час", "few": "часа", "many": "часов"},
        "day": {"one": "день", "few": "дня", "many": "дней"},
        "working_day": {"one": "рабочий день", "few": "рабочих дня", "many": "рабочих дней"},
        "week": {"one": "неделя", "few": "недели", "many": "недель"},
        "month": {"one": "месяц", "few": "месяца", "many": "месяцев"},
    },
}


def plural_category(count: int | Decimal, lang: str) -> str:
    """Return the CLDR plural category of `count`: zero, one, two, few, many or other."""
    return str(Locale.parse(check_language(lang)).plural_form(count))


def format_number(number: int | Decimal, lang: str) -> str:
    """Return `number` grouped by thousands in the digits and separators of `lang`.

    A `Decimal` keeps the decimal places it has. The minus is U+2212, with a left-to-right mark
    before it in right-to-left languages so that it stays at the left of its figure.
    """
    check_language(lang)
    thousands, point = _SEPARATORS[lang]
    whole, _, fraction = (
        f"{abs(number):,f}".partition(".") if isinstance(number, Decimal) else (f"{abs(number):,d}", "", "")
    )
    text = whole.replace(",", thousands) + (point + fraction if fraction else "")
    if number < 0:
        text = ("\N{LEFT-TO-RIGHT MARK}" if lang in ("fa", "ar") else "") + "\N{MINUS SIGN}" + text
    return localize(text, lang)


def format_percent(percent: int | Decimal, lang: str) -> str:
    """Return hundredths with the sign of `lang`, U+066A in Persian and Arabic: «۱۳۰٪», "130 %"."""
    sign = "\N{ARABIC PERCENT SIGN}" if check_language(lang) in ("fa", "ar") else " %"
    return format_number(percent, lang) + sign


def format_money(amount: int | Decimal, currency: str, lang: str) -> str:
    """Return `amount` of `currency` (ISO 4217, and IRT for toman) in words: «۲۵۰٬۰۰۰ ریال».

    Other currencies take their name from CLDR; a code that CLDR does not know stands as it is.
    """
    check_language(lang)
    if currency in _CURRENCIES:
        names = _CURRENCIES[currency][lang]
        name = names.get(plural_category(amount, lang), names["other"])
    else:
        name = get_currency_name(currency, count=amount, locale=lang)
    return f"{format_number(amount, lang)} {name}"


def format_range(lo: int, hi: int, unit: Unit, lang: str) -> str:
    """Return a span of time: «۲ تا ۴ روز کاری», "2–4 working days".

    `lo` and `hi` are whole counts of `unit`, 0 <= lo <= hi; equal ones are said once. The noun
    agrees with `hi`; Arabic says one and two by the noun alone («يومان»).
    """
    check_language(lang)
    if not 0 <= lo <= hi:
        raise ValueError(f"a range needs 0 <= lo <= hi, not {lo}..{hi}")
    forms = _UNITS[lang][unit]
    category = plural_category(hi, lang)
    if lo == hi:
        return _count(hi, category, forms, lang)
    low, high = format_number(lo, lang), format_number(hi, lang)
    if lang == "ar" and category == "two":
        category = "one"  # after a written figure the noun is not dual: «من ١ إلى ٢ يوم»
    noun = forms.get(category) or forms.get("other") or forms["many"]
    if lang == "fa":
        return f"{low} تا {high} {noun}"
    if lang == "ar":
        return f"من {low} إلى {high} {noun}"
    return f"{low}–{high} {noun}"


def _count(count: int, category: str, forms: dict[str, str], lang: str) -> str:
    noun = forms.get(category) or forms.get("other") or forms["many"]
    if lang == "ar" and category in ("one", "two"):
        return f"{noun} {_ARABIC_ONE[noun]}" if category == "one" else noun
    return f"{format_number(count, lang)} {noun}"


_ARABIC_ONE: Final = {
    "دقيقة": "واحدة",
    "ساعة": "واحدة",
    "يوم": "واحد",
    "يوم عمل": "واحد",
    "أسبوع": "واحد",
    "شهر": "واحد",
}
"""«one» in the gender of its noun, which it follows."""
