"""A catalogue as tables, and tables put into a catalogue: what a sheet does not name stays as it is."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from desk.directory import mapping
from desk.directory.exchange.cells import BadCell, from_cell, to_cell
from desk.directory.exchange.report import Line, Unreadable, What
from desk.directory.exchange.shape import SINGLE, TABLES, Column, Table
from desk.directory.exchange.sheets import Sheet
from sync.protocol.base import LANGS

Document = dict[str, Any]


def write_tables(document: Document, languages: tuple[str, ...] = LANGS) -> dict[str, list[list[str]]]:
    """Return the sheets of a catalogue that was dumped, by name: a header, then a row for each item or part."""
    sheets = {}
    for table in TABLES.values():
        columns = [c for c in table.columns if c.kind != "text" or c.path[-1] in languages]
        rows = [
            [to_cell(column, _value(row, column, parent)) for column in columns]
            for parent, row in _rows(document, table)
        ]
        if rows or table.name in ("people", "services", "departments", "rooms"):
            sheets[table.name] = [[column.name for column in columns], *rows]
    return sheets


def _rows(document: Document, table: Table) -> list[tuple[str, Document]]:
    found = document.get(table.collection)
    items = [found] if isinstance(found, dict) else found or []
    if not table.part:
        return [("", item) for item in items]
    return [(item["id"], part) for item in items for part in item.get(table.part) or ()]


def _value(row: Document, column: Column, parent: str) -> Any:
    if column.kind == "parent":
        return parent
    value: Any = row
    for key in column.path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


class Filled(NamedTuple):
    """A document with the sheets' rows in it; `places` says from which sheet and line each item or part came."""

    document: Document
    places: dict[tuple[str | int, ...], tuple[str, int]]
    problems: list[Line]


def fill(base: Document, sheets: list[Sheet], only: str = "", replace: bool = False) -> Filled:
    """Put sheets into `base`. `only` names the table of a single sheet; with `replace` what a sheet leaves out goes.

    Raises `Unreadable` where a sheet is of no table.
    """
    filled = Filled(dict(base), {}, [])
    known = [(table_of(only or sheet.name), sheet) for sheet in sheets if sheet.rows]
    if not known:
        raise Unreadable(_("there is no row in it"))
    for table, sheet in sorted(known, key=lambda pair: list(TABLES).index(pair[0].name)):
        columns = _header(table, sheet, filled)
        if columns is None:
            continue
        if table.part:
            _fill_parts(filled, table, sheet, columns, replace)
        else:
            _fill_items(filled, table, sheet, columns, replace)
    return filled


def table_of(name: str) -> Table:
    """Return a table by its name or by what the desk calls it. Raises `Unreadable`."""
    plain = name.strip().casefold()
    if plain in TABLES:
        return TABLES[plain]
    for lang in ("fa", "en"):
        with translation.override(lang):
            for collection, (model, _message) in mapping.COLLECTIONS.items():
                if plain == str(model._meta.verbose_name_plural).casefold():
                    return TABLES[collection]
    raise Unreadable(_("“%(name)s” is no table; tables: %(all)s") % {"name": name, "all": ", ".join(TABLES)})


def _header(table: Table, sheet: Sheet, filled: Filled) -> list[Column | None] | None:
    """Return the column of each cell of the first row; None (and a problem) where one is not known."""
    line, cells = sheet.rows[0]
    by_name = {column.name.casefold(): column for column in table.columns} | _labels(table)
    found: list[Column | None] = []
    for cell in cells:
        name = cell.strip().casefold()
        if name and name not in by_name:
            words = _("there is no column “%(name)s”; columns: %(all)s")
            told = words % {"name": cell.strip(), "all": ", ".join(column.name for column in table.columns)}
            filled.problems.append(Line(sheet.name, line, What.PROBLEM, table.name, told))
            return None
        found.append(by_name[name] if name else None)
    key = table.parent or ("" if table.name in SINGLE else "id")
    if key and not any(column is not None and column.name == key for column in found):
        told = _("the column “%(name)s” is missing") % {"name": key}
        filled.problems.append(Line(sheet.name, line, What.PROBLEM, table.name, told))
        return None
    return found


