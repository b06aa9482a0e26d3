"""Answers that are none: cut, endless, slow, somebody else's; and TLS with a pinned authority."""

from __future__ import annotations

import http.server
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from sync import client as client_module
from sync.client import DeskClient
from sync.errors import DeskRefused, DeskUnreachable
from sync.keeper import next_open_day
from sync.protocol.catalogue import Catalogue
from tests.sync import catalogues


@contextmanager
def answering(data: bytes, *, hang: bool = False, drip: float | None = None) -> Iterator[str]:
    """A server that answers every request with these bytes, then closes or hangs."""
    listener = socket.create_server(("127.0.0.1", 0))
    ending = threading.Event()

    def serve() -> None:
        while True:
            try:
                caller, _address = listener.accept()
            except OSError:
                return
            with caller:
                caller.recv(65536)
                try:
                    if drip is None:
                        caller.sendall(data)
                    for index in range(len(data) if drip is not None else 0):
                        caller.sendall(data[index : index + 1])
                        if ending.wait(drip):
                            return
                except OSError:
                    continue
                if hang:
                    ending.wait(10)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        ending.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def word_of(url: str, timeout_s: float = 2.0) -> str:
    """Return how a call to `url` fails."""
    client = DeskClient(url, "token", timeout_s=timeout_s)
    try:
        with pytest.raises(DeskUnreachable) as told:
            client.state("", 0)
    finally:
        client.close()
    return told.value.kind


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "offline"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "offline"),
        (OK + b"Content-Type: text/html\r\nContent-Length: 18\r\n\r\n<html>login</html>", "not_a_desk"),
        (OK + b"Content-Length: 100\r\n\r\n{}", "offline"),
        (OK + b"Content-Length: 2\r\n\r\n{}", "not_a_desk"),
        (OK + b"Content-Le", "not_a_desk"),
        (OK + b"Content-Length: \xb2\r\n\r\n{}", "offline"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://portal/\r\nContent-Length: 0\r\n\r\n", "not_a_desk"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nnginx", "not_a_desk"),
        (b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "fault"),
        (b"HTTP/1.1 503 Busy\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n", "busy"),
        (b"HTTP/1.1 503 Busy\r\nRetry-After: \xb2\r\nContent-Length: 0\r\n\r\n", "busy"),
    ],
)
def test_what_is_no_answer_is_told_apart(data: bytes, word: str) -> None:
    with answering(data) as url:
        assert word_of(url) == word


def test_an_answer_cut_at_any_byte_is_no_answer() -> None:
    body = b'{"version": "7", "commands": [], "queues": []}'
    head = b"Date: Sat, 21 Nov 2026 10:13:10 GMT\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    whole = OK + head % len(body) + body
    for end in range(len(whole)):
        with answering(whole[:end]) as url:
            assert word_of(url) in ("offline", "not_a_desk"), whole[:end][-30:]


def test_silence_and_drips_end(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(b"", hang=True) as url:
        assert word_of(url, 0.3) == "timeout"
    body = OK + b"Content-Length: 1000\r\n\r\n" + b" " * 1000
    monkeypatch.setattr(client_module, "_CHUNK", 1)
    with answering(body, drip=0.01) as url:
        assert word_of(url, 0.3) == "timeout"


def test_an_endless_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "MAX_ANSWER", 1000)
    with answering(OK + b"Content-Length: 5000\r\n\r\n" + b" " * 5000) as url:
        assert word_of(url) == "not_a_desk"


def test_a_refusal_bears_the_desks_code() -> None:
    body = b'{"code": "unknown_code", "message": "no"}'
    answer = b"HTTP/1.1 404 Not Found\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    with answering(answer) as url:
        client = DeskClient(url)
        with pytest.raises(DeskRefused) as told:
            client.track("00010000000000")
        client.close()
    assert (told.value.status, told.value.code) == (404, "unknown_code")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that is its own authority, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-subj", "/CN=desk"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder / "cert.pem", folder / "key.pem"


class _Unknown(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b'{"code": "unknown_code", "message": ""}'
        self.send_response(404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


class _Quiet(http.server.HTTPServer):
    def handle_error(self, *_args: object) -> None:
        """A handshake that the kiosk breaks off is what is tested."""


def test_only_the_pinned_authority_is_trusted(authority: tuple[Path, Path]) -> None:
    server = _Quiet(("127.0.0.1", 0), _Unknown)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    url = f"https://127.0.0.1:{server.server_address[1]}"
    pinned = DeskClient(url, ca_file=authority[0], timeout_s=5)
    try:
        assert word_of(url) == "tls"
        with pytest.raises(DeskRefused):
            pinned.track("00010000000000")
        pinned.abort()
        with pytest.raises(DeskUnreachable):
            pinned.track("00010000000000")
    finally:
        pinned.close()
        server.shutdown()
        server.server_close()
        thread.join(5)


def site(**hours: object) -> Catalogue:
    place = {"id": "m", "name": catalogues.text("M"), "hours": hours}
    return Catalogue.model_validate(catalogues.catalogue(site=place))


def test_the_next_open_day_knows_weekends_holidays_and_special_days() -> None:
    week = [{"days": ["sat", "sun", "mon", "tue", "wed"], "opens": "07:30", "closes": "14:30"}]
    wednesday, saturday = date(2026, 11, 25), date(2026, 11, 28)
    assert next_open_day(site(regular=week), wednesday) == saturday
    assert next_open_day(site(regular=week, exceptions=[{"date": "2026-11-28"}]), wednesday) == date(2026, 11, 29)
    special = [{"date": "2026-11-27", "opens": "09:00", "closes": "11:00"}]
    assert next_open_day(site(regular=week, exceptions=special), wednesday) == date(2026, 11, 27)
    assert next_open_day(site(), wednesday) == date(2026, 11, 26)
    closed = [{"date": f"2026-12-{day:02}"} for day in range(1, 31)]
    assert next_open_day(site(exceptions=closed), date(2026, 11, 30)) == date(2026, 12, 1), "at worst, tomorrow"
