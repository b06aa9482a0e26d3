"""Numbers, money and spans of time in words; plural categories after CLDR (through Babel, loaded when first asked)."""

from decimal import Decimal
from typing import Literal

from language import check_language
from language.digits import localize
from language.lexicon import Forms, lexicon

Unit = Literal["minute", "hour", "day", "working_day", "week", "month"]


def plural_category(count: int | Decimal, lang: str) -> str:
    """Return the CLDR plural category of `count`: zero, one, two, few, many or other."""
    from babel import Locale

    return str(Locale.parse(check_language(lang)).plural_form(count))


def _noun(count: int | Decimal, forms: Forms, lang: str) -> str:
    return forms.get(plural_category(count, lang), forms["other"])


def format_number(number: int | Decimal, lang: str) -> str:
    """Return `number` grouped by thousands in the digits and separators of `lang`.

    A `Decimal` keeps the decimal places it has. The minus is U+2212, with a left-to-right mark
    before it in right-to-left languages so that it stays at the left of its figure.
    """
    signs = lexicon(lang).numbers
    whole, _, fraction = (
        f"{abs(number):,f}".partition(".") if isinstance(number, Decimal) else (f"{abs(number):,d}", "", "")
    )
    text = whole.replace(",", signs.thousands) + (signs.decimal + fraction if fraction else "")
    if number < 0:
        text = ("\N{LEFT-TO-RIGHT MARK}" if lang in ("fa", "ar") else "") + "\N{MINUS SIGN}" + text
    return localize(text, lang)


def format_percent(percent: int | Decimal, lang: str) -> str:
    """Return hundredths with the sign of `lang`, U+066A in Persian and Arabic: «۱۳۰٪», "130 %"."""
    return lexicon(lang).numbers.percent.format(n=format_number(percent, lang))


def format_money(amount: int | Decimal, currency: str, lang: str) -> str:
    """Return `amount` of `currency` (ISO 4217, and IRT for toman) in words: «۲۵۰٬۰۰۰ ریال».

    The office's own money is named without the country that CLDR adds («ریال ایران»). Other currencies take their
    name from CLDR; a code that CLDR does not know stands as it is.
    """
    forms = lexicon(lang).money.get(currency)
    if forms:
        return f"{format_number(amount, lang)} {_noun(amount, forms, lang)}"
    from babel.numbers import get_currency_name

    return f"{format_number(amount, lang)} {get_currency_name(currency, count=amount, locale=lang)}"


def format_range(lo: int, hi: int, unit: Unit, lang: str) -> str:
    """Return a span of time: «۲ تا ۴ روز کاری», "2–4 working days".

    `lo` and `hi` are whole counts of `unit`, 0 <= lo <= hi; equal ones are said once. The noun
    agrees with `hi`; Arabic says one and two by the noun alone («يومان»).
    """
    if not 0 <= lo <= hi:
        raise ValueError(f"a range needs 0 <= lo <= hi, not {lo}..{hi}")
    words = lexicon(lang)
    forms = words.units[unit]
    if lo == hi:
        alone = {1: forms.get("single"), 2: forms.get("pair")}.get(hi)
        return alone or f"{format_number(hi, lang)} {_noun(hi, forms, lang)}"
    # After a written figure the Arabic noun is not dual: «من ١ إلى ٢ يوم».
    noun = forms["one"] if plural_category(hi, lang) == "two" else _noun(hi, forms, lang)
    return words.numbers.range.format(low=format_number(lo, lang), high=format_number(hi, lang), noun=noun)
