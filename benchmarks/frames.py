"""Whether a device can hold the picture up: frames of the kiosk's window while its printer stalls, lies or is cut off.

    .venv/bin/python -m benchmarks.frames [--seconds 6]

The real window under Xvfb draws without rest; in that time a ticket is taken, and the printer is well or is not. Told
is the time between two frames that went to the panel. The quiet printer comes first and last: the two runs say how much
the machine itself scatters. Exit 1 where p95 or p99 with any trouble passes one and a half times the worse of the two.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import threading
from itertools import pairwise
from typing import Any

from benchmarks.tap import Kiosk, a_kiosk
from mizban.demo.visitor import Visitor

QUIET = "well"
TROUBLES: dict[str, dict[str, Any]] = {
    QUIET: {},
    "stops reading": {"line": "deaf"},
    "stops in the middle": {"line": "deaf", "after": 2000},
    "never answers": {"line": "silent"},
    "answers rubbish": {"line": "rubbish"},
    "answers late": {"delay_s": 0.8},
    "paper out": {"paper": "out"},
    "cable cut": {"line": "cut"},
    "switched off, on": {"power": "cycle"},
    "well again": {},
}
BEFORE_S = 1.0
MOST = 1.5


def between_ms(kiosk: Kiosk, changes: dict[str, Any], seconds: float) -> list[float]:
    """Take a ticket with the printer so changed; return the ms between frames, from before the touch."""
    kiosk.before_ticket()
    if changes:
        kiosk.printer.apply(dict(changes))
    watcher = Visitor(kiosk.window.hook, kiosk.display, seconds * 4)
    found: list[float] = []
    watching = threading.Thread(target=lambda: found.extend(watcher.ask(ask="frames", seconds=seconds)["times"]))
    watching.start()
    watching.join(BEFORE_S)
    kiosk.tap("ticket.take")
    kiosk.window.wait_for("ticket")
    watching.join()
    watcher.close()
    kiosk.printer.set(line="ok", paper="ok", delay_s=0.0)
    kiosk.after_ticket()
    return [(after - before) * 1000 for before, after in pairwise(found)]


def report(kiosk: Kiosk, seconds: float) -> dict[str, dict[str, float]]:
    """Print a line for each trouble; return p50, p95, p99 and the longest wait in ms."""
    found = {}
    for name, changes in TROUBLES.items():
        times = between_ms(kiosk, changes, seconds)
        cuts = statistics.quantiles(times, n=100, method="inclusive")
        found[name] = {"frames": len(times), "p50": statistics.median(times), "p95": cuts[94], "p99": cuts[98]}
        found[name]["max"] = max(times)
        shown = "  ".join(f"{key} {value:6.1f} ms" for key, value in found[name].items() if key != "frames")
        print(f"printer {name:19}: {len(times):4} frames, {shown}", flush=True)
    return found


def late(found: dict[str, dict[str, float]]) -> list[str]:
    """Return the troubles with which frames came later than with a quiet printer."""
    limits = {key: MOST * max(found[QUIET][key], found["well again"][key]) for key in ("p95", "p99")}
    return [name for name, row in found.items() if any(row[key] > limit for key, limit in limits.items())]


def main() -> int:
    """Run it all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=6, help="how long frames are watched for each trouble")
    asked = parser.parse_args()
    with a_kiosk() as (kiosk, _folder, _desk):
        kiosk.ticket_ms()  # pages and typefaces are made for the first time
        found = report(kiosk, asked.seconds)
    wrong = late(found)
    print(
        f"load {os.getloadavg()[0]:.1f}; {'late: ' + ', '.join(wrong) if wrong else 'no frame is late by the printer'}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
