"""What keeps a desk well: retention, metrics, alarms of kiosks, migrations that do not lock."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any
from zipfile import ZipFile

import pytest
import requests

from tests.support import events
from tests.support.desk import PASSWORD, ROOT, DeskProcess, ForeignKiosk, running_desk

CANARY = "قناری‌پورِ ۹۱۸۲"
SETTINGS = """
second_factor = ["auditor"]
metrics_token = "a-token-of-the-test"
[retention]
requests = 365
kinds = { complaint = 3650 }
tickets = 30
"""


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskProcess]:
    """A desk with rules of retention and a demanded second factor."""
    folder = tmp_path_factory.mktemp("strict")
    (folder / "desk").mkdir()
    (folder / "desk" / "desk.toml").write_text(SETTINGS, encoding="utf-8")
    with running_desk(folder) as desk:
        yield desk


def change(desk: DeskProcess, *statements: str) -> None:
    with closing(sqlite3.connect(desk.data / "desk.sqlite3", timeout=20)) as file:
        for statement in statements:
            file.execute(statement)
        file.commit()


def test_retention_erases_what_is_personal_and_keeps_the_figures(strict: DeskProcess) -> None:
    kiosk, operator = ForeignKiosk(strict), strict.operator()
    kinds = ("service", "complaint")
    sent = [events.request(kiosk.told, "service-request", {"name": CANARY}, request_kind=kind) for kind in kinds]
    fresh = events.request(kiosk.told, "service-request", {"name": CANARY})
    kiosk.send(*sent, fresh)
    for fact in (*sent, fresh):
        path = f"/requests/{fact['payload']['request_id']}"
        operator.post(f"{path}/state", state="rejected", message_fa=f"برای {CANARY} ممکن نیست.", note=CANARY)
        assert CANARY in operator.post(f"{path}/open").text
    old = ", ".join(f"'{fact['payload']['code']}'" for fact in sent)
    change(strict, f"UPDATE casework_request SET state_at = '2024-01-01 00:00:00' WHERE code IN ({old})")
    told = strict.command("desk", "jobs", "retention").stdout
    assert "1 requests made anonymous" in told
    erased, complaint, kept = (f"/requests/{fact['payload']['request_id']}" for fact in (*sent, fresh))
    assert CANARY not in operator.get(f"{erased}/").text + operator.post(f"{erased}/open").text
    assert operator.get(f"{erased}/").status_code == 200, "the request itself is still there"
    for path in (complaint, kept):
        assert CANARY in operator.post(f"{path}/open").text, "its days are not over"
    again = strict.command("desk", "jobs", "retention").stdout
    assert "made anonymous" not in again
    assert "audit log whole" in strict.command("desk", "verify-audit").stdout


def test_second_factor_is_demanded_of_a_role(strict: DeskProcess) -> None:
    strict.user("inspector", "auditor")
    http = requests.Session()
    http.get(f"{strict.url}/login/", timeout=20)
    form = {"username": "inspector", "password": PASSWORD, "csrfmiddlewaretoken": http.cookies["csrftoken"]}
    page = http.post(f"{strict.url}/login/", data=form, timeout=20)
    assert "/login/second/" in page.url
    assert 'class="key"' in page.text, "it is set up before anything opens"
    assert http.get(f"{strict.url}/audit/", timeout=20, allow_redirects=False).status_code == 302


def test_metrics_are_for_this_machine_and_the_token(strict: DeskProcess) -> None:
    kiosk = ForeignKiosk(strict)
    text = requests.get(f"{strict.url}/metrics", timeout=20).text
    figures = dict(re.findall(r"^(mizban_\w+(?:{[^}]*})?) ([\d.e+-]+)$", text, re.MULTILINE))
    assert f'mizban_kiosk_outbox{{kiosk="{kiosk.told["number"]}"}}' in figures
    site = kiosk.told["site"]
    assert f'mizban_tickets_waiting{{site="{site}"}}' in figures
    assert "mizban_job_failed" in text
    through_proxy = {"X-Forwarded-For": "203.0.113.9"}
    assert requests.get(f"{strict.url}/metrics", headers=through_proxy, timeout=20).status_code == 403
    through_proxy["Authorization"] = "Bearer a-token-of-the-test"
    assert requests.get(f"{strict.url}/metrics", headers=through_proxy, timeout=20).status_code == 200


def test_alarm_of_a_kiosk_begins_and_ends_by_itself(strict: DeskProcess) -> None:
    kiosk, technician = ForeignKiosk(strict), strict.login("technician", "technician")
    body = {"instance_id": kiosk.instance, "epoch": kiosk.told["epoch"], "version": "1", "content_version": 1}
    beat: dict[str, Any] = {**body, "outbox": 0, "health": {}, "sent_at": "2026-01-01T00:00:00+00:00"}
    assert kiosk.post("/heartbeat", quarantined=3, **beat).status_code == 204
    strict.command("desk", "jobs", "kiosks")
    page = technician.get("/fleet/").text
    assert "3 facts in quarantine" in page
    assert "ساعت کیوسک درست نیست" in page
    assert kiosk.post("/heartbeat", quarantined=0, **beat).status_code == 204
    strict.command("desk", "jobs", "kiosks")
    assert "3 facts in quarantine" not in technician.get("/fleet/").text


MANY = 1_000_000
ALL_DAYS = {"first": "2024-12-01", "last": "2027-12-01"}


def counted(answer: requests.Response) -> int:
    """Return the sum of tickets in a report's file."""
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return sum(int(row[1]) for row in rows[1 : rows.index([]) if [] in rows else len(rows)])


