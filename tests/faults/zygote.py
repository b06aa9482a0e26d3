"""A process that has imported everything and makes daemons and visitors by fork: a restart costs milliseconds.

Asked by lines on stdin, `daemon SETTINGS` or `visitor SOCKET LOG SEED`; answers each with the new process's id. The
children are whole processes of their own: `kill -9` ends one at any instruction.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from kiosk.config import load_settings
from kiosk.daemon.main import run_daemon
from tests.faults.visitor import visit


def fork(work: Callable[[], None]) -> int:
    """Run `work` in a child and return its id."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setpgid(0, 0)
        work()
        status = 0
    except BaseException:  # noqa: BLE001 - the child must end here, whatever happened, and say why
        traceback.print_exc()
    finally:
        os._exit(status)


def main() -> None:
    """Serve until stdin ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        what, *words = line.split()
        if what == "daemon":
            settings = load_settings(Path(words[0]))
            child = fork(lambda settings=settings: run_daemon(settings))
        else:
            child = fork(lambda words=words: visit(Path(words[0]), Path(words[1]), int(words[2])))
        print(child, flush=True)


if __name__ == "__main__":
    main()
