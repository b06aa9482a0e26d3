"""The web board in a real browser: calls one after another, a recall, who is next, and no data that is not nobody."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET
from tests.support.desk import DeskProcess, ForeignKiosk, running_desk
from tests.support.events import ticket
from tests.sync.waiting import until

LONG = bool(os.environ.get("MIZBAN_LONG_RUNS"))
pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not LONG, reason="a whole desk, daemon, window and browser: MIZBAN_LONG_RUNS=1 runs it"),
]
WAIT_MS = 60_000
RINGS = """
window.rings = 0;
window.AudioContext = function () {
  var part = {connect: function () {}, start: function () { window.rings += 0.5; }, stop: function () {},
    frequency: {}, gain: {setValueAtTime: function () {}, exponentialRampToValueAtTime: function () {}}};
  return {currentTime: 0, createOscillator: function () { return part; }, createGain: function () { return part; }};
};
"""


def test_a_television_with_only_a_browser(tmp_path: Path) -> None:
    with running_desk(tmp_path) as desk, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = chromium.new_context(viewport={"width": 1280, "height": 720}).new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.add_init_script(RINGS)
        site = desk.rows("SELECT slug FROM directory_site")[0]["slug"]
        page.goto(f"{desk.url}/board/{site}")
        expect(page.locator("#welcome")).to_be_visible(timeout=WAIT_MS)
        expect(page.locator("#waiting")).to_have_text("۰ نفر", timeout=WAIT_MS)
        calls(desk, page)
        halls(desk, page, site)
        every_language_and_shape(desk, page, site)
        desk.stop()
        expect(page.locator("#waiting")).to_have_text("نامشخص", timeout=WAIT_MS)
        expect(page.locator("#lines")).not_to_contain_text("۰")
        expect(page.locator("#number")).not_to_be_empty()
        chromium.close()
    assert complaints == []


def calls(desk: DeskProcess, page: Page) -> None:
    kiosk, operator = ForeignKiosk(desk), desk.operator()
    number = kiosk.told["number"]
    kiosk.send(*(ticket(number, n, "international", language="en") for n in (371, 372, 373)))
    expect(page.locator("#lines")).to_contain_text("بعدی: ۳۷۱، ۳۷۲، ۳۷۳", timeout=WAIT_MS)
    counters = [row["id"] for row in desk.rows(_COUNTERS)]
    for counter in counters[:2]:
        operator.act(int(counter), "call-next")
    expect(page.locator("#number")).to_contain_text("۳۷۱", timeout=WAIT_MS)
    assert "372" not in (page.text_content("#other") or ""), "the second waits until the first was read"
    expect(page.locator("#last")).to_contain_text("۳۷۲")  # but its visitor can read it at once
    assert "calling" in (page.get_attribute(".board-hero", "class") or "")
    expect(page.locator("#other")).to_contain_text("A 371")
    expect(page.locator("#number")).to_contain_text("۳۷۲", timeout=WAIT_MS)
    expect(page.locator("#last")).to_contain_text("۳۷۱")
    assert page.evaluate("window.rings") == 2
    operator.act(int(counters[0]), "recall")
    expect(page.locator("#number")).to_contain_text("۳۷۱", timeout=WAIT_MS)
    until(lambda: page.evaluate("window.rings") == 3, "the recall is rung", 60)


def halls(desk: DeskProcess, page: Page, site: str) -> None:
    """Another hall's board knows nothing of these calls."""
    other = page.context.new_page()
    other.goto(f"{desk.url}/board/{site}?queues=education&lang=ru")
    expect(other.locator("#lines li")).to_have_count(1, timeout=WAIT_MS)
    expect(other.locator("#welcome")).to_be_visible()
    other.close()


def every_language_and_shape(desk: DeskProcess, page: Page, site: str) -> None:
    """Nothing runs over its place; on 43 inches the capitals are for nine metres, upright for seven and a half.

    The number is one of wide digits (372): upright, the panel's width is all there is.
    """
    other = page.context.new_page()
    for width, height in ((1920, 1080), (1080, 1920)):
        other.set_viewport_size({"width": width, "height": height})
        for lang in ("fa", "ar", "en", "ru"):
            other.goto(f"{desk.url}/board/{site}?lang={lang}")
            expect(other.locator("#number")).not_to_be_empty(timeout=WAIT_MS)
            other.evaluate("document.fonts.ready.then(() => true)")
            if folder := os.environ.get("MIZBAN_PICTURES"):
                other.screenshot(path=f"{folder}/web-board-{width}x{height}-{lang}.png")
            assert other.evaluate(OVER) == [], (width, height, lang)
            until(lambda: other.evaluate(FITS), "the number is fitted with its own letters", 60)
            size = float(other.evaluate("parseFloat(getComputedStyle(document.getElementById('number')).fontSize)"))
            long_side_mm = 952
            capitals_mm = size * 0.685 * long_side_mm / max(width, height)
            assert capitals_mm / 12.217 >= (8.9 if width > height else 7.6), (width, height, lang, capitals_mm)
    other.close()


FITS = """() => {
  const number = document.getElementById('number'), range = document.createRange();
  range.selectNodeContents(number);
  const size = parseFloat(getComputedStyle(number).fontSize), wide = innerWidth > innerHeight;
  const full = size > innerHeight * (wide ? 0.329 : 0.184);
  const fills = range.getBoundingClientRect().width > number.clientWidth * 0.95;
  return document.fonts.status === 'loaded' && number.scrollWidth <= number.clientWidth && (full || fills);
}"""
"""The number has its full size, or all of the width."""
OVER = """() => [...document.querySelectorAll('.board *')].filter(node => node.children.length === 0 && node.textContent
  && (node.scrollWidth > node.clientWidth + 2 && getComputedStyle(node).display !== 'inline'
    || node.getBoundingClientRect().right > innerWidth + 1 || node.getBoundingClientRect().left < -1
    || node.getBoundingClientRect().bottom > innerHeight + 1)).map(node => node.id + ' ' + node.textContent)"""


_COUNTERS = (
    "SELECT c.counter_id AS id FROM directory_counter_queues c "
    "JOIN directory_queue q ON q.id = c.queue_id WHERE q.slug = 'international' ORDER BY 1"
)
