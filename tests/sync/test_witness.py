"""A store that is older than what was noted of it gives nothing again, and goes on above."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from sync import identity, leases, witness
from sync.client import DeskClient
from sync.clock import SiteClock
from sync.enrollment import Enrollment
from sync.errors import DeskRefused
from sync.heart import Heart, Report
from sync.ids import new_code
from sync.link import Link
from sync.protocol.messages import Lease
from sync.store import Store, meta
from tests.sync.desk_stub import DeskStub
from tests.sync.facts import help_called

DAY = date(2026, 11, 21)


def made(store: Store) -> int:
    with store.read() as db:
        return witness.facts_made(db)


def take(store: Store, who: Enrollment) -> leases.Number:
    return store.write(lambda db: leases.take(db, who.epoch, who.number, "adm", DAY, trusted=True))


def lend(store: Store, who: Enrollment) -> None:
    wanted = store.write(lambda db: leases.want(db, who.epoch, "adm", DAY))
    assert wanted is not None
    lease = Lease(lease_id=uuid4(), request_id=wanted.request_id, queue="adm", service_day=DAY, first=1, last=20)
    store.write(lambda db: leases.granted(db, who.epoch, lease))


def test_the_count_never_falls(store: Store) -> None:
    assert made(store) == 0
    for _fact in range(3):
        help_called(store)
    store.write(lambda db: db.execute("DELETE FROM outbox"))
    assert made(store) == 3, "what aged out was made all the same"


def test_a_store_that_is_not_behind_is_left_alone(store: Store, who: Enrollment) -> None:
    lend(store, who)
    help_called(store)
    assert store.write(lambda db: witness.go_on_above(db, who.epoch, 1)) is False
    assert take(store, who) == leases.Number(1, "", take(store, who).lease_id)
    with store.read() as db:
        assert witness.code_part(db) == 0


@pytest.mark.parametrize("missing", [1, 500, 10**9])
def test_an_older_store_jumps_above_what_it_may_have_given(store: Store, who: Enrollment, missing: int) -> None:
    lend(store, who)
    own = store.write(lambda db: leases.take(db, who.epoch, who.number, "rec", DAY, trusted=True))
    asked = store.write(lambda db: leases.want(db, who.epoch, "rec", DAY))
    here = made(store)
    assert store.write(lambda db: witness.go_on_above(db, who.epoch, here + missing)) is True
    jump = min(missing + witness.MARGIN, witness.MOST_NUMBERS)
    assert made(store) == here + missing + witness.MARGIN
    first = take(store, who)
    assert (first.series, first.number) == (str(who.number), jump + 1), "the lease is burnt"
    later = store.write(lambda db: leases.take(db, who.epoch, who.number, "rec", DAY, trusted=True))
    assert later.number == own.number + jump + 1, "so does the own series"
    again = store.write(lambda db: leases.want(db, who.epoch, "rec", DAY))
    assert asked is not None
    assert again is not None
    assert again.request_id != asked.request_id, "what was asked for may have been answered to the other copy"
    fact, above = help_called(store), made(store)
    with store.read() as db:
        assert db.execute("SELECT seq FROM outbox WHERE id = ?", (fact,)).fetchone()[0] == above
    assert store.write(lambda db: witness.go_on_above(db, who.epoch, here + missing)) is False, "once is enough"


def test_a_new_enrollment_has_nothing_to_fear(store: Store, who: Enrollment) -> None:
    store.write(lambda db: witness.go_on_above(db, who.epoch, 70))
    new = who.model_copy(update={"instance_id": uuid4(), "epoch": 2})
    store.write(lambda db: identity.adopt(db, new))
    with store.read() as db:
        assert (witness.code_part(db), meta.get(db, "series_floor", "0")) == (0, "0")


def test_codes_of_a_copy_and_of_its_original_are_never_the_same() -> None:
    kiosk = uuid4()
    drawn = [{new_code(12, 1, kiosk, part) for _one in range(3000)} for part in (0, 1, 2, 20)]
    assert sum(map(len, drawn)) - len(set.union(*drawn)) == 0
    other = {new_code(12, 2, kiosk, part) for part in (0, 1, 20) for _one in range(3000)}
    assert not set.union(*drawn) & other, "nor of another enrollment"


def test_the_file_beside_the_store(data: Path, who: Enrollment) -> None:
    found = witness.Witness(data)
    assert found.read(who.instance_id) == 0
    found.note(who.instance_id, 41)
    found.note(who.instance_id, 41)
    assert witness.Witness(data).read(who.instance_id) == 41
    assert witness.Witness(data).read(uuid4()) == 0, "another installation counts for itself"
    (data / witness.FILE).write_text("{torn", encoding="utf-8")
    assert witness.Witness(data).read(who.instance_id) == 0
    (data / witness.FILE).unlink()
    (data / (witness.FILE + ".part")).mkdir()
    found.note(who.instance_id, 42)
    assert not (data / witness.FILE).exists(), "a disk that takes no more is the store's to tell"


def test_the_desk_tells_a_copy_what_it_is(store: Store, who: Enrollment, desk: DeskStub, clock: SiteClock) -> None:
    client = DeskClient(who.url, who.token, clock=clock)
    heart = Heart(store, client, who, Link(), Report(), dict)
    desk.faults["/heartbeat"] = [(409, "restored_copy", {"where": "77"})]
    heart.beat()
    assert made(store) == 77 + witness.MARGIN
    assert desk.beats[-1]["facts_made"] == made(store), "it says at once where it goes on"
    heart.soon()
    desk.faults["/heartbeat"] = [(409, "stale_epoch", {})]
    with pytest.raises(DeskRefused, match="stale_epoch"):
        heart.beat()
    client.close()
