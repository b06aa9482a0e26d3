"""Coverage-guided fuzzing, the long run: MIZBAN_FUZZ_S=600 gives each target ten minutes. Without it there is none."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = int(os.environ.get("MIZBAN_FUZZ_S", "0"))


@pytest.mark.skipif(not SECONDS, reason="long run: MIZBAN_FUZZ_S=600")
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")
@pytest.mark.timeout(SECONDS * 2 + 120)
@pytest.mark.parametrize("target", ["scanner", "status", "talk", "twin"])
def test_nothing_that_a_device_says_raises(target: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.devices.fuzz", target, f"-max_total_time={SECONDS}", "-print_final_stats=1",
         f"-artifact_prefix={tmp_path}/"],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    print(f"{target}: " + ", ".join(line for line in done.stderr.splitlines() if line.startswith("stat::number")))
    assert done.returncode == 0, done.stderr[-3000:]
