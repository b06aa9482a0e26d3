"""What the label draws: golden pictures of the traps, HarfBuzz's picture beside, and re-flow."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from kiosk.text import fonts, ltr

pytestmark = pytest.mark.window

TRAPS = {
    "brackets": ("fa", "طبقهٔ دوم (بخش [الف]) «صدور گواهی»، بعد (Room 12)"),
    "marks": ("fa", "شمارهٔ نوبت، لطفاً، مؤسّسه، درِ سوم، خانهٔ ما، رأی"),
    "persian-code": ("fa", f"نوبت {ltr('A-۱۲')} و A-۱۲ و B-۲۰"),
    "arabic-code": ("ar", f"الدور {ltr('A-١٢')} ثم إلى الشباك ٣"),
    "phone": ("fa", f"تلفن {ltr('۰۲۱ ۸۸۹۹ ۱۲۳۴')} یا {ltr('0912 345 6789')}"),
    "date": ("fa", f"تاریخ {ltr('۱۴۰۴-۰۱-۰۱')} و ۱۴۰۴/۰۱/۰۱ ساعت ۱۰:۳۰"),
    "price": ("fa", "هزینه ۲۵۰٬۰۰۰ ریال (۲۵٫۵ ٪) از ۱۲ تا ۱۵ روز کاری"),
    "code-over-a-break": (
        "fa",
        f"فرم درخواست را با شناسهٔ {ltr('Form B-12 (new) 2026')} همراه بیاورید و به باجه بدهید.",
    ),
    "alef-before-lam": ("fa", "سالن سلام، سالم، بالا، کلاس، الان، لالایی، ﷲ الله"),
    "arabic": ("ar", "أهلاً وسهلاً بكم، يُرجى الانتظار حتى يظهر رقمكم على الشاشة."),
    "english": ("en", "Window 3 (ground floor), form “B-12”: سلام (ok) — 2–4 days…"),
    "russian": ("ru", "Окно № 3, 1-й этаж: справка «Б-12» за 2–4 рабочих дня, Room 12."),
}


def _label(text, lang, **options):
    from kiosk.widgets.bidi_label import BidiLabel

    settings = {"font_size": 34, "width": 620, "pos": (20, 40), "size_hint": (None, None)} | options
    label = BidiLabel(text=text, lang=lang, **settings)
    label.height = label.content_height
    return label


def _ink(picture):
    return 255 - np.asarray(picture.convert("L"), dtype=np.float32)


def _shot(stage, label):
    shown = stage(label)
    label.refresh()
    picture = shown.picture()
    high = picture.height
    return picture.crop((10, int(high - label.top - 10), 660, int(high - label.y + 10)))


@pytest.mark.parametrize("name", TRAPS)
def test_golden_pictures(stage, looks_like, name):
    """Looked at by a reader of the language."""
    lang, text = TRAPS[name]
    looks_like(_shot(stage, _label(text, lang, size_hint_y=None)), name)


@pytest.mark.parametrize("name", [n for n in TRAPS if n not in ("code-over-a-break", "english")])
def test_the_same_picture_as_harfbuzz_and_fribidi_draw(stage, name):
    """Ink by columns: letters in another order, or joined otherwise, do not correlate."""
    lang, text = TRAPS[name]
    ours = _whole(stage, text, lang)
    theirs = _raqm(text, lang)
    count = 400
    grid = np.linspace(0, 1, count)
    a = np.interp(grid, np.linspace(0, 1, len(ours)), np.cumsum(ours) / ours.sum())
    b = np.interp(grid, np.linspace(0, 1, len(theirs)), np.cumsum(theirs) / theirs.sum())
    assert np.abs(a - b).max() < 0.03, np.abs(a - b).max()


def _whole(stage, text, lang):
    """Ink by columns of the text in one line, cut to its ink."""
    label = _label(text, lang, fit_width=True, size_hint=(None, None), pos=(10, 40))
    label.refresh()
    shown = stage(label)
    picture = shown.picture()
    assert label.width < picture.width
    return _cut(_ink(picture).sum(axis=0))


def _raqm(text, lang):
    file = fonts.paths(400)[1 if lang == "ru" else 0]
    font = ImageFont.truetype(file, 34, layout_engine=ImageFont.Layout.RAQM)
    picture = Image.new("L", (1400, 120), 255)
    side = "rtl" if lang in ("fa", "ar") else "ltr"
    ImageDraw.Draw(picture).text((20, 20), text, font=font, fill=0, direction=side, language=lang)
    return _cut(_ink(picture).sum(axis=0))


def _cut(columns):
    inked = np.nonzero(columns > 30)[0]
    return columns[inked[0] : inked[-1] + 1]


def test_a_label_flows_again_when_width_size_language_or_text_change(stage):
    text = "همان‌طور که در گذرنامه یا کارت ملی نوشته شده است، نام و نام خانوادگی خود را بنویسید."
    label = _label(text, "fa", size_hint_y=None)
    shown = stage(label)
    before = label.height
    label.width = 300
    shown.frames()
    assert label.height > before
    narrow = label.height
    label.font_size = 54
    shown.frames()
    assert label.height > narrow * 1.5
    label.max_lines = 2
    shown.frames()
    assert label.truncated
    assert label.height == round(2 * 54 * label.line_height)
    label.text = "نام"
    shown.frames()
    assert not label.truncated
    assert label.content_width < 300


@pytest.mark.parametrize(("lang", "side"), [("fa", "right"), ("ar", "right"), ("en", "left"), ("ru", "left")])
@pytest.mark.parametrize("halign", ["start", "end"])
def test_start_and_end_follow_the_language(stage, lang, side, halign):
    picture = _shot(stage, _label("۱۲ abc", lang, halign=halign))
    columns = np.nonzero(_ink(picture).sum(axis=0) > 30)[0]
    at_left = columns[0] < 40
    assert at_left == ((side == "left") == (halign == "start"))


def test_content_of_another_language_stands_at_the_pages_side(stage):
    picture = _shot(stage, _label("Certificate", "en", align_direction="R"))
    columns = np.nonzero(_ink(picture).sum(axis=0) > 30)[0]
    assert columns[-1] > 600


def test_markup_colours_and_sizes(stage):
    label = _label("یک [color=#FF0000]قرمز[/color] [b]پررنگ[/b] [size=1.5]بزرگ[/size]", "fa", markup=True)
    pixels = np.asarray(_shot(stage, label), dtype=np.int16)
    red = (pixels[:, :, 0] - pixels[:, :, 1] > 120).sum()
    assert 100 < red < pixels.shape[0] * pixels.shape[1] // 10


def test_repeated_text_makes_no_new_texture(stage):
    from kiosk.widgets import glyphs

    stage(_label("متن تکراری", "fa"))
    count = len(glyphs._TEXTURES)
    stage(_label("متن تکراری", "fa", color=(1, 0, 0, 1)))
    assert len(glyphs._TEXTURES) == count


def test_the_cache_of_textures_has_a_bound(stage):
    from kiosk.widgets import glyphs

    glyphs.forget()
    for number in range(400):
        glyphs.picture(f"عدد {number}", fonts.paths(400)[0], 40)
    assert glyphs._TEXTURES.cost <= glyphs.TEXTURE_BYTES
