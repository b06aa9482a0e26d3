"""The camera of the tracking page, in a window: live while the page is open, gone for good when it is left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.window
def test_the_camera_looks_helps_reads_and_stops(tmp_path: Path) -> None:
    frames = tmp_path / "frames"
    frames.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.devices.eye_run", str(frames), "fa", "1080x1920"],
        capture_output=True, text=True, cwd=ROOT, timeout=280, check=False,
        env={**os.environ, "KIVY_HOME": str(tmp_path / "kivy")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "frames_before": 0,
        "threads_before": 0,
        "looks": True,
        "helps": True,
        "reads": True,
        "texture_after": False,
        "ends": True,
        "frames_after": 0,
        "looks_again": True,
        "files": ["1.png"],
    }
