"""A real desk for tests: its own process, a free port, a folder of its own, a catalogue, users and an enrollment code.

    with running_desk(tmp_path) as desk:
        desk.url, desk.enroll_code(), desk.operator()   # a requests session, logged in

Commands go through the public command line; PostgreSQL is used where `database` is given.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import requests
from psycopg.rows import dict_row
from requests.adapters import HTTPAdapter

from tests.support import prepared
from tests.support.prepared import PASSWORD as PASSWORD
from tests.support.prepared import ROOT as ROOT

SAMPLE = ROOT / "assets" / "sample"
START_SECONDS = 150


def free_port() -> int:
    """Return a loopback port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class DeskProcess:
    """A desk that runs; `stop` and `start` may be called in between, the data stays."""

    data: Path
    port: int
    database: str = ""
    workers: int = 1
    process: subprocess.Popen[bytes] | None = None
    users: dict[str, tuple[str, ...]] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    sessions: dict[str, Staff] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Return the address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api(self) -> str:
        """Return the address of the kiosks' interface."""
        return f"{self.url}/api/kiosk/v1"

    def environment(self) -> dict[str, str]:
        """Return the environment of the desk's commands."""
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith(("MIZBAN_", "DJANGO_"))},
            "MIZBAN_DESK_DATA": str(self.data),
            "MIZBAN_DESK_DATABASE_URL": self.database,
            "MIZBAN_DESK_PUBLIC_URL": self.url,
            "MIZBAN_DESK_FOLLOW_HOURS": "false",  # tests run at night too
            **self.settings,
        }

    def command(
        self, *words: str, stdin: str = "", check: bool = True, timeout: float = 180
    ) -> subprocess.CompletedProcess[str]:
        """Run `mizban …` against this desk's data; raises `CalledProcessError` with what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "mizban", *words],
            input=stdin,
            text=True,
            capture_output=True,
            env=self.environment(),
            cwd=ROOT,
            timeout=timeout,
        )
        if check and done.returncode:
            raise AssertionError(f"mizban {' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done

    def start(self) -> None:
        """Start and wait until it answers."""
        log = (self.data / "desk.log").open("ab")
        words = ["-m", "mizban", "desk", "serve", "--port", str(self.port), "--workers", str(self.workers)]
        self.process = subprocess.Popen(
            [sys.executable, *words], env=self.environment(), cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if requests.get(f"{self.url}/health/ready", timeout=2).ok:
                    return
            except (requests.ConnectionError, requests.Timeout):
                time.sleep(0.05)
        self.stop(signal.SIGKILL)
        raise AssertionError(f"the desk did not start:\n{self.log()}")

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End the process (and its workers), and wait for it."""
        if self.process is None:
            return
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(10)
        self.process = None

    def log(self) -> str:
        """Return what the desk has written to its log."""
        path = self.data / "desk.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def import_catalogue(self, path: Path = SAMPLE) -> None:
        """Import and publish a catalogue."""
        self.command("catalog", "import", str(path))

    def prepare(self) -> None:
        """Begin with the sample organisation, users and codes; on SQLite, within a run of pytest, they are a copy."""
        here = self.environment()
        self.codes = prepared.prepare_at(here) if self.database else prepared.copy_to(self.data, here)
        if self.codes:
            self.users = {role: (role,) for role in prepared.ROLES}
        else:
            self.import_catalogue()

    def enroll_code(self, name: str = "Lobby") -> str:
        """Return a fresh one-time code; they are made forty at a time, for a command takes seconds."""
        if not self.codes:
            words = ("--name", name, "--minutes", "60", "--count", "40")
            self.codes = self.command("desk", "enroll-code", *words).stdout.split()
        return self.codes.pop()

    def user(self, username: str, *roles: str) -> str:
        """Make a user with these roles where there is none; return the password."""
        if self.users.get(username) != roles:
            words = [word for role in roles for word in ("--role", role)] or ["--superuser"]
            self.command("desk", "create-user", username, *words, "--password-stdin", stdin=PASSWORD + "\n")
            self.users[username] = roles
            self.sessions.pop(username, None)  # a new password ends what was open
        return PASSWORD

    def login(self, username: str, *roles: str) -> Staff:
        """Return the session of a user with these roles; each logs in once, for hashing a password takes time."""
        self.user(username, *roles)
        if username not in self.sessions:
            self.sessions[username] = Staff(self, username)
        return self.sessions[username]

    def rows(self, query: str) -> list[dict[str, str]]:
        """Return rows of the desk's own database, every value as text: what a test cannot see over HTTP."""
        if self.database:
            with psycopg.connect(self.database, row_factory=dict_row) as server:
                return [_texts(row) for row in server.execute(query.encode()).fetchall()]
        with closing(sqlite3.connect(self.data / "desk.sqlite3", timeout=20)) as file:
            file.row_factory = sqlite3.Row
            return [_texts(dict(row)) for row in file.execute(query)]

    def forgive(self) -> None:
        """Forget who guessed wrong: every test comes from one address."""
        if self.database:
            with psycopg.connect(self.database) as server:
                server.execute("DELETE FROM audit_attempt")
            return
        with closing(sqlite3.connect(self.data / "desk.sqlite3", timeout=20)) as file, file:
            file.execute("DELETE FROM audit_attempt")

    def ticket_actions(self) -> list[dict[str, str]]:
        """Return every act on a ticket, in order."""
        return self.rows("SELECT ticket_id AS ticket, action FROM queueing_ticketaction ORDER BY id")

    def operator(self) -> Staff:
        """Return a session of an operator."""
        return self.login("operator", "operator")


