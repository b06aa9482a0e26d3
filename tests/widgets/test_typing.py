"""Fingers on the on-screen keyboards, and a hardware keyboard, type into a field."""

import pytest

from kiosk.text import visual_order
from language import LANGUAGES

pytestmark = pytest.mark.window

SENTENCE = "محمدرضا می‌خواهد (Form B-12) ۱۴۰۴"


class Desk:
    """A field above a keyboard, as a registration page has them."""

    def __init__(self, stage, lang="fa", **options):
        from kivy.uix.floatlayout import FloatLayout

        from kiosk.widgets.keyboard import OnScreenKeyboard
        from kiosk.widgets.text_field import BidiTextField

        self.field = BidiTextField(lang=lang, size_hint=(None, None), width=1000, pos=(40, 1000), **options)
        self.keys = OnScreenKeyboard(
            lang=lang, size_hint=(None, None), width=1080, pos=(0, 0), px_per_mm=3.2, debounce=0
        )
        page = FloatLayout(size=(1080, 1200), size_hint=(None, None))
        page.add_widget(self.field)
        page.add_widget(self.keys)
        self.stage = stage(page)
        self.field.focus = True
        self.keys.target = self.field
        self.stage.frames()

    def press(self, place):
        assert place is not None, "no such key in this layout"
        self.stage.tap(self.keys.x + place.x + place.width / 2, self.keys.y + place.y + place.height / 2)
        self.stage.frames(2)

    def do(self, action):
        self.press(self.keys.place_of(do=action))

    def change(self, to):
        for place in self.keys.places:
            if place.key.do == "layout" and place.key.to == to:
                self.press(place)
                return
        raise AssertionError(f"{self.keys.layout} has no key to {to}")

    def type(self, text):
        """Type on whichever layout has the character, as a visitor would look for it."""
        for char in text:
            for way in ([], ["fa-symbols"], ["fa"], ["en"], ["en", "en-symbols"], ["back"], ["home"], ["fa-symbols"]):
                if self.keys.place_of(text=char) or self._shift(char):
                    break
                for to in way:
                    if any(p.key.to == to for p in self.keys.places):
                        self.change(to)
            self.press(self.keys.place_of(text=char))

    def _shift(self, char):
        other = char.upper() if self.keys.shifted else char.lower()
        if other != char and self.keys.place_of(text=other):
            self.do("shift")
        return self.keys.place_of(text=char) is not None


def test_a_persian_latin_sentence_is_typed_corrected_and_kept(stage, looks_like):
    desk = Desk(stage)
    desk.type(SENTENCE)
    assert desk.field.text == SENTENCE
    assert desk.field.lines[0].display == visual_order(SENTENCE, "R")
    looks_like(desk.stage.picture().crop((0, 60, 1080, 210)), "typed")
    # Into the middle: before the second letter of «می», by a tap beside it; then a wrong letter and its repair.
    desk.field.refresh()
    line = desk.field.lines[0]
    place = next(c for c in line.clusters if c.start == SENTENCE.index("خواهد"))
    left = desk.field.width - 2 * desk.field.padding - line.width
    x = desk.field.x + desk.field.padding + left + place.right - 1
    desk.stage.tap(x, desk.field.top - desk.field.padding - 5)
    assert desk.field.editor.caret.index == SENTENCE.index("خواهد")
    if desk.keys.layout != "fa":
        desk.change("fa")
    desk.type("ن")
    assert desk.field.text == SENTENCE.replace("خواهد", "نخواهد")
    looks_like(desk.stage.picture().crop((0, 60, 1080, 210)), "corrected")
    desk.do("backspace")
    assert desk.field.text == SENTENCE


def test_sliding_off_a_key_types_nothing_and_gaps_are_no_key(stage):
    desk = Desk(stage)
    place = desk.keys.place_of(text="س")
    finger = desk.stage.down(place.x + 10, place.y + 10)
    finger.touch_move(place.x + 10, place.y + 400)
    finger.touch_up()
    desk.stage.frames()
    assert desk.field.text == ""
    desk.stage.tap(place.x - 2, place.y + 10)
    assert desk.field.text == ""


