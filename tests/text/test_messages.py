"""Catalogues: complete in every language, compiled by themselves, and drawable in our fonts."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import language
from kiosk.text import catalogues, fonts
from kiosk.text.catalogues import compiled, problems, read
from kiosk.text.keyboards import load_keyboard, names
from kiosk.text.messages import Messages, MissingMessageError
from kiosk.text.wrap import visual_order
from language import LANGUAGES, NAMES, direction
from language.digits import ARABIC, PERSIAN


@pytest.fixture
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the catalogues that may be spoilt."""
    copy = tmp_path / "locale"
    shutil.copytree(catalogues.LOCALE, copy, ignore=shutil.ignore_patterns("*.mo"))
    monkeypatch.setattr(catalogues, "LOCALE", copy)
    monkeypatch.setattr(catalogues, "ALLOWED", copy / "same-as-english.txt")
    return copy


def _change(locale: Path, lang: str, change: Callable[[str], str]) -> None:
    path = locale / lang / "LC_MESSAGES" / "kiosk.po"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def test_catalogues_are_whole() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda po: po.replace('msgid "keyboard.space"', 'msgid "keyboard.spaec"'), "keyboard.space is missing"),
        (lambda po: po.replace('"Пробел"', '""'), "keyboard.space is not translated"),
        (lambda po: po.replace('"Пробел"', '"Space"'), "keyboard.space is the same as English"),
        (lambda po: po.replace('"Пробел"', '"Пробел {n}"'), "keyboard.space has other placeholders"),
    ],
)
def test_the_check_finds_what_is_wrong(locale: Path, change: Callable[[str], str], complaint: str) -> None:
    _change(locale, "ru", change)
    assert any(complaint in found for found in problems()), problems()


def test_a_younger_po_is_compiled_anew(locale: Path) -> None:
    before = compiled("ru")
    assert (locale / "ru" / "LC_MESSAGES" / "kiosk.mo").exists()
    _change(locale, "ru", lambda po: po.replace("Пробел", "Отступ"))
    assert "Отступ".encode() in compiled("ru")
    assert "Отступ".encode() not in before


def test_numbers_are_shown_in_the_languages_digits(locale: Path) -> None:
    for lang in LANGUAGES:
        _change(locale, lang, lambda po: po + '\nmsgid "t.n"\nmsgstr "({n}) {code}"\n')
    catalogues.load.cache_clear()
    try:
        assert Messages("fa").get("t.n", n=1250, code="A-12") == "(۱٬۲۵۰) A-12"
        assert Messages("ru").get("t.n", n=1250, code="A-12") == "(1\u00a0250) A-12"
        with pytest.raises(MissingMessageError, match=r"t\.none"):
            Messages("fa").get("t.none")
    finally:
        catalogues.load.cache_clear()


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "لا أحد"), (1, "شخص واحد"), (2, "شخصان"), (7, "٧ أشخاص"), (11, "١١ شخصًا"), (99, "٩٩ شخصًا"), (100, "١٠٠ شخص")],
)
def test_arabic_counts_in_its_six_forms(count: int, shown: str) -> None:
    messages = Messages("ar")
    assert messages.plural("count.people", count) == shown
    assert messages.plural("count.waiting", count) == f"{shown} في الانتظار"


@pytest.mark.parametrize(
    ("count", "shown"), [(1, "1 человек"), (3, "3 человека"), (11, "11 человек"), (22, "22 человека")]
)
def test_russian_counts_in_its_three_forms(count: int, shown: str) -> None:
    assert Messages("ru").plural("count.people", count) == shown


def test_every_character_that_is_shown_has_a_glyph(sample_texts: list[tuple[str, str]]) -> None:
    shown = {lang: set(PERSIAN + ARABIC + "0123456789…•") for lang in LANGUAGES}
    for lang in LANGUAGES:
        for message in read(lang):
            texts = (message.string,) if isinstance(message.string, str) else message.string
            for text in texts or () if message.id else ():
                shown[lang].update(visual_order(text, direction(lang)))
    for lang, text in sample_texts:
        shown[lang].update(visual_order(text, direction(lang)))
    for lang in LANGUAGES:
        assert fonts.missing("".join(shown[lang])) == set(), lang


def test_every_key_and_every_word_of_the_rules_has_a_glyph() -> None:
    shown = set(visual_order("".join(NAMES.values()), "R"))
    for name in names():
        for key in (key for row in load_keyboard(name).rows for key in row):
            for text in (key.text, key.text.upper(), key.shown):
                shown.update(visual_order(text, "R") + visual_order(text, "L"))
    for path in (Path(language.__file__).parent / "words").glob("*.toml"):
        shown.update(visual_order(path.read_text(encoding="utf-8"), direction(path.stem)))
    assert fonts.missing("".join(shown)) == set()


def test_a_character_without_a_glyph_is_found() -> None:
    assert fonts.missing("a漢б") == {"漢"}


@pytest.mark.parametrize("weight", sorted(fonts.WEIGHTS))
def test_every_weight_draws_what_the_regular_one_draws(weight: int) -> None:
    whole = set().union(*(fonts.coverage(file) for file in fonts.paths(400)))
    own = set().union(*(fonts.coverage(file) for file in fonts.paths(weight)))
    ours = {c for c in whole if c.isalnum() and (c < "ӿ" or "؀" <= c <= "ۿ" or "ﭐ" <= c <= "ﻼ")}
    assert ours <= own


def test_cyrillic_comes_from_its_companion_with_its_figures() -> None:
    assert [Path(font).name for _, font in fonts.runs("Окно № 5", 400)] == ["Roboto-Regular.ttf"]
    assert [Path(font).name for _, font in fonts.runs("۵ Room", 400)] == ["Vazirmatn-Regular.ttf"]
