"""One desk process for the whole run on SQLite, and one on PostgreSQL; each test makes facts of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desk import DeskProcess, ForeignKiosk, Staff, running_desk
from tests.support.postgres import running_postgres

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server of this run's own."""
    with running_postgres(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(scope="session", params=DATABASES)
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskProcess]:
    """A running desk with the sample organisation."""
    database = request.getfixturevalue("postgres") if request.param == "postgresql" else ""
    workers = 2 if database else 1
    with running_desk(tmp_path_factory.mktemp(request.param), database=database, workers=workers) as process:
        yield process
        assert "Traceback" not in process.log(), process.log()[-4000:]


@pytest.fixture
def kiosk(desk: DeskProcess) -> ForeignKiosk:
    """A kiosk of its own."""
    return ForeignKiosk(desk)


@pytest.fixture
def operator(desk: DeskProcess) -> Staff:
    """An operator who is logged in."""
    return desk.operator()


@pytest.fixture
def sandbox(tmp_path: Path) -> dict[str, str]:
    """An environment in which commands keep to a folder of their own."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MIZBAN_", "DJANGO_"))}
    return {**clean, "MIZBAN_DESK_DATA": str(tmp_path / "desk")}
