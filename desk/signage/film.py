"""Films: looked at by ffprobe, made into one plain form by ffmpeg, with no sound and no more than a panel needs."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MOST_SECONDS = 600
MOST_SIDE = 1920
_LOOK_S = 30
_CONVERT_S = 900
_PROTOCOLS = "file,pipe"
"""A film that names other files or addresses (playlists, subtitles) reads none of them."""


class NoFilm(Exception):
    """`str` is a code: `format`, `damaged`, `long`, `no_ffmpeg`."""


@dataclass(frozen=True)
class Film:
    """A finished film and its thumbnail. `seconds` are whole, at least 1."""

    sha256: str
    size: int
    width: int
    height: int
    seconds: int
    path: Path
    thumbnail: Path


def convert(source: Path, target: Path) -> Film:
    """Make `source` into H.264 without sound in `target`. Raises `NoFilm`."""
    if shutil.which("ffprobe") is None or shutil.which("ffmpeg") is None:
        raise NoFilm("no_ffmpeg")
    look(source)
    made = target / "film.mp4"
    sides = f"'min({MOST_SIDE},iw)':'min({MOST_SIDE},ih)'"
    shape = f"scale={sides}:force_original_aspect_ratio=decrease:force_divisible_by=2,fps=30,format=yuv420p"
    command = [*_ffmpeg(source), "-map", "0:v:0", "-an", "-sn", "-dn", "-map_metadata", "-1", "-vf", shape]
    command += ["-c:v", "libx264", "-preset", "veryfast", "-crf", "22", "-movflags", "+faststart"]
    _run([*command, "-t", str(MOST_SECONDS), str(made)], _CONVERT_S)
    stream = look(made)
    small = target / "film.jpg"
    _run([*_ffmpeg(made), "-frames:v", "1", "-vf", "scale=480:-2", str(small)], _LOOK_S)
    with made.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Film(
        digest, made.stat().st_size, stream["width"], stream["height"], max(1, round(stream["seconds"])), made, small
    )


def look(path: Path) -> dict[str, Any]:
    """Return width, height and seconds of the first film in a file. Raises `NoFilm`."""
    command = ["ffprobe", "-v", "error", "-protocol_whitelist", _PROTOCOLS, "-print_format", "json"]
    command += ["-show_entries", "format=duration:stream=codec_type,width,height,duration,codec_name"]
    try:
        done = subprocess.run([*command, str(path)], capture_output=True, timeout=_LOOK_S, check=False)
        found = json.loads(done.stdout or b"{}")
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise NoFilm("damaged") from error
    streams = [one for one in found.get("streams", []) if one.get("codec_type") == "video" and one.get("width")]
    if done.returncode or not streams:
        raise NoFilm("format")
    seconds = _seconds(found, streams[0])
    if seconds > MOST_SECONDS:
        raise NoFilm("long")
    return {"width": int(streams[0]["width"]), "height": int(streams[0]["height"]), "seconds": seconds}


def _seconds(found: dict[str, Any], stream: dict[str, Any]) -> float:
    try:
        return float(found.get("format", {}).get("duration") or stream.get("duration") or 0)
    except (TypeError, ValueError) as error:
        raise NoFilm("damaged") from error


def _ffmpeg(source: Path) -> list[str]:
    words = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-threads", "2", "-protocol_whitelist", _PROTOCOLS]
    return [*words, "-i", str(source)]


def _run(command: list[str], seconds: int) -> None:
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise NoFilm("long") from error
    if done.returncode:
        raise NoFilm("damaged")
