"""The preview in a browser beside what panels draw: the same words at the same places, at the same sizes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET
from tests.signage.windows import told_by
from tests.support.desk import PASSWORD, DeskProcess, running_desk

LONG = bool(os.environ.get("MIZBAN_LONG_RUNS"))
pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not LONG, reason="a desk, a browser and twenty-four panels: MIZBAN_LONG_RUNS=1 runs it"),
]
TITLES = {
    "fa": "ثبت‌نام نیم‌سال دوم تا ۱۵ دی ادامه دارد",
    "ar": "يستمر التسجيل للفصل الثاني حتى 5 يناير",
    "en": "Enrolment for the second term is open until 5 January",
    "ru": "Запись на второй семестр открыта до 5 января",
}
TEXTS = {
    "fa": "با کارت ملی به باجه‌های ۱ تا ۴ طبقهٔ همکف بیایید.",
    "ar": "تعالوا مع بطاقة الهوية إلى الشبابيك 1 إلى 4 في الطابق الأرضي.",
    "en": "Bring your identity card to counters 1 to 4 on the ground floor.",
    "ru": "Приходите с удостоверением личности к окнам 1–4 на первом этаже.",
}
ROWS = """() => {
  const panel = document.querySelector('.panel'), screen = panel.querySelector('.screen').getBoundingClientRect();
  const scale = screen.width / JSON.parse(document.getElementById('panel').textContent).width;
  return [...panel.querySelectorAll('.row-words')].map(row => {
    const box = row.getBoundingClientRect();
    return {words: row.textContent, size: parseFloat(getComputedStyle(row).fontSize),
      top: (box.top - screen.top) / scale, height: box.height / scale,
      x: (box.left - screen.left) / scale, width: box.width / scale};
  });
}"""
SHARE = 0.02
"""Nothing lies farther from its place than two hundredths of the panel."""


def drawn_by_panels() -> list[dict[str, Any]]:
    item = json.dumps({"id": "n", "kind": "notice", "title": TITLES, "text": TEXTS})
    return told_by("previewed", item)


def plan(desk: DeskProcess) -> None:
    editor = desk.login("signer", "editor", "manager")
    editor.post("/signage/playlists/", name="Hall")
    words = {f"title_{lang}": text for lang, text in TITLES.items()}
    words |= {f"text_{lang}": text for lang, text in TEXTS.items()}
    editor.post("/signage/playlists/1/notice", seconds="9", **words)
    editor.post("/signage/schedules/", kind="schedule", playlist="1", priority="0")


def log_in(page: Page, desk: DeskProcess) -> None:
    page.goto(f"{desk.url}/login/")
    page.fill("#id_username", "signer")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def test_the_preview_is_what_panels_draw(tmp_path: Path) -> None:
    worst = 0.0
    with running_desk(tmp_path) as desk, sync_playwright() as playwright:
        plan(desk)
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(120_000)
        log_in(page, desk)
        for panel in drawn_by_panels():
            page.goto(f"{desk.url}/signage/preview/?role={panel['role']}&shape={panel['shape']}&lang={panel['lang']}")
            page.wait_for_selector(".panel.drawn")
            worst = max(worst, compare(panel, page.evaluate(ROWS)))
            if folder := os.environ.get("MIZBAN_PICTURES"):
                page.screenshot(path=f"{folder}/preview-{panel['role']}-{panel['shape']}-{panel['lang']}.png")
        chromium.close()
    print(f"nothing lies farther from its place than {worst:.2%} of the panel")


def compare(panel: dict[str, Any], seen: list[dict[str, Any]]) -> float:
    """Return the farthest distance as a share of the panel's long side."""
    where = f"{panel['role']} {panel['shape']} {panel['lang']}"
    assert [row["words"] for row in seen] == [row["words"] for row in panel["rows"]], where
    side = {"small": 1280}.get(panel["shape"], 1920)
    away = [
        abs(mine[name] - theirs[name]) / side
        for mine, theirs in zip(seen, panel["rows"], strict=True)
        for name in ("size", "top", "height", "x", "width")
    ]
    assert max(away) < SHARE, (where, seen, panel["rows"])
    return max(away)