def timed(count: int, what: str, ask: Callable[[], requests.Response]) -> requests.Response:
    """Fetch a report; with as many tickets as an office has in years nobody waits two seconds."""
    start = time.monotonic()
    answer = ask()
    seconds = time.monotonic() - start
    print(f"{count} tickets, {what}: {seconds:.2f} s")
    assert count < MANY or seconds < 2, what
    return answer


def test_first_report_waits_for_nobody_and_is_never_partly_a_file(strict: DeskProcess) -> None:
    """Figures of years are put together in the background; `MIZBAN_TEST_TICKETS=1000000` also holds the times."""
    manager = strict.login("manager", "manager")
    count = int(os.environ.get("MIZBAN_TEST_TICKETS", "4000"))
    words = [sys.executable, "-m", "benchmarks.desk_fill", str(count), str(max(count // 400, 30))]
    subprocess.run(words, env=strict.environment(), cwd=ROOT, check=True, timeout=1500)
    (tickets,) = strict.rows("SELECT count(*) AS n FROM queueing_ticket")
    first = timed(count, "the first report", lambda: manager.get("/reports/", group="service", **ALL_DAYS))
    assert first.status_code == 200
    assert "هنوز آماده نشده است" in first.text, "two years of figures are not put together while somebody waits"
    deadline = time.monotonic() + 120 + count / 1000
    while True:
        file = timed(count, "its file", lambda: manager.get("/reports/", group="service", format="csv", **ALL_DAYS))
        if file.status_code == 200:
            break
        assert (file.status_code, "هنوز آماده نشده است" in file.text) == (503, True)
        assert time.monotonic() < deadline, strict.log()[-2000:]
        time.sleep(0.5)
    assert counted(file) == int(tickets["n"])
    for group in ("service", "department", "day", "hour"):
        asked = {"group": group, **ALL_DAYS}
        page = timed(count, f"page by {group}", lambda asked=asked: manager.get("/reports/", **asked))
        assert (page.status_code, "هنوز آماده" in page.text) == (200, False)
        file = timed(count, f"CSV by {group}", lambda asked=asked: manager.get("/reports/", format="csv", **asked))
        assert counted(file) == int(tickets["n"]), "every ticket is counted once"
        book = timed(count, f"spreadsheet by {group}", lambda a=asked: manager.get("/reports/", format="xlsx", **a))
        with ZipFile(io.BytesIO(book.content)) as parts:
            assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml"), "no cell is a formula"
    (days,) = strict.rows("SELECT count(DISTINCT service_day) AS n FROM queueing_ticket")
    (sums,) = strict.rows("SELECT count(*) AS n FROM reports_daytotal WHERE \"by\" = 'service'")
    (services,) = strict.rows("SELECT count(*) AS n FROM directory_service")
    assert int(sums["n"]) <= int(days["n"]) * (int(services["n"]) + 1), "a report reads sums, not tickets"


_MIGRATIONS = """
import json
from desk import setup
setup.wake()
from django.apps import apps
from django.db.migrations import operations as op
from django.db.migrations.loader import MigrationLoader
ours = {config.label for config in apps.get_app_configs() if config.name.startswith("desk.")}
bad = []
for (app, name), migration in sorted(MigrationLoader(None).disk_migrations.items()):
    if app not in ours or migration.initial or name.startswith(("0001", "0002_initial")):
        continue
    made = {o.name.lower() for o in migration.operations if isinstance(o, op.CreateModel)}
    for o in migration.operations:
        of = getattr(o, "model_name", "").lower()
        if isinstance(o, op.AddField) and of not in made and not (o.field.null or o.field.has_db_default()):
            bad.append(f"{app}.{name}: {of}.{o.name} has no default in the database")
        if isinstance(o, (op.RenameField, op.RenameModel)):
            bad.append(f"{app}.{name}: renames, which the old version cannot bear")
print(json.dumps(bad))
"""


def test_old_version_can_work_while_a_new_one_migrates(sandbox: dict[str, str]) -> None:
    """No new column without a default in the database, nothing renamed: both versions work on the same tables."""
    done = subprocess.run(
        [sys.executable, "-c", _MIGRATIONS], env=sandbox, cwd=ROOT, text=True, capture_output=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == []
