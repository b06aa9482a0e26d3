"""An office whose kiosk runs as its units say, with a supervisor in systemd's place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mizban.demo.office import Office
from mizban.demo.stack import Stack, free_port


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An enrolled kiosk with content, printer and desk; its daemon has stopped again, and there is no window."""
    with Stack(tmp_path) as stack:
        made = Office(stack, free_port(), free_port(), free_port())
        made.prepare_desk()
        made.start_desk()
        made.start_printer()
        made.enroll()
        made.start_daemon()
        stack.stop("daemon")
        yield made
