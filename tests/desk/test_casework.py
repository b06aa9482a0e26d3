"""Casework over HTTP: rules set in the admin, checklist, results, marks, visits, history; what the visitor is told."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
import requests

from tests.support import events
from tests.support.desk import DeskProcess, ForeignKiosk, Staff

ONE_DATABASE = "postgresql"

LANGS = ("fa", "ar", "en", "ru")


@pytest.fixture
def manager(desk: DeskProcess) -> Staff:
    return desk.login("manager", "manager", "editor")


def mobile() -> str:
    """Return a number that no other test has."""
    return f"+989{uuid.uuid4().int % 10**9:09d}"


def new_request(kiosk: ForeignKiosk, form: str = "service-request", **more: Any) -> dict[str, Any]:
    answers = {"full-name": "زهرا", "mobile": more.pop("mobile", mobile()), **more.pop("answers", {})}
    fact = events.request(kiosk.told, form, answers, **more)
    assert kiosk.send(fact)[0]["outcome"] == "stored"
    return dict(fact["payload"])


def text(name: str, value: str) -> dict[str, str]:
    """Return a text in four languages as the admin's form sends it."""
    return {f"{name}_{lang}": f"{value} {lang}" for lang in LANGS}


def add(manager: Staff, model: str, **fields: str) -> str:
    """Add a row in the admin, as an office does it without code; return its key."""
    path = f"/admin/{model}/add/"
    page = manager.get(path).text
    site = re.search(r'<select name="site".*?<option value="(\d+)"', page, re.DOTALL)
    assert site is not None, page[:400]
    answer = manager.post(path, site=site[1], position="0", active="on", **fields)
    assert "errornote" not in answer.text, re.findall(r"errorlist[^>]*>(.*?)</ul>", answer.text, re.DOTALL)
    keys = [int(key) for key in re.findall(rf"/admin/{model}/(\d+)/change/", answer.text)]
    return str(max(keys))


def track(kiosk: ForeignKiosk, fact: dict[str, Any]) -> dict[str, Any]:
    return dict(kiosk.get(f"/track/{fact['code']}").json())


def page(staff: Staff, fact: dict[str, Any]) -> str:
    return staff.get(f"/requests/{fact['request_id']}/").text


def act(staff: Staff, fact: dict[str, Any], action: str, **fields: str) -> str:
    return staff.post(f"/requests/{fact['request_id']}/{action}", **fields).text


def test_uniform_result_brings_its_text_and_is_measured(
    desk: DeskProcess, kiosk: ForeignKiosk, operator: Staff, manager: Staff
) -> None:
    name = f"نتیجه {uuid.uuid4().hex[:6]}"
    key = add(
        manager,
        "casework/result",
        state="answered",
        longest_hours="48",
        kind="service",
        **text("name", name),
        **text("text", "آماده است"),
    )
    fact = new_request(kiosk)
    act(operator, fact, "state", state="registered")
    assert name in page(operator, fact)
    act(operator, fact, "state", state=f"result:{key}")
    told = track(kiosk, fact)
    assert (told["state"], told["message"]["ru"]) == ("answered", "آماده است ru")
    assert "زودتر" in page(operator, fact), "within its service level"
    row = re.search(rf"{name} fa.*?</tr>", manager.get("/requests/levels/").text, re.DOTALL)
    assert row is not None
    assert [*re.findall(r"[۰-۹]+</td>", row[0])][-2:] == ["۱</td>", "۰</td>"], "one early, none late"
    question = new_request(kiosk, request_kind="question", form="question")
    assert name not in page(operator, question), "a result of another kind is not offered"


def test_new_request_goes_to_its_unit_by_rule(kiosk: ForeignKiosk, operator: Staff, manager: Staff) -> None:
    departments = kiosk.get("/content").json()["catalogue"]["departments"]
    keys = re.findall(r'<select name="department".*?</select>', manager.get("/admin/casework/referral/add/").text, re.S)
    options = dict(re.findall(r'value="(\d+)"[^>]*>([^<]+)<', keys[0]))
    target = departments[-1]["name"]["fa"]
    key = next(key for key, label in options.items() if label == target)
    rule = add(manager, "casework/referral", kind="appreciation", department=key)
    fact = new_request(kiosk, "service-request", request_kind="appreciation")
    shown = page(operator, fact)
    assert f"<dd>{target}</dd>" in shown
    assert "به حکم قاعده" in shown
    other = new_request(kiosk, "service-request")
    assert "به حکم قاعده" not in page(operator, other)
    manager.post(f"/admin/casework/referral/{rule}/delete/", post="yes")


