"""Debian's Chromium, without its errands in the background, before a real desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.support import events
from tests.support.desk import DeskProcess, ForeignKiosk, running_desk

CHROMIUM = "/usr/bin/chromium"
PATIENCE_MS = 60_000
"""How long a page may take on a busy machine."""
expect.set_options(timeout=PATIENCE_MS)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole run; each test opens a context of its own."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def desk_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskProcess]:
    """A desk with the sample organisation, a kiosk's facts of today, and one user of every role."""
    with running_desk(tmp_path_factory.mktemp("browser")) as desk:
        yield desk


@pytest.fixture(scope="session")
def lobby(desk_site: DeskProcess) -> dict[str, Any]:
    """What a kiosk in the lobby has sent: four tickets of one line, which counter 1 serves, and a request."""
    kiosk = ForeignKiosk(desk_site)
    catalogue = kiosk.get("/content").json()["catalogue"]
    counter = catalogue["counters"][0]
    queue = counter["queues"][0]
    lease = {"instance_id": kiosk.instance, "epoch": kiosk.told["epoch"], "queue": queue, "service_day": events.today()}
    first = kiosk.post("/leases", request_id=events.new_id(), size=9, **lease).json()["first"]
    tickets = [events.ticket(kiosk.told["number"], first + n, queue, language="ar") for n in range(4)]
    request = events.request(kiosk.told, "service-request", {"name": "زهرا"})
    kiosk.send(*tickets, request)
    return {
        "kiosk": kiosk,
        "queue": queue,
        "counter": counter["number"],
        "next_number": first + 4,
        "tickets": [fact["payload"] for fact in tickets],
        "request": request["payload"],
    }
