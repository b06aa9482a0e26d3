"""The desk's pages as docs/ shows them: MIZBAN_PICTURES=write draws them anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_desk_pages import opened
from tests.support.desk import DeskProcess
from tests.support.pictures import WANTED, keep

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not WANTED, reason="MIZBAN_PICTURES=write draws the pictures of docs/"),
]
LANGS = {"en": "", "fa": "-fa"}


def shot(page: Page, folder: Path, name: str, height: int = 700) -> None:
    path = folder / f"{name}.png"
    page.screenshot(path=path, clip={"x": 0, "y": 0, "width": 1440, "height": height})
    keep(name, [path], 1000)


@pytest.mark.parametrize("lang", LANGS)
def test_pages_for_the_guides(
    browser: Browser, desk_site: DeskProcess, lobby: dict[str, Any], tmp_path: Path, lang: str
) -> None:
    with opened(browser, desk_site, "technician", lang) as page:
        page.goto(f"{desk_site.url}/fleet/")
        page.locator("form[action='/fleet/code'] input[name=name]").last.fill(
            "سالن اصلی" if lang == "fa" else "Main hall"
        )
        page.locator("form[action='/fleet/code'] button.primary").click()
        page.wait_for_selector(".invitation svg")
        shot(page, tmp_path, f"enroll{LANGS[lang]}")
    with opened(browser, desk_site, "manager", lang) as page:
        page.goto(f"{desk_site.url}/publishing/")
        shot(page, tmp_path, f"publishing{LANGS[lang]}")
    with opened(browser, desk_site, "operator", lang) as page:
        page.goto(f"{desk_site.url}/console/1/")
        page.keyboard.press("Enter")
        page.wait_for_selector("[data-ticket]")
        shot(page, tmp_path, f"counter{LANGS[lang]}", 860)
