"""Many commands in one process: a command of the desk takes seconds to start, and a tenth of one to run.

with running_commands(data) as run:
    run("catalog", "check", "people.csv").code
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.support.desk import ROOT

_LOOP = """
import json, sys
from typer.testing import CliRunner
from mizban.cli import app
for line in sys.stdin:
    done = CliRunner().invoke(app, json.loads(line))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    print("\\0" + json.dumps([done.exit_code, done.stdout, done.stderr]), flush=True)
"""


class Done(NamedTuple):
    """What became of a command."""

    code: int
    out: str
    err: str


@contextmanager
def running_commands(data: Path) -> Iterator[Callable[..., Done]]:
    """Yield a function that runs `mizban …` on the desk whose data is there."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MIZBAN_", "DJANGO_"))}
    process = subprocess.Popen(
        [sys.executable, "-c", _LOOP],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**clean, "MIZBAN_DESK_DATA": str(data)},
        cwd=ROOT,
    )

    def run(*words: str) -> Done:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(words) + "\n")
        process.stdin.flush()
        for line in process.stdout:
            if line.startswith("\0"):
                return Done(*json.loads(line[1:]))
        raise AssertionError(f"mizban {' '.join(words)} ended the process with {process.wait(10)}")

    try:
        yield run
    finally:
        process.communicate(timeout=60)
