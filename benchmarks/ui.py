"""The screen in figures: start, memory, touch to picture, rest; beside an empty window and beside Chromium as a kiosk.

    .venv/bin/python benchmarks/ui.py [--starts 5] [--visits 500] [--size 1080x1920]

Everything runs under one Xvfb with the software renderer. The kiosk is the real process with a real daemon and the
sample content, byte-compiled as a package is; it is usable when a frame of the idle screen went to the panel and it
answers. Beside it: until the page after a touch that comes with that very frame. Chromium shows a static page of the
same home screen from a local server and is ready when its second animation frame has come; with a profile that it has
seen before, as on a kiosk, and with a fresh one. Their starts take turns. Memory is the proportional set (PSS) of all
processes of each. Prints JSON as its last line. Targets: start 0.6, memory 0.4 of Chromium's, profile seen.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.finger import Finger  # noqa: E402
from benchmarks.ui_chromium import Page  # noqa: E402
from kiosk.client import DaemonClient  # noqa: E402
from kiosk.screens.sample import sample_catalogue  # noqa: E402
from sync.enrollment import enroll  # noqa: E402
from tests.support.window import Window, virtual_display  # noqa: E402
from tests.sync.catalogues import content  # noqa: E402
from tests.sync.desk_stub import running_desk  # noqa: E402

SETTLE_S, REST_S = 6.0, 10.0
PATIENCE_S = 60.0
LOOK_S = 0.003
_PATHS = [str(ROOT), sysconfig.get_path("purelib")]
AS_A_PACKAGE = (
    *(sys.executable, "-I", "-S", "-c"),
    f"import site, sys; sys.path[:0] = {_PATHS}; from mizban.start import main; main()",
)
"""As a package's program: none of the hooks (.pth files) that tools have laid into a developer's environment."""


def memory_mb(*pids: int) -> float:
    """Return the proportional set size of processes and all their children, in MB."""
    found = [psutil.Process(pid) for pid in pids]
    family = {process for parent in found for process in (parent, *parent.children(recursive=True))}
    return sum(process.memory_full_info().pss for process in family) / 1e6


def cpu_share(pid: int, seconds: float) -> float:
    """Return the part of one core that a process and its children take while nothing happens, in per cent."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]

    def spent() -> float:
        return sum(times.user + times.system for times in (process.cpu_times() for process in family))

    before, begun = spent(), time.monotonic()
    time.sleep(seconds)
    return 100 * (spent() - before) / (time.monotonic() - begun)


@contextmanager
def kiosk_with_content(folder: Path) -> Iterator[tuple[Path, int]]:
    """Yield the settings of an enrolled kiosk whose daemon has content, and the daemon's process id."""
    config, sock = folder / "kiosk.toml", folder / "d.sock"
    config.write_text(f'data = "{folder / "data"}"\nsocket = "{sock}"\n[screen]\nwidth_mm = 337\n', encoding="utf-8")
    with running_desk() as desk:
        desk.body = content(**sample_catalogue().model_dump(mode="json", exclude_none=True))
        enroll(desk.url, "123456", folder / "data")
        log = (folder / "daemon.log").open("wb")
        daemon = subprocess.Popen(
            [sys.executable, "-m", "mizban", "daemon", "--config", str(config)], cwd=ROOT, stdout=log, stderr=log
        )
        client = DaemonClient(sock)
        client.start()
        try:
            deadline = time.monotonic() + 120
            while not (client.call("status").result or {}).get("content_version"):
                if time.monotonic() > deadline:
                    raise TimeoutError("no content came")
                time.sleep(0.1)
            yield config, daemon.pid
        finally:
            client.stop()
            daemon.terminate()
            daemon.wait(30)
            log.close()


def started(window: Window, begun: float) -> float:
    """Return the seconds since `begun` until a frame of the idle screen went to the panel and the window answers."""
    while True:
        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.connect(str(window.hook))
                break
            except OSError:
                if time.monotonic() - begun > PATIENCE_S:
                    raise
                time.sleep(LOOK_S)
    while not ((shown := window.ask(ask="page"))["page"] == "attract" and shown["shown"]):
        time.sleep(LOOK_S)
    return time.monotonic() - begun


def first_touch(window: Window, finger: Finger, begun: float) -> float:
    """Touch a language at once; return the seconds since `begun` until the home screen's frame went to the panel."""
    place = window.find("language.fa")
    finger.down(place["x"], place["y"])
    time.sleep(0.06)
    finger.up()
    while not ((shown := window.ask(ask="page"))["page"] == "home" and shown["shown"]):
        time.sleep(LOOK_S)
    return time.monotonic() - begun


