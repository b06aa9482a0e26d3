"""The demonstration's office for a test: real desk, printer and daemon, and an enrolled kiosk with content."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mizban.demo.office import Office
from mizban.demo.stack import Stack, free_port
from tests.support import prepared


@contextmanager
def open_office(folder: Path) -> Iterator[Office]:
    """Yield an office whose daemon runs; its desk is a copy of one that was prepared once in this run."""
    with Stack(folder) as stack:
        made = Office(stack, free_port(), free_port(), free_port())
        ready = prepared.once("office", _prepare)
        if ready is None:
            made.prepare_desk()
        else:
            shutil.copytree(ready / "desk", made.desk_data)
            told = json.loads((ready / "told.json").read_text())
            made.passwords, made.code = told["passwords"], told["code"]
        made.start_desk()
        made.start_printer()
        made.enroll()
        made.start_daemon()
        yield made


def _prepare(folder: Path) -> None:
    with Stack(folder) as stack:
        made = Office(stack, free_port(), free_port(), free_port())
        made.prepare_desk()
        (folder / "told.json").write_text(json.dumps({"passwords": made.passwords, "code": made.code}))
