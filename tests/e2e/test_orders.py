"""What the desk asks of a screen: its picture comes to the fleet page, and a restart is the screen's own doing."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from uuid import UUID

import pytest
import requests
from PIL import Image

from mizban.demo.office import Office
from tests.e2e.conftest import open_window

PATIENCE_S = 90


class Fleet:
    """A technician at the fleet page."""

    def __init__(self, office: Office, username: str) -> None:
        self.url = office.desk_url
        self.session = requests.Session()
        self.session.get(f"{self.url}/login/", timeout=20)
        self.post("/login/", username=username, password=office.passwords[username])
        self.kiosk = UUID(self.find(r"/fleet/([0-9a-f-]{36})/command"))

    def post(self, path: str, **fields: str) -> None:
        """Send a form."""
        token = self.session.cookies.get("csrftoken") or ""
        data = {**fields, "csrfmiddlewaretoken": token}
        self.session.post(self.url + path, data=data, headers={"Referer": self.url + path}, timeout=20)

    def find(self, pattern: str) -> str:
        """Return what the page shows, as soon as it shows it."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            page = self.session.get(f"{self.url}/fleet/", timeout=20).text
            if found := re.search(pattern, page):
                return found[1]
            time.sleep(0.2)
        raise AssertionError(f"the fleet page never showed {pattern}")

    def ask(self, kind: str) -> None:
        """Give the kiosk a command."""
        self.post(f"/fleet/{self.kiosk}/command", kind=kind)


def wait(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


@pytest.mark.window
@pytest.mark.timeout(500)
def test_a_picture_of_the_idle_screen_and_a_fresh_start(office: Office, display: str) -> None:
    with open_window(office, display) as visitor:
        fleet = Fleet(office, "manager")
        fleet.ask("screenshot")
        picture = fleet.find(r'src="(/fleet/picture/[0-9a-f-]{36})"')
        answer = fleet.session.get(fleet.url + picture, timeout=20)
        assert answer.headers["Content-Type"] == "image/jpeg"
        shot = Image.open(io.BytesIO(answer.content)).convert("L")
        assert shot.height > shot.width >= 540
        assert len(shot.getcolors(256) or ()) > 20, "it shows something"
        visitor.touch("language.en")
        visitor.wait_for("home")
        fleet.ask("restart_ui")
        fleet.find(r"(restart_ui: refused \(a visitor is at the screen\))")
    assert requests.get(fleet.url + picture, timeout=20, allow_redirects=False).status_code in (302, 403)
    office.stack.kill("screen")
    with open_window(office, display):
        process = office.stack.processes["screen"]
        fleet.ask("restart_ui")
        fleet.find(r"(restart_ui: done)")
        wait(lambda: process.poll() is not None, "the screen has ended, for systemd to start it anew")
        assert process.returncode == 0
