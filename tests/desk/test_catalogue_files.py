"""`mizban catalog`: one clear line for each problem, all or nothing, the same again changes nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.desk import ROOT, SAMPLE

SMALL = """\
organisation:
  id: office
  name: {fa: اداره, en: Office}
  languages: [fa, en]
site:
  id: main
  name: {fa: ساختمان, en: Building}
floors:
  - {id: ground, ordinal: 0, name: {fa: همکف, en: Ground}}
rooms:
  - {id: hall, floor: ground, number: "1", name: {fa: سالن, en: Hall}}
departments:
  - {id: records, name: {fa: بایگانی, en: Records}}
queues:
  - {id: line, name: {fa: صف, en: Line}, letter: {fa: الف, en: A}, room: hall}
services:
  - id: copy
    name: {fa: رونوشت, en: Copy}
    department: records
    summary: {fa: رونوشت سند, en: A copy}
    queue: line
"""


def catalog(sandbox: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mizban", "catalog", *words],
        text=True,
        capture_output=True,
        env=sandbox,
        cwd=ROOT,
        timeout=120,
    )


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "office.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_sample_can_be_imported_again_without_change(sandbox: dict[str, str]) -> None:
    first = catalog(sandbox, "import", str(SAMPLE))
    assert first.returncode == 0, first.stderr
    assert "published version 1" in first.stdout
    second = catalog(sandbox, "import", str(SAMPLE))
    assert " 0 added, 0 changed," in second.stdout
    assert "version 1 is already published" in second.stdout


def test_exported_catalogue_is_what_was_imported(sandbox: dict[str, str], tmp_path: Path) -> None:
    catalog(sandbox, "import", str(SAMPLE))
    for name in ("all.yaml", "all.json"):
        assert catalog(sandbox, "export", str(tmp_path / name)).returncode == 0
        again = catalog(sandbox, "import", str(tmp_path / name))
        assert " 0 added, 0 changed," in again.stdout, again.stdout + again.stderr
        assert "already published" in again.stdout


SERVICE = """\
  - id: copy-{n}
    name: {{fa: رونوشت, en: Copy}}
    department: records
    summary: {{fa: رونوشت سند, en: A copy}}
    contact_point: {{person: clerk-{n}, room: hall}}
    channels: [{{kind: in_person, room: hall}}]
"""
PERSON = (
    "  - {{id: clerk-{n}, name: {{fa: کارمند, en: Clerk}}, role: {{fa: کارمند}}, department: records, room: hall}}\n"
)
COUNTED = """\
from desk.setup import wake
wake()
from django.db import connection
from django.test.utils import CaptureQueriesContext
from desk.directory.models import Site
from desk.directory.publishing import build_catalogue
with CaptureQueriesContext(connection) as queries:
    build_catalogue(Site.objects.get())
