"""An office whose kiosk runs as its units say, with a supervisor in systemd's place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mizban.demo.office import Office
from tests.support.office import open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An enrolled kiosk with content, printer and desk; its daemon has stopped again, and there is no window."""
    with open_office(tmp_path) as made:
        made.stack.stop("daemon")
        yield made