def test_the_same_key_bounces_once_within_the_debounce(stage):
    desk = Desk(stage)
    desk.keys.debounce = 0.5
    desk.type("س")
    desk.press(desk.keys.place_of(text="س"))
    assert desk.field.text == "س"
    desk.press(desk.keys.place_of(text="ل"))
    assert desk.field.text == "سل"


def test_digits_of_any_layout_are_stored_as_ascii(stage):
    desk = Desk(stage, kind="digits", mask="#### ### ####")
    assert desk.keys.layout == "digits"
    desk.type("09123456789")
    desk.press(desk.keys.place_of(text="1"))  # the mask is full
    assert desk.field.text == "09123456789"
    desk.do("backspace")
    assert desk.field.text == "0912345678"
    desk.do("clear")
    assert desk.field.text == ""


def test_a_hardware_keyboard_types_into_the_same_field(stage):
    desk = Desk(stage)
    for char in "سلام abc":
        desk.field.keyboard_on_textinput(None, char)
    press = desk.field.keyboard_on_key_down
    assert press(None, (276, "left"), "", [])
    press(None, (8, "backspace"), "", [])
    assert len(desk.field.text) == 7
    press(None, (97, "a"), "a", ["ctrl"])
    desk.field.keyboard_on_textinput(None, "ی")
    assert desk.field.text == "ی"
    press(None, (32, "spacebar"), " ", ["shift"])
    desk.field.keyboard_on_textinput(None, " ")
    assert desk.field.text == "ی\u200c"


def test_arrows_move_over_the_lines_of_a_long_answer(stage):
    desk = Desk(stage, rows=3)
    desk.field.insert("سلام\nabc\nدنیا")
    press = desk.field.keyboard_on_key_down
    assert len(desk.field.lines) == 0 or desk.field.editor.caret.index == len(desk.field.text)
    seen = []
    for _ in range(3):
        press(None, (273, "up"), "", [])
        seen.append(desk.field.editor.caret.index)
    assert seen[0] in range(5, 9), "the second line"
    assert seen[1] == seen[2] and seen[1] in range(5), "the first line, and no further"
    press(None, (274, "down"), "", ["shift"])
    start, end = desk.field.editor.selection
    assert start == seen[1]
    assert end in range(5, 9)


def test_an_error_is_said_in_words_and_goes_with_the_next_key(stage):
    from language.identity import check_national_id

    desk = Desk(stage, kind="digits", validator=check_national_id)
    desk.type("0012345678")
    done = []
    desk.field.bind(on_validate=lambda *_: done.append(True))
    desk.do("done")
    assert desk.field.error == "یکی از رقم‌ها درست نیست؛ دوباره نگاه کنید."
    assert not done
    desk.do("backspace")
    assert desk.field.error == ""
    desk.type("9")
    desk.do("done")
    assert done


def test_the_language_may_change_in_the_middle_of_a_word(stage):
    desk = Desk(stage)
    desk.type("سلام")
    for lang in LANGUAGES:
        desk.field.lang = desk.keys.lang = lang
        desk.stage.frames()
        assert desk.field.text == "سلام"
        assert desk.field.editor.caret.index == 4
        assert desk.field.base == "R"  # what is all of one direction lies by it on every page


def test_nothing_typed_is_left_behind_after_a_visit(stage):
    """Neither the logical text nor its shaped form is in any object that is alive (U3)."""
    import gc

    from kiosk.text import layout
    from kiosk.widgets import glyphs

    desk = Desk(stage)
    letters = ["ژ", "ظ", "آ", "ض", "ث", "ق", "چ"]
    for letter in letters:
        desk.type(letter)
    desk.stage.frames()
    canaries = ("".join(letters[1:4]), visual_order("".join(letters), "R")[1:4])
    assert _alive(canaries)
    desk.field.wipe()
    layout.forget()
    glyphs.forget()
    desk.stage.frames()
    gc.collect()
    assert not _alive(canaries)