print(len(queries))
"""


def test_a_large_office_is_read_in_as_many_queries_as_a_small_one(sandbox: dict[str, str], small: Path) -> None:
    asked = []
    for services in (1, 12):
        people = "people:\n" + "".join(PERSON.format(n=n) for n in range(services))
        small.write_text(SMALL + "".join(SERVICE.format(n=n) for n in range(services)) + people, encoding="utf-8")
        done = catalog(sandbox, "import", str(small))
        assert done.returncode == 0, done.stderr
        counted = subprocess.run(
            [sys.executable, "-c", COUNTED], env=sandbox, cwd=ROOT, capture_output=True, text=True, check=True
        )
        asked.append(int(counted.stdout))
    assert asked[0] == asked[1] < 40


def test_item_that_is_no_longer_named_is_retired_and_comes_back(sandbox: dict[str, str], small: Path) -> None:
    catalog(sandbox, "import", str(small))
    whole = small.read_text(encoding="utf-8")
    small.write_text(whole[: whole.index("services:")], encoding="utf-8")
    assert "1 retired" in catalog(sandbox, "import", str(small)).stdout
    small.write_text(whole, encoding="utf-8")
    assert "1 changed" in catalog(sandbox, "import", str(small)).stdout


BROKEN = {
    "unknown key": ("    queue: line\n", "    queue: line\n    colour: red\n", 22, "colour"),
    "dangling reference": ("queue: line", "queue: lines", 21, "there is no 'lines' among queues"),
    "wrong type": ("ordinal: 0", "ordinal: ground", 9, "ordinal"),
    "missing field": ("    department: records\n", "", 17, "department: is missing"),
    "id used twice": (
        "services:\n",
        "services:\n  - {id: copy, name: {fa: ا}, department: records, summary: {fa: ا}}\n",
        18,
        "twice",
    ),
    "unknown part": ("queues:\n", "queue:\n", 14, "there is no such part"),
    "broken YAML": ("  - id: copy\n", "  - id: [copy\n", 18, "cannot be read as YAML"),
    "key twice": ("    queue: line\n", "    queue: line\n    queue: line\n", 22, "stands twice"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_problem_is_told_with_file_and_line(sandbox: dict[str, str], small: Path, case: str) -> None:
    old, new, line, words = BROKEN[case]
    text = small.read_text(encoding="utf-8")
    assert old in text
    small.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = catalog(sandbox, "import", str(small))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert f"{small}:{line}: " in done.stderr, done.stderr
    assert words in done.stderr
    assert not (Path(sandbox["MIZBAN_DESK_DATA"]) / "desk.sqlite3").exists(), "nothing was begun"


def test_failed_import_leaves_what_was_there(sandbox: dict[str, str], small: Path, tmp_path: Path) -> None:
    catalog(sandbox, "import", str(small))
    before = tmp_path / "before.yaml"
    catalog(sandbox, "export", str(before))
    small.write_text(small.read_text(encoding="utf-8").replace("queue: line", "queue: lines"), encoding="utf-8")
    assert catalog(sandbox, "import", str(small)).returncode == 2
    after = tmp_path / "after.yaml"
    catalog(sandbox, "export", str(after))
    assert before.read_bytes() == after.read_bytes()


def test_wrong_encoding_missing_and_empty(sandbox: dict[str, str], small: Path, tmp_path: Path) -> None:
    small.write_bytes(SMALL.encode("cp1256", "replace"))
    done = catalog(sandbox, "check", str(small))
    assert (done.returncode, "is not UTF-8" in done.stderr) == (2, True)
    missing = catalog(sandbox, "check", str(tmp_path / "nowhere"))
    assert (missing.returncode, "no catalogue here" in missing.stderr) == (2, True)
    small.write_text("", encoding="utf-8")
    empty = catalog(sandbox, "check", str(small))
    assert (empty.returncode, "organisation: is missing" in empty.stderr) == (2, True)


def test_folder_is_put_together_from_its_files(sandbox: dict[str, str], small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    (folder / "deep").mkdir(parents=True)
    head, tail = SMALL.split("queues:\n")
    (folder / "a.yaml").write_text(head, encoding="utf-8")
    (folder / "deep" / "b.yaml").write_text("queues:\n" + tail, encoding="utf-8")
    assert catalog(sandbox, "check", str(folder)).returncode == 0
    shutil.copy(folder / "a.yaml", folder / "z.yaml")
    twice = catalog(sandbox, "check", str(folder))
    assert twice.returncode == 2
    assert f"{folder / 'z.yaml'}:1: organisation: stands twice; the first is at {folder / 'a.yaml'}:1" in twice.stderr


def test_missing_language_is_a_note_and_no_hindrance(sandbox: dict[str, str], small: Path) -> None:
    small.write_text(SMALL.replace("{fa: رونوشت, en: Copy}", "{fa: رونوشت}"), encoding="utf-8")
    done = catalog(sandbox, "import", str(small))
    assert done.returncode == 0
    assert f"note: {small}:18: services[copy].name: no text in en" in done.stderr