class Starts:
    """Starts of the kiosk and of Chromium, by turns, so that both meet the machine in the same state."""

    def __init__(self, display: str, config: Path, daemon: int, folder: Path, size: tuple[int, int]) -> None:
        self._display, self._config, self._daemon, self._folder, self._size = display, config, daemon, folder, size
        self._finger = Finger(display)
        self.kiosk: dict[str, list[float]] = {"start_s": [], "start_and_touch_s": []}
        self.chromium: dict[str, list[float]] = {"start_s": [], "start_fresh_profile_s": []}
        self.figures: dict[str, float] = {}
        self.chromium_mb = 0.0

    def kiosk_once(self, look: bool) -> None:
        """Start the screen; with `look` see what it needs, on the home screen and on the idle screen."""
        window = Window(self._display, self._config, self._folder, self._size)
        window.program = AS_A_PACKAGE
        begun = time.monotonic()
        with window:
            self.kiosk["start_s"].append(started(window, begun))
            self.kiosk["start_and_touch_s"].append(first_touch(window, self._finger, begun))
            if look:
                self._look(window)

    def _look(self, window: Window) -> None:
        time.sleep(SETTLE_S)
        self.figures["memory_mb"] = memory_mb(window.pid)
        self.figures["memory_with_daemon_mb"] = memory_mb(window.pid, self._daemon)
        self.figures["rest_home_cpu_percent"] = cpu_share(window.pid, REST_S)
        window.touch("bar.help")
        window.wait_for("help")
        window.touch("help.over")
        window.wait_for("attract")
        time.sleep(SETTLE_S)
        self.figures["rest_idle_cpu_percent"] = cpu_share(window.pid, REST_S)
        self.figures["daemon_rest_cpu_percent"] = cpu_share(self._daemon, REST_S)

    def chromium_once(self, page: Page, look: bool) -> None:
        """Start Chromium with a fresh profile, and again with the one that it then knows."""
        shutil.rmtree(page.profile, ignore_errors=True)
        for name in ("start_fresh_profile_s", "start_s"):
            self.chromium[name].append(page.open())
            if look and name == "start_s":
                time.sleep(SETTLE_S)
                self.chromium_mb = memory_mb(page.pid)
            page.shut()

    def result(self) -> tuple[dict[str, float], dict[str, float]]:
        """Return the figures of the kiosk and of Chromium: medians, the worst start, memory."""
        kiosk, chromium = (
            {name: statistics.median(times) for name, times in found.items()} | {"start_worst_s": max(found["start_s"])}
            for found in (self.kiosk, self.chromium)
        )
        return kiosk | self.figures, chromium | {"memory_mb": self.chromium_mb}


def measure_starts(display: str, folder: Path, size: tuple[int, int], starts: int) -> Any:
    """Start each `starts` times, and once before for nothing: the files are then in memory for both."""
    with kiosk_with_content(folder) as (config, daemon), Page(display, folder, size) as page:
        for counted in (False, True):
            found = Starts(display, config, daemon, folder, size)
            for number in range(starts if counted else 1):
                last = counted and number + 1 == starts
                found.kiosk_once(last)
                found.chromium_once(page, last)
    return found.result()


def measure_touches(display: str, folder: Path, size: tuple[int, int], visits: int) -> Any:
    """Run the visits in one window of a process of its own."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "ui_visits.py"), f"{size[0]}x{size[1]}", str(visits)],
        env={**os.environ, "DISPLAY": display, "KIVY_HOME": str(folder / "kivy")}, cwd=ROOT, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--visits", type=int, default=500)
    parser.add_argument("--size", default="1080x1920")
    asked = parser.parse_args()
    width, height = map(int, asked.size.split("x"))
    compile_code()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    with tempfile.TemporaryDirectory() as place, virtual_display(width, height) as display:
        folder = Path(place)
        kiosk, chromium = measure_starts(display, folder, (width, height), asked.starts)
        print(f"kiosk: {_parts(kiosk)}", flush=True)
        print(f"chromium: {_parts(chromium)}", flush=True)
        touches = measure_touches(display, folder, (width, height), asked.visits)
        print(f"touch: {_parts(touches)}", flush=True)
    ratios = {
        "start": kiosk["start_s"] / chromium["start_s"],
        "start_to_chromium_with_a_fresh_profile": kiosk["start_s"] / chromium["start_fresh_profile_s"],
        "start_and_first_touch": kiosk["start_and_touch_s"] / chromium["start_s"],
        "memory": kiosk["memory_mb"] / chromium["memory_mb"],
        "memory_with_daemon": kiosk["memory_with_daemon_mb"] / chromium["memory_mb"],
        "touch_p50_to_empty_frame_p50": touches["touch_ms"]["p50"] / touches["empty_frame_ms"]["p50"],
    }
    print(f"ratios: {_parts(ratios)}")
    print(f"load {os.getloadavg()[0]:.1f}")
    print(json.dumps({"kiosk": kiosk, "chromium": chromium, "touch": touches, "ratios": ratios}))


def compile_code() -> None:
    """Compile the product as the packages do: what is measured is what an office runs."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for package in ("mizban", "kiosk", "sync", "language"):
        compileall.compile_dir(ROOT / package, quiet=1)


def _parts(part: dict[str, Any]) -> str:
    shown = {key: f"{value:.3g}" if isinstance(value, float) else value for key, value in part.items()}
    return ", ".join(f"{key} {value}" for key, value in shown.items())


if __name__ == "__main__":
    main()
