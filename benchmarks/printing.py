"""What a ticket costs, from its texts to the printer: `python -m benchmarks.printing [runs]`.

Layout and encoding in milliseconds, bytes, seconds on a serial line, and the time until the (virtual) printer has taken
the last byte and has confirmed the page. Prints ratios beside the figures, since machines differ.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from kiosk import config
from kiosk.devices.printer import open_printer
from kiosk.devices.printer.base import Outcome
from kiosk.devices.printer.virtual import VirtualPrinter
from kiosk.devices.printer.virtual_lines import TcpPrinter
from kiosk.printing.escpos import encode
from kiosk.printing.preview import sample_ticket
from kiosk.printing.render import render
from sync.protocol.base import LANGS

TARGET_BYTES = 24_000
PEER_BYTES = 26_014
"""A plain ticket of a comparable system, without Persian."""
BYTES_PER_S = 115_200 / 10


def milliseconds(work: Callable[[], object], runs: int) -> list[float]:
    """Return how long each run took."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return times


def percentiles(times: list[float]) -> tuple[float, float]:
    """Return the 50th and the 99th percentile."""
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def paper(runs: int) -> tuple[int, float]:
    """Print a line for each language and width; return bytes and median ms of the Persian ticket on 80 mm."""
    print(
        f"{'ticket':8} {'rows':>5} {'layout ms p50/p99':>18} {'encode ms p50/p99':>18} {'bytes':>7} {'s at 115200':>11}"
    )
    persian = (0, 0.0)
    for dots in (576, 384):
        for language in LANGS:
            page = sample_ticket(language)
            picture = render(page, dots)
            data = encode(picture)
            layout = percentiles(milliseconds(lambda page=page, dots=dots: render(page, dots), runs))
            coding = percentiles(milliseconds(lambda picture=picture: encode(picture), runs))
            print(
                f"{language} {dots:4}  {picture.height:5} {layout[0]:9.1f} /{layout[1]:7.1f} "
                f"{coding[0]:9.1f} /{coding[1]:7.1f} {len(data):7} {len(data) / BYTES_PER_S:11.2f}"
            )
            if (language, dots) == ("fa", 576):
                persian = (len(data), layout[0] + coding[0])
    return persian


def wire(runs: int, layout_ms: float) -> None:
    """Print how long the printer's share is: to the last byte taken, and to its confirmation."""
    data = encode(render(sample_ticket("fa"), 576))
    device = VirtualPrinter()
    line = TcpPrinter(device)
    taken: list[float] = []
    confirmed: list[float] = []
    printer = open_printer(config.Printer(kind="network", port=line.port))
    printer.state()
    for _ in range(runs):
        before = len(device.slips)
        start = time.perf_counter()
        device.apply({"after": "cut", "delay_s": 0.0})  # struck_at is then the moment of the cut
        result = printer.print_page(data)
        confirmed.append((time.perf_counter() - start) * 1000)
        if result.outcome is not Outcome.CONFIRMED or len(device.slips) != before + 1 or device.struck_at is None:
            raise SystemExit(f"the virtual printer did not print: {result}")
        taken.append(confirmed[-1] - (time.monotonic() - device.struck_at) * 1000)
    printer.close()
    line.stop()
    for name, times in (("last byte taken", taken), ("confirmed", confirmed)):
        p50, p99 = percentiles(times)
        print(f"page handed over -> {name:15} p50 {p50:6.1f} ms  p99 {p99:6.1f} ms  ({p99 / layout_ms:4.1f} x layout)")


def main() -> int:
    """Run all; exit 1 when a Persian ticket with its QR takes more than 24,000 bytes."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    size, layout_ms = paper(runs)
    print(
        f"Persian ticket with QR, 80 mm: {size} bytes (target {TARGET_BYTES}); "
        f"{size / PEER_BYTES:.0%} of a peer's plain one"
    )
    wire(runs, layout_ms)
    return 0 if size <= TARGET_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
