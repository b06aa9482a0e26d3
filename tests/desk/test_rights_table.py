"""Every view of the desk × every role (T2): the table below is the law, and no view may be missing from it.

A row says who is let in: o(perator), u(nit head), m(anager), e(ditor), t(echnician), a(uditor); `.` is whoever is
logged in, `*` anybody. Of everybody who opens anything, nobody may see a visitor's data who has not the right.
"""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.support import events
from tests.support.desk import ROOT, DeskProcess, ForeignKiosk, Staff

ROLES = {"o": "operator", "u": "unit_head", "m": "manager", "e": "editor", "t": "technician", "a": "auditor"}
CANARY = "قناری‌وندِ ۴۴۱۹"
MOBILE = "+989120044190"
NOBODY = "00000000-0000-4000-8000-000000000000"
TABLE = {
    "/t/{code}": "*",
    "/t/{code}/poll": "*",
    "/my/": "*",
    "/my/code": "*",
    "/my/list": "*",
    "/my/leave": "*",
    "/favicon.ico": "*",
    "/health/live": "*",
    "/health/ready": "*",
    "/metrics": "*",
    "/packages/SHA256SUMS": "*",
    "/board/{site}": "*",
    "/board/{site}/state": "*",
    "/login/": "*",
    "/login/second/": "*",
    "/language/": "*",
    "/logout/": "*",
    "/": ".",
    "/account/": ".",
    "/console/": "oum",
    "/console/line/999999": "oum",
    "/console/ticket/{nobody}": "oum",
    "/console/1/": "oum",
    "/console/1/panel": "oum",
    "/console/1/live": "oum",
    "/console/999999/call-next": "oum",
    "/requests/": "oum",
    "/requests/levels/": "uma",
    "/requests/new/": "oum",
    "/requests/new/1/": "oum",
    "/requests/{request_id}/receipt": "oum",
    "/requests/{request_id}/": "oum",
    "/requests/{request_id}/open": "ou",
    "/requests/{request_id}/state": "oum",
    "/alerts/": "uma",
    "/alerts/999999/seen": "uma",
    "/directory/missing/": "em",
    "/directory/picture/999999": "em",
    "/directory/service/1/preview": "em",
    "/directory/files/": "em",
    "/directory/files/export": "em",
    "/directory/files/check": "em",
    "/directory/files/{nobody}/take": "em",
    "/fleet/": "tm",
    "/fleet/code": "tm",
    "/fleet/picture/{nobody}": "tm",
    "/fleet/help/{nobody}": "toum",
    "/fleet/alarm/999999": "tm",
    "/fleet/{nobody}/retire": "tm",
    "/rules/": "m",
    "/reports/": "uma",
    "/reports/daily/": "uma",
    "/reports/six-monthly/": "uma",
    "/reports/written/999999/": "uma",
    "/polls/": "uma",
    "/polls/999999/sampling": "m",
    "/publishing/": "em",
    "/publishing/now": "em",
    "/publishing/999999/restore": "em",
    "/audit/": "a",
    "/signage/": "em",
    "/signage/upload": "em",
    "/signage/asset/999999/small": "em",
    "/signage/asset/999999/whole": "em",
    "/signage/asset/999999/retire": "em",
    "/signage/playlists/": "em",
    "/signage/playlists/999999/": "em",
    "/signage/playlists/999999/add": "em",
    "/signage/schedules/": "em",
    "/signage/schedules/group": "em",
    "/signage/schedules/group/999999/remove": "em",
    "/signage/week/": "em",
    "/signage/preview/": "em",
    "/signage/publish": "em",
    "/signage/versions/": "em",
    "/signage/versions/999999/back": "em",
    "/signage/urgent/": "em",
    "/signage/urgent/send": "em",
    "/signage/urgent/cap": "em",
    "/signage/urgent/999999/cancel": "em",
    "/signage/urgent/999999/file": "em",
    "/signage/proof/": "emua",
    "/signage/proof.csv": "emua",
    "/admin/": "em",
    "/admin/login/": "em",
    "/admin/staff/user/": "m",
    "/admin/directory/service/": "em",
    "/admin/directory/poll/add/": "em",
}
UNSEALS = "/requests/{request_id}/open"
_ROUTES = """
import json
from desk import setup
setup.wake()
from django.urls import get_resolver
from django.urls.resolvers import URLPattern
def walk(patterns, before=""):
    for found in patterns:
        if isinstance(found, URLPattern):
            if not before.startswith(("admin/", "api/")):
                yield before + str(found.pattern)
        else:
            yield from walk(found.url_patterns, before + str(found.pattern))
table = json.loads(input())
missing = []
from django.urls import resolve, Resolver404
seen = set()
for path in table:
    seen.add(resolve(path).route)
print(json.dumps(sorted(set(walk(get_resolver().url_patterns)) - seen)))
"""


