"""Kiosk and desk as packages have installed them in a tree, run by their units' own lines under a supervisor."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import time
from contextlib import ExitStack, closing
from pathlib import Path

from tree import Tree

from mizban.demo.office import ROLES, Office
from mizban.demo.report import Report
from mizban.demo.stack import Stack, port_answers, wait_until
from mizban.demo.story import Story
from mizban.demo.visitor import NotSeen, Visitor
from tests.support.supervisor import Supervisor

BETWEEN_TOUCHES_S = 0.35
DESK_ENV = {"MIZBAN_DESK_PUBLIC_URL": "http://127.0.0.1:8090", "MIZBAN_DESK_FOLLOW_HOURS": "false"}
"""Of desk.env, which the supervisor hands on as systemd would: tickets are given at any hour of the trial."""
PASSWORD = "a-long-pass-phrase"
SCREEN = "/run/mizban-screen"
HELD = ("database", "daemon", "enrollment", "desk", "content", "media", "fonts", "shaping", "unsent", "quarantine")
"""What the doctor must find well where there is neither systemd nor a panel."""
HEADLESS = {
    "WLR_BACKENDS": "headless",
    "WLR_LIBINPUT_NO_DEVICES": "1",
    "WLR_RENDERER": "pixman",
    "LIBSEAT_BACKEND": "noop",
    "HOME": SCREEN,
    "MIZBAN_SCREEN_HOOK": f"{SCREEN}/hook",
}
"""What stands in for panel and seat; all else is the unit's own environment."""
CONFIG = """language = "fa"
[screen]
width_mm = 700
[printer]
kind = "network"
port = 9100
"""


class VisitorOfTree(Visitor):
    """The window's process sees its tree alone: a picture is left there, and fetched.

    Xwayland lets in nobody but the user whose compositor it serves, so the finger is that user's.
    """

    def __init__(self, tree: Tree, hook: Path) -> None:
        super().__init__(hook, ":0", 90)
        self._tree = tree
        user, group = (tree.run("id", option, "mizban-screen").strip() for option in ("-u", "-g"))
        self._as_screen = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups"]

    def touch_at(self, x: float, y: float, rest_s: float = BETWEEN_TOUCHES_S) -> None:
        """Touch the panel at a point, in pixels from its upper left corner; no sooner than `rest_s` after the last."""
        time.sleep(max(0.0, self._last_touch + rest_s - time.monotonic()))
        words = [
            "xdotool",
            "mousemove",
            str(round(x)),
            str(round(y)),
            "mousedown",
            "1",
            "sleep",
            "0.06",
            "mouseup",
            "1",
        ]
        env = {"DISPLAY": self._display, "PATH": "/usr/bin:/bin"}
        done = subprocess.run([*self._as_screen, *words], env=env, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise NotSeen(f"the display {self._display} took no touch: {done.stderr.strip()}")
        self._last_touch = time.monotonic()

    def shoot(self, picture: Path) -> Path:
        """Save what the window shows; return where."""
        inside = f"{SCREEN}/shot.png"
        self.ask(ask="shot", path=inside)
        picture.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self._tree.root / inside.lstrip("/"), picture)
        return picture


