"""Staff's way through the pages of signage on a real desk: upload, playlist, time, publish, proof, taken back."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image, ImageDraw

from kiosk.flow.signage.alerts import what_stands
from language.digits import localize
from sync.protocol.alerts import Alert, NotGenuine, SignedAlert, open_alert
from tests.signage.making import bomb, cap
from tests.signage.windows import station
from tests.support.desk import DeskProcess, ForeignKiosk, Staff, running_desk
from tests.support.events import event, ticket


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskProcess]:
    with running_desk(tmp_path_factory.mktemp("desk")) as process:
        yield process


@pytest.fixture(scope="module")
def editor(desk: DeskProcess) -> Staff:
    return desk.login("signer", "editor", "manager")


@pytest.fixture(scope="module")
def kiosk(desk: DeskProcess) -> ForeignKiosk:
    return ForeignKiosk(desk, desk.enroll_code())


def picture(size: tuple[int, int] = (800, 600), kind: str = "PNG", words: str = "نوبت") -> bytes:
    image = Image.new("RGB", size, "#0b4f5c")
    ImageDraw.Draw(image).text((20, 20), words, fill="white")
    body = io.BytesIO()
    image.save(body, kind)
    return body.getvalue()


def send(editor: Staff, name: str, body: bytes, path: str = "/signage/upload", field: str = "files") -> str:
    """Upload a file and return the page that follows."""
    token = editor.session.cookies.get("csrftoken") or ""
    answer = editor.session.post(
        editor.desk.url + path,
        data={"csrfmiddlewaretoken": token},
        files={field: (name, body)},
        headers={"Referer": editor.desk.url + path},
        timeout=120,
    )
    assert answer.status_code == 200, answer.status_code
    return answer.text


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("poster.png", b"\x7fELF" + b"\0" * 5000, "برنامه"),
        ("poster.jpg", b"MZ" + b"\0" * 5000, "برنامه"),
        ("big.png", bomb(), "پیکسل"),
        ("notes.jpg", b"hello, this is text" * 50, "عکس"),
        ("cut.jpg", picture(kind="JPEG")[:900], "آسیب"),
        ("empty.png", b"", ""),
        ("film.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 4000, ""),
        ("paper.pdf", b"%PDF-1.7\n" + b"x" * 500, "آسیب"),
    ],
)
def test_what_is_no_picture_is_refused_with_its_reason(
    desk: DeskProcess, editor: Staff, name: str, body: bytes, why: str
) -> None:
    before = desk.rows("SELECT count(*) AS n FROM signage_asset")[0]["n"]
    page = send(editor, name, body)
    assert "note-error" in page
    assert why in page
    assert desk.rows("SELECT count(*) AS n FROM signage_asset")[0]["n"] == before
    assert requests.get(f"{desk.url}/health/ready", timeout=5).ok


def content(kiosk: ForeignKiosk) -> dict[str, Any]:
    answer = kiosk.http.get(f"{kiosk.api}/content", timeout=20)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def made_playlist(editor: Staff, desk: DeskProcess, name: str, size: tuple[int, int] = (400, 500)) -> tuple[int, int]:
    send(editor, f"{name}.png", picture(size, words=name))
    asset = int(desk.rows("SELECT max(id) AS n FROM signage_asset")[0]["n"])
    editor.post("/signage/playlists/", name=name)
    row = int(desk.rows("SELECT max(id) AS n FROM signage_playlist")[0]["n"])
    editor.post(f"/signage/playlists/{row}/add", asset=str(asset))
    return row, asset


def test_upload_schedule_publish_shown_proof_taken_back(desk: DeskProcess, editor: Staff, kiosk: ForeignKiosk) -> None:
    row, _asset = made_playlist(editor, desk, "Hall", (4000, 5000))
    editor.post(f"/signage/playlists/{row}/notice", title_fa="ثبت‌نام", text_fa="تا ۱۵ دی", seconds="9")
    editor.post("/signage/schedules/", kind="schedule", playlist=str(row), priority="0")
    assert "signage" not in content(kiosk)["catalogue"], "a draft is not published"
    for page in ("/signage/", "/signage/playlists/", f"/signage/playlists/{row}/", "/signage/schedules/"):
        assert editor.get(page).status_code == 200, page
    for page in ("/signage/week/", "/signage/preview/", "/signage/versions/", "/signage/proof/", "/signage/urgent/"):
        assert editor.get(page).status_code == 200, page
    assert "Hall" in editor.get("/signage/week/").text
    editor.post("/signage/publish")
    catalogue = content(kiosk)["catalogue"]
    items = catalogue["signage"]["playlists"][0]["items"]
    assert [item["kind"] for item in items] == ["image", "notice"]
    sha256 = items[0]["media"]
    assert sha256 in {media["sha256"] for media in catalogue["media"]}
    file = kiosk.http.get(f"{kiosk.api}/media/{sha256}", timeout=20)
    with Image.open(io.BytesIO(file.content)) as shown:
        assert shown.format == "JPEG" and max(shown.size) == 3840
    _prove(desk, editor, kiosk, items[0])
    editor.post("/signage/versions/0/back")
    after = content(kiosk)["catalogue"]
    assert after["signage"]["playlists"] == []
    assert sha256 not in {media["sha256"] for media in after["media"]}
    assert "Hall" in editor.get("/signage/proof/").text, "the proof outlives its media (S12)"
    actions = [line["action"] for line in desk.rows("SELECT action FROM audit_auditentry ORDER BY id")]
    assert {"signage.uploaded", "signage.published", "signage.taken_back"} <= set(actions)


def _prove(desk: DeskProcess, editor: Staff, kiosk: ForeignKiosk, item: dict[str, Any]) -> None:
    now = datetime.now(UTC)
    fact = {
        "kind": "signage.played",
        "report_id": str(uuid.uuid4()),
        "item": item["id"],
        "name": "=Hall",
        "sha256": item["media"],
        "playlist": "list-1",
        "started_at": (now - timedelta(minutes=10)).isoformat(),
        "ended_at": now.isoformat(),
        "plays": 40,
        "complete": 39,
        "seconds": 480,
    }
    made = event(fact, fact["report_id"])
    for _ in range(2):
        verdict = kiosk.send(made)[0]
        assert verdict["outcome"] in ("stored", "duplicate"), verdict
    assert desk.rows("SELECT sum(plays) AS n FROM signage_playproof")[0]["n"] == "40"
    lines = editor.get("/signage/proof.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("kiosk,role,playlist") and ",'=Hall," in lines[1], "no formula for a spreadsheet"


def test_publishing_signage_leaves_the_half_edited_directory_alone(
    desk: DeskProcess, editor: Staff, kiosk: ForeignKiosk
) -> None:
    before = content(kiosk)["catalogue"]["services"]
    row, _asset = made_playlist(editor, desk, "Apart")
    editor.post("/signage/schedules/", kind="schedule", playlist=str(row), priority="3")
    editor.post("/signage/publish")
    after = content(kiosk)["catalogue"]
    assert after["services"] == before
    assert "Apart" in [playlist["name"] for playlist in after["signage"]["playlists"]]


@pytest.mark.parametrize(
    "fields",
    [
        {"from_time": "22:00"},
        {"starts": "2026-12-02", "ends": "2026-12-01"},
        {"priority": "9999999999999"},
        {"starts": "1900-01-01", "ends": "2900-01-01"},
    ],
)
def test_a_time_out_of_bounds_is_refused(desk: DeskProcess, editor: Staff, fields: dict[str, str]) -> None:
    editor.post("/signage/playlists/", name="Bounds")
    row = desk.rows("SELECT max(id) AS n FROM signage_playlist")[0]["n"]
    before = desk.rows("SELECT count(*) AS n FROM signage_schedule")
    page = editor.post("/signage/schedules/", **{"kind": "schedule", "playlist": str(row), "priority": "0", **fields})
    assert "errorlist" in page.text
    assert desk.rows("SELECT count(*) AS n FROM signage_schedule") == before


def test_an_operator_sees_none_of_it(desk: DeskProcess) -> None:
    operator = desk.operator()
    for page in ("/signage/", "/signage/urgent/", "/signage/proof/", "/signage/proof.csv"):
        assert operator.get(page).status_code == 403, page
    assert operator.post("/signage/urgent/send", headline_fa="x", minutes="5").status_code == 403


def alerts(kiosk: ForeignKiosk) -> tuple[bytes, list[Alert]]:
    state = kiosk.http.get(f"{kiosk.api}/state", timeout=20).json()
    from base64 import b64decode

    key = b64decode(state["alert_key"])
    return key, [open_alert(SignedAlert.model_validate(item), key) for item in state["alerts"]]


def test_the_button_the_update_and_the_end_reach_kiosks_signed(
    desk: DeskProcess, editor: Staff, kiosk: ForeignKiosk
) -> None:
    cursor = kiosk.http.get(f"{kiosk.api}/state", timeout=20).json()["cursor"]
    started = time.monotonic()
    editor.post("/signage/urgent/send", headline_fa="ساختمان را ترک کنید", headline_en="Leave", full="1", minutes="30")
    state = kiosk.http.get(f"{kiosk.api}/state", params={"since": cursor, "wait": "10"}, timeout=20).json()
    assert state["alerts"] and time.monotonic() - started < 5
    _key, known = alerts(kiosk)
    standing = what_stands(datetime.now(UTC), known)
    assert [info.language for info in standing.full[0].infos] == ["fa", "en"]
    first = desk.rows("SELECT max(id) AS n FROM signage_urgentmessage")[0]["n"]
    editor.post("/signage/urgent/send", headline_fa="آرام باشید", minutes="30", updates=first)
    standing = what_stands(datetime.now(UTC), alerts(kiosk)[1])
    assert not standing.full and standing.banners[0].infos[0].headline == "آرام باشید"
    last = desk.rows("SELECT max(id) AS n FROM signage_urgentmessage")[0]["n"]
    editor.post(f"/signage/urgent/{last}/cancel")
    standing = what_stands(datetime.now(UTC), alerts(kiosk)[1])
    assert not standing.full and not standing.banners


def test_a_message_changed_on_the_way_is_not_genuine(editor: Staff, kiosk: ForeignKiosk) -> None:
    editor.post("/signage/urgent/send", headline_fa="رزمایش", drill="1", minutes="5")
    state = kiosk.http.get(f"{kiosk.api}/state", timeout=20).json()
    key, known = alerts(kiosk)
    assert what_stands(datetime.now(UTC), known).banners[0].drill
    signed = state["alerts"][-1]
    changed = SignedAlert.model_validate({**signed, "body": state["alerts"][0]["body"]})
    with pytest.raises(NotGenuine):
        open_alert(changed, key)


def test_a_cap_file_is_shown_once_and_a_dangerous_one_never(
    desk: DeskProcess, editor: Staff, kiosk: ForeignKiosk
) -> None:
    started = time.monotonic()
    page = send(editor, "quake.xml", cap("IR-1").encode(), "/signage/urgent/cap", "cap")
    assert "note-success" in page
    standing = what_stands(datetime.now(UTC), alerts(kiosk)[1])
    assert standing.full[0].alert.identifier == "IR-1"
    assert time.monotonic() - started < 5
    assert "note-warning" in send(editor, "quake.xml", cap("IR-1").encode(), "/signage/urgent/cap", "cap")
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + cap("IR-2").partition("\n")[2]
    for bad in (laughs, cap("IR-3").replace("cap:1.2", "cap:1.1"), cap("IR-4").replace("Immediate", "Soon"), "", "<a>"):
        assert "note-error" in send(editor, "bad.xml", bad.encode(), "/signage/urgent/cap", "cap")
    row = desk.rows("SELECT id FROM signage_urgentmessage WHERE identifier = 'IR-1'")[0]["id"]
    editor.post(f"/signage/urgent/{row}/cancel")


def test_a_film_becomes_silent_and_plain(desk: DeskProcess, editor: Staff, tmp_path: Path) -> None:
    film = tmp_path / "film.mkv"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=640x361:rate=10", "-f", "lavfi"]
    command += ["-i", "sine=frequency=440", "-t", "2", "-c:v", "mpeg4", "-c:a", "aac", str(film)]
    subprocess.run(command, check=True, timeout=60)
    page = send(editor, "film.mp3", film.read_bytes())
    assert "note-success" in page
    row = desk.rows("SELECT * FROM signage_asset ORDER BY id DESC LIMIT 1")[0]
    assert (row["kind"], row["media_type"], row["seconds"]) == ("video", "video/mp4", "2")
    made = desk.data / "media" / row["sha256"][:2] / row["sha256"]
    look = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_type,codec_name", "-of", "csv=p=0", str(made)]
    assert subprocess.run(look, capture_output=True, text=True, check=True).stdout.split() == ["h264,video"]


def test_the_pages_of_a_pdf_become_pictures(desk: DeskProcess, editor: Staff) -> None:
    body = io.BytesIO()
    pages = [Image.new("RGB", (595, 842), colour) for colour in ("white", "navy", "green")]
    pages[0].save(body, "PDF", save_all=True, append_images=pages[1:])
    assert "note-success" in send(editor, "leaflet.doc", body.getvalue())
    rows = desk.rows("SELECT name, height FROM signage_asset ORDER BY id DESC LIMIT 3")
    assert [row["name"] for row in reversed(rows)] == ["leaflet 1", "leaflet 2", "leaflet 3"]
    assert {row["height"] for row in rows} == {"2160"}


def test_each_site_has_screens_of_its_own(desk: DeskProcess, editor: Staff) -> None:
    """`?site=` chooses a site for the pages that follow; what is made there is seen there alone."""
    made_playlist(editor, desk, "First-house")
    with closing(sqlite3.connect(desk.data / "desk.sqlite3", timeout=20)) as file, file:
        file.row_factory = sqlite3.Row
        row = dict(file.execute("SELECT * FROM directory_site ORDER BY id LIMIT 1").fetchone())
        row |= {"id": row["id"] + 1, "slug": "second-house"}
        file.execute(f"INSERT INTO directory_site VALUES ({','.join('?' * len(row))})", list(row.values()))
    first = desk.rows("SELECT slug FROM directory_site ORDER BY id")[0]["slug"]
    assert "First-house" not in editor.get("/signage/playlists/", site="second-house").text
    editor.post("/signage/playlists/", name="Second-house")
    assert "Second-house" in editor.get("/signage/playlists/").text
    page = editor.get("/signage/playlists/", site=first).text
    assert "First-house" in page and "Second-house" not in page


def test_the_preview_names_the_panels_own_places_and_who_did_what_is_told(desk: DeskProcess, editor: Staff) -> None:
    row, _asset = made_playlist(editor, desk, "Preview")
    editor.post(f"/signage/playlists/{row}/notice", title_fa="ثبت‌نام", title_en="Enrolment", seconds="9")
    editor.post("/signage/schedules/", kind="schedule", playlist=str(row), priority="90")
    page = editor.get("/signage/preview/", role="board", shape="landscape", lang="en").text
    drawing = json.loads(re.search(r'id="panel" type="application/json">(.*?)</script>', page)[1])
    assert not drawing["rtl"] and (drawing["width"], drawing["height"]) == (1920, 1080)
    x, y, width, height = drawing["bands"]["side"]
    assert drawing["stage"] == [x, y + height - drawing["stage"][3], width, drawing["stage"][3]], (
        "at the foot of the side"
    )
    assert 'lang="en" dir="auto"' in page and 'lang="fa" dir="auto"' not in page
    told = editor.get("/signage/versions/").text
    assert "signer" in told and f"playlist:{desk.rows(_LAST_LIST)[0]['slug']}" in told


def test_a_notice_begins_with_a_ready_text_and_can_be_changed(desk: DeskProcess, editor: Staff) -> None:
    editor.post("/signage/playlists/", name="Words")
    row = desk.rows("SELECT max(id) AS n FROM signage_playlist")[0]["n"]
    ready = editor.get(f"/signage/playlists/{row}/", template="closed").text
    assert "This office is closed on" in ready and "не работает" in ready
    editor.post(f"/signage/playlists/{row}/notice", title_fa="این اداره روز شنبه تعطیل است", seconds="9")
    item = desk.rows("SELECT max(id) AS n FROM signage_playlistitem")[0]["n"]
    assert 'value="این اداره روز شنبه تعطیل است"' in editor.get(f"/signage/playlists/{row}/", notice=item).text
    editor.post(f"/signage/playlists/{row}/notice", item=item, title_fa="یکشنبه", title_en="Sunday", seconds="20")
    kept = desk.rows(f"SELECT title, seconds FROM signage_playlistitem WHERE playlist_id = {row}")
    assert len(kept) == 1 and kept[0]["seconds"] == "20" and "Sunday" in kept[0]["title"]


_LAST_LIST = "SELECT slug FROM signage_playlist ORDER BY id DESC LIMIT 1"


@pytest.mark.window
def test_a_click_reaches_the_window_of_a_board(desk: DeskProcess, tmp_path: Path) -> None:
    """Nothing left out: `mizban kiosk --role board` on a display, its daemon, the operator's click."""
    with station(desk, tmp_path / "board", "board", "960x540") as board:
        eyes = board.eyes
        assert eyes is not None
        caller = ForeignKiosk(desk)
        caller.send(ticket(caller.told["number"], 371, "international", language="en"))
        eyes.wait(lambda text: f"بعدی: {localize('371', 'fa')}" in text, 60)
        desk.operator().act(1, "call-next")
        eyes.wait(lambda text: f" {localize('371', 'fa')}" in text and "A 371" in text, 60)
