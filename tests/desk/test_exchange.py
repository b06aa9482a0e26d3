"""The directory as files of other programs: out and in again it is the same; what is wrong is told by line (T6)."""

from __future__ import annotations

import csv
import io
import json
import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook
from pyld import jsonld

from tests.support.commands import Done, running_commands
from tests.support.desk import SAMPLE, DeskProcess, Staff

ONE_DATABASE = "sqlite"

Run = Callable[..., Done]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Commands of a desk with the sample organisation."""
    with running_commands(tmp_path_factory.mktemp("exchange") / "desk") as run:
        assert run("catalog", "import", str(SAMPLE)).code == 0
        yield lambda *words: run("catalog", *words)


@pytest.mark.parametrize("name", ["all.xlsx", "all.zip", "people.csv", "all.hsds.json", "all.jsonld"])
def test_what_is_taken_out_changes_nothing_when_it_is_taken_in(catalog: Run, tmp_path: Path, name: str) -> None:
    assert catalog("export", str(tmp_path / name)).code == 0
    done = catalog("import", str(tmp_path / name))
    assert done.code == 0, done.err
    assert " 0 added, 0 changed, " in done.out, done.out
    assert "0 retired" in done.out
    assert "is already published" in done.out


def test_whole_office_goes_through_a_workbook_to_a_new_desk(catalog: Run, tmp_path: Path) -> None:
    catalog("export", str(tmp_path / "all.xlsx"))
    catalog("export", str(tmp_path / "old.yaml"))
    with running_commands(tmp_path / "new") as run:
        done = run("catalog", "import", str(tmp_path / "all.xlsx"))
        assert done.code == 0, done.err
        run("catalog", "export", str(tmp_path / "new.yaml"))
    old, moved = (yaml.safe_load((tmp_path / name).read_text(encoding="utf-8")) for name in ("old.yaml", "new.yaml"))
    assert {key: value for key, value in old.items() if key not in ("venue", "media", "signage")} == moved


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_problem_of_a_spreadsheet_is_told_by_line_and_nothing_is_taken(catalog: Run, tmp_path: Path) -> None:
    sheet = tmp_path / "rooms.csv"
    catalog("export", str(sheet))
    head, *rows = rows_of(sheet)
    kind, floor = head.index("kind"), head.index("floor")
    rows[0][kind], rows[1][floor], rows[2][head.index("id")] = "palace", "attic", rows[3][head.index("id")]
    rows[5][head.index("name_fa")] = "نامی که نباید بماند"
    sheet.write_text("\n".join(";".join(row) for row in (head, *rows)), encoding="utf-8")  # as Excel writes it here
    done = catalog("import", str(sheet))
    assert done.code == 2
    assert "rooms:2: problem kind:" in done.err
    assert "rooms:5: problem" in done.err
    rows[0][kind], rows[2][head.index("id")] = "سالن", "new-room"
    sheet.write_text("\n".join(";".join(row) for row in (head, *rows)), encoding="utf-8")
    again = catalog("check", str(sheet))
    assert again.code == 2
    assert "rooms:3: problem rooms[" in again.err
    catalog("export", str(tmp_path / "after.yaml"))
    assert "نامی که نباید بماند" not in (tmp_path / "after.yaml").read_text(encoding="utf-8")


def test_sheet_of_a_few_columns_changes_those_alone(catalog: Run, tmp_path: Path) -> None:
    catalog("export", str(tmp_path / "queues.csv"))
    head, *rows = rows_of(tmp_path / "queues.csv")
    slug, old = rows[0][head.index("id")], rows[0][head.index("minutes")]
    small = tmp_path / "office-list.csv"
    small.write_text(f"id,minutes\n{slug},۱۷\n", encoding="utf-8-sig")
    assert catalog("check", str(small)).code == 2, "its name is that of no table"
    done = catalog("import", str(small), "--table", "queues", "--no-publish")
    assert "0 added, 1 changed" in done.out, done.out + done.err
    catalog("export", str(tmp_path / "queues.csv"))
    assert rows_of(tmp_path / "queues.csv")[1] == [
        "17" if name == "minutes" else value for name, value in zip(head, rows[0], strict=True)
    ]
    small.write_text(f"id,minutes\n{slug},{old}\n", encoding="utf-8-sig")
    catalog("import", str(small), "--table", "queues", "--no-publish")


def test_no_cell_is_a_formula(catalog: Run, tmp_path: Path) -> None:
    names = tmp_path / "people.csv"
    catalog("export", str(names))
    head, *rows = rows_of(names)
    slug, name = rows[0][head.index("id")], rows[0][head.index("name_en")]
    evil = '=HYPERLINK("http://x","y")'
    names.write_text(f'id,name_en\n{slug},"{evil.replace(chr(34), chr(34) * 2)}"\n', encoding="utf-8")
    assert "1 changed" in catalog("import", str(names), "--no-publish").out
    catalog("export", str(tmp_path / "all.xlsx"))
    for sheet in load_workbook(tmp_path / "all.xlsx").worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    catalog("export", str(names))
    assert rows_of(names)[1][head.index("name_en")] == f"'{evil}"
    back = catalog("import", str(names), "--no-publish")
    assert " 0 added, 0 changed," in back.out, "the apostrophe is not part of the name"
    names.write_text(f"id,name_en\n{slug},{name}\n", encoding="utf-8")
    catalog("import", str(names), "--no-publish")


def test_linked_data_is_read_by_any_processor_without_the_network(catalog: Run, tmp_path: Path) -> None:
    path = tmp_path / "all.jsonld"
    catalog("export", str(path))

    def refuse(url: str, options: Any = None) -> Any:
        raise AssertionError(f"{url} is fetched")

    nodes = jsonld.expand(json.loads(path.read_text(encoding="utf-8")), {"documentLoader": refuse})
    services = [node for node in nodes if "http://purl.org/vocab/cpsv#PublicService" in node["@type"]]
    assert len(services) == 45
    titles = services[0]["http://purl.org/dc/terms/title"]
    assert {title["@language"] for title in titles} == {"fa", "ar", "en", "ru"}
    assert all("http://data.europa.eu/m8g/hasCompetentAuthority" in node for node in services)


def test_changes_in_linked_data_and_hsds_are_taken_and_the_rest_stays(catalog: Run, tmp_path: Path) -> None:
    linked, human, whole = tmp_path / "all.jsonld", tmp_path / "all.hsds.json", tmp_path / "whole.yaml"
    for path in (linked, human, whole):
        catalog("export", str(path))
    before = yaml.safe_load(whole.read_text(encoding="utf-8"))
    document = json.loads(linked.read_text(encoding="utf-8"))
    node = next(one for one in document["@graph"] if one["type"] == "cpsv:PublicService" and one.get("cost"))
    old = node["title"]["en"]
    node["title"]["en"] = "A new title"
    linked.write_text(json.dumps(document), encoding="utf-8")
    done = catalog("import", str(linked), "--no-publish")
    assert f"changed services/{node['identifier']}: name" in done.out, done.out + done.err
    page = json.loads(human.read_text(encoding="utf-8"))
    english = tmp_path / "en.hsds.json"
    catalog("export", str(english), "--lang", "en")
    shown = json.loads(english.read_text(encoding="utf-8"))["contents"]
    assert "A new title" in [one["name"] for one in shown]
    for one in shown:
        one["name"] = old if one["name"] == "A new title" else one["name"]
    english.write_text(json.dumps({**page, "contents": shown}), encoding="utf-8")
    assert "0 added, 1 changed" in catalog("import", str(english), "--lang", "en", "--no-publish").out
    catalog("export", str(whole))
    assert yaml.safe_load(whole.read_text(encoding="utf-8")) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"no workbook"),
        ("a.zip", b"PK no archive"),
        ("people.csv", "نام".encode("cp1256")),
        ("a.jsonld", b"{"),
        ("a.jsonld", b'{"@context": "http://example.org/context"}'),
        ("a.json", b'{"contents": []}'),
        ("people.csv", b'id,name_fa\n"open,x\n'),
    ],
)
def test_unreadable_file_is_named_and_no_error_of_ours(catalog: Run, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    done = catalog("check", str(tmp_path / name))
    assert done.code == 2
    assert "nothing was imported" in done.err
    assert "Traceback" not in done.err


def upload(staff: Staff, name: str, content: bytes, **fields: str) -> Any:
    token = staff.session.cookies.get("csrftoken") or ""
    return staff.session.post(
        f"{staff.desk.url}/directory/files/check",
        data={"csrfmiddlewaretoken": token, **fields},
        files={"file": (name, content)},
        headers={"Referer": f"{staff.desk.url}/directory/files/"},
        timeout=60,
    )


def test_editor_checks_a_spreadsheet_and_takes_it_in(desk: DeskProcess) -> None:
    editor = desk.login("editor", "editor")
    sheet = editor.get("/directory/files/export", form="csv", table="life_events").content.decode("utf-8-sig")
    head, first = next(csv.reader([sheet.splitlines()[0]])), sheet.splitlines()[1].split(",")[0]
    assert head[0] == "id"
    word = uuid.uuid4().hex[:8]
    wrong = upload(editor, "life_events.csv", f"id,name_fa,colour\n{first},{word},red\n".encode())
    assert wrong.status_code == 422
    assert "«colour»" in wrong.text
    assert "/take" not in wrong.text
    good = upload(editor, "life_events.csv", f"id,name_fa\n{first},{word}\n{word},رویداد\n".encode())
    assert good.status_code == 200
    assert word not in editor.get("/admin/directory/lifeevent/").text, "a check changes nothing"
    path = re.search(r"/directory/files/[0-9a-f-]+/take", good.text)
    assert path is not None
    other = desk.login("manager", "manager")
    assert other.post(path[0], follow=False).status_code == 404, "only who checked it takes it in"
    assert "note-success" in editor.post(path[0]).text
    assert editor.get("/admin/directory/lifeevent/").text.count(word) >= 2
    stale = upload(editor, "life_events.csv", f"id,name_fa\n{first},دیگر\n".encode())
    again = upload(editor, "life_events.csv", f"id,name_fa\n{first},سوم\n".encode())
    paths = [re.search(r"/directory/files/[0-9a-f-]+/take", page.text) for page in (stale, again)]
    assert paths[0] is not None
    assert paths[1] is not None
    assert "note-success" in editor.post(paths[1][0]).text
    assert "note-error" in editor.post(paths[0][0]).text, "the directory has changed since it was checked"
