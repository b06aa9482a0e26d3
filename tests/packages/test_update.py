"""An update is taken from its signer alone, and kept only when it is healthy.

Signatures are made by minisign itself, packages by dpkg-deb. `dpkg` is played by a script that does what the packages'
maintainer scripts do with the programs; the packages themselves are on trial in `make deb-test`.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mizban.errors import UserError
from mizban.update.run import RolledBack, Update
from mizban.update.signature import NotTrusted, PublicKey, check_folder, read_key
from mizban.update.source import fetch

pytestmark = pytest.mark.skipif(shutil.which("minisign") is None, reason="minisign is not installed")
DPKG = """#!/bin/sh
echo "dpkg $*" >>"$STATE/calls"
case "$1" in
    --compare-versions) exec /usr/bin/dpkg "$@" ;;
    -i) [ "$2" = --force-downgrade ] && package=$3 || package=$2 ;;
esac
version=$(/usr/bin/dpkg-deb -f "$package" Version)
[ "$version" = 3.0 ] && { echo "mizban-kiosk: the new version could not take the data over" >&2; exit 1; }
rm -rf "$STATE/programs.former"; mv "$STATE/programs" "$STATE/programs.former"
mkdir "$STATE/programs"; echo "$version" >"$STATE/programs/version"; echo "$version" >"$STATE/version"
"""
QUERY = '#!/bin/sh\ncat "$STATE/version"\n'
SYSTEMCTL = '#!/bin/sh\necho "systemctl $*" >>"$STATE/calls"\n'


def package(folder: Path, version: str) -> None:
    """Put a package that holds nothing into `folder`."""
    work = folder / "work"
    (work / "DEBIAN").mkdir(parents=True)
    (work / "DEBIAN/control").write_text(
        f"Package: mizban-kiosk\nVersion: {version}\nArchitecture: all\nMaintainer: T <t@example.org>\nDescription: t\n"
    )
    target = folder / f"mizban-kiosk_{version}_all.deb"
    subprocess.run(["dpkg-deb", "-b", work, target], check=True, capture_output=True)
    shutil.rmtree(work)


def sign(folder: Path, secret: Path) -> None:
    """List and sign what is in `folder`."""
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(folder.glob("*.deb"))]
    (folder / "SHA256SUMS").write_text("".join(sums))
    words = ["minisign", "-S", "-s", secret, "-m", folder / "SHA256SUMS", "-t", "mizban of the office"]
    subprocess.run(words, check=True, capture_output=True, input=b"\n")


def key_pair(folder: Path, name: str) -> tuple[Path, PublicKey]:
    """Make a key pair with no password."""
    secret, public = folder / f"{name}.key", folder / f"{name}.pub"
    subprocess.run(["minisign", "-G", "-W", "-f", "-p", public, "-s", secret], check=True, capture_output=True)
    return secret, read_key(public.read_text())


class Machine:
    """One kiosk's packages: version 1.0 is installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / "state"
        self.tools = folder / "bin"
        self.said: list[str] = []
        self.data = "data of 1.0"
        self.sick = {"2.1"}
        for path in (self.state / "programs", self.tools, folder / "cache/good"):
            path.mkdir(parents=True)
        (self.state / "version").write_text("1.0\n")
        (self.state / "programs/version").write_text("1.0\n")
        package(folder / "cache/good", "1.0")
        for name, script in (("dpkg", DPKG), ("dpkg-query", QUERY), ("systemctl", SYSTEMCTL)):
            (self.tools / name).write_text(script)
            (self.tools / name).chmod(0o755)
        self.secret, self.key = key_pair(folder, "office")

    def offer(self, version: str) -> Path:
        """Return a signed folder with one version."""
        folder = self.folder / f"offer-{version}"
        folder.mkdir()
        package(folder, version)
        sign(folder, self.secret)
        return folder

    def update(self, monkeypatch: pytest.MonkeyPatch) -> Update:
        """Return the update under test."""
        monkeypatch.setenv("PATH", f"{self.tools}:/usr/bin:/bin")
        monkeypatch.setenv("STATE", str(self.state))
        return Update(
            self.healthy, self.go_back, self.said.append, self.state / "programs", self.folder / "cache", patience_s=1
        )

    def healthy(self) -> str:
        return "the screen draws nothing" if self.running() in self.sick else ""

    def go_back(self) -> None:
        self.data = "data of 1.0, put back"

    def running(self) -> str:
        return (self.state / "programs/version").read_text().strip()

    def known(self) -> str:
        return (self.state / "version").read_text().strip()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_healthy_version_is_kept(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    said = machine.update(monkeypatch).run(machine.offer("2.0"), machine.key)
    assert "2.0 runs and is healthy" in said
    assert (machine.running(), machine.data) == ("2.0", "data of 1.0")
    assert [path.name for path in (machine.folder / "cache/good").iterdir()] == ["mizban-kiosk_2.0_all.deb"]
    assert not (machine.state / "programs.former").exists()
    assert "mizban of the office" in machine.said[0]


def test_a_version_that_is_not_healthy_is_taken_back(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RolledBack, match="the screen draws nothing"):
        machine.update(monkeypatch).run(machine.offer("2.1"), machine.key)
    assert (machine.running(), machine.known(), machine.data) == ("1.0", "1.0", "data of 1.0, put back")
    calls = (machine.state / "calls").read_text().splitlines()
    assert calls[-1].startswith("systemctl start mizban-daemon.service mizban-kiosk.service")


def test_it_is_taken_back_with_no_former_package_at_hand(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(machine.folder / "cache/good")
    with pytest.raises(RolledBack):
        machine.update(monkeypatch).run(machine.offer("2.1"), machine.key)
    assert (machine.running(), machine.data) == ("1.0", "data of 1.0, put back")


def test_a_version_that_cannot_be_installed_changes_no_data(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RolledBack, match="could not take the data over"):
        machine.update(monkeypatch).run(machine.offer("3.0"), machine.key)
    assert (machine.running(), machine.data) == ("1.0", "data of 1.0")


def test_an_older_version_is_taken_only_when_wished(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    offer = machine.offer("0.9")
    with pytest.raises(UserError, match="--allow-older"):
        machine.update(monkeypatch).run(offer, machine.key)
    assert "0.9 runs" in machine.update(monkeypatch).run(offer, machine.key, allow_older=True)


def test_the_same_version_does_nothing(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "already" in machine.update(monkeypatch).run(machine.offer("1.0"), machine.key)
    assert not (machine.state / "calls").exists()


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_whatever_is_changed_after_signing_is_refused(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("mizban-kiosk_2.0_all.deb", "SHA256SUMS", "SHA256SUMS.minisig"):
        folder = machine.offer("2.0")
        assert check_folder(folder, machine.key) == "mizban of the office"
        _flip(folder / name)
        with pytest.raises(NotTrusted):
            machine.update(monkeypatch).run(folder, machine.key)
        shutil.rmtree(folder)
    assert machine.running() == "1.0"
    assert not (machine.state / "calls").exists()


def test_another_signer_and_another_comment_are_refused(machine: Machine) -> None:
    folder = machine.offer("2.0")
    secret, stranger = key_pair(machine.folder, "stranger")
    with pytest.raises(NotTrusted, match="another key"):
        check_folder(folder, stranger)
    signature = folder / "SHA256SUMS.minisig"
    signature.write_text(signature.read_text().replace("mizban of the office", "mizban of nobody"))
    with pytest.raises(NotTrusted):
        check_folder(folder, machine.key)
    sign(folder, secret)
    with pytest.raises(NotTrusted, match="another key"):
        check_folder(folder, machine.key)


def test_a_list_that_leads_out_of_its_folder_is_refused(machine: Machine) -> None:
    folder = machine.offer("2.0")
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  ../etc/passwd\n")
    words = ["minisign", "-S", "-s", machine.secret, "-m", folder / "SHA256SUMS"]
    subprocess.run(words, check=True, capture_output=True, input=b"\n")
    with pytest.raises(NotTrusted, match="no file of the folder"):
        check_folder(folder, machine.key)


@pytest.fixture
def served(machine: Machine) -> Iterator[tuple[str, Path]]:
    folder = machine.offer("2.0")
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", folder
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_a_folder_is_fetched_and_nothing_before_its_signature_fits(
    machine: Machine, served: tuple[str, Path], tmp_path: Path
) -> None:
    url, folder = served
    got = fetch(url, ("mizban-kiosk",), machine.key, tmp_path / "next")
    assert check_folder(got, machine.key)
    assert sorted(path.name for path in got.iterdir()) == sorted(path.name for path in folder.iterdir())
    _flip(folder / "SHA256SUMS")
    with pytest.raises(NotTrusted):
        fetch(url, ("mizban-kiosk",), machine.key, tmp_path / "next")
    assert not list((tmp_path / "next").glob("*.deb"))
