"""A stolen disk tells nobody's name: canaries are looked for in every file, in every encoding a byte search finds."""

from __future__ import annotations

import base64
import os
import random
import zlib
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import numpy as np

from kiosk.client import DaemonClient
from tests.faults.kiosk import Kiosk, Zygote
from tests.sync.desk_stub import DeskStub

REGISTRATIONS = int(os.environ.get("MIZBAN_REGISTRATIONS", "1000"))
_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def canary(rng: random.Random) -> dict[str, str]:
    """Return a name, an ID and a mobile that stand nowhere else in the world."""
    letters = "".join(rng.choices("ابپتجچحخدرزسشصطعفقکگلمنوهی", k=14))
    return {
        "name": letters,
        "national-id": "".join(rng.choices("0123456789", k=10)),
        "mobile": "09" + "".join(rng.choices("0123456789", k=9)),
    }


def forms(value: str) -> list[bytes]:
    """Return the ways in which a value might lie on a disk."""
    raw = value.encode()
    texts = [value, value.translate(_PERSIAN), value[::-1], value.encode("ascii", "backslashreplace").decode()]
    found = [text.encode(name) for text in texts for name in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")]
    found += [raw.hex().encode(), raw.hex().upper().encode()]
    for shift in range(3):  # Base64 of it at each place inside a longer text
        found.append(base64.b64encode(b"\0" * shift + raw)[4 if shift else 0 : -4])
        found.append(base64.urlsafe_b64encode(b"\0" * shift + raw)[4 if shift else 0 : -4])
    return [one for one in found if len(one) >= 8]


def needles(people: list[dict[str, str]]) -> set[bytes]:
    """Return everything to look for."""
    return {one for person in people for value in person.values() for one in forms(value)}


def look(folder: Path, people: list[dict[str, str]]) -> list[str]:
    """Return the files below `folder` that hold something of somebody."""
    by_head: dict[int, list[bytes]] = {}
    for one in needles(people):
        by_head.setdefault(int.from_bytes(one[:8], "little"), []).append(one)
    keys = np.array(sorted(by_head), dtype="<u8")
    likely = np.zeros(1 << 24, dtype=bool)  # most words are ruled out by a hash of their eight bytes
    likely[_hashes(keys)] = True
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            places = places_of(data, keys, likely)
            if any(data.startswith(one, place) for place, head in places for one in by_head[head]):
                found.append(path.name)
    return found


def places_of(data: bytes, keys: np.ndarray, likely: np.ndarray) -> Iterator[tuple[int, int]]:
    """Yield each place of `data` at which one of `keys` (eight bytes each) stands, and the key."""
    for offset in range(min(8, max(0, len(data) - 7))):
        words = np.frombuffer(data, dtype="<u8", count=(len(data) - offset) // 8, offset=offset)
        places = np.flatnonzero(likely[_hashes(words)])
        places = places[np.isin(words[places], keys)]
        yield from zip((places * 8 + offset).tolist(), words[places].tolist(), strict=True)


def _hashes(words: np.ndarray) -> np.ndarray:
    """Spread words over 24 bits (multiplicative hashing after Knuth, 6.4)."""
    return (words * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)


def register(client: DaemonClient, person: dict[str, str]) -> None:
    ask = {"key": str(uuid4()), "kind": "service", "form": "ask", "language": "fa", "answers": person}
    answer = client.call("request.submit", {**ask, "service": "admission"})
    assert answer.result is not None, answer.error


def test_nothing_personal_is_on_the_disk(tmp_path: Path, desk: DeskStub, zygote: Zygote) -> None:
    rng = random.Random(4)
    people = [canary(rng) for _one in range(REGISTRATIONS)]
    kiosk = Kiosk(tmp_path / "kiosk", zygote)
    kiosk.enroll(desk.url, "123456")
    kiosk.start()
    kiosk.wait_for_content()
    with kiosk.client() as client:
        for person in people[: REGISTRATIONS // 2]:
            register(client, person)
        bad = {"key": "no key", "kind": "service", "form": "ask", "language": "fa", "answers": people[0]}
        assert client.call("request.submit", bad).error == "bad_request"
        strange = {**bad, "key": str(uuid4()), "answers": {**people[0], people[1]["name"]: people[2]["name"]}}
        assert client.call("request.submit", strange).error == "bad_request"
        kiosk.kill()  # the WAL stays as it is
        kiosk.start()
        for person in people[REGISTRATIONS // 2 :]:
            register(client, person)
        assert look(tmp_path, people) == [], "while it runs"
    kiosk.drain()
    kiosk.kill()
    assert {path.name for path in kiosk.data.iterdir()} >= {"mizban.db", "mizban.db-wal", "enrollment.json"}
    assert (tmp_path / "daemon.log").stat().st_size > 0
    assert look(tmp_path, people) == [], "after the plug was pulled"
    opened = [desk.opened(event) for event in desk.of_kind("request.submitted")]
    assert sorted(item["name"] for item in opened) == sorted(person["name"] for person in people)


def test_the_search_would_find_them(tmp_path: Path) -> None:
    """The search itself is tested: each way of writing is found, and only where it is."""
    person = canary(random.Random(9))
    for index, data in enumerate(forms(person["name"]) + forms(person["mobile"])):
        (tmp_path / f"{index:03}").write_bytes(b"before " + data + b" after")
    (tmp_path / "clean").write_bytes(zlib.compress(b"nobody"))
    found = look(tmp_path, [person])
    assert "clean" not in found
    assert len(found) == len(forms(person["name"]) + forms(person["mobile"]))