def test_request_that_stands_still_lapses_by_rule(
    desk: DeskProcess, kiosk: ForeignKiosk, operator: Staff, manager: Staff
) -> None:
    add(
        manager,
        "casework/lapse",
        kind="criticism",
        state="pending_review",
        days="1",
        since="promise",
        **text("text", "مهلت گذشت"),
    )
    old = new_request(kiosk, request_kind="criticism", promised_at="2026-01-01T08:00:00+00:00")
    young = new_request(kiosk, request_kind="criticism", promised_at="2099-01-01T08:00:00+00:00")
    assert "badge-bad" in page(operator, old), "late before it lapses"
    assert "requests lapsed" in desk.command("desk", "jobs", "lapses").stdout
    told = track(kiosk, old)
    assert (told["state"], told["message"]["en"]) == ("lapsed", "مهلت گذشت en")
    assert track(kiosk, young)["state"] == "pending_review"
    assert "request.lapsed" in desk.login("auditor", "auditor").get("/audit/").text


def test_checklist_is_kept_and_the_visitor_sees_what_lacks(
    desk: DeskProcess, kiosk: ForeignKiosk, operator: Staff
) -> None:
    services = kiosk.get("/content").json()["catalogue"]["services"]
    service = next(one for one in services if len(one.get("evidence", ())) >= 2)
    first, second = (item["id"] for item in service["evidence"][:2])
    fact = new_request(kiosk, service=service["id"])
    act(operator, fact, "documents", **{f"doc-{first}": "received", f"doc-{second}": "defective", "doc-x": "missing"})
    shown = page(operator, fact)
    assert re.search(rf'name="doc-{first}" class="document-received"', shown)
    assert re.search(rf'name="doc-{second}" class="document-defective"', shown)
    assert track(kiosk, fact)["missing"] == [service["evidence"][1]["name"]]
    name = service["evidence"][1]["name"]["fa"]
    assert name in requests.get(f"{desk.url}/t/{fact['code']}", params={"lang": "fa"}, timeout=20).text


def test_duplicate_is_offered_marked_and_joined(kiosk: ForeignKiosk, operator: Staff) -> None:
    number = mobile()
    first, second = new_request(kiosk, mobile=number), new_request(kiosk, mobile=number)
    stranger = new_request(kiosk)
    shown = page(operator, second)
    assert f"/requests/{first['request_id']}/" in shown
    assert f"/requests/{stranger['request_id']}/" not in shown
    assert "note-error" in act(operator, second, "mark", mark="duplicate", code="1")
    act(operator, second, "mark", mark="duplicate", code=first["code"])
    told = track(kiosk, second)
    assert told["state"] == "closed"
    assert "вместе" in told["message"]["ru"]
    assert [point["name"] for point in told["milestones"]] == ["pending_review", "closed"]
    assert "تکراری" in page(operator, second)
    assert second["request_id"] in operator.get("/requests/", mark="duplicate").text
    assert f"/requests/{second['request_id']}/" in page(operator, first), "history of the same visitor"


def test_mistaken_needs_a_text_and_follow_up_goes_on(kiosk: ForeignKiosk, operator: Staff) -> None:
    first, second = new_request(kiosk), new_request(kiosk)
    assert "note-error" in act(operator, first, "mark", mark="mistaken")
    act(operator, first, "mark", mark="mistaken", why_fa="در ادارهٔ دیگری است")
    assert track(kiosk, first)["state"] == "closed"
    act(operator, second, "mark", mark="follow_up", code=first["code"])
    assert track(kiosk, second)["state"] == "pending_review"
    assert first["code"][:4] in page(operator, second)
    assert "note-error" in act(operator, first, "mark", mark="follow_up", code=second["code"]), "no circle"