class Installed(Office):
    """An office whose programs and data are in a tree; ports are its own, for the network is too."""

    def __init__(self, tree: Tree, folder: Path) -> None:
        super().__init__(Stack(folder), 8090, 9100, 9101)
        self.tree = tree

    @property
    def kiosk_data(self) -> Path:
        """The kiosk's store, from outside."""
        return self.tree.root / "var/lib/mizban"

    @property
    def desk_data(self) -> Path:
        """The desk's data, from outside."""
        return self.tree.root / "var/lib/mizban-desk"

    @property
    def hook(self) -> Path:
        """The screen's hook, from outside."""
        return self.tree.root / SCREEN.lstrip("/") / "hook"

    def prepare(self) -> None:
        """Make the folders that systemd would make, and load the sample organisation."""
        self.tree.give("/var/lib/mizban", "mizban", 0o750)
        self.tree.give("/run/mizban", "mizban", 0o750)
        self.tree.give(SCREEN, "mizban-screen", 0o700)
        self.tree.give("/var/lib/mizban-desk", "mizban-desk", 0o700)
        (self.tree.root / "run/notify").mkdir(mode=0o755)
        (self.tree.root / "etc/mizban/kiosk.toml").write_text(CONFIG)
        (self.tree.root / "etc/mizban/desk.env").write_text(
            "".join(f'{key}="{value}"\n' for key, value in DESK_ENV.items())
        )
        sample = next(self.tree.root.glob("usr/lib/mizban-desk/lib/python3.*/site-packages/mizban/share/assets/sample"))
        self._desk_command("catalog", "import", str(sample).removeprefix(str(self.tree.root)))
        for name, roles in ROLES.items():
            self.passwords[name] = PASSWORD
            words = [word for role in roles for word in ("--role", role)]
            self._desk_command("desk", "create-user", name, *words, "--password-stdin", stdin=PASSWORD + "\n")

    def visit(self) -> str:
        """Start every service, enroll, play the whole story by real touches; return what was seen."""
        with ExitStack() as running:
            self._start_services(running)
            running.enter_context(self.stack)
            self.start_printer()
            code = self._desk_command("desk", "enroll-code", "--name", "Lobby").strip().splitlines()[-1]
            self.tree.run("mizban", "enroll", "http://127.0.0.1:8090", code)
            wait_until(lambda: self.catalogue() is not None, 60, "the content of the desk")
            screen = running.enter_context(self._unit("mizban-kiosk", "mizban-screen", "mizban,video,input", HEADLESS))
            screen.wait_for("ready", within=120)
            report = Report(self.directory)
            with closing(VisitorOfTree(self.tree, self.hook)) as visitor:
                visitor.wait_for("attract", within=90)
                Story(self, visitor, report, lambda line: None).play()
            failed = [f"{step.title}: {step.failure}" for step in report.steps if step.failure]
            if failed:
                raise SystemExit(f"{failed}\n{screen.tail()}")
            owner = subprocess.run(["ps", "-o", "user=,args=", "-g", str(screen.pid)], capture_output=True, text=True)
            print("          " + "\n          ".join(line[:100] for line in owner.stdout.splitlines()))
            return f"{len(report.steps)} steps, pictures in {self.directory / 'screens'}; facts {self.facts()}"

    def serves(self) -> str:
        """Start the services again; daemon and desk must answer."""
        with ExitStack() as running:
            self._start_services(running)
            said = self.tree.run("mizban", "doctor", "--json", check=False)
            told = json.loads(said[said.index("{") : said.rindex("}") + 1])
            states = {finding["check"]: finding["state"] for finding in told["findings"]}
            sick = [check for check in HELD if states[check] != "ok"]
            if sick:
                raise SystemExit(f"the doctor finds: {[found for found in told['findings'] if found['check'] in sick]}")
            return f"daemon ready, desk answers, doctor: {', '.join(HELD)} well; programs of {self.programs()}"

    def facts(self) -> dict[str, int]:
        """Count what must never be lost."""
        counts: dict[str, int] = {}
        for path, tables in (
            (self.kiosk_data / "mizban.db", ("tickets", "requests", "outbox", "codes")),
            (self.desk_data / "desk.sqlite3", ("fleet_kiosk", "queueing_ticket", "casework_request")),
        ):
            with closing(sqlite3.connect(path)) as db:
                counts |= {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}
        return counts

    def retires(self) -> str:
        """Take the kiosk out of service, with its desk alone running; nothing of it may stay in the data folder."""
        with ExitStack() as running:
            self._start_desk(running)
            said = self.tree.run("mizban", "retire")
        left = [path.name for path in self.kiosk_data.iterdir()]
        if left:
            raise SystemExit(f"left behind: {left}")
        return said.strip()

    def has_trial_table(self) -> bool:
        """Whether both databases bear the later builds' schema."""
        found = []
        for path in (self.kiosk_data / "mizban.db", self.desk_data / "desk.sqlite3"):
            with closing(sqlite3.connect(path)) as db:
                found.append(db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'trial'").fetchone()[0])
        return found == [1, 1]

    def programs(self) -> str:
        """Say whether the programs that are in place are the first ones or a later build's."""
        site = next(self.tree.root.glob("usr/lib/mizban-kiosk/lib/python3.*/site-packages"))
        return "a later build" if "m9001" in (site / "sync/store/migrations.py").read_text() else "the first build"

    def _start_services(self, running: ExitStack) -> None:
        self._start_desk(running)
        daemon = running.enter_context(self._unit("mizban-daemon", "mizban", "mizban,lp,dialout,input"))
        daemon.wait_for("ready", within=90)

    def _start_desk(self, running: ExitStack) -> None:
        self._clear_run()
        for name in ("mizban-desk", "mizban-desk-worker"):
            running.enter_context(self._unit(name, "mizban-desk", "mizban-desk", {"HOME": "/", **DESK_ENV}))
        wait_until(lambda: port_answers(self.desk_port), 90, "the desk")

    def _clear_run(self) -> None:
        for name in ("run/mizban/daemon.sock", "run/mizban-screen/hook"):
            (self.tree.root / name).unlink(missing_ok=True)

    def _unit(self, name: str, user: str, groups: str, env: dict[str, str] | None = None) -> Supervisor:
        unit = self.tree.root / f"usr/lib/systemd/system/{name}.service"
        prefix = ["chroot", f"--userspec={user}:{user}", f"--groups={groups}", str(self.tree.root)]
        told = f"/run/notify/{name}.notify"
        return Supervisor(unit, self.tree.root / "run/notify", [], prefix, env or {"HOME": "/"}, told)

    def _desk_command(self, *words: str, stdin: str = "") -> str:
        """As root: `mizban` becomes the desk's user by itself, with the settings of desk.env."""
        return self.tree.run("mizban", *words, stdin=stdin)
