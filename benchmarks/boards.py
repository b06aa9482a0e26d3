"""From the operator's click to the boards, and from publishing to the screens: p50 and p99 with 1 and 50 boards.

One real desk. Each board is a thread that waits, fetches and checks files as a board's daemon does; with `--window` one
of them is a whole board: a daemon and its window on a display of its own (Xvfb), and the drawn frame is what counts.

.venv/bin/python benchmarks/boards.py [CALLS] [--window]
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

import requests
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from kiosk.flow.board.calls import SHOW_S
from language.digits import localize
from tests.signage.windows import Eyes, Station, station
from tests.support.desk import DeskProcess, ForeignKiosk, Staff, running_desk
from tests.support.events import ticket

LONGEST_S = 30.0
_PUBLISHINGS = 5
QUEUE = "international"
COUNTER = 1


class Board:
    """Waits as a board's daemon does and notes when it heard of each ticket and had each version whole."""

    def __init__(self, kiosk: ForeignKiosk) -> None:
        self.kiosk, self.ending = kiosk, False
        self.heard: dict[str, float] = {}
        self.whole: dict[int, float] = {}
        self._files: set[str] = set()
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        cursor, version = "", 0
        while not self.ending:
            try:
                answer = self.kiosk.get("/state", since=cursor, wait=10 if cursor else 0).json()
                cursor = answer["cursor"]
                for call in answer["calls"]:
                    self.heard.setdefault(call["ticket_id"], time.monotonic())
                if answer["content_version"] != version:
                    version = answer["content_version"]
                    self._fetch()
                    self.whole[version] = time.monotonic()
            except requests.ConnectionError:
                if self.ending:
                    return  # the desk was stopped at the end
                raise

    def _fetch(self) -> None:
        for item in self.kiosk.get("/content").json()["catalogue"]["media"]:
            if item["sha256"] not in self._files:
                body = self.kiosk.get(f"/media/{item['sha256']}").content
                if hashlib.sha256(body).hexdigest() != item["sha256"]:
                    raise ValueError("a file came with other bytes")
                self._files.add(item["sha256"])


def wait_for(known: Callable[[], bool]) -> None:
    """Wait until all boards know, or the longest time is over."""
    deadline = time.monotonic() + LONGEST_S
    while not known() and time.monotonic() < deadline:
        time.sleep(0.005)


def calls(desk: DeskProcess, operator: Staff, boards: list[Board], count: int) -> tuple[list[float], list[float]]:
    """Return the seconds from each click to each board, and those until the desk had answered the click."""
    kiosk = boards[0].kiosk
    first = 1000 * len(boards)
    kiosk.send(*(ticket(kiosk.told["number"], first + number, QUEUE) for number in range(count)))
    found, answered = [], []
    for _ in range(count):
        shown = operator.current(COUNTER)
        clicked = time.monotonic()
        operator.post(f"/console/{COUNTER}/call-next", follow=False, ticket=shown)
        answered.append(time.monotonic() - clicked)
        called = operator.current(COUNTER)
        wait_for(lambda called=called: all(called in board.heard for board in boards))
        found += [board.heard[called] - clicked for board in boards if called in board.heard]
    return found, answered


def publishings(desk: DeskProcess, editor: Staff, boards: list[Board]) -> list[float]:
    """Return the seconds from each press of the button until each board had every file whole."""
    found = []
    for _ in range(_PUBLISHINGS):
        upload(editor)
        asset = desk.rows("SELECT max(id) AS n FROM signage_asset")[0]["n"]
        editor.post("/signage/playlists/1/add", asset=asset)
        pressed = time.monotonic()
        editor.post("/signage/publish", follow=False)
        version = int(desk.rows("SELECT max(version) AS n FROM directory_contentversion")[0]["n"])
        wait_for(lambda version=version: all(version in board.whole for board in boards))
        found += [board.whole[version] - pressed for board in boards if version in board.whole]
    return found


def upload(editor: Staff) -> None:
    """Put a poster of some 600 KB into the library."""
    body = io.BytesIO()
    Image.frombytes("L", (900, 1600), os.urandom(900 * 1600)).convert("RGB").save(body, "JPEG", quality=60)
    token = {"csrfmiddlewaretoken": editor.session.cookies.get("csrftoken") or ""}
    address = f"{editor.desk.url}/signage/upload"
    files = {"files": ("poster.jpg", body.getvalue())}
    editor.session.post(address, data=token, files=files, headers={"Referer": address}, timeout=120)


