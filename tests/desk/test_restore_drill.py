"""Backup of a desk on PostgreSQL while kiosks and staff write, and work that goes on after a restore."""

from __future__ import annotations

import threading
import uuid
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.support import events
from tests.support.desk import DeskProcess, ForeignKiosk, Staff, running_desk

CANARY = "قناری‌پورِ ۹۱۸۲"
BATCH = 20


def new_databases(postgres: str, count: int) -> list[str]:
    """Make empty databases; return their addresses."""
    names = [f"drill_{uuid.uuid4().hex[:8]}" for _ in range(count)]
    with psycopg.connect(postgres, autocommit=True) as server:
        for name in names:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return [postgres.rsplit("/", 1)[0] + "/" + name for name in names]


def content(url: str) -> dict[str, tuple[int, str]]:
    """Return how many rows each table holds, and a digest of all that stands in them."""
    found = {}
    with psycopg.connect(url) as server:
        tables = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            query = "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} AS t"
            row = server.execute(sql.SQL(query).format(sql.Identifier(table))).fetchone()
            assert row is not None
            found[table] = (row[0], row[1] or "")
    return found


def count(url: str, table: str) -> int:
    return content(url)[table][0]


class Writers:
    """A kiosk that sends tickets in batches and an operator who opens a request again and again, until told to stop."""

    def __init__(self, kiosk: ForeignKiosk, operator: Staff, request: str) -> None:
        self.kiosk, self.operator, self.request = kiosk, operator, request
        self.sent: list[list[dict[str, Any]]] = []
        self.opened = 0
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self._send), threading.Thread(target=self._open)]
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(60)

    def _send(self) -> None:
        queue = self.kiosk.get("/content").json()["catalogue"]["queues"][0]["id"]
        while not self.stop.is_set():
            first = 500_000 + BATCH * len(self.sent)
            facts = [events.ticket(self.kiosk.told["number"], first + n, queue, series="55") for n in range(BATCH)]
            assert {verdict["outcome"] for verdict in self.kiosk.send(*facts)} == {"stored"}
            self.sent.append(facts)

    def _open(self) -> None:
        while not self.stop.is_set():
            assert CANARY in self.operator.post(f"/requests/{self.request}/open").text
            self.opened += 1


def restore(desk: DeskProcess, archive: Path, folder: Path, database: str) -> None:
    """Restore into an empty folder and database, and let the desk's commands work there."""
    desk.command("desk", "restore", str(archive), "--data-dir", str(folder), "--database", database)
    desk.data, desk.database = folder, database


def test_restore_drill_on_postgresql(postgres: str, tmp_path: Path) -> None:
    first, second, third = new_databases(postgres, 3)
    archive, quiet = tmp_path / "desk.tar.gz", tmp_path / "quiet.tar.gz"
    with running_desk(tmp_path / "one", database=first) as desk:
        kiosk, operator = ForeignKiosk(desk), desk.operator()
        sent = events.request(kiosk.told, "service-request", {"name": CANARY})
        kiosk.send(sent)
        writers = Writers(kiosk, operator, sent["payload"]["request_id"])
        before = count(first, "queueing_ticket")
        desk.command("desk", "backup", str(archive))
        writers.end()
        assert archive.stat().st_mode & 0o077 == 0
        refused = desk.command(
            *("desk", "restore", str(archive), "--data-dir", str(tmp_path / "no"), "--database", first), check=False
        )
        assert (refused.returncode, "not empty" in refused.stderr) == (2, True)
        desk.stop()
        desk.command("desk", "backup", str(quiet))
        whole = content(first)
        restore(desk, quiet, tmp_path / "three", third)
        assert content(third) == whole, "of a desk at rest every row of every table comes back"

        restore(desk, archive, tmp_path / "two", second)
        tickets, receipts = count(second, "queueing_ticket"), count(second, "kiosk_api_eventreceipt")
        assert before <= tickets <= whole["queueing_ticket"][0]
        assert tickets % BATCH == 0, "a batch is in the backup as a whole or not at all"
        assert receipts == tickets + 1, "each fact with its effect: the tickets and one request"
        assert "audit log whole" in desk.command("desk", "verify-audit").stdout, "cut between two rows, in no row"
        desk.start()
        path = f"/requests/{sent['payload']['request_id']}/open"
        assert CANARY in Staff(desk, "operator").post(path).text, "the keys came with the backup"
        for facts in writers.sent:
            assert {verdict["outcome"] for verdict in kiosk.send(*facts)} <= {"stored", "duplicate"}
        assert count(second, "queueing_ticket") == whole["queueing_ticket"][0], "what came later comes again, once"
        print(
            f"backup under writes: {tickets} of {whole['queueing_ticket'][0]} tickets in it, {writers.opened} rows of "
            f"the audit log written meanwhile; {len(whole)} tables, {sum(n for n, _ in whole.values())} rows compared"
        )
