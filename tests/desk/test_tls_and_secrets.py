"""A desk that speaks HTTPS with the office's certificate files, and whose secrets are systemd's credentials."""

from __future__ import annotations

import os
import subprocess
import tarfile
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from desk import keys
from desk.config import DeskConfig, SetupError
from desk.credentials import CredentialError
from desk.server import tls_files
from kiosk.config import Desk, Settings
from kiosk.doctor.desk import check_desk
from kiosk.doctor.machine import Machine
from mizban.update.signature import read_key
from mizban.update.source import fetch
from sync.enrollment import EnrollmentError, desk_of, enroll
from tests.support import events
from tests.support.desk import DeskProcess, ForeignKiosk, free_port
from tests.sync.desk_stub import sha256

CANARY = "قناری‌پورِ ۷۳۱"
TOKEN = "a-token-that-is-a-credential"


@dataclass
class SecureDesk(DeskProcess):
    """The same desk, by HTTPS; `secrets` is what systemd would mount for it, `authority` the office's own."""

    secrets: Path = field(default_factory=Path)
    authority: Path = field(default_factory=Path)

    @property
    def url(self) -> str:
        """Return the address, without a slash at the end."""
        return f"https://127.0.0.1:{self.port}"


def openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)


def certificate(folder: Path) -> tuple[Path, Path, Path]:
    """Make an authority, and a certificate of it for 127.0.0.1; return authority, certificate, key."""
    ca, ca_key, cert, key = (folder / name for name in ("ca.pem", "ca.key", "desk.pem", "desk.key"))
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl("req", "-x509", *new, "-days", "90", "-subj", "/CN=office", "-keyout", ca_key, "-out", ca)
    ask, names = folder / "desk.csr", folder / "names"
    openssl("req", *new, "-subj", "/CN=desk", "-keyout", key, "-out", ask)
    names.write_text("subjectAltName=IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", ask, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-days", "60",
            "-extfile", names, "-out", cert)  # fmt: skip
    return ca, cert, key


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureDesk]:
    """A desk with a certificate of the office's authority and every secret as a credential."""
    folder = tmp_path_factory.mktemp("secure")
    ca, cert, key = certificate(folder)
    given = folder / "credentials"
    given.mkdir()
    for name, content in (
        ("tls_certificate", cert.read_text()), ("tls_key", key.read_text()), ("metrics_token", TOKEN + "\n"),
        ("unsealing.key", b64encode(os.urandom(32)).decode()), ("secret.key", b64encode(os.urandom(48)).decode()),
    ):  # fmt: skip
        (given / f"mizban-desk.{name}").write_text(content)
    data = folder / "desk"
    data.mkdir()
    settings = {"CREDENTIALS_DIRECTORY": str(given)}
    made = SecureDesk(data, free_port(), settings=settings, secrets=given, authority=ca)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REQUESTS_CA_BUNDLE", str(ca))
        made.import_catalogue()
        made.start()
        try:
            yield made
        finally:
            made.stop()


