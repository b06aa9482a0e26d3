"""Requests from the kiosk to the visitor's phone, who may see what, and the log of it."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
import requests

from tests.support import events
from tests.support.desk import DeskProcess, ForeignKiosk, Staff

ONE_DATABASE = "sqlite"

CANARY = "قناری‌زادهٔ ۷۷۳۱"
MOBILE = "+989127731773"
ROLES = ("operator", "unit_head", "manager", "editor", "technician", "auditor")


@pytest.fixture
def fact(kiosk: ForeignKiosk) -> dict[str, Any]:
    sent = events.request(kiosk.told, "service-request", {"name": CANARY, "mobile": MOBILE}, language="ar")
    assert kiosk.send(sent)[0]["outcome"] == "stored"
    return dict(sent["payload"])


def page(desk: DeskProcess, code: str, **params: str) -> requests.Response:
    return requests.get(f"{desk.url}/T/{code}", params=params, timeout=20)


def test_request_goes_its_way_and_kiosk_and_phone_see_it(
    desk: DeskProcess, kiosk: ForeignKiosk, operator: Staff, fact: dict[str, Any]
) -> None:
    path, code = f"/requests/{fact['request_id']}", fact["code"]
    assert kiosk.get(f"/track/{code}").json()["state"] == "pending_review"
    operator.post(f"{path}/state", state="registered")
    operator.post(
        f"{path}/state", state="needs_documents", message_fa="گذرنامه را بیاورید.", message_ar="أحضر جواز السفر."
    )
    told = kiosk.get(f"/track/{code}").json()
    assert (told["state"], told["message"]["ar"]) == ("needs_documents", "أحضر جواز السفر.")
    assert "أحضر جواز السفر." in page(desk, code).text, "the page speaks the visitor's language"
    assert "گذرنامه را بیاورید." in page(desk, code, lang="fa").text


def test_rejection_needs_its_text(kiosk: ForeignKiosk, operator: Staff, fact: dict[str, Any]) -> None:
    path = f"/requests/{fact['request_id']}/state"
    answer = operator.post(path, state="rejected", message_fa="  ")
    assert "note-error" in answer.text
    assert kiosk.get(f"/track/{fact['code']}").json()["state"] == "pending_review"
    operator.post(path, state="rejected", message_fa="مدرک معتبر نیست.")
    assert kiosk.get(f"/track/{fact['code']}").json()["state"] == "rejected"


def test_state_cannot_jump(kiosk: ForeignKiosk, operator: Staff, fact: dict[str, Any]) -> None:
    answer = operator.post(f"/requests/{fact['request_id']}/state", state="closed", message_fa="x")
    assert "note-error" in answer.text
    assert kiosk.get(f"/track/{fact['code']}").json()["state"] == "pending_review"


def test_answers_are_sealed_until_opened_and_opening_is_logged(
    desk: DeskProcess, operator: Staff, fact: dict[str, Any]
) -> None:
    path = f"/requests/{fact['request_id']}"
    assert CANARY not in operator.get(f"{path}/").text
    before = len(desk.rows("SELECT 1 AS x FROM audit_auditentry WHERE action = 'request.opened'"))
    opened = operator.post(f"{path}/open")
    assert CANARY in opened.text
    assert "no-store" in opened.headers["Cache-Control"]
    assert len(desk.rows("SELECT 1 AS x FROM audit_auditentry WHERE action = 'request.opened'")) == before + 1
    assert CANARY not in page(desk, fact["code"]).text


def test_personal_data_lies_nowhere_in_the_clear(desk: DeskProcess, fact: dict[str, Any]) -> None:
    if desk.database:
        rows = desk.rows("SELECT encode(sealed, 'escape') AS sealed FROM casework_request")
        assert all(MOBILE not in row["sealed"] for row in rows)
    else:
        for file in desk.data.rglob("desk.sqlite3*"):
            assert MOBILE.encode() not in file.read_bytes()
            assert CANARY.encode() not in file.read_bytes()
    assert CANARY not in desk.log()
    assert MOBILE not in desk.log()


RIGHTS: dict[str, tuple[str, set[str]]] = {
    "counters": ("/console/", {"operator", "unit_head", "manager"}),
    "console": ("/console/1/", {"operator", "unit_head", "manager"}),
    "panel": ("/console/1/panel", {"operator", "unit_head", "manager"}),
    "requests": ("/requests/", {"operator", "unit_head", "manager"}),
    "request": ("/requests/{request_id}/", {"operator", "unit_head", "manager"}),
    "directory": ("/admin/directory/service/", {"editor", "manager"}),
    "publishing": ("/publishing/", {"editor", "manager"}),
    "rule": ("/rules/", {"manager"}),
    "kiosks": ("/fleet/", {"technician", "manager"}),
    "reports": ("/reports/", {"unit_head", "manager", "auditor"}),
    "audit": ("/audit/", {"auditor"}),
}
ACTS: dict[str, tuple[str, set[str]]] = {
    "call next": ("/console/1/call-next", {"operator", "unit_head", "manager"}),
    "open": ("/requests/{request_id}/open", {"operator", "unit_head"}),
    "change state": ("/requests/{request_id}/state", {"operator", "unit_head", "manager"}),
}


@pytest.mark.parametrize("database", ["sqlite"])
@pytest.mark.parametrize("role", ROLES)
def test_table_of_rights(desk: DeskProcess, fact: dict[str, Any], role: str) -> None:
    staff = desk.login(role, role)
    for name, (path, allowed) in RIGHTS.items():
        status = staff.get(path.format(**fact)).status_code
        assert (status == 200) == (role in allowed), f"{role} at {name}: {status}"
    for name, (path, allowed) in ACTS.items():
        answer = staff.post(path.format(**fact), ticket="", state="")
        assert (answer.status_code == 200) == (role in allowed), f"{role} at {name}: {answer.status_code}"
        assert (CANARY in answer.text) == (name == "open" and role in allowed)


@pytest.mark.parametrize("path", [path for path, _ in (*RIGHTS.values(), *ACTS.values())])
def test_strangers_are_sent_to_the_login(desk: DeskProcess, fact: dict[str, Any], path: str) -> None:
    answer = requests.get(desk.url + path.format(**fact), allow_redirects=False, timeout=20)
    assert answer.status_code in (302, 405), path
    assert "/login/" in answer.headers.get("Location", "/login/")


def test_visitors_page_in_four_languages_in_capitals_and_with_persian_digits(
    desk: DeskProcess, fact: dict[str, Any]
) -> None:
    code = fact["code"]
    for lang, word in {
        "fa": "کد رهگیری",
        "ar": "رمز المتابعة",
        "en": "Tracking code",
        "ru": "Код отслеживания",
    }.items():
        answer = page(desk, code, lang=lang)
        assert answer.status_code == 200
        assert word in answer.text
        assert answer.headers["Content-Language"] == lang
    persian = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert page(desk, persian).status_code == 200
    assert requests.get(f"{desk.url}/t/{code[:4]} {code[4:9]} {code[9:]}", timeout=20).status_code == 200


def test_pages_allow_no_inline_scripts_and_no_other_hosts(
    desk: DeskProcess, operator: Staff, fact: dict[str, Any]
) -> None:
    for answer in (
        page(desk, fact["code"]),
        operator.get("/console/"),
        operator.get(f"/requests/{fact['request_id']}/"),
    ):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "<script>" not in answer.text
        assert "style=" not in answer.text
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_guessing_codes_is_slowed(tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.support.desk import running_desk

    with running_desk(tmp_path_factory.mktemp("guess"), catalogue=None) as own:
        statuses = [requests.get(f"{own.url}/t/{n:014d}", timeout=20).status_code for n in range(34)]
    assert statuses == [404] * 30 + [429] * 4


def test_wrong_passwords_lock_the_name(tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.support.desk import running_desk

    with running_desk(tmp_path_factory.mktemp("lock"), catalogue=None) as own:
        own.user("somebody", "operator")
        http = requests.Session()
        http.get(f"{own.url}/login/", timeout=10)
        form = {"username": "somebody", "password": "wrong", "csrfmiddlewaretoken": http.cookies["csrftoken"]}
        last = [http.post(f"{own.url}/login/", data=form, timeout=10).status_code for _ in range(6)][-1]
        assert last == 429


def test_changed_audit_row_is_found(tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.support.desk import running_desk

    with running_desk(tmp_path_factory.mktemp("audit"), catalogue=None) as own:
        own.login("first", "manager")
        own.login("second", "manager")
        assert own.command("desk", "verify-audit").stdout.startswith("audit log whole: 2 rows")
        for change in (
            "UPDATE audit_auditentry SET actor_name = 'nobody' WHERE id = 1",
            "DELETE FROM audit_auditentry WHERE id = 1",
            "DELETE FROM audit_auditentry",
        ):
            with sqlite3.connect(own.data / "desk.sqlite3") as file:
                file.execute(change)
            file.close()
            assert own.command("desk", "verify-audit", check=False).returncode == 1, change
