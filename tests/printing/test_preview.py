"""The preview is what is printed."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from kiosk.printing.preview import preview
from sync.protocol.base import LANGS, Lang
from tests.printing.decoder import page_of


@pytest.mark.parametrize("language", LANGS)
@pytest.mark.parametrize("dots", [384, 576])
@pytest.mark.parametrize("large", [False, True])
def test_picture_and_bytes_are_the_same_page(language: Lang, dots: int, large: bool) -> None:
    png, data = preview(language, dots, large_print=large)
    with Image.open(io.BytesIO(png)) as picture:
        printed = page_of(data, dots, picture.height)
        assert ImageChops.difference(printed.convert("L"), picture.convert("L")).getbbox() is None


def test_a_service_of_the_office_s_own_is_shown() -> None:
    assert preview("fa", service="تمدید اقامت تحصیلی") != preview("fa")
