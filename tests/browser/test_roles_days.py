"""A day of each role in a real browser, in Persian and English, on a desk and on a phone; visitors on their phones."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_desk_pages import check, opened
from tests.support import events
from tests.support.desk import DeskProcess, ForeignKiosk, running_desk

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
MOBILE = "+989121110000"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskProcess]:
    """A desk that writes text messages into a file."""
    settings = {"MIZBAN_DESK_SMS": '{"sender": "file"}'}
    with running_desk(tmp_path_factory.mktemp("days"), settings=settings) as desk:
        yield desk
        assert "Traceback" not in desk.log(), desk.log()[-4000:]


@pytest.fixture(scope="module")
def kiosk(office: DeskProcess) -> ForeignKiosk:
    return ForeignKiosk(office)


@pytest.fixture(scope="module")
def facts(kiosk: ForeignKiosk) -> dict[str, Any]:
    """Three tickets of the line of counter 1, two requests of one visitor for a service with documents, a meeting."""
    catalogue = kiosk.get("/content").json()["catalogue"]
    queue = catalogue["counters"][0]["queues"][0]
    service = next(s for s in catalogue["services"] if s.get("queue") == queue and len(s.get("evidence", ())) >= 2)
    lease = {"instance_id": kiosk.instance, "epoch": kiosk.told["epoch"], "queue": queue, "service_day": events.today()}
    first = kiosk.post("/leases", request_id=events.new_id(), size=9, **lease).json()["first"]
    tickets = [events.ticket(kiosk.told["number"], first + n, queue, service=service["id"]) for n in range(3)]
    answers = {"full-name": "زهرا", "mobile": MOBILE}
    requests = [events.request(kiosk.told, "service-request", answers, service=service["id"]) for _ in range(2)]
    requests.append(events.request(kiosk.told, "meeting", answers, request_kind="meeting"))
    kiosk.send(*tickets, *requests)
    return {
        "tickets": [fact["payload"] for fact in tickets],
        "requests": [fact["payload"] for fact in requests],
        "service": service,
    }


def test_operators_day(browser: Browser, office: DeskProcess, kiosk: ForeignKiosk, facts: dict[str, Any]) -> None:
    first, second, meeting = (fact["request_id"] for fact in facts["requests"])
    with opened(browser, office, "operator") as page:
        page.goto(f"{office.url}/console/1/")
        page.keyboard.press("Enter")
        expect(page.locator("[data-ticket]")).to_have_attribute("data-ticket", facts["tickets"][0]["ticket_id"])
        call = events.new_id()
        kiosk.send(events.event({"kind": "help.called", "call_id": call, "screen": "home"}, call))
        expect(page.locator(".help-bar")).to_be_visible()
        check(page, "counter with a call for help")
        page.get_by_role("button", name="می‌روم").click()
        expect(page.locator(".help-bar")).to_have_count(0)
        page.get_by_role("link", name="چاپ نوبت").click()
        expect(page.locator(".qr svg")).to_be_visible()
        check(page, "paper of a ticket")
        page.goto(f"{office.url}/console/1/")
        page.keyboard.press("f")
        expect(page.locator("[data-ticket]")).to_have_count(0)
        page.goto(f"{office.url}/requests/{second}/")
        page.locator(".documents select").first.select_option("received")
        page.locator(".documents select").nth(1).select_option("missing")
        with page.expect_navigation():
            page.get_by_role("button", name="ثبت فهرست مدارک").click()
        page.goto(f"{office.url}/requests/{second}/")
        expect(page.locator(".documents select").nth(1)).to_have_value("missing")
        check(page, "request with a checklist")
        page.get_by_text("تکراری، اشتباه، پیگیری").click()
        page.check("input[name=mark][value=duplicate]")
        page.get_by_role("button", name="ثبت نشان").click()
        expect(page.locator(".state-closed").first).to_be_visible()
        page.goto(f"{office.url}/requests/{meeting}/")
        page.fill("#visit-day", "۱۴۰۵/۱۰/۰۲")
        page.fill("#visit-hour", "9:30")
        page.get_by_role("button", name="تعیین و اطلاع").click()
        expect(page.locator(".note-success")).to_be_visible()
    with opened(browser, office, "operator", "en", "phone") as page:
        for path in ("/console/", f"/requests/{first}/", f"/requests/{meeting}/", "/requests/new/"):
            page.goto(office.url + path)
            check(page, path)
        page.goto(f"{office.url}/requests/{meeting}/")
        page.get_by_role("link", name="Print the receipt").click()
        expect(page.locator(".receipt-promise").last).to_be_visible()
        check(page, "receipt")


def test_unit_heads_day(browser: Browser, office: DeskProcess, facts: dict[str, Any]) -> None:
    with opened(browser, office, "unit_head", "en") as page:
        page.goto(f"{office.url}/requests/?state=open")
        page.locator(".row-link").first.click()
        page.get_by_role("button", name="Take it over").click()
        expect(page.locator(".note-success")).to_be_visible()
        page.get_by_text("Refer to another unit").click()
        page.locator("#department").select_option(index=1)
        page.get_by_role("button", name="Refer", exact=True).click()
        expect(page.locator(".log")).to_contain_text("referred to")
        for path in ("/requests/levels/", "/alerts/", "/reports/"):
            page.goto(office.url + path)
            check(page, path)


def test_managers_day(browser: Browser, office: DeskProcess, facts: dict[str, Any]) -> None:
    name = f"نتیجه {uuid.uuid4().hex[:5]}"
    with opened(browser, office, "manager") as page:
        page.goto(f"{office.url}/admin/casework/result/add/")
        page.locator("#id_site").select_option(index=1)
        page.fill("[name=name_fa]", name)
        page.fill("#id_longest_hours", "48")
        page.fill("[name=text_fa]", "آماده است.")
        page.check("#id_at_counter")
        page.locator("[name=_save]").click()
        page.goto(f"{office.url}/admin/alerts/threshold/add/")
        page.locator("#id_site").select_option(index=1)
        page.locator("#id_measure").select_option("pending_requests")
        page.fill("#id_limit", "0")
        page.locator("[name=_save]").click()
        office.command("desk", "jobs", "thresholds")
        page.goto(f"{office.url}/alerts/")
        expect(page.locator(".count")).to_be_visible()
        check(page, "alerts")
        page.get_by_role("button", name="پیگیری می‌کنم").click()
        expect(page.locator(".count")).to_have_count(0)
        page.goto(f"{office.url}/console/")
        page.locator(".line-acts button").first.click()
        expect(page.locator(".lines .badge-bad")).to_have_count(1)
        page.get_by_role("button", name=re.compile("طبق ساعت کار")).click()
        expect(page.locator(".lines .badge-bad")).to_have_count(0)
        page.goto(f"{office.url}/rules/?ordinary=1&limit=15&day={events.today()}")
        expect(page.locator(".tried").first).to_be_visible()
        check(page, "simulator")
    with opened(browser, office, "manager", "en", "phone") as page:
        for path in ("/alerts/", "/requests/levels/", f"/rules/?ordinary=1&limit=15&day={events.today()}"):
            page.goto(office.url + path)
            check(page, path)


def _hours_and_answers(page: Page, office: DeskProcess) -> str:
    """Write opening hours and an answer to choose from as lines; return the day that was added, as it is stored."""
    page.goto(f"{office.url}/admin/directory/site/")
    page.locator("#result_list tbody th a").first.click()
    hours = page.locator("#id_hours")
    expect(hours).to_have_value(re.compile(r"^sat sun"))
    before = hours.input_value()
    hours.fill(f"{before}\nnever 8:00-9:00")
    page.locator("[name=_save]").click()
    expect(page.locator(".errorlist").first).to_be_visible()
    hours.fill(f"{before}\n1406/01/05 closed | نوروز")
    page.locator("[name=_save]").click()
    page.goto(f"{office.url}/admin/directory/form/")
    page.get_by_role("link", name="meeting", exact=True).click()
    page.wait_for_url("**/change/")
    for summary in page.locator("fieldset.collapse summary").all():
        summary.click()
    answers = page.locator("textarea[name$=-choices]").filter(has_text="rector").first
    answers.fill(f"{answers.input_value()}\nby-post: با نامه | بالبريد | By post | Почтой")
    page.locator("[name=_save]").click()
    expect(page.locator(".success")).to_be_visible()
    return "2027-03-25"


def test_editors_day(browser: Browser, office: DeskProcess) -> None:
    """Change a name in the admin, see it in the preview, publish; what lacks a language is listed."""
    name = f"Changed {uuid.uuid4().hex[:5]}"
    with opened(browser, office, "editor", "en") as page:
        page.goto(f"{office.url}/admin/directory/service/")
        page.locator("#result_list tbody th a").first.click()
        page.fill("[name=name_en]", name)
        page.fill("[name=name_ru]", "")
        page.locator("[name=_save]").click()
        hours = _hours_and_answers(page, office)
        page.goto(f"{office.url}/directory/missing/?lang=ru")
        expect(page.locator(".history li").first).to_be_visible()
        check(page, "languages missing")
        page.goto(f"{office.url}/publishing/")
        expect(page.locator(".diffs")).to_contain_text(name)
        expect(page.locator(".diffs")).to_contain_text(hours)
        expect(page.locator(".diffs")).to_contain_text("by-post")
        check(page, "publishing")
        page.get_by_role("button", name="Publish", exact=True).click()
        expect(page.locator(".note-success")).to_be_visible()
    with opened(browser, office, "editor", "fa", "phone") as page:
        for path in ("/publishing/", "/directory/missing/?lang=ru", "/signage/"):
            page.goto(office.url + path)
            check(page, path)


def test_technicians_and_auditors_day(browser: Browser, office: DeskProcess, facts: dict[str, Any]) -> None:
    with opened(browser, office, "technician") as page:
        page.goto(f"{office.url}/fleet/")
        expect(page.locator(".kiosk").first).to_be_visible()
        check(page, "kiosks")
    marked = facts["requests"][0]["request_id"]
    answer = office.operator().post(f"/requests/{marked}/mark", mark="follow-up")
    assert answer.status_code == 200, answer.text[:500]
    with opened(browser, office, "auditor", "en", "phone") as page:
        page.goto(f"{office.url}/audit/?action=request.marked")
        expect(page.locator("main table")).to_contain_text("request.marked")
        check(page, "audit")


def message_to(office: DeskProcess, page: Page, words: str) -> str:
    """Return the newest text message with these words, waiting for it."""
    path = office.data / "sms.txt"
    for _ in range(600):
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        found = [text for text in (json.loads(line)["text"] for line in lines) if words in text]
        if found:
            return str(found[-1])
        page.wait_for_timeout(100)
    raise AssertionError(f"no message with {words}")


def test_visitors_day_on_a_phone_without_scripts(browser: Browser, office: DeskProcess, facts: dict[str, Any]) -> None:
    """Own requests by a code, the poll after the service; every page in another language."""
    ticket, request = facts["tickets"][0], facts["requests"][1]
    staff = office.operator()
    if staff.current(1) == "":
        staff.act(1, "call-next")
    staff.act(1, "finish")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{office.url}/my/?lang=en")
    page.fill("#mobile", "0912 111 0000")
    page.get_by_role("button", name="Send me a code").click()
    code = re.search(r"\d{6}", message_to(office, page, "Your code"))
    assert code is not None
    page.fill("#code", code[0])
    page.get_by_role("button", name="Show my requests").click()
    expect(page.locator(".own-row")).to_have_count(3)
    page.locator(".own-row", has_text=request["code"][-5:]).click()
    expect(page.locator(".code-line")).to_contain_text(request["code"][-5:])
    page.goto(f"{office.url}/t/{ticket['code']}?lang=ru")
    page.get_by_role("link", name=re.compile("Как всё прошло")).click()
    page.locator("input[type=radio][value='2']").first.check(force=True)
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator(".note-success")).to_be_visible()
    context.close()


@pytest.mark.parametrize("lang", ["fa", "ar", "en", "ru"])
def test_visitors_pages_are_accessible_and_fit(
    browser: Browser, office: DeskProcess, facts: dict[str, Any], lang: str
) -> None:
    staff = office.operator()
    if staff.current(1) == "":
        staff.act(1, "call-next")
    served = facts["tickets"][2]["code"]
    while staff.current(1):
        staff.act(1, "call-next")
    with opened(browser, office, "", size="phone") as page:
        paths = [f"/t/{fact['code']}" for fact in facts["requests"][1:]]
        for path in (*paths, f"/t/{served}", f"/t/{served}/poll", "/my/"):
            answer = page.goto(f"{office.url}{path}?lang={lang}")
            assert answer is not None
            assert answer.status == 200, path
            check(page, f"{path} {lang}")
