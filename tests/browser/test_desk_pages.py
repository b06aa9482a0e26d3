"""The desk in a real browser: an operator's day by keyboard, every page against axe, and no page wider than a phone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.support import events
from tests.support.desk import PASSWORD, DeskProcess

pytestmark = pytest.mark.browser
LONG = bool(os.environ.get("MIZBAN_LONG_RUNS"))
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
PAGES = {
    "operator": [
        "/console/",
        "/console/1/",
        "/requests/",
        "/requests/{request_id}/",
        "/requests/new/",
        "/requests/new/1/",
    ],
    "manager": ["/rules/", "/reports/", "/reports/?group=day", "/polls/", "/account/", "/publishing/"],
    "technician": ["/fleet/"],
    "auditor": ["/audit/"],
}
VIEWS = list(product(("fa", "en"), SIZES)) if LONG else [("fa", "phone"), ("en", "desktop")]
AXE_ITSELF = "Applying inline style violates"
"""What axe-core's own probe of a page sets off; the pages' sources are checked for inline styles in tests/desk."""


@contextmanager
def opened(browser: Browser, desk: DeskProcess, role: str, lang: str = "fa", size: str = "desktop") -> Iterator[Page]:
    """Yield a page of somebody of this role, logged in through the form; a complaint of the console fails the test."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_cookies([{"name": "mizban_language", "value": lang, "url": desk.url}])
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    if role:
        desk.user(role, role)
        page.goto(f"{desk.url}/login/")
        page.fill("#id_username", role)
        page.fill("#id_password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login/" not in url)
    yield page
    context.close()
    assert [text for text in complaints if not text.startswith(AXE_ITSELF)] == []


def test_operators_day_by_keyboard(browser: Browser, desk_site: DeskProcess, lobby: dict[str, Any]) -> None:
    first, second, third = (str(ticket["ticket_id"]) for ticket in lobby["tickets"][:3])
    with opened(browser, desk_site, "operator") as page:
        page.goto(f"{desk_site.url}/console/")
        page.click(".tile >> nth=0")
        expect(page.locator(".ticket")).to_have_count(4)
        page.keyboard.press("Enter")
        expect(page.locator("[data-ticket]")).to_have_attribute("data-ticket", first)
        page.keyboard.press("s")
        expect(page.locator("[data-key=S]")).to_have_count(0)
        page.keyboard.press("h")
        expect(page.locator("[data-ticket]")).to_have_count(0)
        page.keyboard.press("Enter")
        expect(page.locator("[data-ticket]")).to_have_attribute("data-ticket", second)
        page.reload()
        expect(page.locator("[data-ticket]")).to_have_attribute("data-ticket", second)
        page.keyboard.press("Enter")
        expect(page.locator("[data-ticket]")).to_have_attribute("data-ticket", third)
        expect(page.locator(".figures dd").first).to_have_text("۱")
        page.keyboard.press("f")
        expect(page.locator("[data-ticket]")).to_have_count(0)
    assert lobby["kiosk"].get(f"/track/{lobby['tickets'][1]['code']}").json()["state"] == "served"


def test_new_ticket_appears_without_a_reload(browser: Browser, desk_site: DeskProcess, lobby: dict[str, Any]) -> None:
    kiosk = lobby["kiosk"]
    with opened(browser, desk_site, "operator") as page:
        page.goto(f"{desk_site.url}/console/1/")
        page.evaluate("window.sameDocument = true")
        before = page.locator(".ticket").count()
        kiosk.send(events.ticket(kiosk.told["number"], lobby["next_number"], lobby["queue"]))
        expect(page.locator(".ticket")).to_have_count(before + 1)
        assert page.evaluate("window.sameDocument")


def test_request_is_opened_and_answered(browser: Browser, desk_site: DeskProcess, lobby: dict[str, Any]) -> None:
    with opened(browser, desk_site, "operator", "en") as page:
        page.goto(f"{desk_site.url}/requests/{lobby['request']['request_id']}/")
        expect(page.locator("body")).not_to_contain_text("زهرا")
        page.get_by_role("button", name="Open").click()
        expect(page.locator(".answers")).to_contain_text("زهرا")
        page.check("input[name=state][value=registered]")
        page.fill("#message_fa", "ثبت شد.")
        page.get_by_role("button", name="Change the state").click()
        expect(page.locator(".note-success")).to_be_visible()
    with opened(browser, desk_site, "", size="phone") as page:
        page.goto(f"{desk_site.url}/T/{lobby['request']['code']}")
        expect(page.locator(".message")).to_contain_text("ثبت شد.")


def test_visitors_page_works_without_scripts(browser: Browser, desk_site: DeskProcess, lobby: dict[str, Any]) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{desk_site.url}/T/{lobby['tickets'][3]['code']}")
    assert page.locator("html").get_attribute("lang") == "ar", "the visitor's own language"
    page.get_by_role("link", name="Русский").click()
    expect(page.locator(".code-line")).to_contain_text("Код отслеживания")
    context.close()


@pytest.mark.parametrize(("lang", "size"), VIEWS)
@pytest.mark.parametrize("role", PAGES)
def test_pages_are_accessible_and_fit(
    browser: Browser, desk_site: DeskProcess, lobby: dict[str, Any], role: str, lang: str, size: str
) -> None:
    with opened(browser, desk_site, role, lang, size) as page:
        for path in PAGES[role]:
            answer = page.goto(desk_site.url + path.format(**lobby["request"]))
            assert answer is not None
            assert answer.status == 200, path
            check(page, path)


@pytest.mark.parametrize("lang", ["fa", "ar", "en", "ru"])
def test_visitors_page_is_accessible_and_fits(
    browser: Browser, desk_site: DeskProcess, lobby: dict[str, Any], lang: str
) -> None:
    with opened(browser, desk_site, "", size="phone") as page:
        for code in (lobby["tickets"][3]["code"], lobby["request"]["code"]):
            page.goto(f"{desk_site.url}/t/{code}?lang={lang}")
            check(page, f"/t/ {lang}")
        page.goto(f"{desk_site.url}/login/")
        check(page, "/login/")


def check(page: Page, name: str) -> None:
    """Fail where axe-core finds something serious, or where the page is wider than the window."""
    found = Axe().run(page).response["violations"]
    bad = [
        f"{one['id']}: {one['help']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert not bad, f"{name}: {bad}"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{name} is wider than the window"
