"""`mizban catalog` for files of other programs: spreadsheets, HSDS, CPSV-AP. Our own form is in `desk.commands`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from desk.command_line import fail, wake

_OTHERS = (".csv", ".xlsx", ".zip", ".jsonld")
_WRITES = {".xlsx": "xlsx", ".zip": "csv.zip", ".csv": "csv", ".jsonld": "jsonld"}
_HEAD_BYTES = 4096


def is_foreign(path: Path) -> bool:
    """Return whether a file is not of our own form: by its name, and a JSON file by how it begins."""
    if path.suffix.lower() in _OTHERS or (path.is_dir() and any(path.glob("*.csv"))):
        return True
    if path.suffix.lower() != ".json" or not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES).decode("utf-8-sig", "replace")
    return any(f'"{key}"' in head for key in ("@context", "@graph", "total_items", "contents", "organization"))


def writes(path: Path) -> str:
    """Return the form of `export_bytes` that a file's name asks for; empty for our own."""
    if path.name.lower().endswith(".hsds.json"):
        return "hsds.json"
    return _WRITES.get(path.suffix.lower(), "")


def draft_of(path: Path, site: Any, table: str, replace: bool, lang: str) -> Any:
    """Read a file against the directory and print the report; ends the command where a line has a problem."""
    from desk.directory.exchange.reading import read_draft
    from desk.directory.exchange.report import Unreadable, What

    if not path.exists():
        fail(f"{path}: there is no such file")
    try:
        draft = read_draft(path, site, table, replace, lang)
    except Unreadable as error:
        fail(f"{path}: {error}; nothing was imported")
    for line in draft.lines:
        if line.what != What.SAME:
            typer.echo(str(line), err=line.what == What.PROBLEM)
    counts = ", ".join(f"{draft.count(what)} {what}" for what in What if draft.count(what))
    if draft.catalogue is None:
        fail(f"{path}: {draft.count(What.PROBLEM)} problems; nothing was imported")
    typer.echo(f"{path}: {counts or 'nothing would change'}; it can be imported")
    return draft


def first_site(slug: str, data_dir: Path | None, database: str | None) -> Any:
    """Return the site of this name, the only one there is, or None on a new desk."""
    wake(data_dir, database)
    from desk.directory.models import Site

    sites = list(Site.objects.filter(slug=slug) if slug else Site.objects.order_by("id"))
    if slug and not sites:
        fail(f"there is no site '{slug}'")
    if len(sites) > 1:
        fail(f"several sites: {', '.join(site.slug for site in sites)}; choose one with --site")
    return sites[0] if sites else None


def write_file(site: Any, path: Path, form: str, table: str, lang: str) -> None:
    """Write the directory to a file of another form. Raises `OSError`; ends the command where it cannot be written."""
    from desk.directory.exchange.reading import export_bytes
    from desk.directory.exchange.report import Unreadable

    try:
        content = export_bytes(site, form, table or path.stem, lang)
    except Unreadable as error:
        fail(str(error))
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.write_bytes(content)
    fresh.replace(path)
