"""zbar in a process of its own: a structured-append symbol makes pyzbar raise, and a crash in C ends a process.

Protocol on stdin and stdout, all little-endian: in, width and height as two 16-bit numbers, then the grey picture; out,
the number of texts as 16 bits, then each as a 16-bit length and its bytes. Imports nothing of ours: it runs as a file.
"""

from __future__ import annotations

import sys
from typing import BinaryIO


def main() -> None:
    """Decode until stdin ends."""
    from pyzbar.pyzbar import ZBarSymbol, decode

    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(4):
        width, height = int.from_bytes(head[:2], "little"), int.from_bytes(head[2:], "little")
        pixels = source.read(width * height)
        try:
            found = decode((pixels, width, height), symbols=[ZBarSymbol.QRCODE, ZBarSymbol.CODE128])
        except ValueError:  # pyzbar knows no orientation for one symbol of a structured append
            found = []
        _answer(sink, [symbol.data[:0xFFFF] for symbol in found])


def _answer(sink: BinaryIO, texts: list[bytes]) -> None:
    sink.write(len(texts).to_bytes(2, "little"))
    for text in texts:
        sink.write(len(text).to_bytes(2, "little") + text)
    sink.flush()


if __name__ == "__main__":
    main()
