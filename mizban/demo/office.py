"""A whole office on this machine: desk with the sample organisation, enrolled kiosk, daemon, printer, screen."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from language.shipped import shipped
from mizban.demo.stack import Stack, port_answers, wait_until
from mizban.errors import UserError
from sync.protocol.catalogue import Catalogue
from sync.reader import ContentReader

SAMPLE = shipped("assets", "sample")
ROLES = {"operator": ("operator",), "manager": ("manager", "editor", "technician")}


DESK_SETTINGS = """\
follow_hours = false  # a demonstration is given at any hour

[sms]
sender = "file"       # text messages go into sms.txt beside this file
"""


@dataclass
class Office:
    """Where everything of one office stands. `stack` holds its processes."""

    stack: Stack
    desk_port: int
    printer_port: int
    printer_control: int
    language: str = "fa"
    passwords: dict[str, str] = field(default_factory=dict)
    code: str = ""

    @property
    def directory(self) -> Path:
        """The folder of all files of this office."""
        return self.stack.directory

    @property
    def desk_url(self) -> str:
        """The desk's address."""
        return f"http://127.0.0.1:{self.desk_port}"

    @property
    def prints(self) -> Path:
        """Where the virtual printer leaves each slip as a picture."""
        return self.directory / "paper"

    @property
    def kiosk_data(self) -> Path:
        """The kiosk's store."""
        return self.directory / "kiosk"

    @property
    def desk_data(self) -> Path:
        """The desk's database, keys and media."""
        return self.directory / "desk"

    @property
    def config(self) -> Path:
        """The kiosk's settings file."""
        return self.directory / "kiosk.toml"

    @property
    def hook(self) -> Path:
        """Socket on which the screen tells a scripted visitor what it shows."""
        return self.directory / "screen.sock"

    def prepare_desk(self, sample: Path = SAMPLE, kiosk: str = "Lobby") -> None:
        """Make the desk's database, load the organisation, make one user for each role of `ROLES`, and a code."""
        self.desk_data.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.desk_data / "desk.toml").write_text(DESK_SETTINGS, encoding="utf-8")
        self.passwords = {name: secrets.token_urlsafe(9) for name in ROLES}
        users = {name: {"password": self.passwords[name], "roles": roles} for name, roles in ROLES.items()}
        done = subprocess.run(
            [sys.executable, "-m", "mizban.demo.first_day", str(sample)],
            input=json.dumps({"users": users, "kiosk": kiosk}),
            capture_output=True,
            text=True,
            env={**self.stack.env, "MIZBAN_DESK_DATA": str(self.desk_data)},
            check=False,
        )
        if done.returncode != 0:
            raise UserError(f"the desk could not be prepared: {done.stderr.strip()}")
        self.code = done.stdout.split()[-1]

    def start_desk(self) -> None:
        """Serve the desk and wait until it answers."""
        self.stack.start(
            "desk",
            *("desk", "serve", "--host", "127.0.0.1", "--port", str(self.desk_port)),
            *("--data-dir", str(self.desk_data), "--public-url", self.desk_url),
        )
        wait_until(lambda: port_answers(self.desk_port), 60, "the desk", self.stack.check_alive)

    def start_printer(self) -> None:
        """Start the virtual printer and wait until it answers."""
        self.prints.mkdir(parents=True, exist_ok=True)
        self.stack.start(
            "printer",
            *("devices", "simulate", "printer", "--out", str(self.prints)),
            *("--port", str(self.printer_port), "--control", str(self.printer_control)),
        )
        wait_until(lambda: port_answers(self.printer_port), 30, "the virtual printer", self.stack.check_alive)

    def enroll(self) -> None:
        """Write the kiosk's settings and join it to the desk, with the code that `prepare_desk` got."""
        self.config.write_text(
            f'data = "{self.kiosk_data}"\nsocket = "{self.directory / "daemon.sock"}"\nlanguage = "{self.language}"\n'
            f'\n[printer]\nkind = "network"\nhost = "127.0.0.1"\nport = {self.printer_port}\n',
            encoding="utf-8",
        )
        self.stack.run("enroll", self.desk_url, self.code, "--config", str(self.config))

    def start_daemon(self) -> None:
        """Start the kiosk's daemon and wait for its socket and its content."""
        self.stack.start("daemon", "daemon", "--config", str(self.config))
        socket = self.directory / "daemon.sock"
        wait_until(socket.exists, 30, "the daemon", self.stack.check_alive)
        wait_until(lambda: self.catalogue() is not None, 30, "the content of the desk", self.stack.check_alive)

    def catalogue(self) -> Catalogue | None:
        """Return what the kiosk shows now; None where it has nothing yet."""
        with closing(ContentReader(self.kiosk_data)) as reader:
            return reader.catalogue

    def start_screen(self, size: str, display: str | None = None, windowed: bool = True) -> None:
        """Start the kiosk's window; `display` names the X display where it is not the usual one."""
        env = {"MIZBAN_SCREEN_HOOK": str(self.hook), "KIVY_HOME": str(self.directory / "kivy"), "KIVY_NO_FILELOG": "1"}
        if display:
            env |= {"DISPLAY": display, "SDL_VIDEODRIVER": "x11"}
        arguments = ["kiosk", "--config", str(self.config), "--size", size]
        self.stack.start("screen", *arguments, *(["--windowed"] if windowed else []), env=env)

    def printer_fault(self, *changes: str) -> None:
        """Change the virtual printer: `paper=out`, `cover=open`, `paper=ok` …"""
        self.stack.run("devices", "simulate", "fault", "--control", str(self.printer_control), *changes)
