"""Staff edit the directory with plain fields: no structure is ever typed as code (C5, C9, C14, C43, G1)."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import uuid
from typing import Any

import pytest
import requests
from PIL import Image

from tests.support.desk import ROOT, DeskProcess, ForeignKiosk, Staff
from tests.support.web_forms import form_with

pytestmark = pytest.mark.parametrize("database", ["sqlite"])
"""Forms know nothing of the database; one is enough."""
_BOXES = """
from desk import setup
setup.wake()
from django import forms
from django.contrib import admin
from django.test import RequestFactory
from desk.staff.models import User
request = RequestFactory().get("/")
request.user = User(is_superuser=True, is_staff=True)
for model, ours in admin.site._registry.items():
    inlines = [(one.model, one.get_formset(request).form) for one in ours.get_inline_instances(request)]
    for owner, form in [(model, ours.get_form(request)), *inlines]:
        for name, field in form.base_fields.items():
            if isinstance(field, forms.JSONField):
                print(owner.__name__, name)
"""


@pytest.fixture
def editor(desk: DeskProcess) -> Staff:
    return desk.login("editor", "editor")


def page_of(editor: Staff, model: str, slug: str) -> str:
    """Return the address of an item's page in the directory."""
    listed = editor.get(f"/admin/directory/{model}/", q=slug).text
    found = re.findall(rf'href="(/admin/directory/{model}/\d+/change/)[^"]*">{slug}</a>', listed)
    assert found, f"no {model} {slug}"
    return str(found[0])


def saved(editor: Staff, path: str, files: Any = None, **changed: str) -> requests.Response:
    """Change some fields of a page and save; the page's other fields are sent as they stand."""
    values = {**form_with(editor.get(path).text, "slug"), **changed, "_save": "1"}
    return editor.session.post(
        editor.desk.url + path, data=values, files=files, headers={"Referer": editor.desk.url + path}, timeout=60
    )


def test_no_form_of_the_admin_shows_a_structure_as_code(desk: DeskProcess) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _BOXES], env=desk.environment(), cwd=ROOT, text=True, capture_output=True, check=True
    )
    assert done.stdout == ""


def test_saving_a_service_unchanged_changes_nothing_of_it(desk: DeskProcess, editor: Staff) -> None:
    manager = desk.login("manager", "manager")
    before = manager.get("/publishing/").text.count('class="diff"')
    listed = editor.get("/admin/directory/service/").text
    for path in re.findall(r'href="(/admin/directory/service/\d+/change/)', listed)[:4]:
        assert 'class="success"' in saved(editor, path).text
    assert manager.get("/publishing/").text.count('class="diff"') == before


def test_durations_are_rows_with_errors_that_name_the_row(desk: DeskProcess, editor: Staff) -> None:
    listed = editor.get("/admin/directory/service/").text
    slug = re.findall(r'/admin/directory/service/\d+/change/[^"]*">([a-z0-9-]+)</a>', listed)[0]
    path = page_of(editor, "service", slug)
    wrong = saved(editor, path, **{"durations-0_min": "۹", "durations-0_max": "3", "durations-0_unit": "day"})
    assert "ردیف 1" in wrong.text
    assert "کمتر است" in wrong.text
    wrong = saved(editor, path, **{"durations-0_min": "nine", "durations-0_max": "3"})
    assert "دست‌کم: " in wrong.text
    right = {"durations-0_min": "۹", "durations-0_max": "۳۰", "durations-0_unit": "working_day"}
    assert 'class="success"' in saved(editor, path, **right).text
    value = form_with(editor.get(path).text, "slug")
    assert (value["durations-0_min"], value["durations-0_max"]) == (["9"], ["30"])


