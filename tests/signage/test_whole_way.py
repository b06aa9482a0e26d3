"""Staff's whole path by real clicks to a real kiosk window: upload, schedule, publish, shown, proof, taken back.

In between the cable is cut, the power fails in the middle of a download, and files come that are not what they say.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET
from tests.signage.making import bomb
from tests.signage.windows import Eyes, Station, station
from tests.signage.wire import Wire
from tests.support.desk import PASSWORD, DeskProcess, running_desk
from tests.sync.waiting import until

LONG = bool(os.environ.get("MIZBAN_LONG_RUNS"))
pytestmark = [
    pytest.mark.window,
    pytest.mark.browser,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not LONG, reason="a whole desk, daemon, window and browser: MIZBAN_LONG_RUNS=1 runs it"),
]
ORANGE = (240, 120, 20)
WAIT_MS = 120_000
SLOW = 400_000
"""Bytes a second: the poster takes some seconds, so that the power can fail in between."""


@pytest.fixture
def staff() -> Iterator[Page]:
    """A browser of the office."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(120_000)
        yield page
        chromium.close()


def poster(folder: Path) -> Path:
    """Make a large picture: noise, which no JPEG makes small, around a plain middle."""
    noise = Image.frombytes("L", (2400, 3200), os.urandom(2400 * 3200)).convert("RGB")
    noise.paste(ORANGE, (600, 800, 1800, 2400))
    noise.save(folder / "poster.png")
    return folder / "poster.png"


def bad_files(folder: Path) -> list[Path]:
    """Make a picture bomb, a program named as a picture, a broken film."""
    film = b"\0\0\0\x18ftypmp42" + b"\0" * 4000
    found = []
    for name, body in (("bomb.png", bomb()), ("tool.jpg", b"\x7fELF" + b"\0" * 5000), ("film.mp4", film)):
        (folder / name).write_bytes(body)
        found.append(folder / name)
    return found


def log_in(page: Page, desk: DeskProcess) -> None:
    desk.user("signer", "editor", "manager")
    page.context.add_cookies([{"name": "mizban_language", "value": "en", "url": desk.url}])
    page.goto(f"{desk.url}/login/")
    page.fill("#id_username", "signer")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def fill_the_library(page: Page, desk: DeskProcess, folder: Path) -> None:
    page.goto(f"{desk.url}/signage/")
    page.set_input_files("input[name=files]", [poster(folder), *bad_files(folder)])
    page.click("section.upload button")
    expect(page.locator(".note-error")).to_have_count(3, timeout=WAIT_MS)
    expect(page.locator(".note-success")).to_have_count(1, timeout=WAIT_MS)
    expect(page.locator(".thing")).to_have_count(1, timeout=WAIT_MS)


def make_a_plan(page: Page) -> None:
    tabs = page.locator("nav.tabs")
    tabs.get_by_text("Playlists").click()
    page.fill("input[name=name]", "Hall")
    page.get_by_role("button", name="Make").click()
    page.locator("button.pick").click()
    expect(page.locator(".item")).to_have_count(1, timeout=WAIT_MS)
    page.fill(".item input[name=seconds]", "3")
    page.locator(".item input[name=fill]").check()
    page.locator(".item-what button").click()
    tabs.get_by_text("Times").click()
    page.select_option("select[name=playlist]", label="Hall")
    page.locator("form.timed button").click()
    expect(page.locator("table.rows")).to_contain_text("Hall", timeout=WAIT_MS)
    tabs.get_by_text("Week").click()
    expect(page.locator("main")).to_contain_text("Hall", timeout=WAIT_MS)
    tabs.get_by_text("Preview").click()
    expect(page.locator("div.panel.drawn img.fill")).to_have_count(1, timeout=WAIT_MS)


def publish(page: Page) -> float:
    """Press the button; return when."""
    pressed = time.monotonic()
    page.get_by_role("button", name="Publish to the screens").click()
    expect(page.locator(".note-success")).to_have_count(1, timeout=WAIT_MS)
    return pressed


def orange(eyes: Eyes, folder: Path) -> bool:
    pixel = eyes.colour(folder / "shot.png", 0.5, 0.3)
    return all(abs(one - other) < 24 for one, other in zip(pixel, ORANGE, strict=True))


