"""Joining a desk: the file is whole and private; facts of one identity never go out under another."""

from __future__ import annotations

import stat
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from sync import identity, outbox
from sync.client import DeskClient
from sync.credentials import TOKEN
from sync.enrollment import FILE, Enrollment, EnrollmentError, enroll, load
from sync.ids import new_code, uuid7
from sync.protocol.codes import origin_of, parse_code
from sync.protocol.events import HelpCalled
from sync.store import Store
from tests.sync.desk_stub import DeskStub, running_desk
from tests.sync.facts import CLOCK


def test_the_identity_is_kept_for_the_daemon_alone(who: Enrollment, data: Path) -> None:
    assert load(data) == who
    assert stat.S_IMODE((data / FILE).stat().st_mode) == 0o600
    assert who.token not in repr(who)


def test_a_used_or_wrong_code_says_so(desk: DeskStub, data: Path) -> None:
    enroll(desk.url, "123456", data)
    with pytest.raises(EnrollmentError, match="bad_code"):
        enroll(desk.url, "123456", data)


@pytest.mark.parametrize("url", ["desk.example", "ftp://desk.example", "https://"])
def test_what_is_no_address_is_said(url: str, data: Path) -> None:
    with pytest.raises(EnrollmentError, match="not an address"):
        enroll(url, "123456", data)


def test_plain_http_goes_no_further_than_this_machine(data: Path) -> None:
    with pytest.raises(EnrollmentError, match="use https"):
        enroll("http://192.0.2.1:8000", "123456", data)


def test_no_desk_is_said_in_one_line(data: Path) -> None:
    with pytest.raises(EnrollmentError, match="does not answer as a desk") as told:
        enroll("http://127.0.0.1:1", "123456", data)
    assert "\n" not in str(told.value)


def test_a_desk_key_that_is_none_is_refused(desk: DeskStub, data: Path) -> None:
    desk.desk_key = lambda: {"key_id": "k", "public_key": "bm90IGEga2V5"}  # type: ignore[method-assign]
    with pytest.raises(EnrollmentError, match="not 32 bytes"):
        enroll(desk.url, "123456", data)
    assert load(data) is None


def test_a_damaged_file_says_what_to_do(who: Enrollment, data: Path) -> None:
    (data / FILE).write_text("{")
    with pytest.raises(EnrollmentError, match="enroll this kiosk again"):
        load(data)
    (data / FILE).unlink()
    (data / FILE).mkdir()
    with pytest.raises(EnrollmentError, match="cannot be read"):
        load(data)
    with pytest.raises(EnrollmentError, match="cannot be written"):
        from sync.enrollment import save

        save(data, who)


def test_unsent_facts_are_not_taken_to_another_desk(store: Store, who: Enrollment, data: Path) -> None:
    fact = HelpCalled(call_id=uuid7())
    store.write(lambda db: outbox.add(db, CLOCK, fact.call_id, fact))
    with running_desk() as other:
        with pytest.raises(EnrollmentError, match="still holds 1 facts"):
            enroll(other.url, "123456", data)
        assert other.enroll_codes, "the code was not spent"
        forced = enroll(other.url, "123456", data, force=True)
    assert load(data) == forced
    store.write(lambda db: identity.adopt(db, forced))
    with store.read() as db:
        held = outbox.quarantined(db)
    assert [item.reason for item in held] == ["made under another identity"], "it is kept, and sent to nobody else"


def test_another_kiosk_of_the_same_desk_is_refused_too(store: Store, desk: DeskStub, data: Path) -> None:
    fact = HelpCalled(call_id=uuid7())
    store.write(lambda db: outbox.add(db, CLOCK, fact.call_id, fact))
    desk.enroll_codes["654321"] = "kiosk-b"
    with pytest.raises(EnrollmentError, match="still holds"):
        enroll(desk.url, "654321", data)


def test_without_a_store_there_is_nothing_to_lose(desk: DeskStub, data: Path) -> None:
    enroll(desk.url, "123456", data)
    with running_desk() as other:
        assert enroll(other.url, "123456", data).url == other.url


def test_a_store_that_cannot_be_read_is_not_passed_over(who: Enrollment, data: Path) -> None:
    (data / "mizban.db").write_bytes(b"this is no database at all" * 100)
    with running_desk() as other, pytest.raises(EnrollmentError, match="cannot be read"):
        enroll(other.url, "123456", data)


def test_replaced_hardware_begins_with_no_lease_and_its_own_codes(
    store: Store, who: Enrollment, desk: DeskStub, tmp_path: Path
) -> None:
    desk.enroll_codes["777777"] = "kiosk-a"
    again = enroll(desk.url, "777777", tmp_path / "new-machine")
    assert (again.kiosk_id, again.number, again.epoch) == (who.kiosk_id, who.number, 2)
    store.write(
        lambda db: db.execute(
            "INSERT INTO leases (lease_id, epoch, queue, service_day, first, next, last) "
            "VALUES ('l', 1, 'adm', '2026-11-21', 1, 1, 9)"
        )
    )
    store.write(lambda db: identity.adopt(db, again))
    with store.read() as db:
        assert db.execute("SELECT count(*) FROM leases").fetchone()[0] == 0


def test_codes_of_two_enrollments_can_never_be_the_same() -> None:
    kiosk = uuid4()
    first = {new_code(12, 1, kiosk) for _one in range(20_000)}
    second = {new_code(12, 2, kiosk) for _one in range(20_000)}
    assert not first & second
    assert len(first) > 19_900, "collisions inside one enrollment are what the store's index is for"
    assert all(origin_of(parse_code(code)) == 12 for code in list(first)[:200])
    heads = {code[4:7] for code in first}
    assert len(heads) > 950, "a code tells nothing of its enrollment"


def test_ids_grow_also_when_the_clock_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    before = uuid7()
    assert before.version == 7
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() - 86_400 * 10**9)
    ids = [uuid7() for _one in range(1000)]
    assert ids == sorted({before, *ids} - {before})
    assert ids[0] > before


def test_a_token_that_is_a_credential_is_nowhere_in_the_data(
    desk: DeskStub, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    kept = credentials / TOKEN

    def keep(token: str) -> None:
        kept.write_text(token + "\n")

    answer = enroll(desk.url, "123456", data, keep_token=keep)
    assert answer.token not in "".join(path.read_text() for path in data.iterdir() if path.is_file())
    with pytest.raises(EnrollmentError, match="systemd credential"):
        load(data)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    who = load(data)
    assert who is not None
    assert who.token == answer.token
    with closing(DeskClient(who.url, who.token)) as client:
        assert client.state("", 0).content_version >= 0