def drawn(desk: DeskProcess, operator: Staff, board: Station, first: int, count: int) -> list[float]:
    """Return the seconds from each click until the number, counted from `first`, was drawn in the board's window."""
    kiosk, eyes = ForeignKiosk(desk), board.eyes
    if eyes is None:
        raise RuntimeError("the board has no window")
    _caught_up(eyes)
    kiosk.send(*(ticket(kiosk.told["number"], first + number, QUEUE) for number in range(count)))
    found = []
    for number in range(count):
        shown = operator.current(COUNTER)
        clicked = time.monotonic()
        operator.post(f"/console/{COUNTER}/call-next", follow=False, ticket=shown)
        label = f" {localize(str(first + number), 'fa')}\n"
        eyes.wait(lambda text, label=label: label in text + "\n", LONGEST_S)
        found.append(time.monotonic() - clicked)
        time.sleep(8)  # a call stands seven seconds before the next takes its place
    return found


def _caught_up(eyes: Eyes) -> None:
    """Wait until a board that was told of many calls at once has shown the last of them."""
    deadline, words, since = time.monotonic() + 300, "", time.monotonic()
    while time.monotonic() - since < SHOW_S + 2 and time.monotonic() < deadline:
        now = re.sub(r"\d+:\d+", "", eyes.texts())
        if now != words:
            words, since = now, time.monotonic()
        time.sleep(0.3)


def shown(desk: DeskProcess, editor: Staff, board: Station, first: int) -> list[float]:
    """Return the seconds from each press of the button until a notice that goes before all others was drawn."""
    eyes = board.eyes
    if eyes is None:
        raise RuntimeError("the board has no window")
    found = []
    for number in range(first, first + _PUBLISHINGS):
        title = f"Notice {number}"
        editor.post("/signage/playlists/", name=title)
        row = desk.rows("SELECT max(id) AS n FROM signage_playlist")[0]["n"]
        editor.post(f"/signage/playlists/{row}/notice", title_fa=title, seconds="60")
        editor.post("/signage/schedules/", kind="schedule", playlist=row, priority=str(number))
        pressed = time.monotonic()
        editor.post("/signage/publish", follow=False)
        eyes.wait(lambda text, title=title: title in text, LONGEST_S)
        found.append(time.monotonic() - pressed)
    return found


def tell(what: str, found: Iterable[float], wanted: int) -> None:
    """Print one line."""
    times = sorted(found)
    if not times:
        print(f"{what}: none of {wanted} arrived")
        return
    p99 = times[min(len(times) - 1, round(len(times) * 0.99))]
    print(
        f"{what}: p50 {statistics.median(times):.2f} s, p99 {p99:.2f} s, {len(times)} of {wanted} arrived", flush=True
    )


def main(words: list[str]) -> None:
    """Measure and print."""
    count = int(next((word for word in words if word.isdigit()), "20"))
    with tempfile.TemporaryDirectory() as folder, running_desk(Path(folder)) as desk, ExitStack() as stack:
        operator, editor = desk.operator(), desk.login("signer", "editor", "manager")
        editor.post("/signage/playlists/", name="Bench")
        editor.post("/signage/schedules/", kind="schedule", playlist="1", priority="0")
        window = (
            stack.enter_context(station(desk, Path(folder) / "b", "board", "960x540")) if "--window" in words else None
        )
        boards: list[Board] = []
        for wanted in (1, 50):
            while len(boards) < wanted:
                boards.append(Board(ForeignKiosk(desk)))
            time.sleep(3)
            found, answered = calls(desk, operator, boards, count)
            tell(f"call, {wanted} boards", found, wanted * count)
            tell("  of which until the operator's own answer", answered, count)
            tell(f"publish, {wanted} boards", publishings(desk, editor, boards), wanted * _PUBLISHINGS)
            if window is not None:
                tell(
                    f"call to the drawn window beside {wanted} boards",
                    drawn(desk, operator, window, 90_000 + 100 * wanted, 5),
                    5,
                )
                found = shown(desk, editor, window, wanted)
                tell(f"publish to the drawn window beside {wanted} boards", found, _PUBLISHINGS)
        for board in boards:
            board.ending = True


if __name__ == "__main__":
    main(sys.argv[1:])
