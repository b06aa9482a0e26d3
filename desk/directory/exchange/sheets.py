"""Sheets of a spreadsheet: one CSV file, a folder or ZIP of them, or an Excel workbook (.xlsx)."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook

from desk.directory.exchange.report import Unreadable

MOST_BYTES = 20 * 1024**2
_MOST_ROWS = 50_000
_MOST_FILES = 60
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class Sheet(NamedTuple):
    """`name` is that of the file or sheet; `rows` are `(line, cells)`, the first of them the header."""

    name: str
    rows: list[tuple[int, list[str]]]


def read_sheets(path: Path) -> list[Sheet]:
    """Return the sheets of a file or folder. Raises `Unreadable`."""
    if path.is_dir():
        files = sorted(path.glob("*.csv"))
        return [Sheet(file.stem, _csv(file.read_bytes(), file.name)) for file in files]
    content = path.read_bytes()
    if len(content) > MOST_BYTES:
        raise Unreadable(_("%(file)s is larger than 20 MB") % {"file": path.name})
    if path.suffix.lower() == ".xlsx":
        return list(_workbook(content, path.name))
    if path.suffix.lower() == ".zip":
        return list(_archive(content, path.name))
    return [Sheet(path.stem, _csv(content, path.name))]


def _csv(content: bytes, name: str) -> list[tuple[int, list[str]]]:
    encoding = next((code for mark, code in _MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        words = _("%(file)s is not UTF-8. In Excel save it as “CSV UTF-8 (comma delimited)”.")
        raise Unreadable(words % {"file": name}) from error
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, list[str]]] = []
    begin = 1
    try:
        for cells in reader:
            rows.append((begin, cells))
            begin = reader.line_num + 1
            if len(rows) > _MOST_ROWS:
                raise Unreadable(_("%(file)s has too many rows") % {"file": name})
    except csv.Error as error:
        raise Unreadable(f"{name}:{reader.line_num}: {error}") from error
    return [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]


def _workbook(content: bytes, name: str) -> Iterator[Sheet]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise Unreadable(_("%(file)s cannot be read as a workbook") % {"file": name}) from error
    for sheet in book.worksheets:
        rows = []
        for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            texts = [_text(cell) for cell in cells]
            if any(texts):
                rows.append((line, texts))
            if line > _MOST_ROWS:
                raise Unreadable(_("%(file)s has too many rows") % {"file": name})
        yield Sheet(str(sheet.title), rows)
    book.close()


def _text(cell: Any) -> str:
    """Return the text of a workbook's cell; a number that is whole has no `.0`."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _archive(content: bytes, name: str) -> Iterator[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
            if len(inside) > _MOST_FILES or sum(one.file_size for one in inside) > MOST_BYTES:
                raise Unreadable(_("%(file)s is larger than 20 MB") % {"file": name})
            for one in inside:
                yield Sheet(PurePosixPath(one.filename).stem, _csv(archive.read(one), one.filename))
    except zipfile.BadZipFile as error:
        raise Unreadable(_("%(file)s is no ZIP archive") % {"file": name}) from error


def csv_bytes(rows: Iterable[list[str]]) -> bytes:
    """Return rows as CSV in UTF-8 with the mark by which Excel knows it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def workbook_bytes(sheets: dict[str, list[list[str]]]) -> bytes:
    """Return sheets as a workbook; every cell is a text."""
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "B2"
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def archive_bytes(sheets: dict[str, list[list[str]]]) -> bytes:
    """Return sheets as a ZIP of CSV files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in sheets.items():
            archive.writestr(f"{name}.csv", csv_bytes(rows))
    return target.getvalue()
