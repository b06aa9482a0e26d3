"""How many hard frames each reader reads, and how long it takes: `python -m benchmarks.scanning`."""

from __future__ import annotations

import contextlib
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable

import psutil
from pyzbar.pyzbar import ZBarSymbol
from pyzbar.pyzbar import decode as zbar

from kiosk.devices.scanner.decode import Ladder, read_zxing
from kiosk.devices.scanner.zbar_guard import Grey
from tests.devices.frames import EACH, KINDS, URL, Frame, frames

_ME = psutil.Process()
_CHILDREN: list[psutil.Process] = []


def _pyzbar(frame: Grey) -> list[bytes]:
    try:
        return [found.data for found in zbar(frame, symbols=[ZBarSymbol.QRCODE])]
    except ValueError:
        return []


def _worked() -> float:
    """Return the seconds that this process and its children have worked.

    The ladder's budget is counted in these: on a machine that does nothing else they are the clock's, and a busy one
    changes no rate.
    """
    times = _ME.cpu_times()
    found = times.user + times.system
    for child in _CHILDREN:
        with contextlib.suppress(psutil.NoSuchProcess):
            child_times = child.cpu_times()
            found += child_times.user + child_times.system
    return float(found)


def measure(read: Callable[[Grey], list[bytes]], pictures: list[Frame]) -> tuple[Counter[str], int, list[float]]:
    """Return frames read by kind, wrong reads, and the milliseconds of each frame."""
    read_by_kind: Counter[str] = Counter()
    wrong, times = 0, []
    for picture in pictures:
        start = time.perf_counter()
        found = read(picture.grey)
        times.append((time.perf_counter() - start) * 1000)
        read_by_kind[picture.kind] += URL.encode() in found
        wrong += any(text != URL.encode() for text in found)
    return read_by_kind, wrong, times


def main() -> int:
    """Print a table; exit 1 when the ladder misreads or gains less than 18 points on raw pyzbar."""
    pictures = list(frames())
    ladder = Ladder(clock=_worked)
    ladder.read(pictures[0].grey)  # its child process starts before the clock does
    _CHILDREN.extend(_ME.children())
    print(f"{len(pictures)} frames of 640 x 480, {EACH} of each kind")
    print(f"{'reader':10} {'read':>5} {'rate':>6} {'wrong':>5}  ms p50 / p95   by kind")
    rates, wrongs = {}, {}
    for name, read in (("pyzbar", _pyzbar), ("zxing-cpp", read_zxing), ("ladder", ladder.read)):
        by_kind, wrong, times = measure(read, pictures)
        total = sum(by_kind.values())
        rates[name], wrongs[name] = 100 * total / len(pictures), wrong
        p95 = statistics.quantiles(times, n=20)[18]
        kinds = " ".join(f"{kind} {by_kind[kind]}" for kind in KINDS)
        print(
            f"{name:10} {total:5} {rates[name]:5.1f}% {wrong:5}  {statistics.median(times):5.1f} / {p95:5.1f}  {kinds}"
        )
    ladder.close()
    gain = rates["ladder"] - rates["pyzbar"]
    print(f"ladder over raw pyzbar: {gain:+.1f} points")
    return 0 if gain >= 18 and not wrongs["ladder"] else 1


if __name__ == "__main__":
    sys.exit(main())
