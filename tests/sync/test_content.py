"""Content: whole or not at all; the old one is shown until the new one is complete."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sync import content
from sync.backoff import Backoff
from sync.client import DeskClient
from sync.clock import SiteClock
from sync.content import BadContent
from sync.enrollment import Enrollment
from sync.errors import DeskUnreachable
from sync.heart import Report
from sync.keeper import Keeper
from sync.link import Link
from sync.media import MediaStore
from sync.protocol.catalogue import Catalogue
from sync.reader import ContentReader, content_version
from sync.store import Store
from tests.sync import catalogues
from tests.sync.desk_stub import DeskStub, sha256


class Kept:
    """A keeper that is turned by hand."""

    def __init__(self, store: Store, who: Enrollment, clock: SiteClock, cap: int = 10_000_000) -> None:
        self.swapped: list[int] = []
        self.client = DeskClient(who.url, who.token, timeout_s=5, clock=clock)
        self.media = MediaStore(store.path.parent, cap)
        self.keeper = Keeper(
            store, self.client, who, Link(), clock, self.media, Backoff(), self.swapped.append, Report()
        )


@pytest.fixture
def kept(store: Store, who: Enrollment, clock: SiteClock) -> Iterator[Kept]:
    found = Kept(store, who, clock)
    yield found
    found.client.close()


def shown(store: Store) -> int:
    with store.read() as db:
        return content.current_version(db)


def publish_media(desk: DeskStub, version: int, *files: bytes) -> None:
    """Publish a version that names these files."""
    desk.media.update({sha256(data): data for data in files})
    media = [{"sha256": sha256(data), "size": len(data), "kind": "image/png"} for data in files]
    desk.publish(catalogues.content(version, media=media), version)


def test_a_version_is_taken_shown_and_not_fetched_again(kept: Kept, store: Store, desk: DeskStub) -> None:
    kept.keeper.turn()
    assert (shown(store), kept.swapped) == (1, [1])
    kept.keeper.turn()
    assert kept.swapped == [1]
    kept.keeper.published(1)
    asked = desk.hits.count("/content")
    kept.keeper.turn()
    assert desk.hits.count("/content") == asked


def test_a_desk_that_has_published_nothing_is_no_fault(kept: Kept, store: Store, desk: DeskStub) -> None:
    desk.faults["/content"] = [(404, "nothing_published", {})]
    kept.keeper.turn()
    assert shown(store) == 0


def broken(**changes: Any) -> bytes:
    document = json.loads(catalogues.content(2))
    document.update(changes)
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>log in</html>", "JSON"),
        (broken(content_schema=99), "schema 99"),
        (broken(catalogue={}), "organisation"),
        (catalogues.content(2, counters=[{"id": "c", "number": "1", "room": "nowhere", "queues": []}]), "nowhere"),
        (catalogues.content(2, media=[{"sha256": "0" * 64, "size": 5, "kind": "image/png"}]), "does not give"),
    ],
)
def test_a_bad_version_is_refused_whole_told_to_the_desk_and_fetched_once(
    body: bytes, reason: str, kept: Kept, store: Store, desk: DeskStub
) -> None:
    kept.keeper.turn()
    desk.publish(body, 2)
    kept.keeper.published(2)
    kept.keeper.turn()
    assert (shown(store), kept.swapped) == (1, [1])
    assert reason in desk.beats[-1]["refused_content"]["reason"]
    assert desk.beats[-1]["health"]["content"] == "fault"
    with store.read() as db:
        assert content.current_etag(db) == catalogues.etag(body)
    desk.publish(catalogues.content(3), 3)
    kept.keeper.published(3)
    kept.keeper.turn()
    assert shown(store) == 3
    with store.read() as db:
        assert content.refused(db) is None


def test_an_older_version_is_refused(kept: Kept, store: Store, desk: DeskStub) -> None:
    desk.publish(catalogues.content(5), 5)
    kept.keeper.turn()
    desk.publish(catalogues.content(4), 4)
    kept.keeper.published(4)
    kept.keeper.turn()
    assert shown(store) == 5


def test_a_document_that_was_changed_on_the_way_is_fetched_again(
    kept: Kept, store: Store, desk: DeskStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cut or changed answer says nothing of the version: it must not be remembered as a bad one."""
    with monkeypatch.context() as patch:
        patch.setattr(catalogues, "etag", lambda body: "0" * 64)
        with pytest.raises(DeskUnreachable, match="ETag"):
            kept.keeper.turn()
    kept.keeper.turn()
    assert shown(store) == 1


def test_reload_looks_at_a_refused_version_again(kept: Kept, store: Store, desk: DeskStub) -> None:
    data = b"picture"
    media = [{"sha256": sha256(data), "size": len(data), "kind": "image/png"}]
    desk.publish(catalogues.content(2, media=media), 2)
    kept.keeper.turn()
    assert shown(store) == 0
    desk.media[sha256(data)] = data
    kept.keeper.turn()
    assert shown(store) == 0, "a refused document is not fetched again by itself"
    kept.keeper.look_again()
    kept.keeper.turn()
    assert shown(store) == 2


def test_the_version_before_is_kept_for_rollback(kept: Kept, store: Store, desk: DeskStub) -> None:
    for version in (1, 2, 3):
        desk.publish(catalogues.content(version), version)
        kept.keeper.published(version)
        kept.keeper.turn()
    with store.read() as db:
        assert [row[0] for row in db.execute("SELECT version FROM content ORDER BY version")] == [2, 3]
    assert store.write(content.roll_back) == 2
    kept.keeper.turn()
    assert shown(store) == 2, "the version that was rolled back is not taken again"
    with pytest.raises(BadContent):
        store.write(content.roll_back)


