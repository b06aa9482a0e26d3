"""A store, a desk in memory, and a kiosk enrolled to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.clock import SiteClock
from sync.enrollment import Enrollment, enroll
from sync.identity import adopt
from sync.store import Store
from tests.sync.desk_stub import DeskStub, running_desk


@pytest.fixture
def desk() -> Iterator[DeskStub]:
    with running_desk() as found:
        yield found


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def who(desk: DeskStub, data: Path) -> Enrollment:
    return enroll(desk.url, "123456", data)


@pytest.fixture
def clock() -> SiteClock:
    return SiteClock()


@pytest.fixture
def store(data: Path, who: Enrollment) -> Iterator[Store]:
    found = Store.open(data)
    found.write(lambda db: adopt(db, who))
    yield found
    found.close()
