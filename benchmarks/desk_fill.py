"""Writes facts of past days into the desk that the environment names, straight into its tables: for benchmarks.

    python -m benchmarks.desk_fill 1000000 [2500]

brings the tickets to a million, so many a day over 400 days at most; a service is given at two counters; of every
ticket the fact that brought it and the act that called it are remembered; of every twenty one is rated, of every fifty
one goes with a request. The database makes the rows itself, so it takes a minute or two.
"""

from __future__ import annotations

import random
import sys
import uuid
from datetime import timedelta
from typing import Any

from desk import setup

DAYS = 400
_KEY = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}
_COLUMNS = (
    "id, code, queue_id, line_id, service_id, service_day, number, series, language, priority, issued_at, place_at,"
    " state, counter_id, operator_id, call_repeat, called_at, serving_at, finished_at, result, content_version"
)
_SELECT = """WITH {rows}, f AS (SELECT n,
  {midnight} - 86400 * (1 + n / {per_day} % {days}) + 14400 + n % {per_day} * 30000 / {per_day} AS at,
  30 + n % 1000003 * 16807 % 2370 AS wait, 60 + n % 1000003 * 1621 % 1140 AS lasts,
  n / 3 * 7919 % 10007 AS mixed FROM t)
INSERT INTO queueing_ticket ({columns})
SELECT {key}, {code}, {queue}, {queue}, {service}, {day}, n + 1, '', 'fa',
  CASE WHEN n % 9 = 0 THEN 'elderly' ELSE '' END,
  {issued}, {issued}, CASE WHEN n % 11 = 0 THEN 'no_show' ELSE 'served' END, {counter}, {operator}, 0,
  {called}, {called}, {finished}, '', 1 FROM f"""
_MADE = "number > {have} AND code LIKE '9%%'"
_RECEIPTS = """INSERT INTO kiosk_api_eventreceipt
  (id, sha256, kiosk_id, kind, subject, occurred_at, received_at, clock_offset_ms, outcome, reason)
SELECT {key}, '{digest}', {kiosk}, 'ticket.issued', id, issued_at, issued_at, 0, 'stored', ''
FROM queueing_ticket WHERE {made}"""
_ACTS = """INSERT INTO queueing_ticketaction (ticket_id, at, actor_id, counter_id, action, reason)
SELECT id, called_at, operator_id, counter_id, 'call', 'eldest' FROM queueing_ticket WHERE {made}"""


def main() -> None:
    """Bring the number of tickets to the one given."""
    setup.wake()
    from django.db import connection, transaction

    from desk.queueing.models import Ticket
    from desk.reports.models import AggregatedDay

    have, wanted = Ticket.objects.count(), int(sys.argv[1])
    per_day = int(sys.argv[2]) if len(sys.argv) > 2 else 2500
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -1000000")
    with transaction.atomic(), connection.cursor() as cursor:
        if wanted > have:
            cursor.execute(_tickets(connection.vendor, have, wanted, per_day))
            _remember(cursor, have)
            _rate(have)
            _ask(have)
            AggregatedDay.objects.all().delete()  # nobody told the figures of what came
        cursor.execute("ANALYZE")


def _remember(cursor: Any, have: int) -> None:
    """Add what came with each ticket: the fact of a kiosk, where there is one, and the act of an operator."""
    from django.db import connection

    from desk.fleet.models import Kiosk

    words = {"made": _MADE.format(have=have), "key": _KEY[connection.vendor], "digest": "0" * 64}
    if (kiosk := Kiosk.objects.order_by("pk").first()) is not None:
        quoted = f"'{kiosk.pk if connection.vendor == 'postgresql' else kiosk.pk.hex}'"
        cursor.execute(_RECEIPTS.format(**words, kiosk=quoted), [])
    cursor.execute(_ACTS.format(**words), [])


def _tickets(vendor: str, have: int, wanted: int, per_day: int) -> str:
    if vendor == "postgresql":
        words = {
            "rows": f"t AS (SELECT n::bigint AS n FROM generate_series({have}, {wanted - 1}) AS g(n))",
            "midnight": "extract(epoch FROM date_trunc('day', now()))::bigint",
            "key": _KEY[vendor],
            "code": "'9' || lpad(n::text, 13, '0')",
            "day": "to_timestamp(at)::date",
        }
        stamp = "to_timestamp({})"
    else:
        words = {
            "rows": f"RECURSIVE t(n) AS (SELECT {have} UNION ALL SELECT n + 1 FROM t WHERE n < {wanted - 1})",
            "midnight": "CAST(strftime('%s', 'now', 'start of day') AS INTEGER)",
            "key": _KEY[vendor],
            "code": "printf('9%013d', n)",
            "day": "date(at, 'unixepoch')",
        }
        stamp = "strftime('%Y-%m-%d %H:%M:%S', {}, 'unixepoch')"
    return _SELECT.format(
        **words,
        columns=_COLUMNS,
        days=DAYS,
        per_day=per_day,
        queue=_pick("queue", "mixed"),
        service=_pick("service", "mixed"),
        counter=_pick("counter", "mixed + n % 2"),
        operator="(SELECT min(id) FROM staff_user)",
        issued=stamp.format("at"),
        called=stamp.format("at + wait"),
        finished=stamp.format("at + wait + lasts"),
    )


def _pick(name: str, number: str) -> str:
    """Return SQL that takes a key of a table of the directory by an SQL number."""
    from desk.directory import models

    model: Any = {"queue": models.Queue, "service": models.Service, "counter": models.Counter}[name]
    keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
    cases = " ".join(f"WHEN {index} THEN {key}" for index, key in enumerate(keys))
    return f"CASE ({number}) % {len(keys)} {cases} END"


def _rate(have: int) -> None:
    from desk.directory.models import Poll
    from desk.polls.models import PollAnswer
    from desk.polls.ratings import rating_question
    from desk.queueing.models import Ticket

    poll, rnd = Poll.objects.order_by("id").first(), random.Random(7)
    if poll is None:
        return
    question = rating_question(poll)
    served = Ticket.objects.filter(state="served", number__gt=have, code__startswith="9").order_by("number")
    rows = served.values_list("code", "number", "finished_at").iterator(5000)
    PollAnswer.objects.bulk_create(
        (
            PollAnswer(id=uuid.uuid4(), poll=poll, code=code, answers={question: rnd.choice((1, 3, 4, 5, 5))},
                       language="fa", answered_at=at)
            for code, number, at in rows
            if number % 20 == 0
        ),
        batch_size=2000,
    )  # fmt: skip


def _ask(have: int) -> None:
    from desk.casework.models import Request
    from desk.directory.models import Site
    from desk.queueing.models import Ticket

    site, kinds = Site.objects.order_by("id").first(), ("service", "service", "question", "complaint")
    tickets = Ticket.objects.filter(number__gt=have, code__startswith="9").order_by("number")
    rows = tickets.values_list("code", "number", "issued_at", "service_id", "service__department_id").iterator(5000)
    Request.objects.bulk_create(
        (
            Request(
                id=uuid.uuid4(),
                code="8" + code[1:],
                site=site,
                kind=kinds[number % len(kinds)],
                service_id=service,
                department_id=department,
                language="fa",
                submitted_at=at,
                promised_at=at + timedelta(hours=72),
                key_id="none",
                sealed=b"",
                state="registered" if number % 3 == 0 else "answered",
                state_at=at + timedelta(hours=number % 96),
            )
            for code, number, at, service, department in rows
            if number % 50 == 0
        ),
        batch_size=2000,
    )


if __name__ == "__main__":
    main()