def test_media_is_resumed_verified_and_then_shown(kept: Kept, store: Store, desk: DeskStub) -> None:
    data = os.urandom(300_000)
    publish_media(desk, 2, data)
    desk.media_cuts = [100_000]
    with pytest.raises(DeskUnreachable):
        kept.keeper.turn()
    assert shown(store) == 0
    part = kept.media.path(sha256(data) + ".part")
    assert 0 < part.stat().st_size < len(data)
    kept.keeper.turn()
    assert shown(store) == 2
    assert kept.media.path(sha256(data)).read_bytes() == data
    assert not part.exists()


def test_media_with_other_bytes_is_never_kept(kept: Kept, store: Store, desk: DeskStub) -> None:
    data = b"a" * 1000
    publish_media(desk, 2, data)
    desk.media[sha256(data)] = b"b" * 1000
    with pytest.raises(DeskUnreachable):
        kept.keeper.turn()
    assert not kept.media.path(sha256(data)).exists()
    desk.media[sha256(data)] = b"b" * 2000
    kept.keeper.turn()
    assert shown(store) == 0
    with store.read() as db:
        refused = content.refused(db)
    assert refused is not None
    assert "longer" in refused.reason


def test_a_damaged_part_does_not_stop_the_next_try(kept: Kept, store: Store, desk: DeskStub) -> None:
    data = os.urandom(5000)
    publish_media(desk, 2, data)
    part = kept.media.path(sha256(data) + ".part")
    part.parent.mkdir(parents=True)
    part.write_bytes(b"x" * 6000)
    kept.keeper.turn()
    assert shown(store) == 2


def test_the_cap_drops_the_unused_and_never_what_is_shown(
    store: Store, who: Enrollment, clock: SiteClock, desk: DeskStub
) -> None:
    kept = Kept(store, who, clock, cap=2500)
    files = [os.urandom(1000) for _one in range(3)]
    for version, data in enumerate(files, 1):
        publish_media(desk, version, data)
        kept.keeper.published(version)
        kept.keeper.turn()
        assert shown(store) == version
    there = [kept.media.path(sha256(data)).exists() for data in files]
    assert there == [False, True, True], "the file that no version shows went first"
    publish_media(desk, 4, os.urandom(3000))
    kept.keeper.published(4)
    kept.keeper.turn()
    assert shown(store) == 3
    assert desk.beats[-1]["refused_content"]["reason"].startswith("its media need")
    kept.client.close()


def test_a_file_that_goes_bad_is_dropped_told_and_fetched_again(
    kept: Kept, store: Store, who: Enrollment, clock: SiteClock, desk: DeskStub
) -> None:
    """A row in a table is no proof of a good file (S6, S7): what a bad sector did is found at the next start."""
    good, bad = os.urandom(3000), os.urandom(5000)
    publish_media(desk, 2, good, bad)
    kept.keeper.turn()
    path = kept.media.path(sha256(bad))
    path.write_bytes(bytes(5000))
    again = Kept(store, who, clock)
    desk.faults["/content"] = [(503, "busy", {})]
    with pytest.raises(DeskUnreachable):
        again.keeper.turn()
    assert not path.exists(), "found with no desk, too"
    assert kept.media.path(sha256(good)).exists()
    del desk.media[sha256(bad)]
    again.keeper.turn()
    assert desk.beats[-1]["health"]["media"] == "fault", "never up to date with a broken file"
    desk.media[sha256(bad)] = bad
    again.keeper.turn()
    assert path.read_bytes() == bad
    assert again.swapped[-1] == 2, "the screen is told to look again"
    again.client.close()


def test_at_night_all_files_are_read_again(kept: Kept, store: Store, desk: DeskStub) -> None:
    data = os.urandom(2000)
    publish_media(desk, 2, data)
    for _turn in range(2):  # the first fetches, the second reads
        kept.keeper.turn()
    path = kept.media.path(sha256(data))
    path.write_bytes(bytes(2000))
    kept.keeper.turn()
    assert path.read_bytes() == bytes(2000), "not at every turn: it reads gigabytes"
    night = datetime.now(ZoneInfo("Asia/Tehran")).replace(hour=3, minute=10) + timedelta(days=1)
    desk.date_shift_s = (night - datetime.now(UTC)).total_seconds()
    kept.keeper.published(0)
    kept.keeper.turn()  # hears the desk's time
    kept.keeper.turn()
    assert path.read_bytes() == data


def test_downloads_stop_before_the_disk_is_full(
    kept: Kept, store: Store, desk: DeskStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.keeper.turn()
    data = os.urandom(1000)
    publish_media(desk, 2, data)
    kept.keeper.published(2)
    usage = shutil.disk_usage("/")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda path: type(usage)(10_000, 9_001, 999))
        kept.keeper.turn()
        assert shown(store) == 1
        assert f"/media/{sha256(data)}" not in desk.hits
    kept.keeper.turn()
    assert shown(store) == 2, "taken as soon as there is room"


def test_the_screen_reads_each_version_without_being_in_the_way(
    kept: Kept, store: Store, desk: DeskStub, data: Path, tmp_path: Path
) -> None:
    reader = ContentReader(data)
    assert (reader.version(), reader.catalogue) == (0, None)
    picture = b"png"
    publish_media(desk, 2, picture)
    kept.keeper.turn()
    found = reader.catalogue
    assert isinstance(found, Catalogue)
    assert reader.catalogue is found, "parsed once"
    assert reader.media(sha256(picture)) == kept.media.path(sha256(picture))
    assert reader.media("0" * 64) is None
    store.close()
    store.path.unlink()
    assert reader.version() == 0, "a store that is gone shows nothing"
    assert content_version(tmp_path / "nowhere") == 0
    reader.close()