def _texts(row: dict[str, object]) -> dict[str, str]:
    return {key: uuid_text(value) for key, value in row.items()}


def uuid_text(value: object) -> str:
    """Return a value as text; SQLite keeps ids without hyphens."""
    text = str(value)
    return str(uuid.UUID(text)) if re.fullmatch(r"[0-9a-f]{32}", text) else text


class Staff:
    """A member of staff at plain forms: get a page, press a button."""

    def __init__(self, desk: DeskProcess, username: str) -> None:
        self.desk = desk
        self.session = requests.Session()
        self.session.get(f"{desk.url}/login/", timeout=60)
        answer = self.post("/login/", username=username, password=PASSWORD)
        assert "sessionid" in self.session.cookies, f"login of {username} failed: {answer.status_code}"

    def get(self, path: str, **params: str) -> requests.Response:
        """Fetch a page."""
        return self.session.get(self.desk.url + path, params=params, timeout=60)

    def post(self, path: str, follow: bool = True, **fields: str) -> requests.Response:
        """Send a form, with the token that Django asks for; the page that follows is fetched unless not wanted."""
        token = self.session.cookies.get("csrftoken") or ""
        return self.session.post(
            self.desk.url + path,
            data={**fields, "csrfmiddlewaretoken": token},
            headers={"Referer": self.desk.url + path},
            allow_redirects=follow,
            timeout=60,
        )

    def current(self, counter: int) -> str:
        """Return the id of the ticket at a counter; empty where there is none."""
        found = re.search(r'data-ticket="([0-9a-f-]{36})"', self.get(f"/console/{counter}/panel").text)
        return found[1] if found else ""

    def act(self, counter: int, action: str, **fields: str) -> str:
        """Press a button of a counter's screen; return the ticket that is current afterwards."""
        self.post(f"/console/{counter}/{action}", follow=False, ticket=self.current(counter), **fields)
        return self.current(counter)


class ForeignKiosk:
    """A kiosk that knows nothing but docs/protocol.md: enroll, lease, send, track."""

    def __init__(self, desk: DeskProcess, code: str | None = None) -> None:
        self.api = desk.api
        self.instance = str(uuid.uuid4())
        self.http = requests.Session()
        self.http.mount("http://", HTTPAdapter(pool_maxsize=100))
        answer = self.http.post(
            f"{self.api}/enroll",
            json={"code": code or desk.enroll_code(), "instance_id": self.instance, "hostname": "test", "version": "0"},
            timeout=20,
        )
        assert answer.status_code == 200, answer.text
        self.told = answer.json()
        self.http.headers["Authorization"] = f"Bearer {self.told['token']}"

    def get(self, path: str, **params: object) -> requests.Response:
        """Call a GET of the interface."""
        return self.http.get(self.api + path, params=params, timeout=40)

    def post(self, path: str, **body: object) -> requests.Response:
        """Call a POST of the interface."""
        return self.http.post(self.api + path, json=body, timeout=40)

    def ask(self, path: str, **body: object) -> requests.Response:
        """Call a POST, and again as long as the desk says that it still answers this kiosk's last question."""
        deadline = time.monotonic() + 60
        while (answer := self.post(path, **body)).status_code == 503 and answer.json()["code"] == "busy":
            assert time.monotonic() < deadline, "the desk is busy for ever"
            time.sleep(0.05)
        return answer

    def send(self, *events: object) -> list[dict[str, str]]:
        """Send events, and again what shall come again; return the verdicts in the order of the events."""
        told: dict[int, dict[str, str]] = {}
        deadline = time.monotonic() + 60
        while left := [place for place in range(len(events)) if place not in told]:
            assert time.monotonic() < deadline, "the desk is busy for ever"
            batch = [events[place] for place in left]
            answer = self.ask("/events", instance_id=self.instance, epoch=self.told["epoch"], events=batch)
            assert answer.status_code == 200, answer.text
            verdicts = zip(left, answer.json()["verdicts"], strict=True)
            told |= {place: verdict for place, verdict in verdicts if verdict["outcome"] != "retry"}
        return [told[place] for place in range(len(events))]


@contextmanager
def running_desk(
    folder: Path,
    *,
    database: str = "",
    workers: int = 1,
    catalogue: Path | None = SAMPLE,
    settings: dict[str, str] | None = None,
) -> Iterator[DeskProcess]:
    """Yield a desk that runs on its own data below `folder`; `settings` are further variables of its environment."""
    data = folder / "desk"
    data.mkdir(parents=True, exist_ok=True)
    desk = DeskProcess(data, free_port(), database, workers, settings=settings or {})
    if catalogue == SAMPLE:
        desk.prepare()
    elif catalogue is not None:
        desk.import_catalogue(catalogue)
    desk.start()
    try:
        yield desk
    finally:
        desk.stop()
