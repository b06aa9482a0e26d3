"""Any file that an office may have, read into a draft of its directory; and the directory as any of those files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from desk.directory.exchange import cpsv, hsds, sheets
from desk.directory.exchange.drafting import draft
from desk.directory.exchange.partial import merge
from desk.directory.exchange.report import Draft, Line, Unreadable, What, base_of
from desk.directory.exchange.tables import fill, write_tables
from desk.directory.files import read_catalogue
from desk.directory.models import Site
from sync.protocol.base import LANGS

SHEETS = (".csv", ".xlsx", ".zip")
FORMATS = ("xlsx", "csv.zip", "csv", "hsds.json", "jsonld", "yaml", "json")
"""What `export_bytes` writes; `csv` needs a table."""


def read_draft(path: Path, site: Site | None, table: str = "", replace: bool = False, lang: str = "fa") -> Draft:
    """Read a file against the directory of `site` (None: there is none yet). Raises `Unreadable`.

    `table` names the table of a single CSV file whose own name does not; `replace` retires what the sheets leave out;
    `lang` is the language of an HSDS file.
    """
    if path.suffix.lower() in SHEETS or (path.is_dir() and any(path.glob("*.csv"))):
        base = base_of(site)
        filled = fill(base, sheets.read_sheets(path), table, replace)
        if filled.problems:
            return Draft(None, filled.problems)
        return draft(base, filled.document, filled.places, path.name)
    content = _json(path)
    if isinstance(content, dict | list) and _is_linked(content):
        base = base_of(site)
        known = cpsv.read(cpsv.write(base)) if base.get("services") else {}
        return draft(base, merge(base, known, cpsv.read(content)), {}, path.name)
    if isinstance(content, list) or (
        isinstance(content, dict) and ("contents" in content or "organization" in content)
    ):
        base = base_of(site)
        known = hsds.read(hsds.write(base, lang), base, lang) if base.get("services") else {}
        return draft(base, merge(base, known, hsds.read(content, base, lang)), {}, path.name)
    return _own(path, site)


def _json(path: Path) -> Any:
    if path.suffix.lower() not in (".json", ".jsonld"):
        return None
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        if path.suffix.lower() == ".jsonld":
            raise Unreadable(
                _("%(file)s cannot be read as JSON: %(why)s") % {"file": path.name, "why": error}
            ) from error
        return None  # the reader of catalogues tells the line


def _is_linked(content: Any) -> bool:
    found = content[0] if isinstance(content, list) and content else content
    return isinstance(found, dict) and any(key in found for key in ("@context", "@graph", "@type", "@id"))


def _own(path: Path, site: Site | None) -> Draft:
    """Read our own form: it is the whole directory, and what it leaves out is retired."""
    reading = read_catalogue(path)
    lines = [
        Line(one.place.file.name, one.place.line, What.PROBLEM if one.fatal else What.NOTE, one.where, one.what)
        for one in reading.findings
    ]
    if reading.catalogue is None:
        return Draft(None, lines)
    if site is not None and reading.catalogue.site.id != site.slug:
        told = _("this is the directory of another site")
        return Draft(None, [Line(path.name, 0, What.PROBLEM, f"site/{reading.catalogue.site.id}", told)])
    made = draft(base_of(site), reading.catalogue.model_dump(mode="json", exclude_none=True), {}, path.name)
    return made._replace(lines=[*made.lines, *lines])


def export_bytes(site: Site, form: str, table: str = "", lang: str = "fa") -> bytes:
    """Return the directory of a site in one of `FORMATS`. Raises `Unreadable`."""
    document = base_of(site)
    if form in ("xlsx", "csv.zip", "csv"):
        languages = tuple(code for code in LANGS if code in document["organisation"].get("languages", LANGS))
        written = write_tables(document, languages)
        if form == "xlsx":
            return sheets.workbook_bytes(written)
        if form == "csv.zip":
            return sheets.archive_bytes(written)
        if table not in written:
            raise Unreadable(_("“%(name)s” is no table; tables: %(all)s") % {"name": table, "all": ", ".join(written)})
        return sheets.csv_bytes(written[table])
    content = hsds.write(document, lang) if form == "hsds.json" else cpsv.write(document)
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
