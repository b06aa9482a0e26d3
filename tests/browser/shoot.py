"""Pictures of every page of the desk, to be looked at: `python -m tests.browser.shoot DIR [word of a page …]`.

Each page in Persian and English, on a desk and on a phone, its whole length; the visitor pages in four languages.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, PATIENCE_MS, QUIET
from tests.support import events
from tests.support.desk import PASSWORD, DeskProcess, ForeignKiosk, running_desk

SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
PAGES = {
    "login": "/login/",
    "counters": "/console/",
    "counter": "/console/1/",
    "ticket-paper": "/console/ticket/{ticket}",
    "requests": "/requests/",
    "request": "/requests/{request}/",
    "meeting": "/requests/{meeting}/",
    "receipt": "/requests/{request}/receipt",
    "levels": "/requests/levels/",
    "entry": "/requests/new/",
    "entry-form": "/requests/new/1/",
    "alerts": "/alerts/",
    "fleet": "/fleet/",
    "rules": "/rules/",
    "rules-tried": "/rules/?ordinary=1&limit=15&day={today}",
    "reports": "/reports/",
    "reports-day": "/reports/?group=day",
    "daily": "/reports/daily/",
    "half-years": "/reports/six-monthly/",
    "polls": "/polls/",
    "publishing": "/publishing/",
    "files": "/directory/files/",
    "missing": "/directory/missing/?lang=ru",
    "audit": "/audit/",
    "account": "/account/",
    "signage": "/signage/",
    "playlists": "/signage/playlists/",
    "schedules": "/signage/schedules/",
    "week": "/signage/week/",
    "preview": "/signage/preview/",
    "urgent": "/signage/urgent/",
    "proof": "/signage/proof/",
    "admin": "/admin/",
    "admin-services": "/admin/directory/service/",
    "admin-service": "/admin/directory/service/1/change/",
    "admin-site": "/admin/directory/site/1/change/",
    "admin-organisation": "/admin/directory/organisation/1/change/",
    "admin-form": "/admin/directory/form/1/change/",
    "admin-poll": "/admin/directory/poll/1/change/",
    "admin-notice": "/admin/directory/notice/1/change/",
    "admin-results": "/admin/casework/result/",
    "admin-result": "/admin/casework/result/add/",
    "admin-threshold": "/admin/alerts/threshold/add/",
    "admin-user": "/admin/staff/user/add/",
}
VISITORS = {"track-ticket": "/t/{code}", "track-request": "/t/{request_code}", "poll": "/t/{served}/poll", "my": "/my/"}


def filled(desk: DeskProcess) -> dict[str, str]:
    """Send a morning of a kiosk, and do some of the work; return what stands in the addresses."""
    kiosk = ForeignKiosk(desk)
    catalogue = kiosk.get("/content").json()["catalogue"]
    queue = catalogue["counters"][0]["queues"][0]
    service = next(
        one for one in catalogue["services"] if one.get("queue") == queue and len(one.get("evidence", ())) >= 2
    )
    lease = {"instance_id": kiosk.instance, "epoch": kiosk.told["epoch"], "queue": queue, "service_day": events.today()}
    first = kiosk.post("/leases", request_id=events.new_id(), size=12, **lease).json()["first"]
    tickets = [events.ticket(kiosk.told["number"], first + n, queue, service=service["id"]) for n in range(9)]
    answers = {"full-name": "زهرا محمدی", "mobile": "+989121110000"}
    requests = [events.request(kiosk.told, "service-request", answers, service=service["id"]) for _ in range(3)]
    requests.append(events.request(kiosk.told, "meeting", answers, request_kind="meeting"))
    kiosk.send(*tickets, *requests)
    staff = desk.operator()
    for act in ("call-next", "finish", "call-next", "hold", "call-next", "serve"):
        staff.act(1, act)
    desk.command("desk", "jobs", "thresholds")
    return {
        "today": events.today(),
        "ticket": str(tickets[3]["payload"]["ticket_id"]),
        "code": str(tickets[5]["payload"]["code"]),
        "served": str(tickets[0]["payload"]["code"]),
        "request": str(requests[0]["payload"]["request_id"]),
        "request_code": str(requests[0]["payload"]["code"]),
        "meeting": str(requests[3]["payload"]["request_id"]),
    }


def opened(browser: Browser, desk: DeskProcess, lang: str, size: str, user: str) -> Page:
    """Return a page in a language and size, logged in where a user is named."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(PATIENCE_MS)
    context.add_cookies([{"name": "mizban_language", "value": lang, "url": desk.url}])
    page = context.new_page()
    if user:
        page.goto(f"{desk.url}/login/")
        page.fill("#id_username", user)
        page.fill("#id_password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login/" not in url)
    return page


def shoot(folder: Path, words: list[str]) -> int:
    """Write the pictures; return how many pages are wider than their window or answered with an error."""
    wrong = 0
    with tempfile.TemporaryDirectory() as data, running_desk(Path(data)) as desk, sync_playwright() as playwright:
        places = filled(desk)
        desk.user("boss")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        folder.mkdir(parents=True, exist_ok=True)
        for size in SIZES:
            for lang in ("fa", "en"):
                page = opened(browser, desk, lang, size, "boss")
                for name, path in PAGES.items():
                    if not words or any(word in name for word in words):
                        wrong += _one(page, desk, path.format(**places), folder / f"{name}-{lang}-{size}.png")
        for lang in ("fa", "ar", "en", "ru"):
            page = opened(browser, desk, lang, "phone", "")
            for name, path in VISITORS.items():
                if not words or any(word in name for word in words):
                    address = f"{path.format(**places)}?lang={lang}"
                    wrong += _one(page, desk, address, folder / f"visitor-{name}-{lang}.png")
        browser.close()
    return wrong


def _one(page: Page, desk: DeskProcess, path: str, file: Path) -> int:
    answer = page.goto(desk.url + path)
    for summary in page.locator("fieldset.collapse details:not([open]) > summary").all()[:3]:
        summary.click()
    page.screenshot(path=file, full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    bad = answer is None or answer.status != 200 or wide > 0
    english = (
        sorted(set(re.findall(r"[A-Za-z]{4,}(?: [a-z]{3,})+", page.locator("body").inner_text())))
        if "-fa-" in file.name
        else []
    )
    if bad or english:
        print(file.name, answer.status if answer else "-", f"{wide} px too wide" if wide > 0 else "", english[:8])
    return int(bad)


if __name__ == "__main__":
    sys.exit(1 if shoot(Path(sys.argv[1]), sys.argv[2:]) else 0)
