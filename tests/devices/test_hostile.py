"""Symbols made to hurt: no reader ends, none is believed. MIZBAN_HOSTILE=3200 for the long run."""

from __future__ import annotations

import io
import os
import random
from collections.abc import Iterator

import numpy as np
import segno
from PIL import Image

from kiosk.devices.scanner.base import Scan
from kiosk.devices.scanner.decode import Ladder
from kiosk.devices.scanner.grammar import understand
from kiosk.devices.scanner.zbar_guard import Grey
from sync.protocol.codes import CodeError, parse_code

COUNT = int(os.environ.get("MIZBAN_HOSTILE", "24"))


def _texts(rng: random.Random) -> Iterator[bytes | str]:
    while True:
        yield rng.randbytes(rng.randrange(1, 400))
        yield "HTTPS://" + "A" * rng.randrange(1, 2000)
        yield "".join(chr(rng.randrange(0, 32)) for _ in range(rng.randrange(1, 60)))
        yield "\x1d" + "".join(chr(rng.randrange(0x600, 0x6FF)) for _ in range(rng.randrange(1, 80)))
        yield "HTTPS://DESK.OFFICE.EXAMPLE/T/" + "".join(str(rng.randrange(10)) for _ in range(13))
        yield "漢字" * rng.randrange(1, 40)


def _symbols(count: int) -> Iterator[Grey]:
    """Yield pictures of QR symbols: binary, control characters, kanji, halves of a sequence, damaged, of odd sizes."""
    rng = random.Random(20261121)
    texts = _texts(rng)
    made = 0
    while made < count:
        text = next(texts)
        error = rng.choice("lmqh")
        try:
            halves = isinstance(text, str) and made % 3 == 0
            codes = (
                segno.make_sequence(text, symbol_count=2, error=error) if halves else [segno.make(text, error=error)]
            )
        except (segno.DataOverflowError, ValueError):
            continue
        for code in codes:
            buffer = io.BytesIO()
            code.save(buffer, kind="png", scale=rng.choice((2, 3, 4)), border=rng.choice((0, 2, 4)))
            with Image.open(buffer) as picture:
                grey = np.array(picture.convert("L"))
            if made % 4 == 0:
                rows, columns = grey.shape
                grey[rows // 3 : rows // 2, : columns // 3] = rng.randrange(256)
            made += 1
            yield grey


def test_no_symbol_ends_the_reader_or_is_believed() -> None:
    ladder = Ladder(budget_s=0.03)
    looked = 0
    try:
        for grey in _symbols(COUNT):
            looked += 1
            for raw in ladder.read(grey):
                seen = understand(raw, "desk.office.example")
                if isinstance(seen, Scan):  # a thirteen-digit accident would have to have its check digit, too
                    assert _is_code(seen.code)
    finally:
        ladder.close()
    print(f"{looked} hostile symbols, zbar's process began anew {ladder.restarts} times")
    assert looked >= COUNT


def _is_code(text: str) -> bool:
    try:
        return parse_code(text) == text
    except CodeError:
        return False