def _alive(canaries):
    import gc

    found = []
    for item in gc.get_objects():
        for part in _strings(gc.get_referents(item), 3):
            if len(part) < 1000 and part not in canaries and any(c in part for c in canaries):
                found.append((type(item), part))
    return found


def _strings(parts, depth):
    """Strings among `parts`, and in tuples there, which the collector does not track."""
    for part in parts:
        if type(part) is str:
            yield part
        elif type(part) is tuple and depth:
            yield from _strings(part, depth - 1)


@pytest.mark.parametrize("width_mm", [218, 345, 476, 535])
def test_no_key_is_too_small_on_any_panel(stage, width_mm):
    """Panels of the table in the accessibility rules: 10.1" across, 15.6", 21.5", 43" upright."""
    from kiosk.text.keyboards import LEAST_KEY_MM, names
    from kiosk.widgets.keyboard import OnScreenKeyboard

    px = 4.0
    keys = OnScreenKeyboard(size_hint=(None, None), width=width_mm * px, px_per_mm=px)
    for name in names():
        keys.layout = name
        keys.refresh()
        for place in keys.places:
            assert place.width / px >= LEAST_KEY_MM[0], (name, place)
            assert place.height / px >= LEAST_KEY_MM[1]
        right = max(place.x + place.width for place in keys.places)
        assert right <= keys.width
        assert min(place.x for place in keys.places) >= 0


def test_every_key_is_called_something_in_every_language(stage):
    from kiosk.text.keyboards import names
    from kiosk.widgets.keyboard import OnScreenKeyboard

    keys = OnScreenKeyboard(size_hint=(None, None), width=1080)
    for lang in LANGUAGES:
        keys.lang = lang
        for name in names():
            keys.layout = name
            keys.refresh()
            assert all(keys.spoken(place.key).strip() for place in keys.places)


def test_each_language_has_its_hard_letters_in_plain_sight():
    from kiosk.text.keyboards import load_keyboard

    def typed(name):
        return {key.text for row in load_keyboard(name).rows for key in row}

    assert set("آژئءپچگکی‌") <= typed("fa")
    assert {*"ئءؤأإآىة", "لا"} <= typed("ar")
    assert "ё" in typed("ru")
    assert {"@", ".", "-", "_", ".ir", ".com"} <= typed("email")


ALPHABETS = {
    "fa": "اآبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "en": "abcdefghijklmnopqrstuvwxyz",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "email": "abcdefghijklmnopqrstuvwxyz",
}


@pytest.mark.parametrize("name", ALPHABETS)
def test_the_alphabetical_keys_are_the_usual_ones_in_another_order(name):
    from kiosk.text.keyboards import ALPHABETICAL, load_keyboard

    usual, ordered = load_keyboard(name), load_keyboard(name + ALPHABETICAL)

    def keys(board):
        return sorted((key.do, key.text, key.to) for row in board.rows for key in row)

    assert keys(usual) == keys(ordered)
    rows = [[key.text for key in row] for row in ordered.rows]
    if name in ("fa", "ar"):  # the alphabet runs as it is read
        rows = [row[::-1] for row in rows]
    letters = [text for row in rows for text in row if text and text in ALPHABETS[name]]
    assert "".join(letters) == ALPHABETS[name]


def test_a_key_puts_the_letters_in_alphabetical_order_and_back(stage):
    desk = Desk(stage)
    before = desk.keys.place_of(text="ا")
    desk.do("order")
    first = desk.keys.place_of(text="ا")
    assert first.x > desk.keys.place_of(text="ب").x > desk.keys.place_of(text="پ").x
    assert first.y == max(place.y for place in desk.keys.places)
    desk.type("سلام (Form B-12) ۱۴۰۴")
    assert desk.field.text == "سلام (Form B-12) ۱۴۰۴"
    desk.field.clear()
    if desk.keys.layout != "fa":
        desk.change("fa")
    assert desk.keys.alphabetical
    desk.do("order")
    assert desk.keys.place_of(text="ا") == before
