"""Frames as a lobby camera would see them: 13 troubles, 25 of each, rising in difficulty, all from fixed seeds.

640 x 480, grey, with the noise and the JPEG of a cheap camera. The ticket's own QR: capitals, level H.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import qrcode
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter
from qrcode.constants import ERROR_CORRECT_H

from sync.protocol.codes import ticket_url

Grey = NDArray[np.uint8]
WIDTH, HEIGHT = 640, 480
EACH = 25
URL = ticket_url("https://desk.office.example", "00124830715968")


@dataclass(frozen=True)
class Frame:
    """A frame, what is wrong with it, and how hard it is (0 to 1)."""

    kind: str
    level: float
    grey: Grey


def symbol(text: str, module: int) -> Image.Image:
    """Return a QR with its quiet zone as an "L" picture."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_H, box_size=module, border=4)
    code.add_data(text)
    code.make(fit=True)
    return code.make_image().get_image().convert("L")


def _paste(picture: Image.Image, rng: np.random.Generator, background: int = 140) -> Image.Image:
    scene = Image.new("L", (WIDTH, HEIGHT), background)
    x = int(rng.integers(0, max(1, WIDTH - picture.width)))
    y = int(rng.integers(0, max(1, HEIGHT - picture.height)))
    scene.paste(picture, (x, y))
    return scene


def _plain(rng: np.random.Generator, module: int = 6) -> Image.Image:
    return _paste(symbol(URL, module), rng)


def _clean(level: float, rng: np.random.Generator) -> Image.Image:
    return _plain(rng)


def _small(level: float, rng: np.random.Generator) -> Image.Image:
    side = int(220 - 175 * level)
    return _paste(symbol(URL, 8).resize((side, side), Image.Resampling.BOX), rng)


def _blur(level: float, rng: np.random.Generator) -> Image.Image:
    return _plain(rng).filter(ImageFilter.GaussianBlur(1 + 4.5 * level))


def _motion(level: float, rng: np.random.Generator) -> Image.Image:
    length = 3 + int(20 * level)
    grey = np.asarray(_plain(rng), dtype=np.float32)
    moved = sum(np.roll(grey, shift, axis=1) for shift in range(length)) / length
    return Image.fromarray(moved.astype(np.uint8))


def _rotation(level: float, rng: np.random.Generator) -> Image.Image:
    return _plain(rng, 5).rotate(float(rng.uniform(0, 360)), Image.Resampling.BICUBIC, fillcolor=140)


def _perspective(level: float, rng: np.random.Generator) -> Image.Image:
    code = symbol(URL, 8)
    side, inset = code.width, code.width * 0.42 * level
    source = [(0, 0), (side, 0), (side, side), (0, side)]
    target = [(inset, inset * 0.3), (side - inset, 0), (side, side), (0, side - inset * 0.4)]
    rows, values = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [[u, v, 1, 0, 0, 0, -x * u, -x * v], [0, 0, 0, u, v, 1, -y * u, -y * v]]
        values += [x, y]
    coefficients = np.linalg.solve(np.array(rows, dtype=float), np.array(values, dtype=float))
    bent = code.transform(
        code.size, Image.Transform.PERSPECTIVE, tuple(coefficients), Image.Resampling.BICUBIC, fillcolor=140
    )
    return _paste(bent, rng)


def _glare(level: float, rng: np.random.Generator) -> Image.Image:
    scene = _plain(rng)
    grey = np.asarray(scene, dtype=np.float32)
    box = Image.fromarray(255 - np.asarray(scene)).point(lambda v: 255 if v > 200 else 0).getbbox() or (0, 0, 200, 200)
    cx, cy = rng.uniform(box[0], box[2]), rng.uniform(box[1], box[3])
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    spot = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * (20 + 90 * level) ** 2)) * (200 + 300 * level)
    return Image.fromarray(np.clip(grey + spot, 0, 255).astype(np.uint8))


def _dark(level: float, rng: np.random.Generator) -> Image.Image:
    grey = np.asarray(_plain(rng), dtype=np.float32) * (0.3 - 0.27 * level)
    return Image.fromarray(np.clip(grey + rng.normal(0, 2 + 3 * level, grey.shape), 0, 255).astype(np.uint8))


def _torn(level: float, rng: np.random.Generator) -> Image.Image:
    code = symbol(URL, 6)
    reach = code.width * (0.15 + 0.35 * level)
    corner = [(0, 0), (code.width, 0), (code.width, code.width), (0, code.width)][int(rng.integers(0, 4))]
    towards = [(1, 1), (-1, 1), (-1, -1), (1, -1)][
        [(0, 0), (code.width, 0), (code.width, code.width), (0, code.width)].index(corner)
    ]
    edge = [corner, (corner[0] + towards[0] * reach, corner[1]), (corner[0], corner[1] + towards[1] * reach)]
    ImageDraw.Draw(code).polygon(edge, fill=140)
    return _paste(code, rng)


def _fade(level: float, rng: np.random.Generator) -> Image.Image:
    """Old thermal paper: little contrast, unevenly lit."""
    grey = 200 - (255 - np.asarray(symbol(URL, 6), dtype=np.float32)) * (0.30 - 0.27 * level)
    grey += np.linspace(-60, 60, grey.shape[1]) * level
    return _paste(Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)), rng)


def _inverted(level: float, rng: np.random.Generator) -> Image.Image:
    """A telephone in dark mode."""
    return _paste(symbol(URL, 6).point(lambda v: 235 - int(v * 0.8)), rng, 20)


def _curved(level: float, rng: np.random.Generator) -> Image.Image:
    """Round a finger: squeezed towards the sides."""
    code = np.asarray(symbol(URL, 6))
    side = code.shape[1]
    bend = 0.3 + 0.95 * level
    columns = (np.sin(np.linspace(-bend, bend, side)) / np.sin(bend) + 1) / 2 * (side - 1)
    return _paste(Image.fromarray(code[:, columns.astype(int)]), rng)


def _small_blurred(level: float, rng: np.random.Generator) -> Image.Image:
    """Held too far from a lens that is out of focus."""
    side = int(190 - 90 * level)
    scene = _paste(symbol(URL, 8).resize((side, side), Image.Resampling.BOX), rng)
    return scene.filter(ImageFilter.GaussianBlur(0.8 + 0.9 * level))


KINDS: dict[str, Callable[[float, np.random.Generator], Image.Image]] = {
    "clean": _clean, "small": _small, "blur": _blur, "motion": _motion, "rotation": _rotation,
    "perspective": _perspective, "glare": _glare, "dark": _dark, "torn": _torn, "fade": _fade,
    "inverted": _inverted, "curved": _curved, "far": _small_blurred,
}  # fmt: skip


def frames(kinds: tuple[str, ...] = tuple(KINDS), each: int = EACH) -> Iterator[Frame]:
    """Yield the set, always the same."""
    for kind in kinds:
        number = list(KINDS).index(kind)
        for index in range(each):
            rng = np.random.default_rng([number, index])
            level = index / max(1, each - 1)
            grey = np.asarray(KINDS[kind](level, rng), dtype=np.float32)
            noisy = np.clip(grey + rng.normal(0, 4, grey.shape), 0, 255).astype(np.uint8)
            buffer = io.BytesIO()
            Image.fromarray(noisy).save(buffer, format="JPEG", quality=80)
            with Image.open(buffer) as taken:
                yield Frame(kind, level, np.asarray(taken.convert("L")))