def test_from_the_file_to_the_screen_and_back(staff: Page, tmp_path: Path) -> None:
    with running_desk(tmp_path) as desk:
        wire = Wire(desk.port)
        with station(desk, tmp_path / "kiosk", "kiosk", "540x960", wire.url) as kiosk:
            log_in(staff, desk)
            fill_the_library(staff, desk, tmp_path)
            make_a_plan(staff)
            assert kiosk.eyes is not None
            until(lambda: kiosk.eyes and kiosk.eyes.ask(ask="page").get("page") == "attract", "the idle screen", 120)
            wire.cut()
            publish(staff)
            assert not orange(kiosk.eyes, tmp_path), "the network is down"
            power_fails_in_the_download(kiosk, wire, tmp_path)
            eyes = kiosk.eyes
            until(lambda: orange(eyes, tmp_path), "the poster is on the screen", 90)
            after_a_power_cut_without_a_network(kiosk, wire, tmp_path)
            proof_and_taking_back(staff, desk, kiosk, tmp_path)
        wire.close()


def power_fails_in_the_download(kiosk: Station, wire: Wire, folder: Path) -> None:
    wire.rate = SLOW
    wire.mend()
    media = kiosk.data / "media"
    until(lambda: any(part.stat().st_size > 0 for part in media.glob("*.part")), "the download has begun", 120)
    kiosk.kill("daemon")
    assert [part.suffix for part in media.iterdir()] == [".part"], "half a file never bears the name of a whole one"
    assert kiosk.eyes is not None and not orange(kiosk.eyes, folder)
    wire.rate = 0
    kiosk.start_daemon()


def after_a_power_cut_without_a_network(kiosk: Station, wire: Wire, folder: Path) -> None:
    wire.cut()
    for part in ("window", "daemon"):
        kiosk.kill(part)
    kiosk.start_daemon()
    eyes = kiosk.start_window()
    until(lambda: orange(eyes, folder), "it is shown again with no network", 90)
    wire.mend()


def proof_and_taking_back(page: Page, desk: DeskProcess, kiosk: Station, folder: Path) -> None:
    tabs = page.locator("nav.tabs")
    tabs.get_by_text("Published").click()
    page.get_by_role("button", name="Take everything back").click()
    eyes = kiosk.eyes
    assert eyes is not None
    until(lambda: not orange(eyes, folder), "it is off the screen", 120)

    def proved() -> bool:
        tabs.get_by_text("What was shown").click()
        return page.locator("table.rows td", has_text="poster").count() > 0

    until(proved, "the proof has come", 60)
    with page.expect_download() as export:
        page.get_by_role("link", name="CSV").click()
    lines = export.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert any(",poster," in line for line in lines[1:]), lines
    published = desk.rows("SELECT media FROM signage_signageversion WHERE number = 1")[0]["media"]
    assert any(line.split(",")[5] in published for line in lines[1:] if ",poster," in line), "named by its bytes"


def test_a_file_that_goes_bad_is_not_shown_and_is_mended(tmp_path: Path) -> None:
    """A row in a table is no proof: a file that goes bad on the kiosk's disk is passed over, and mended (S6)."""
    body = io.BytesIO()
    Image.new("RGB", (900, 1600), ORANGE).save(body, "PNG")
    with running_desk(tmp_path) as desk:
        editor = desk.login("signer", "editor", "manager")
        token = editor.session.cookies.get("csrftoken") or ""
        editor.session.post(
            f"{desk.url}/signage/upload",
            data={"csrfmiddlewaretoken": token},
            files={"files": ("poster.png", body.getvalue())},
            headers={"Referer": desk.url},
            timeout=60,
        )
        editor.post("/signage/playlists/", name="One")
        editor.post("/signage/playlists/1/add", asset="1")
        editor.post("/signage/playlists/1/item", item="1", seconds="3", fill="1")
        editor.post("/signage/schedules/", kind="schedule", playlist="1", priority="0")
        editor.post("/signage/publish")
        kiosk = Station(tmp_path / "kiosk", "kiosk", "540x960")
        kiosk.enroll(desk)
        try:
            kiosk.start_daemon()
            media = kiosk.data / "media"
            until(lambda: media.is_dir() and [one for one in media.iterdir() if not one.suffix], "the file", 90)
            kiosk.kill("daemon")
            file = next(media.iterdir())
            whole = file.read_bytes()
            file.write_bytes(whole[: len(whole) // 3])
            eyes = kiosk.start_window()
            eyes.wait(lambda text: bool(text.strip()), 90)
            assert not orange(eyes, tmp_path), "a third of a picture is not shown"
            kiosk.start_daemon()
            until(lambda: orange(eyes, tmp_path), "mended and shown", 120)
            assert file.read_bytes() == whole
        finally:
            kiosk.stop()
