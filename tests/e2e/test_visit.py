"""One whole visit in a real window with real touches: the screen, the paper and the desk all tell the same."""

from __future__ import annotations

from typing import get_args

import pytest

from mizban.demo.office import Office
from mizban.demo.report import Report
from mizban.demo.story import WORDS, Story
from sync.protocol.base import Lang
from tests.e2e.conftest import open_window

TO_THE_DESK = 14
"""All steps but the last, which only waits for the idle screen."""


@pytest.mark.window
@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", sorted(WORDS))
def test_whole_visit(office: Office, display: str, language: Lang) -> None:
    assert language in get_args(Lang)
    report = Report(office.directory)
    with open_window(office, display) as visitor:
        Story(office, visitor, report, print, language).play(TO_THE_DESK)
    assert [step.failure for step in report.steps if step.failure] == []
    assert len(report.steps) == TO_THE_DESK
