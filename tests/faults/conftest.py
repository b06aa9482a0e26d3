"""A desk, a zygote and a printer for the fault tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.kiosk import Zygote
from tests.sync.desk_stub import DeskStub, running_desk


@pytest.fixture
def desk() -> Iterator[DeskStub]:
    with running_desk() as found:
        yield found


@pytest.fixture
def zygote(tmp_path: Path) -> Iterator[Zygote]:
    found = Zygote(tmp_path / "daemon.log")
    yield found
    found.close()
