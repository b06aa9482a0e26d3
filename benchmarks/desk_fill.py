"""Writes tickets of past days into the desk that the environment names, for the benchmark."""

from __future__ import annotations

import random
import sys
import uuid
from datetime import timedelta

from desk import setup


def main() -> None:
    """Bring the number of tickets to the one given."""
    setup.wake()
    from django.utils import timezone

    from desk.directory.days import service_day
    from desk.directory.models import Counter, Queue, Service, Site
    from desk.queueing.models import Ticket

    wanted = int(sys.argv[1]) - Ticket.objects.count()
    site = Site.objects.get()
    queues, services = list(Queue.objects.all()), list(Service.objects.all())
    counters = list(Counter.objects.all())
    rnd = random.Random(7)
    offset = Ticket.objects.count()
    batch = []
    for index in range(max(0, wanted)):
        days = 1 + index % 400
        at = timezone.now().replace(hour=5, minute=0) - timedelta(days=days) + timedelta(seconds=rnd.randrange(20_000))
        called = at + timedelta(seconds=rnd.randrange(30, 2400))
        queue = queues[index % len(queues)]
        batch.append(
            Ticket(
                id=uuid.UUID(int=rnd.getrandbits(128)),
                code=f"{(offset + index):014d}",
                queue=queue,
                line=queue,
                service=rnd.choice(services),
                service_day=service_day(site, at),
                number=offset + index + 1,
                language="fa",
                issued_at=at,
                place_at=at,
                state="served",
                counter=rnd.choice(counters),
                called_at=called,
                serving_at=called,
                finished_at=called + timedelta(seconds=rnd.randrange(60, 1200)),
            )
        )
        if len(batch) == 5000:
            Ticket.objects.bulk_create(batch)
            batch = []
    Ticket.objects.bulk_create(batch)


if __name__ == "__main__":
    main()
