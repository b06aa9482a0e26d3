"""Digits, dates, numbers, identity rules, search keys and the choice of a language."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import language
from language import LANGUAGES
from language.dates import calendar_of, convert, format_date, format_datetime, format_time, use_calendar, weekday_name
from language.digits import localize, to_ascii
from language.identity import (
    IdentityError,
    check_foreigner_code,
    check_national_id,
    check_passport,
    normalize_mobile,
    show_mobile,
)
from language.numbers import format_money, format_number, format_percent, format_range
from language.search import normalize

PROMISE = dt.datetime(2026, 11, 24, 12, 0)


@given(st.text(), st.sampled_from(LANGUAGES))
def test_digits_come_back_as_ascii(text: str, lang: str) -> None:
    assert to_ascii(localize(text, lang)) == to_ascii(text)
    assert len(localize(text, lang)) == len(text)


def test_all_three_sets_are_taken_and_shown() -> None:
    assert to_ascii("۰۹۱۲-٠٩١٢-0912") == "0912-0912-0912"
    assert localize("0۱٢", "fa") == "۰۱۲"
    assert localize("0۱٢", "ar") == "٠١٢"
    assert localize("0۱٢", "ru") == "012"


@pytest.mark.parametrize(
    ("day", "jalali"),
    [
        ((2024, 3, 20), (1403, 1, 1)),
        ((2025, 3, 20), (1403, 12, 30)),
        ((2025, 3, 21), (1404, 1, 1)),
        ((2026, 3, 20), (1404, 12, 29)),
        ((2026, 3, 21), (1405, 1, 1)),
    ],
)
def test_jalali_vectors(day: tuple[int, int, int], jalali: tuple[int, int, int]) -> None:
    assert convert(dt.date(*day), "jalali") == jalali


@pytest.mark.parametrize(
    ("lang", "long", "short", "promise"),
    [
        ("fa", "سه‌شنبه ۳ آذر ۱۴۰۵", "۱۴۰۵/۰۹/۰۳", "سه‌شنبه ۳ آذر، ساعت ۱۲"),
        ("ar", "الثلاثاء ٢٤ نوفمبر ٢٠٢٦", "٢٠٢٦/١١/٢٤", "الثلاثاء ٢٤ نوفمبر، الساعة ١٢"),
        ("en", "Tuesday 24 November 2026", "24 Nov 2026", "Tuesday 24 November, 12:00"),
        ("ru", "вторник, 24 ноября 2026 г.", "24.11.2026", "вторник, 24 ноября, 12:00"),
    ],
)
def test_dates_in_words(lang: str, long: str, short: str, promise: str) -> None:
    assert format_date(PROMISE.date(), lang) == long
    assert format_date(PROMISE.date(), lang, "short") == short
    assert format_datetime(PROMISE, lang) == promise


def test_hijri_by_setting_and_time() -> None:
    assert format_date(PROMISE.date(), "ar", calendar="hijri") == "الثلاثاء ١٤ جمادى الآخرة ١٤٤٨"
    assert format_datetime(dt.datetime(2026, 11, 24, 12, 5), "fa") == "سه‌شنبه ۳ آذر، ساعت ۱۲:۰۵"
    assert format_time(dt.time(9, 5), "ar") == "٩:٠٥"
    assert weekday_name(dt.date(2026, 11, 21), "fa") == "شنبه"


def test_an_office_sets_the_calendar_of_arabic() -> None:
    try:
        use_calendar("ar", "hijri")
        assert format_date(PROMISE.date(), "ar") == "الثلاثاء ١٤ جمادى الآخرة ١٤٤٨"
        assert format_date(PROMISE.date(), "ar", "short") == "١٤٤٨/٠٦/١٤"
        assert format_datetime(PROMISE, "ar") == "الثلاثاء ١٤ جمادى الآخرة، الساعة ١٢"
        assert format_date(PROMISE.date(), "fa") == "سه‌شنبه ۳ آذر ۱۴۰۵"
        with pytest.raises(ValueError, match="one of: jalali, gregorian, hijri"):
            use_calendar("ar", "julian")  # type: ignore[arg-type]
    finally:
        use_calendar("ar", "gregorian")
    assert calendar_of("ar") == "gregorian"


@pytest.mark.parametrize(
    ("lang", "shown"),
    [("fa", "۱٬۲۵۰٬۰۰۰"), ("ar", "١٬٢٥٠٬٠٠٠"), ("en", "1,250,000"), ("ru", "1\u00a0250\u00a0000")],
)
def test_thousands(lang: str, shown: str) -> None:
    assert format_number(1_250_000, lang) == shown


def test_decimals_and_money() -> None:
    assert format_number(Decimal("1234.50"), "fa") == "۱٬۲۳۴٫۵۰"
    assert format_number(Decimal("-0.5"), "en") == "−0.5"
    assert format_money(250_000, "IRR", "fa") == "۲۵۰٬۰۰۰ ریال"
    assert format_money(1, "IRR", "ru") == "1 риал"
    assert format_money(3, "IRR", "ru") == "3 риала"
    assert format_money(250_000, "IRR", "ru") == "250\u00a0000 риалов"
    assert format_money(2, "USD", "en") == "2 US dollars"


@pytest.mark.parametrize(
    ("lo", "hi", "unit", "lang", "shown"),
    [
        (2, 4, "working_day", "fa", "۲ تا ۴ روز کاری"),
        (2, 4, "working_day", "en", "2–4 working days"),
        (1, 1, "hour", "en", "1 hour"),
        (2, 4, "working_day", "ru", "2–4 рабочих дня"),
        (5, 21, "day", "ru", "5–21 день"),
        (5, 11, "day", "ru", "5–11 дней"),
        (2, 4, "working_day", "ar", "من ٢ إلى ٤ أيام عمل"),
        (1, 1, "day", "ar", "يوم واحد"),
        (2, 2, "day", "ar", "يومان"),
        (3, 3, "month", "ar", "٣ أشهر"),
        (11, 15, "minute", "ar", "من ١١ إلى ١٥ دقيقة"),
        (1, 2, "week", "ar", "من ١ إلى ٢ أسبوع"),
        (11, 99, "day", "ar", "من ١١ إلى ٩٩ يومًا"),
        (99, 100, "day", "ar", "من ٩٩ إلى ١٠٠ يوم"),
    ],
)
def test_ranges(lo: int, hi: int, unit: str, lang: str, shown: str) -> None:
    assert format_range(lo, hi, unit, lang) == shown  # type: ignore[arg-type]


@pytest.mark.parametrize(("lang", "shown"), [("fa", "۱۳۰٪"), ("ar", "١٣٠٪"), ("en", "130 %"), ("ru", "130 %")])
def test_percent(lang: str, shown: str) -> None:
    assert format_percent(130, lang) == shown


def test_a_range_runs_upwards() -> None:
    with pytest.raises(ValueError, match="lo <= hi"):
        format_range(4, 2, "day", "fa")


@pytest.mark.parametrize("code", ["0012345679", "0123456789", "1234567891", "۰۰۱۲۳۴۵۶۷۹", "001-234567-9"])
def test_national_ids_that_are_right(code: str) -> None:
    assert len(check_national_id(code)) == 10


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("0012345678", "checksum"),
        ("1111111111", "repeated"),
        ("12345679", "too_short"),
        ("00123456790", "too_long"),
        ("00123a5679", "not_digits"),
        (" - ", "empty"),
    ],
)
def test_national_ids_that_are_wrong(code: str, reason: str) -> None:
    with pytest.raises(IdentityError) as error:
        check_national_id(code)
    assert error.value.code == reason
    assert code.strip(" -") == "" or code not in str(error.value)


def test_repeated_digits_by_setting() -> None:
    assert check_national_id("1111111111", allow_repeated=True) == "1111111111"


@pytest.mark.parametrize(
    "typed",
    ["09123456789", "9123456789", "+989123456789", "00989123456789", "۰۹۱۲ ۳۴۵ ۶۷۸۹", "0912-345-6789", "989123456789"],
)
def test_mobiles(typed: str) -> None:
    assert normalize_mobile(typed) == "+989123456789"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("0912345678", "too_short"), ("091234567890", "too_long"), ("02188991234", "pattern"), ("abc", "not_digits")],
)
def test_mobiles_that_are_wrong(typed: str, reason: str) -> None:
    with pytest.raises(IdentityError) as error:
        normalize_mobile(typed)
    assert error.value.code == reason


def test_a_mobile_is_shown_in_groups_left_to_right() -> None:
    shown = show_mobile("+989123456789", "fa")
    assert shown == "\u202a۰۹۱۲\u00a0۳۴۵\u00a0۶۷۸۹\u202c"


def test_other_kinds_of_identity() -> None:
    assert check_foreigner_code("۱۰۰-۲۰۰ ۳۰۰۴۰") == "10020030040"
    assert check_passport("a1234567") == "A1234567"
    with pytest.raises(IdentityError):
        check_passport("12")


def test_search_brings_spellings_together() -> None:
    assert normalize("كتابخانهٔ  مي‌خواهم ۱۲") == normalize("کتابخانه میخواهم 12")
    assert normalize("ЁЛКА") == normalize("елка")
    assert normalize("آموزش") == normalize("اموزش")


@given(st.text())
def test_search_keys_are_stable(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


def test_content_falls_back_in_order_and_tells_its_language() -> None:
    texts = {"fa": "گواهی", "ar": " ", "en": "Certificate"}
    assert language.pick(texts, "ar") == ("گواهی", "fa")
    assert language.pick(texts, "ru") == ("Certificate", "en")
    assert language.pick({}, "ru") == ("", "ru")
    for order in language.FALLBACK.values():
        assert sorted(order) == sorted(LANGUAGES)


def test_unknown_languages_are_named() -> None:
    with pytest.raises(language.UnknownLanguageError, match="one of: fa, ar, en, ru"):
        language.direction("de")