def test_re_examination_finds_the_request_whose_code_was_typed(kiosk: ForeignKiosk, operator: Staff) -> None:
    first = new_request(kiosk)
    code = first["code"]
    typed = f"{code[:4]} {code[4:9]} {code[9:]}".translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    again = new_request(
        kiosk, "re-examination", request_kind="re_examination", answers={"tracking-code": typed, "reason": "ب"}
    )
    shown = page(operator, again)
    assert "رسیدگی مجدد به این نتیجه" in shown
    assert f"/requests/{first['request_id']}/" in shown
    assert f"/requests/{again['request_id']}/" in page(operator, first)


def test_meeting_is_fixed_and_the_visitor_sees_when(desk: DeskProcess, kiosk: ForeignKiosk, operator: Staff) -> None:
    fact = new_request(kiosk, "meeting", request_kind="meeting")
    assert "تعیین زمان ملاقات" in page(operator, fact)
    assert "note-error" in act(operator, fact, "visit", day="1405/13/01", hour="9:30")
    act(operator, fact, "visit", day="۱۴۰۵/۱۰/۰۲", hour="۹:۳۰")
    assert track(kiosk, fact)["next_visit_at"] == "2026-12-23T06:00:00Z"
    assert "۲ دی" in requests.get(f"{desk.url}/t/{fact['code']}", params={"lang": "fa"}, timeout=20).text


def test_counter_entry_takes_request_and_documents_in_one_step(kiosk: ForeignKiosk, operator: Staff) -> None:
    catalogue = kiosk.get("/content").json()["catalogue"]
    service = next(one for one in catalogue["services"] if one.get("form") and len(one.get("evidence", ())) >= 2)
    form = next(one for one in catalogue["forms"] if one["id"] == service["form"])
    entry = _entry_of(operator, service["name"]["fa"])
    values = {"name": "زهرا کریمی", "mobile": "09127731773", "national_id": "0499370899", "foreign_code": "0499370899"}
    values |= {"email": "a@example.org", "date": "1380-01-01", "number": "3", "consent": "yes"}
    answers = {
        f["id"]: f["choices"][0]["id"] if f["kind"] == "choice" else values.get(f["kind"], "متن")
        for f in form["fields"]
    }
    given, lacking = [item for item in service["evidence"] if item.get("required", True)][:2]
    sheet = operator.post(
        entry, service=entry.split("=")[1], documents="1", document=given["id"], language="fa", **answers
    )
    assert "/receipt" in sheet.url, sheet.text[:2000]
    assert lacking["name"]["fa"] in sheet.text, "the receipt tells what is still to be brought"
    assert given["name"]["fa"] not in sheet.text
    assert "<svg" in sheet.text
    code = re.search(r'receipt-code"><bdi class="code">([^<]+)<', sheet.text)
    assert code is not None
    found = "".join(str(int(digit)) for digit in code[1] if digit.isdigit())
    assert kiosk.get(f"/track/{found}").json()["state"] == "registered"


def _entry_of(operator: Staff, service: str) -> str:
    for path in re.findall(r'href="(/requests/new/\d+/)"', operator.get("/requests/new/").text):
        option = re.search(rf'<option value="(\d+)"[^>]*>{re.escape(service)}<', operator.get(path).text)
        if option is not None:
            return f"{path}?service={option[1]}"
    raise AssertionError(f"no form for {service}")


def test_worklist_filters(kiosk: ForeignKiosk, operator: Staff) -> None:
    late = new_request(kiosk, request_kind="complaint", promised_at="2026-01-01T08:00:00+00:00")
    calm = new_request(kiosk, request_kind="complaint", promised_at="2099-01-01T08:00:00+00:00")
    act(operator, late, "take")
    listed = operator.get("/requests/", due="late", kind="complaint", mine="1").text
    assert late["request_id"] in listed
    assert calm["request_id"] not in listed
    assert calm["request_id"] in operator.get("/requests/", q=calm["code"]).text
    assert operator.get("/requests/", department="99999999999999999999", service="x", mark="y").status_code == 200
