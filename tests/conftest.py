"""Property tests: the same cases in every run, new ones where MIZBAN_EXAMPLES asks for a search."""

import os
import shutil
import tempfile

import pytest
from hypothesis import settings

from tests.support.prepared import FOLDER

# A busy machine is no failure: time is held by the timeout of each test. A run that lands a change is to judge that
# change alone, so its cases are fixed; a search for new ones is a run of its own.
settings.register_profile("landing", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=int(os.environ.get("MIZBAN_EXAMPLES", "100")))
settings.load_profile("search" if "MIZBAN_EXAMPLES" in os.environ else "landing")


def pytest_configure(config: pytest.Config) -> None:
    """Give the workers of this run one folder for the desk that is prepared once; they inherit the environment."""
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="mizban-prepared-")


LONG_FIRST = ("e2e", "faults", "life", "screens", "setup", "browser", "desk", "signage")
"""Folders in the order in which workers take their files: a long file taken last would be waited for by all."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the folders with long files to the front."""
    place = {name: number for number, name in enumerate(LONG_FIRST)}
    items.sort(key=lambda item: place.get(item.path.parent.name, len(LONG_FIRST)))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take it away again."""
    if not hasattr(config, "workerinput") and (folder := os.environ.pop(FOLDER, None)):
        shutil.rmtree(folder, ignore_errors=True)
