"""Full, read-only and slow to come back: a visitor is sent to the counter, and nothing is half done."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.faults.kiosk import Kiosk, Zygote
from tests.sync.desk_stub import DeskStub
from tests.sync.waiting import until


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 6 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "mizban-test", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"this machine lets nobody mount a small file system: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


class Ext4:
    """A file system of 24 MiB in a file, as a card in a kiosk has it; it can give up like one that fails."""

    def __init__(self, folder: Path) -> None:
        self.image, self.path = folder / "disk.img", folder / "card"
        self.path.mkdir()
        with self.image.open("wb") as file:
            file.truncate(24 * 2**20)
        subprocess.run(["mkfs.ext4", "-q", "-F", str(self.image)], check=True)

    def mount(self) -> bool:
        words = ["mount", "-o", "loop,errors=remount-ro", str(self.image), str(self.path)]
        return subprocess.run(words, capture_output=True, check=False).returncode == 0

    def give_up(self) -> None:
        """What the kernel does by itself when a card no longer takes a write: all is read-only from now on."""
        subprocess.run(["mount", "-o", "remount,abort", str(self.path)], check=True)

    def unmount(self) -> None:
        subprocess.run(["umount", str(self.path)], check=True)


@pytest.fixture
def card(tmp_path: Path) -> Iterator[Ext4]:
    if shutil.which("mkfs.ext4") is None:
        pytest.skip("mkfs.ext4 is not installed: apt-get install e2fsprogs")
    found = Ext4(tmp_path)
    if not found.mount():
        pytest.skip("this machine lets nobody mount a file system in a file")
    yield found
    subprocess.run(["umount", "-l", str(found.path)], capture_output=True, check=False)


def test_a_disk_that_turns_read_only_while_visitors_are_served(card: Ext4, desk: DeskStub, zygote: Zygote) -> None:
    kiosk = Kiosk(card.path / "kiosk", zygote)
    kiosk.enroll(desk.url, "123456")
    os.sync()  # the settings lie on the card too, and were never asked to be safe there
    kiosk.start()
    kiosk.wait_for_content()
    with kiosk.client() as client:
        given = [client.call("ticket.issue", ask()) for _one in range(20)]
        assert all(answer.result for answer in given)
        card.give_up()
        refused = [client.call("ticket.issue", ask()) for _one in range(20)]
        assert {answer.error for answer in refused} == {"no_space"}
        request = {"key": str(uuid4()), "kind": "service", "form": "ask", "language": "fa", "answers": {"name": "A"}}
        assert client.call("request.submit", request).error == "no_space"
        assert client.call("status").result is not None, "it still answers"
        again = client.call("ticket.issue", {**ask(), "key": str(uuid4())})
        assert again.error == "no_space"
    kiosk.kill()
    card.unmount()
    assert card.mount()
    kiosk.start()
    with kiosk.client() as client:
        until(lambda: client.call("ticket.issue", ask()).result, "tickets again, on a disk that takes them")
    kiosk.drain()
    kiosk.stop()
    at_desk = {event["payload"]["code"] for event in desk.of_kind("ticket.issued")}
    assert {answer.result["code"] for answer in given if answer.result} <= at_desk
    codes = {row[0] for row in kiosk.rows("SELECT code FROM tickets")}
    assert at_desk == codes, "a refused visitor left nothing behind"
    assert kiosk.rows("PRAGMA integrity_check") == [("ok",)]
    card.unmount()


def ask() -> dict[str, str]:
    return {"key": str(uuid4()), "queue": "adm", "language": "fa"}


def fill(disk: Path) -> Path:
    """Leave not a byte free."""
    ballast = disk / "ballast"
    handle = os.open(ballast, os.O_WRONLY | os.O_CREAT)
    try:
        for size in (65536, 4096, 1):
            with contextlib.suppress(OSError):
                while os.write(handle, b"\0" * size):
                    pass
    finally:
        os.close(handle)
    return ballast


def test_a_full_disk(small_disk: Path, desk: DeskStub, zygote: Zygote) -> None:
    kiosk = Kiosk(small_disk / "kiosk", zygote)
    kiosk.enroll(desk.url, "123456")
    kiosk.start()
    kiosk.wait_for_content()
    with kiosk.client() as client:
        first = client.call("ticket.issue", ask())
        assert first.result is not None
        ballast = fill(small_disk)
        told = [client.call("ticket.issue", ask()) for _one in range(400)]
        refused = [answer for answer in told if answer.error]
        assert refused, "the disk was not full"
        assert {answer.error for answer in refused} == {"no_space"}
        request = {"key": str(uuid4()), "kind": "service", "form": "ask", "language": "fa", "answers": {"name": "A"}}
        assert client.call("request.submit", request).error == "no_space"
        assert client.call("status").result is not None, "it still answers"
        given = [answer.result for answer in told if answer.result]
        ballast.unlink()
        until(lambda: client.call("ticket.issue", ask()).result, "tickets again, once there is room")
    kiosk.drain()
    kiosk.stop()
    at_desk = {event["payload"]["code"] for event in desk.of_kind("ticket.issued")}
    assert {first.result["code"], *(ticket["code"] for ticket in given)} <= at_desk
    codes = {row[0] for row in kiosk.rows("SELECT code FROM tickets")}
    assert at_desk == codes, "a refused visitor left nothing behind"
    assert kiosk.rows("PRAGMA integrity_check") == [("ok",)]


def test_killed_on_a_full_disk(small_disk: Path, desk: DeskStub, zygote: Zygote) -> None:
    kiosk = Kiosk(small_disk / "kiosk", zygote)
    kiosk.enroll(desk.url, "123456")
    kiosk.start()
    kiosk.wait_for_content()
    with kiosk.client() as client:
        ballast = fill(small_disk)
        given = [
            answer.result for answer in (client.call("ticket.issue", ask()) for _one in range(300)) if answer.result
        ]
        kiosk.kill()
        ballast.unlink()
        kiosk.start()
        until(lambda: client.call("ticket.issue", ask()).result, "tickets again")
    kiosk.drain()
    kiosk.stop()
    at_desk = {event["payload"]["code"] for event in desk.of_kind("ticket.issued")}
    assert {ticket["code"] for ticket in given} <= at_desk


def test_a_disk_that_turns_read_only(small_disk: Path, desk: DeskStub, zygote: Zygote) -> None:
    kiosk = Kiosk(small_disk / "kiosk", zygote)
    kiosk.enroll(desk.url, "123456")
    kiosk.start()
    kiosk.wait_for_content()
    kiosk.stop()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    try:
        kiosk.process = 0
        done = subprocess.run(
            [sys.executable, "-m", "mizban", "daemon", "--config", str(kiosk.settings)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode != 0
        assert "Traceback" not in done.stderr
        assert "cannot be written" in done.stderr + done.stdout
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    kiosk.start()
    with kiosk.client() as client:
        until(lambda: client.call("ticket.issue", ask()).result, "tickets again")
    kiosk.stop()