def _labels(table: Table) -> dict[str, Column]:
    """Return columns by what the desk calls them, such as `نام (fa)`."""
    pair = mapping.COLLECTIONS.get(table.collection)
    if table.part or pair is None:
        return {}
    fields = {("id" if f.name == "slug" else f.name): f for f in pair[0]._meta.fields}
    found: dict[str, Column] = {}
    for lang in ("en", "fa"):
        with translation.override(lang):
            for column in table.columns:
                field = fields.get(column.path[0])
                if field is not None and len(column.path) <= 2:
                    label = f"{field.verbose_name} ({column.path[-1]})" if column.kind == "text" else field.verbose_name
                    found[str(label).casefold()] = column
    return found


def _read(
    filled: Filled, sheet: Sheet, line: int, cells: list[str], columns: list[Column | None]
) -> list[tuple[Column, Any]] | None:
    values: list[tuple[Column, Any]] = []
    good = True
    for column, cell in zip(columns, cells, strict=False):
        if column is None:
            continue
        try:
            values.append((column, from_cell(column, cell)))
        except BadCell as error:
            filled.problems.append(Line(sheet.name, line, What.PROBLEM, column.name, f"{error} ({cell.strip()[:60]})"))
            good = False
    return values if good else None


def _set(row: Document, values: list[tuple[Column, Any]]) -> None:
    """Set what the cells say; an empty cell takes the value away, and a structure that holds nothing goes whole."""
    for column, value in values:
        if column.kind == "parent":
            continue
        target = row
        for key in column.path[:-1]:
            below = target.get(key)
            target[key] = dict(below) if isinstance(below, dict) else {}
            target = target[key]
        target.pop(column.path[-1], None)
        if value is not None:
            target[column.path[-1]] = value
    _prune(row)


def _prune(row: Document) -> None:
    for key, value in list(row.items()):
        if isinstance(value, dict):
            _prune(value)
            if not value:
                del row[key]


def _key(values: list[tuple[Column, Any]], name: str) -> str:
    return next((str(value) for column, value in values if column.name == name and value is not None), "")


def _fill_items(filled: Filled, table: Table, sheet: Sheet, columns: list[Column | None], replace: bool) -> None:
    document = filled.document
    if table.name in SINGLE:
        line, cells = sheet.rows[1] if len(sheet.rows) > 1 else sheet.rows[0]
        values = _read(filled, sheet, line, cells, columns)
        if values is not None:
            document[table.name] = dict(document.get(table.name) or {})
            _set(document[table.name], values)
            filled.places[(table.name,)] = (sheet.name, line)
        return
    items = [dict(item) for item in document.get(table.name) or ()]
    at = {item["id"]: index for index, item in enumerate(items)}
    seen: set[str] = set()
    for line, cells in sheet.rows[1:]:
        values = _read(filled, sheet, line, cells, columns)
        if values is None:
            continue
        slug = _key(values, "id")
        if not slug or slug in seen:
            told = _("this id is used twice; each id stands once") if slug else _("the id is missing")
            filled.problems.append(Line(sheet.name, line, What.PROBLEM, slug or table.name, told))
            continue
        seen.add(slug)
        if slug not in at:
            at[slug] = len(items)
            items.append({})
        _set(items[at[slug]], values)
        filled.places[(table.name, slug)] = (sheet.name, line)
    document[table.name] = [item for item in items if not replace or item["id"] in seen]


def _fill_parts(filled: Filled, table: Table, sheet: Sheet, columns: list[Column | None], replace: bool) -> None:
    items = {item["id"]: dict(item) for item in filled.document.get(table.collection) or ()}
    rows: dict[str, list[Document]] = {}
    for line, cells in sheet.rows[1:]:
        values = _read(filled, sheet, line, cells, columns)
        if values is None:
            continue
        parent = _key(values, table.parent)
        if parent not in items:
            told = _("there is no “%(name)s” among %(all)s") % {"name": parent, "all": table.collection}
            filled.problems.append(Line(sheet.name, line, What.PROBLEM, table.parent, told))
            continue
        row: Document = {}
        _set(row, values)
        rows.setdefault(parent, []).append(row)
        filled.places[(table.collection, parent, table.part, len(rows[parent]) - 1)] = (sheet.name, line)
    for slug, item in items.items():
        if slug in rows:
            item[table.part] = rows[slug]
        elif replace:
            item.pop(table.part, None)
    filled.document[table.collection] = list(items.values())
