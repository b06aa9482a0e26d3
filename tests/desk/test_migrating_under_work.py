"""A new version is brought in while the old one works: an index is built on PostgreSQL and nobody waits for it."""

from __future__ import annotations

import subprocess
import sys
import time

import psycopg

from tests.desk.conftest import Desks
from tests.support import events
from tests.support.desk import ROOT, ForeignKiosk

NAME = "0003_ticket_ticket_served"
BUILDING = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX%' AND state = 'active'"
MIGRATE = f"""
from desk import setup
setup.wake()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
MigrationExecutor(connection).migrate([("queueing", "{NAME}")])
"""
VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ticket_served'::regclass"


def one(server: psycopg.Connection, query: bytes) -> object:
    row = server.execute(query).fetchone()
    return row and row[0]


def test_kiosks_go_on_while_an_index_is_built(desks: Desks) -> None:
    """Somebody's transaction is open, so the building has to wait for it; what comes after must not wait too."""
    desk = desks.on("postgresql")
    kiosk = ForeignKiosk(desk)
    queue = kiosk.get("/content").json()["catalogue"]["queues"][0]["id"]
    facts = [events.ticket(kiosk.told["number"], 990_000 + n, queue, series="66") for n in range(2)]
    assert kiosk.send(facts[0])[0]["outcome"] == "stored"
    with psycopg.connect(desk.database, autocommit=True) as server, psycopg.connect(desk.database) as slow:
        server.execute("DROP INDEX ticket_served")
        server.execute(b"DELETE FROM django_migrations WHERE app = 'queueing' AND name = %s", [NAME])
        slow.execute("UPDATE queueing_ticket SET priority = priority WHERE series = '66'")
        words = [sys.executable, "-c", MIGRATE]
        migrating = subprocess.Popen(
            words, env=desk.environment(), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        try:
            deadline = time.monotonic() + 60
            while not one(server, BUILDING.encode()):
                assert migrating.poll() is None, f"it never came to the index: {migrating.communicate()}"
                assert time.monotonic() < deadline
                time.sleep(0.02)
            assert kiosk.send(facts[1])[0]["outcome"] == "stored"
            assert one(server, BUILDING.encode()), "the index is still being built"
            slow.commit()
            said, _ = migrating.communicate(timeout=120)
        finally:
            migrating.kill()
            migrating.communicate()
        assert migrating.returncode == 0, said
        assert one(server, VALID.encode()) is True
