"""The screen in figures: start, memory, touch to picture, rest; beside an empty window and beside Chromium as a kiosk.

    .venv/bin/python benchmarks/ui.py [--starts 5] [--visits 500] [--size 1080x1920]

Everything runs under one Xvfb with the software renderer. The kiosk is the real process with a real daemon and the
sample content; it is usable when the idle screen is drawn and answers. Chromium shows a static page of
the same home screen from a local server and is ready when its second animation frame has come. Memory is the
proportional set of all processes of each. Prints JSON as its last line. Targets: start 0.6, memory 0.4 of Chromium's.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.ui_chromium import Page  # noqa: E402
from kiosk.client import DaemonClient  # noqa: E402
from kiosk.screens.sample import sample_catalogue  # noqa: E402
from sync.enrollment import enroll  # noqa: E402
from tests.support.window import Window, virtual_display  # noqa: E402
from tests.sync.catalogues import content  # noqa: E402
from tests.sync.desk_stub import running_desk  # noqa: E402

SETTLE_S, REST_S = 4.0, 10.0


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


def measure_kiosk(display: str, config: Path, daemon: int, folder: Path, size: tuple[int, int], starts: int) -> Any:
    """Start the screen `starts` times; at the last one look at memory and rest, on the idle and the home screen."""
    times: list[float] = []
    figures: dict[str, float] = {}
    for number in range(starts):
        begun = time.monotonic()
        with Window(display, config, folder, size) as window:
            window.wait_for("attract")
            times.append(time.monotonic() - begun)
            if number + 1 < starts:
                continue
            window.touch("language.fa")
            window.wait_for("home")
            time.sleep(SETTLE_S)
            pid = window._process.pid  # type: ignore[union-attr]
            figures["memory_mb"] = memory_mb(pid)
            figures["memory_with_daemon_mb"] = memory_mb(pid, daemon)
            figures["rest_home_cpu_percent"] = cpu_share(pid, REST_S)
            window.touch("bar.help")
            window.wait_for("help")
            window.touch("help.over")
            window.wait_for("attract")
            time.sleep(SETTLE_S)
            figures["rest_idle_cpu_percent"] = cpu_share(pid, REST_S)
            figures["daemon_rest_cpu_percent"] = cpu_share(daemon, REST_S)
    return {"start_s": statistics.median(times), "start_worst_s": max(times), **figures}


def measure_chromium(display: str, folder: Path, size: tuple[int, int], starts: int) -> Any:
    """Start Chromium in kiosk mode `starts` times on the static page."""
    times: list[float] = []
    memory = 0.0
    with Page(display, folder, size) as page:
        for number in range(starts):
            times.append(page.open())
            if number + 1 == starts:
                time.sleep(SETTLE_S)
                memory = memory_mb(page.pid)
            page.shut()
    return {"start_s": statistics.median(times), "start_worst_s": max(times), "memory_mb": memory}


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
    with tempfile.TemporaryDirectory() as place, virtual_display(width, height) as display:
        folder = Path(place)
        with kiosk_with_content(folder) as (config, daemon):
            kiosk = measure_kiosk(display, config, daemon, folder, (width, height), asked.starts)
        print(f"kiosk: {_parts(kiosk)}", flush=True)
        chromium = measure_chromium(display, folder, (width, height), asked.starts)
        print(f"chromium: {_parts(chromium)}", flush=True)
        touches = measure_touches(display, folder, (width, height), asked.visits)
        print(f"touch: {_parts(touches)}", flush=True)
    ratios = {
        "start": kiosk["start_s"] / chromium["start_s"],
        "memory": kiosk["memory_mb"] / chromium["memory_mb"],
        "memory_with_daemon": kiosk["memory_with_daemon_mb"] / chromium["memory_mb"],
        "touch_p50_to_empty_frame_p50": touches["touch_ms"]["p50"] / touches["empty_frame_ms"]["p50"],
    }
    print(f"ratios: {_parts(ratios)}")
    print(json.dumps({"kiosk": kiosk, "chromium": chromium, "touch": touches, "ratios": ratios}))


def _parts(part: dict[str, Any]) -> str:
    shown = {key: f"{value:.3g}" if isinstance(value, float) else value for key, value in part.items()}
    return ", ".join(f"{key} {value}" for key, value in shown.items())


if __name__ == "__main__":
    main()
