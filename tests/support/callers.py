"""Eight operators of one process who press "call next" as fast as they can, until nobody waits.

python -m tests.support.callers USERNAME COUNTER...   (the desk is named by the environment)
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from desk import setup


def main() -> None:
    """Call until every line of the counters is empty."""
    setup.wake()
    from django.db import connection, connections

    from desk.directory.models import Counter
    from desk.queueing import calling
    from desk.staff.models import User

    operator = User.objects.get(username=sys.argv[1])
    counters = list(Counter.objects.filter(pk__in=[int(word) for word in sys.argv[2:]]).select_related("site"))
    connection.close()

    def work(index: int) -> None:
        counter = counters[index % len(counters)]
        while True:
            here = calling.current(counter)
            try:
                if calling.call_next(counter, operator, here.pk if here else None) is None:
                    break
            except calling.Stale:
                continue
        connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))


if __name__ == "__main__":
    main()