def test_law_behind_a_rule_is_written_in_fields(desk: DeskProcess, editor: Staff) -> None:
    listed = editor.get("/admin/directory/service/").text
    for slug in re.findall(r'/admin/directory/service/\d+/change/[^"]*">([a-z0-9-]+)</a>', listed):
        path = page_of(editor, "service", slug)
        if "rules-0-legal_resource_title_fa" in form_with(editor.get(path).text, "slug"):
            break
    name = f"قانون {uuid.uuid4().hex[:5]}"
    nameless = {f"rules-0-legal_resource_title_{lang}": "" for lang in ("fa", "ar", "en", "ru")}
    assert "نام قانون یا مقرره: " in saved(editor, path, **nameless, **{"rules-0-legal_resource_number": "12"}).text
    answer = saved(editor, path, **{"rules-0-legal_resource_title_fa": name, "rules-0-legal_resource_number": "12"})
    assert 'class="success"' in answer.text
    assert form_with(editor.get(path).text, "slug")["rules-0-legal_resource_title_fa"] == [name]


def test_item_without_an_id_gets_one_of_its_english_name(desk: DeskProcess, editor: Staff) -> None:
    word = uuid.uuid4().hex[:6]
    for expected in (f"blue-hall-{word}", f"blue-hall-{word}-2"):
        form = form_with(editor.get("/admin/directory/lifeevent/add/").text, "slug")
        site = re.search(r'<option value="(\d+)"', editor.get("/admin/directory/lifeevent/add/").text)
        assert site is not None
        values = {**form, "site": site[1], "name_fa": "تالار", "name_en": f"Blue hall {word}", "slug": ""}
        assert 'class="success"' in editor.post("/admin/directory/lifeevent/add/", **values).text
        page_of(editor, "lifeevent", expected)


def published_files(editor: Staff, kiosk: ForeignKiosk) -> set[str]:
    """Publish; return the hashes of the files that a kiosk is then told to hold."""
    editor.post("/publishing/now", note="")
    return {media["sha256"] for media in kiosk.get("/content").json()["catalogue"]["media"]}


def test_picture_of_a_notice_is_uploaded_and_programs_are_not(
    desk: DeskProcess, editor: Staff, kiosk: ForeignKiosk
) -> None:
    listed = editor.get("/admin/directory/notice/").text
    path = re.findall(r'href="(/admin/directory/notice/\d+/change/)', listed)[0]
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "#0b4f5c").save(picture, "PNG")
    bad = saved(editor, path, files={"picture": ("a.png", b"\x7fELF not a picture", "image/png")})
    assert "PNG، JPEG یا WebP" in bad.text
    good = saved(editor, path, files={"picture": ("a.png", picture.getvalue(), "image/png")}, starts="۱۴۰۵/۰۹/۰۱")
    assert 'class="success"' in good.text
    form = form_with(editor.get(path).text, "slug")
    assert form["starts"] == ["۱۴۰۵/۰۹/۰۱"]
    shown = editor.get(f"/directory/picture/{form['picture-now'][0]}")
    assert Image.open(io.BytesIO(shown.content)).size == (40, 30)
    assert form["picture-now"][0] in published_files(editor, kiosk)
    gone = saved(editor, path, **{"picture-none": "on"})
    assert 'class="success"' in gone.text
    assert form_with(editor.get(path).text, "slug")["picture-now"] == [""]
    assert form["picture-now"][0] not in published_files(editor, kiosk), "kiosks fetch what is named, not what once was"


def test_languages_keep_their_order_and_stand_once(desk: DeskProcess) -> None:
    manager = desk.login("manager", "manager")
    path = re.findall(
        r'href="(/admin/directory/organisation/\d+/change/)', manager.get("/admin/directory/organisation/").text
    )[0]
    before = form_with(manager.get(path).text, "slug")
    again = {**before, "languages_1": before["languages_0"]}
    assert "فقط یک بار" in manager.post(path, **again).text
    turned = {**before, "languages_0": before["languages_1"], "languages_1": before["languages_0"]}
    assert 'class="success"' in manager.post(path, **turned).text
    assert form_with(manager.get(path).text, "slug")["languages_0"] == before["languages_1"]
    assert 'class="success"' in manager.post(path, **before).text
