"""Screens drawn offscreen: SDL's own driver needs no display. One process, one Kivy window: these tests share it."""

from __future__ import annotations

import os

os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")

import pytest

from kiosk.screens.setup import prepare

prepare((400, 400), True)

from kiosk.screens.gallery import Gallery  # noqa: E402  Kivy must be prepared before
from kiosk.screens.shoot import NOW  # noqa: E402


@pytest.fixture(scope="session")
def gallery() -> Gallery:
    return Gallery(NOW)
