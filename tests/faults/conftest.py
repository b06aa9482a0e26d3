"""A desk, a zygote and a printer for the fault tests."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.kiosk import Zygote
from tests.support.desk import SAMPLE, DeskProcess
from tests.support.desk import running_desk as running_office
from tests.sync.desk_stub import DeskStub, running_desk


@pytest.fixture
def desk() -> Iterator[DeskStub]:
    with running_desk() as found:
        yield found


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskProcess]:
    """The real desk, its own process, with the sample organisation, whose lines take any number of people here."""
    folder = tmp_path_factory.mktemp("office")
    sample = Path(shutil.copytree(SAMPLE, folder / "sample"))
    queues = sample / "queues.yaml"
    queues.write_text(
        re.sub(r"^ *daily_limit:.*\n", "", queues.read_text(encoding="utf-8"), flags=re.M), encoding="utf-8"
    )
    with running_office(folder, catalogue=sample) as found:
        yield found
        assert "Traceback" not in found.log(), found.log()[-4000:]


@pytest.fixture
def zygote(tmp_path: Path) -> Iterator[Zygote]:
    found = Zygote(tmp_path / "daemon.log")
    yield found
    found.close()