def test_a_kiosk_joins_by_https_with_the_office_s_authority_alone(desk: SecureDesk, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch, pytest.raises(EnrollmentError, match="does not answer"):
        patch.delenv("REQUESTS_CA_BUNDLE")
        enroll(desk.url, desk.enroll_code(), tmp_path / "stranger")
    settings = Settings(data=tmp_path / "kiosk", desk=Desk(ca_file=desk.authority))
    assert enroll(desk.url, desk.enroll_code(), settings.data, desk.authority).url == desk.url
    found = {finding.check: finding for finding in check_desk(settings, Machine())}
    assert (found["certificate"].state, found["certificate"].cause) == ("ok", "good for 59 days")
    assert found["desk"].state == "ok"
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{desk.port}/health/live", timeout=20)


def test_the_address_on_papers_is_https(desk: SecureDesk) -> None:
    assert ForeignKiosk(desk).told["public_url"] == desk.url
    cookies = requests.get(f"{desk.url}/login/", timeout=20).cookies
    assert all(cookie.secure for cookie in cookies)


def test_no_secret_is_in_the_data_folder(desk: SecureDesk) -> None:
    kiosk, operator = ForeignKiosk(desk), desk.operator()
    sent = events.request(kiosk.told, "service-request", {"name": CANARY})
    kiosk.send(sent)
    assert CANARY in operator.post(f"/requests/{sent['payload']['request_id']}/open").text, "the key opens answers"
    secrets = [path.read_bytes().strip() for path in desk.secrets.iterdir() if "certificate" not in path.name]
    for path in desk.data.rglob("*"):
        if path.is_file():
            assert not any(secret in path.read_bytes() for secret in secrets), path
    answer = requests.get(
        f"{desk.url}/metrics",
        headers={"X-Forwarded-For": "203.0.113.9", "Authorization": f"Bearer {TOKEN}"},
        timeout=20,
    )
    assert answer.status_code == 200


@pytest.fixture(scope="module")
def archive(desk: SecureDesk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the desk."""
    path = tmp_path_factory.mktemp("backup") / "desk.tar.gz"
    desk.command("desk", "backup", str(path))
    return path


def test_a_backup_has_the_keys_that_were_handed_over(desk: SecureDesk, archive: Path) -> None:
    with tarfile.open(archive) as whole:
        kept = whole.extractfile("unsealing.key")
        assert kept is not None
        assert kept.read() == (desk.secrets / "mizban-desk.unsealing.key").read_bytes()


def test_without_its_credential_nothing_makes_another_key(desk: SecureDesk, tmp_path: Path) -> None:
    del desk.settings["CREDENTIALS_DIRECTORY"]
    try:
        done = desk.command("desk", "backup", str(tmp_path / "other.tar.gz"), check=False)
        assert (done.returncode, "is a systemd credential" in done.stderr) == (2, True), done.stderr
        assert len(done.stderr.splitlines()) == 1
        with pytest.raises(CredentialError):
            keys.prepare(desk.data)
    finally:
        desk.settings["CREDENTIALS_DIRECTORY"] = str(desk.secrets)


def test_a_backup_without_its_key_fails_the_drill(desk: SecureDesk, archive: Path, tmp_path: Path) -> None:
    key, other = tmp_path / "unsealing.key", tmp_path / "other.tar.gz"
    key.write_text(b64encode(os.urandom(32)).decode())
    with tarfile.open(archive) as whole, tarfile.open(other, "w:gz") as changed:
        for entry in whole.getmembers():
            if entry.name == "unsealing.key":
                changed.add(key, "unsealing.key")
            else:
                changed.addfile(entry, whole.extractfile(entry))
    done = desk.command("desk", "drill", str(other), check=False)
    assert (done.returncode, "does not open" in done.stderr) == (1, True), done.stderr


def test_kiosks_fetch_new_versions_from_their_desk(desk: SecureDesk, tmp_path: Path) -> None:
    """What the office has signed is handed out as it is; nothing else of the data folder is."""
    folder, secret, public = tmp_path / "signed", tmp_path / "office.key", tmp_path / "office.pub"
    folder.mkdir()
    name = "mizban-kiosk_9.0+20261121~deb12_amd64.deb"
    (folder / name).write_bytes(b"a package" * 1000)
    (folder / "SHA256SUMS").write_text(f"{sha256((folder / name).read_bytes())}  {name}\n")
    words = ("desk", "offer", str(folder))
    assert "is not signed" in desk.command(*words, check=False).stderr
    subprocess.run(["minisign", "-G", "-W", "-f", "-p", public, "-s", secret], check=True, capture_output=True)
    subprocess.run(["minisign", "-S", "-s", secret, "-m", folder / "SHA256SUMS"], check=True, capture_output=True)
    assert name in desk.command(*words).stdout
    enroll(desk.url, desk.enroll_code(), tmp_path / "kiosk", desk.authority)
    found = desk_of(tmp_path / "kiosk")
    assert found is not None
    url, ca_file = found
    got = fetch(f"{url}/packages", ("mizban-kiosk",), read_key(public.read_text()), tmp_path / "next", ca_file)
    assert (got / name).read_bytes() == (folder / name).read_bytes()
    for other in ("desk.sqlite3", "..%2funsealing.key", "unsealing.key"):
        assert requests.get(f"{desk.url}/packages/{other}", timeout=20).status_code == 404


def test_a_key_that_does_not_fit_is_one_clear_line(desk: SecureDesk, tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    openssl("genpkey", "-algorithm", "ed25519", "-out", other)
    cert = desk.secrets / "mizban-desk.tls_certificate"
    for key, words in ((other, "no certificate with its key"), (None, "belong together"), (tmp_path, "cannot be read")):
        with pytest.raises(SetupError, match=words):
            tls_files(DeskConfig(tls_certificate=cert, tls_key=key))
