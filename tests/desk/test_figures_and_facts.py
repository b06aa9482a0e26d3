"""A fact that is being stored while the figures of its day are put together is never forgotten."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.desk.conftest import Desks
from tests.support.desk import ROOT

SCRIPT = """
import json, threading, time, uuid
from datetime import date, datetime, timezone
from desk import setup
setup.wake()
from django.db import connection, connections, transaction
from desk.directory.models import Queue
from desk.queueing.models import Ticket
from desk.reports.aggregation import aggregate, forget
from desk.reports.models import AggregatedDay, DayTotal
queue, day = Queue.objects.order_by("id")[0], date(2019, 3, 4)
at = datetime(2019, 3, 4, 8, tzinfo=timezone.utc)
stored, go_on = threading.Event(), threading.Event()

def kiosk():
    with transaction.atomic():
        Ticket.objects.create(code="7" + str(uuid.uuid4().int)[:13], queue=queue, line=queue, service_day=day, number=1,
                              language="fa", issued_at=at, place_at=at)
        forget(queue.site_id, day)
        stored.set()
        assert go_on.wait(60)
    connections.close_all()

def figures():
    aggregate(queue.site, day)
    connections.close_all()

def waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone()[0]

one, other = threading.Thread(target=kiosk), threading.Thread(target=figures)
one.start()
assert stored.wait(60)
other.start()
end = time.monotonic() + 60
while other.is_alive() and not waits() and time.monotonic() < end:
    time.sleep(0.02)
waited = other.is_alive()
go_on.set()
one.join(60), other.join(60)
stands = AggregatedDay.objects.filter(site=queue.site, day=day, what="tickets").exists()
issued = sum(DayTotal.objects.filter(site=queue.site, day=day, by="hour").values_list("issued", flat=True))
print(json.dumps({"waited": waited, "stands": stands, "issued": issued}))
"""


def test_figures_wait_for_a_fact_that_is_not_committed_yet(desks: Desks) -> None:
    desk = desks.on("postgresql")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=desk.environment(), cwd=ROOT, text=True, capture_output=True, timeout=200
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == {"waited": True, "stands": True, "issued": 1}
