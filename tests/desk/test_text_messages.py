"""Text messages and what hangs on them: outbox, a vendor by HTTP template, one-time codes, thresholds; hours."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests

from desk.connectors.senders import HttpSender, NotSent
from desk.connectors.sms import SmsConfig
from tests.support import events
from tests.support.desk import SAMPLE, DeskProcess, ForeignKiosk, Staff, running_desk

DEADLINE = 60.0


class Vendor:
    """A gateway of a vendor: refuses the first `failures` messages with 503, keeps the others."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.taken: list[dict[str, str]] = []
        vendor = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                vendor.failures -= 1
                status = 503 if vendor.failures >= 0 else 200
                if status == 200:
                    vendor.taken.append({**json.loads(body), "authorization": self.headers.get("Authorization", "")})
                self.send_response(status)
                self.end_headers()
                self.wfile.write(b'{"status": "accepted"}')

            def log_message(self, *_words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/send"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def wait_for(self, found: Callable[[dict[str, str]], bool]) -> dict[str, str]:
        """Return the first message that fits; fail where none comes in time."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            for message in list(self.taken):
                if found(message):
                    return message
            time.sleep(0.05)
        raise AssertionError(f"no such message; {len(self.taken)} came")


BODY = '{"receptor": "{to}", "message": "{text}"}'


@pytest.fixture(scope="module")
def vendor() -> Iterator[Vendor]:
    found = Vendor()
    yield found
    found.close()


def closed_today(folder: Path) -> Path:
    """Return a copy of the sample whose site is closed today and tomorrow."""
    shutil.copytree(SAMPLE, folder)
    path = folder / "organisation.yaml"
    today = datetime.now(ZoneInfo("Asia/Tehran")).date()
    days = "".join(f"      - date: {today + timedelta(days=n)}\n" for n in (0, 1))
    text = re.sub(rf"      - date: ({today}|{today + timedelta(days=1)})\n", "", path.read_text(encoding="utf-8"))
    path.write_text(text.replace("    exceptions:\n", f"    exceptions:\n{days}", 1), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def office(vendor: Vendor, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskProcess]:
    """A desk with a vendor of messages that keeps the opening hours of a site closed today."""
    sms = {
        "sender": "http",
        "url": vendor.url,
        "body": BODY,
        "headers": {"Authorization": "Bearer {key}"},
        "accepted": "accepted",
    }
    settings = {"MIZBAN_DESK_SMS": json.dumps(sms), "MIZBAN_DESK_FOLLOW_HOURS": "true"}
    folder = tmp_path_factory.mktemp("messages")
    (folder / "desk").mkdir()
    (folder / "desk" / "sms.key").write_text("vendors-secret\n")
    with running_desk(folder, catalogue=closed_today(folder / "catalogue"), settings=settings) as desk:
        yield desk
        assert "Traceback" not in desk.log(), desk.log()[-4000:]


@pytest.fixture(scope="module")
def lobby(office: DeskProcess) -> ForeignKiosk:
    return ForeignKiosk(office)


def mobile() -> str:
    return f"+989{uuid.uuid4().int % 10**9:09d}"


def local(number: str) -> str:
    return "0" + number.removeprefix("+98")


def submit(kiosk: ForeignKiosk, number: str, **more: Any) -> dict[str, Any]:
    fact = events.request(kiosk.told, "service-request", {"full-name": "زهرا", "mobile": number}, **more)
    assert kiosk.send(fact)[0]["outcome"] == "stored"
    return dict(fact["payload"])


class Phone:
    """A visitor's browser without scripts."""

    def __init__(self, desk: DeskProcess) -> None:
        self.url = desk.url
        self.http = requests.Session()
        self.http.get(f"{self.url}/my/", timeout=20)

    def post(self, path: str, **fields: str) -> requests.Response:
        data = {**fields, "lang": "fa", "csrfmiddlewaretoken": self.http.cookies["csrftoken"]}
        return self.http.post(self.url + path, data=data, headers={"Referer": self.url + path}, timeout=20)


def code_in(message: dict[str, str]) -> str:
    found = re.search(r"[۰-۹]{6}", message["message"])
    assert found is not None
    return found[0]


def test_visitor_is_told_of_each_state_in_the_own_language_and_nothing_stays(
    office: DeskProcess, lobby: ForeignKiosk, vendor: Vendor
) -> None:
    number = mobile()
    fact = submit(lobby, number, language="ru")
    first = vendor.wait_for(lambda m: m["receptor"] == local(number))
    assert "Ожидает рассмотрения" in first["message"]
    assert f"/t/{fact['code']}" in first["message"]
    assert first["authorization"] == "Bearer vendors-secret"
    office.operator().post(f"/requests/{fact['request_id']}/state", state="registered")
    vendor.wait_for(lambda m: m["receptor"] == local(number) and "Зарегистрировано" in m["message"])
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        rows = office.rows("SELECT state, length(sealed) AS size FROM connectors_outgoing")
        if all(row["state"] == "sent" for row in rows):
            break
        time.sleep(0.05)
    assert {row["size"] for row in rows} == {"0"}, "number and text are wiped once sent"
    for file in office.data.glob("desk.sqlite3*"):
        assert number[3:].encode() not in file.read_bytes()
    assert number[3:] not in office.log()


def test_vendor_that_fails_is_asked_again(office: DeskProcess, lobby: ForeignKiosk, vendor: Vendor) -> None:
    number, vendor.failures = mobile(), 1
    submit(lobby, number)
    vendor.wait_for(lambda m: m["receptor"] == local(number))
    assert sum(m["receptor"] == local(number) for m in vendor.taken) == 1


def test_own_requests_open_with_the_code_that_was_sent(
    office: DeskProcess, lobby: ForeignKiosk, vendor: Vendor
) -> None:
    number = mobile()
    mine, strange = submit(lobby, number), submit(lobby, mobile())
    phone = Phone(office)
    assert phone.post("/my/", mobile=local(number)).status_code == 200
    code = code_in(vendor.wait_for(lambda m: m["receptor"] == local(number) and "کد شما" in m["message"]))
    assert phone.post("/my/code", mobile=local(number), code="000000").status_code == 403
    listed = phone.post("/my/code", mobile=local(number), code=code).text
    assert mine["code"] in listed
    assert strange["code"] not in listed
    assert "زهرا" not in listed
    assert Phone(office).post("/my/code", mobile=local(number), code=code).status_code == 403, "a code opens once"
    assert requests.get(f"{office.url}/my/list", timeout=20).url.endswith("/my/"), "no list without a code"
    request = office.operator().get(f"/requests/{mine['request_id']}/").text
    assert "مراجعه‌کننده شمارهٔ همراه را تأیید کرد" in request
    phone.post("/my/leave")
    assert mine["code"] not in phone.http.get(f"{office.url}/my/list", timeout=20).text


def test_nobody_learns_whether_a_number_is_known_and_strangers_get_nothing(
    office: DeskProcess, lobby: ForeignKiosk, vendor: Vendor
) -> None:
    known, unknown = mobile(), mobile()
    submit(lobby, known)
    phone = Phone(office)
    pages = [phone.post("/my/", mobile=local(number)) for number in (known, unknown)]
    plain = [re.sub(r"csrfmiddlewaretoken.*?>|[۰-۹]+|\d+|0x\w+", "", page.text) for page in pages]
    assert plain[0] == plain[1]
    vendor.wait_for(lambda m: m["receptor"] == local(known) and "کد شما" in m["message"])
    assert not any(m["receptor"] == local(unknown) for m in vendor.taken)
    assert phone.post("/my/", mobile="12").status_code == 422


def test_a_code_bears_five_tries_and_an_address_twenty_askings(
    office: DeskProcess, lobby: ForeignKiosk, vendor: Vendor
) -> None:
    number = mobile()
    submit(lobby, number)
    phone = Phone(office)
    phone.post("/my/", mobile=local(number))
    code = code_in(vendor.wait_for(lambda m: m["receptor"] == local(number) and "کد شما" in m["message"]))
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert [phone.post("/my/code", mobile=local(number), code=wrong).status_code for _ in range(5)] == [403] * 5
    assert phone.post("/my/code", mobile=local(number), code=code).status_code == 403, "used up"
    statuses = [phone.post("/my/", mobile=local(mobile())).status_code for _ in range(21)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


def test_lines_follow_the_hours_unless_staff_say_otherwise(office: DeskProcess, lobby: ForeignKiosk) -> None:
    def told() -> list[bool]:
        return [row["open"] for row in lobby.get("/state").json()["queues"]]

    assert not any(told()), "the site is closed today"
    staff: Staff = office.operator()
    path = re.search(r'action="(/console/line/\d+)"', staff.get("/console/").text)
    assert path is not None
    staff.post(path[1], how="open")
    assert sum(told()) == 1
    staff.post(path[1], how="auto")
    assert not any(told())
    assert staff.post(path[1], how="sometimes").status_code == 404


def test_threshold_alerts_the_manager_and_ends(office: DeskProcess, lobby: ForeignKiosk, vendor: Vendor) -> None:
    manager, number = office.login("manager", "manager", "editor"), mobile()
    site = re.search(
        r'<select name="site".*?<option value="(\d+)"', manager.get("/admin/alerts/threshold/add/").text, re.S
    )
    assert site is not None
    manager.post(
        "/admin/alerts/threshold/add/", site=site[1], measure="late_requests", limit="0", mobile=number, active="on"
    )
    late = submit(lobby, mobile(), promised_at="2026-01-01T08:00:00+00:00")
    office.command("desk", "jobs", "thresholds")
    vendor.wait_for(lambda m: m["receptor"] == local(number))
    shown = manager.get("/alerts/").text
    seen = re.search(r'action="(/alerts/\d+/seen)"', shown)
    assert seen is not None
    assert 'class="count"' in shown
    assert 'class="count"' not in manager.post(seen[1]).text, "somebody sees to it"
    staff = office.operator()
    staff.post(f"/requests/{late['request_id']}/state", state="registered")
    staff.post(f"/requests/{late['request_id']}/state", state="answered")
    office.command("desk", "jobs", "thresholds")
    assert "اکنون از هیچ آستانه‌ای نگذشته‌ایم" in manager.get("/alerts/").text


@pytest.fixture
def own_vendor() -> Iterator[Vendor]:
    found = Vendor()
    yield found
    found.close()


def test_template_quotes_what_it_fills_in(own_vendor: Vendor) -> None:
    nasty = 'سلام "دنیا"\n\\{to}&=%'
    HttpSender(SmsConfig(sender="http", url=own_vendor.url, body=BODY), "").send("+989121234567", nasty)
    assert own_vendor.taken[0]["message"] == nasty
    assert own_vendor.taken[0]["receptor"] == "09121234567"


def test_refusal_of_the_vendor_is_no_success(own_vendor: Vendor) -> None:
    own_vendor.failures = 1
    config = SmsConfig(sender="http", url=own_vendor.url, body=BODY, accepted='"status": "accepted"')
    with pytest.raises(NotSent, match="503"):
        HttpSender(config, "").send("+989121234567", "x")
    strict = config.model_copy(update={"accepted": "delivered"})
    with pytest.raises(NotSent, match="does not say"):
        HttpSender(strict, "").send("+989121234567", "x")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ('{"sender": "pigeon"}', "'off', 'console', 'file' or 'http'"),
        ('{"sender": "http"}', "https://"),
        ("{", "is no JSON"),
    ],
)
def test_wrong_setting_of_messages_is_one_line(tmp_path: Path, settings: str, words: str) -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MIZBAN_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "mizban", "desk", "migrate"],
        env={**clean, "MIZBAN_DESK_DATA": str(tmp_path), "MIZBAN_DESK_SMS": settings},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
