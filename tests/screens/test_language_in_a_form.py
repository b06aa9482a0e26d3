"""The language, the size of text and the order of keys change in the middle of a form: place and entries stay (U8)."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.config import Screen, Settings
from kiosk.screens.gallery import Gallery, settle
from kiosk.screens.root import KioskRoot
from language import LANGUAGES, is_rtl

pytestmark = pytest.mark.window

FIRST_KEY = {"fa": "ض", "ar": "ض", "en": "q", "ru": "й"}


class Visitor:
    """Somebody in the middle of the question form."""

    def __init__(self, gallery: Gallery, settings: Settings) -> None:
        self.journey, _ = gallery.journey(settings)
        self.root: Any = KioskRoot(self.journey, settings.screen, size=(1080, 1920), size_hint=(None, None))
        self.root.update()
        self.choose("language.fa", "home.tell", "form.question")

    def choose(self, *choices: str) -> None:
        for choice in choices:
            assert self.journey.choose(choice), f"{choice} is not on {self.journey.page.name}"
            self.root.update()
            settle()
            self.root.update()

    def press(self, **key: str) -> None:
        board = self.root.keyboard
        board.press(board.place_of(**key).key)
        settle()
        self.root.update()


@pytest.fixture
def visitor(gallery: Gallery) -> Visitor:
    return Visitor(gallery, Settings(screen=Screen(width_mm=337)))


def test_a_letter_draws_the_field_and_not_the_page_anew(visitor: Visitor) -> None:
    visitor.press(text="س")
    pieces = [*visitor.root.stage.children]
    for letter in "لام":
        visitor.press(text=letter)
    assert [*visitor.root.stage.children] == pieces
    assert visitor.root.is_drawn()
    assert visitor.root.stage.page.entry().value == visitor.root.stage.field.text == "سلام"


def test_what_was_typed_is_there_after_the_page_is_drawn_again(gallery: Gallery) -> None:
    """Figures are taken from the page, which a scanner fills too."""
    journey, _ = gallery.journey(Settings(screen=Screen(width_mm=337)))
    root: Any = KioskRoot(journey, Settings().screen, size=(1080, 1920), size_hint=(None, None))
    root.update()
    for choice in ("language.fa", "home.track"):
        assert journey.choose(choice)
        root.update()
    for figure in "0012":
        root.stage.field.insert(figure)
        root.update()
    root.stage.show(root.stage.page, root.stage.words, 0)
    assert root.stage.field.text == journey.raw_value() == "0012"


def test_what_a_letter_changes_on_the_page_is_drawn(visitor: Visitor) -> None:
    """An error goes with the first letter; what comes from elsewhere, a scanner, is shown by the field too."""
    visitor.choose("form.next")
    pieces = [*visitor.root.stage.children]
    assert visitor.journey.page.entry().error
    visitor.press(text="س")
    assert [*visitor.root.stage.children] != pieces
    assert not visitor.root.stage.page.entry().error


def test_entries_stay_and_the_page_mirrors_in_every_language(visitor: Visitor) -> None:
    for letter in "سلام":
        visitor.press(text=letter)
    for lang in (*LANGUAGES, "fa"):
        visitor.choose("bar.language", f"language.{lang}")
        assert visitor.journey.page.name == "form"
        assert visitor.journey.raw_value() == "سلام"
        field, board = visitor.root.stage.field, visitor.root.keyboard
        assert field.text == "سلام"
        assert field.lang == board.lang == lang
        assert board.layout == lang
        assert board.places[0].key.text == FIRST_KEY[lang]
        back = next(target for target in visitor.root.targets() if target.choice.id == "bar.back")
        assert (back.to_window(*back.center)[0] > 540) == is_rtl(lang)


def test_entries_stay_as_the_text_grows(visitor: Visitor) -> None:
    visitor.press(text="س")
    visitor.choose("bar.text-size", "scale.160", "settings.done")
    assert visitor.root.stage.field.text == visitor.journey.raw_value() == "س"


def test_the_order_of_keys_stays_for_the_visit_and_no_longer(visitor: Visitor) -> None:
    visitor.press(do="order")
    visitor.choose("bar.language", "language.ru")
    assert [place.key.text for place in visitor.root.keyboard.places[:3]] == ["а", "б", "в"]
    visitor.journey.end()
    visitor.root.update()
    visitor.choose("language.fa", "home.tell", "form.question")
    assert visitor.root.keyboard.places[0].key.text == "ض"


def test_an_office_may_begin_with_the_alphabet(gallery: Gallery) -> None:
    visitor = Visitor(gallery, Settings(screen=Screen(width_mm=337, keys="alphabetical", key_debounce_s=0.4)))
    assert visitor.root.keyboard.place_of(text="ا").x > visitor.root.keyboard.place_of(text="ب").x
    assert visitor.root.keyboard.debounce == 0.4
