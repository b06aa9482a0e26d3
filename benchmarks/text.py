"""Lines laid out in a second, cold and cached, beside raqm on the same lines in the same run.

    python -m benchmarks.text [--rounds 9] [--json]

Cold: every cache of text is emptied before each round, so each sentence is shaped, broken, ordered
and measured by Kivy's text provider anew; what belongs to a font (its open file, its advances) stays,
as it does with raqm. Cached: the same sentences again. raqm: Pillow
measures the very lines that came out, one `getlength` each, with no wrapping to do. Ratios are what
counts; rounds alternate, and the quickest of each is taken, the one that other work on the machine disturbed least.
"""

import argparse
import json
import os
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml
from PIL import ImageFont

os.environ.setdefault("KIVY_NO_ARGS", "1")
os.environ.setdefault("KIVY_NO_CONSOLELOG", "1")
os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")

from kiosk.text import breaks, fonts, layout, order, shaping, wrap
from kiosk.text.layout import Face, lay_out
from kiosk.widgets import glyphs
from language import LANGUAGES, direction

SAMPLE = Path(__file__).resolve().parents[1] / "assets" / "sample"
FACE = Face(34)
WIDTH = 900.0


def _texts(node: object) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        if node and set(node) <= set(LANGUAGES):
            yield from ((k, " ".join(v.split())) for k, v in node.items() if isinstance(v, str))
        else:
            for value in node.values():
                yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)


def sentences(count: int = 150) -> list[tuple[str, str]]:
    """Return `count` sentences of each language from the sample organisation, by a fixed seed."""
    found: set[tuple[str, str]] = set()
    for path in sorted(SAMPLE.rglob("*.yaml")):
        found.update(_texts(yaml.safe_load(path.read_text(encoding="utf-8"))))
    chosen = []
    for lang in LANGUAGES:
        own = sorted(item for item in found if item[0] == lang and len(item[1]) >= 25)
        chosen += random.Random(1404).sample(own, min(count, len(own)))
    return chosen


def empty() -> None:
    """Empty every cache of the text path."""
    layout.forget()
    glyphs.forget()
    shaping._join.cache_clear()
    order._resolve.cache_clear()
    breaks.forget_breaks()
    wrap.ruler.cache_clear()


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()  # of this process: the machine may be busy with others
    work()
    return time.process_time() - start


def _with_base(texts: list[tuple[str, str]]) -> list[tuple[str, order.Base]]:
    return [(text, "R" if direction(lang) == "R" else "L") for lang, text in texts]


def _lay_out_all(texts: list[tuple[str, order.Base]]) -> int:
    lines = 0
    for text, base in texts:
        lines += len(lay_out(text, WIDTH, FACE, glyphs.measure_run, base).lines)
    return lines


def _raqm_lines(texts: list[tuple[str, str]]) -> list[tuple[str, str, ImageFont.FreeTypeFont]]:
    """Return `(line, direction, font)` for raqm: the logical text of every line that we lay out."""
    made = {}
    for index, file in enumerate(fonts.paths(FACE.weight)):
        made[index] = ImageFont.truetype(file, FACE.size, layout_engine=ImageFont.Layout.RAQM)
    lines = []
    for lang, text in texts:
        base: order.Base = "R" if direction(lang) == "R" else "L"
        paragraph = wrap.prepare(text, base)
        origin = [*shaping.sources(text, paragraph.text), len(text)]
        side, font = ("rtl" if base == "R" else "ltr"), made[1 if lang == "ru" else 0]
        for start, end in wrap.line_spans(paragraph, WIDTH, layout.setter(FACE, glyphs.measure_run)):
            lines.append((text[origin[start] : origin[end]], side, font))
    return lines


def run(rounds: int) -> dict[str, float]:
    """Measure and return rates (lines a second), ratios to raqm's, and the caches' memory."""
    texts = sentences()
    reference = _raqm_lines(texts)
    ours = _with_base(texts)
    cold, cached, raqm = [], [], []
    for _ in range(rounds):
        empty()
        cold.append(_seconds(lambda: _lay_out_all(ours)))
        raqm.append(_seconds(lambda: [f.getlength(t, direction=d) for t, d, f in reference]))
        cached.append(_seconds(lambda: [_lay_out_all(ours) for _ in range(20)]) / 20)
    count = _lay_out_all(ours)
    rates = {name: count / min(times) for name, times in (("cold", cold), ("cached", cached), ("raqm", raqm))}
    empty()
    tracemalloc.start()
    _lay_out_all(ours)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return {
        "sentences": len(texts),
        "lines": count,
        "cold_lines_per_second": round(rates["cold"]),
        "cached_lines_per_second": round(rates["cached"]),
        "raqm_lines_per_second": round(rates["raqm"]),
        "cold_to_raqm": round(rates["cold"] / rates["raqm"], 2),
        "cached_to_raqm": round(rates["cached"] / rates["raqm"], 1),
        "cache_bytes": held,
        "cache_bytes_per_line": round(held / count),
    }


def main() -> int:
    """Print the figures; exit 1 where a target is missed (cold 0.5, cached 50 times raqm)."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = run(options.rounds)
    if options.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:26} {value:>12,}")
    return 0 if figures["cold_to_raqm"] >= 0.5 and figures["cached_to_raqm"] >= 50 else 1


if __name__ == "__main__":
    sys.exit(main())