@pytest.fixture
def places(desk: DeskProcess, kiosk: ForeignKiosk) -> dict[str, str]:
    """What stands in the paths: a sealed request whose answers hold the canary."""
    sent = events.request(kiosk.told, "service-request", {"name": CANARY, "mobile": MOBILE})
    assert kiosk.send(sent)[0]["outcome"] == "stored"
    fact = sent["payload"]
    return {"code": fact["code"], "request_id": fact["request_id"], "site": kiosk.told["site"], "nobody": NOBODY}


def test_no_view_is_missing_from_the_table(desk: DeskProcess, places: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ROUTES],
        input=json.dumps([path.format(**places) for path in TABLE]),
        env=desk.environment(),
        cwd=ROOT,
        text=True,
        capture_output=True,
        check=True,
        timeout=120,
    )
    assert json.loads(done.stdout) == []


@pytest.mark.parametrize("database", ["sqlite"])
@pytest.mark.parametrize("letter", ROLES)
def test_role_opens_what_the_table_says_and_sees_no_visitors_data(
    desk: DeskProcess, places: dict[str, str], letter: str
) -> None:
    staff = desk.login(ROLES[letter], ROLES[letter])
    wrong = []
    for path, letters in TABLE.items():
        if path == "/logout/":
            continue  # it would end the session that the other tests use
        status, text = asked(staff, path.format(**places))
        allowed = letters in ("*", ".") or letter in letters
        if allowed == (status == 403) or status >= 500:
            wrong.append(f"{path}: {status}, should be {'let in' if allowed else '403'}")
        if (CANARY in text or MOBILE in text) and not (path == UNSEALS and allowed):
            wrong.append(f"{path}: shows a visitor's data")
    assert not wrong


def asked(staff: Staff, path: str) -> tuple[int, str]:
    """Get a page; where only POST is taken, send an empty form. The admin refuses by its login page."""
    admin = path.startswith("/admin/")
    with staff.session.get(staff.desk.url + path, timeout=60, stream=True, allow_redirects=admin) as answer:
        status = answer.status_code
        text = "" if path.endswith("/live") and status == 200 else answer.text
    if status != 405:
        return status, text
    posted = staff.post(path, follow=False)
    return posted.status_code, posted.text


def test_strangers_see_the_login_and_nothing_else(desk: DeskProcess, places: dict[str, str]) -> None:
    def look(row: tuple[str, str]) -> str:
        path, letters = row
        answer = requests.get(desk.url + path.format(**places), allow_redirects=False, timeout=60, stream=True)
        if letters == "*":
            return "" if answer.status_code not in (403, 500) and CANARY not in answer.text else path
        to_login = answer.status_code in (301, 302) and "/login/" in answer.headers["Location"]
        return "" if to_login or answer.status_code in (403, 405) else f"{path}: {answer.status_code}"

    with ThreadPoolExecutor(4) as pool:
        assert [found for found in pool.map(look, TABLE.items()) if found] == []


def test_rights_hold_at_the_site_that_they_are_given_for(desk: DeskProcess, places: dict[str, Any]) -> None:
    """An operator of no site at all has no right anywhere, and the head of a unit sees that unit's figures alone."""
    desk.user("nobody", "technician")
    staff = desk.login("nobody", "technician")
    assert staff.get(f"/requests/{places['request_id']}/").status_code == 403
