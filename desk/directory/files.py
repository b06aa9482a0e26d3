"""Reading a catalogue: one YAML or JSON file, or every *.yaml, *.yml and *.json below a folder, lists put together.

Every value's file and line are kept, so that a problem can be told where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError

from sync.protocol.catalogue import Catalogue
from sync.protocol.catalogue_check import problems

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SUFFIXES = {".yaml", ".yml", ".json"}
MAX_FILE_BYTES = 20 * 1024 * 1024
_SINGLE = ("organisation", "site", "venue")

Path_ = tuple[str | int, ...]


class Place(NamedTuple):
    """Where a value stands; `line` counts from 1."""

    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Finding(NamedTuple):
    """One problem of the files, ready to be shown. What is not fatal does not hinder an import."""

    place: Place
    where: str
    what: str
    fatal: bool = True

    def __str__(self) -> str:
        return f"{self.place}: {self.where}: {self.what}" if self.where else f"{self.place}: {self.what}"


class Reading(NamedTuple):
    """What was read; `catalogue` is None where something was fatal."""

    catalogue: Catalogue | None
    findings: list[Finding]
    files: int


class _Document:
    """Values put together from files, with the place of each."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.places: dict[Path_, Place] = {}
        self.findings: list[Finding] = []

    def add_file(self, path: Path) -> None:
        root = self._compose(path)
        if root is None:
            return
        if not isinstance(root, yaml.MappingNode):
            self._problem(path, root, "", f"a mapping is expected here; allowed keys: {_keys()}")
            return
        for key_node, value_node in root.value:
            key = key_node.value
            if key not in Catalogue.model_fields:
                self._problem(path, key_node, str(key), f"there is no such part; allowed: {_keys()}")
            elif key in _SINGLE:
                self._single(path, key, key_node, value_node)
            elif not isinstance(value_node, yaml.SequenceNode):
                self._problem(path, value_node, key, "a list is expected here")
            else:
                items = self.values.setdefault(key, [])
                self.places.setdefault((key,), _place(path, key_node))
                for item in value_node.value:
                    items.append(self._value(path, (key, len(items)), item))

    def _single(self, path: Path, key: str, key_node: yaml.Node, value_node: yaml.Node) -> None:
        if key in self.values:
            self._problem(path, key_node, key, f"stands twice; the first is at {self.places[(key,)]}")
            return
        self.values[key] = self._value(path, (key,), value_node)
        self.places[(key,)] = _place(path, key_node)

    def _compose(self, path: Path) -> yaml.Node | None:
        try:
            if path.stat().st_size > MAX_FILE_BYTES:
                self.findings.append(Finding(Place(path, 1), "", f"larger than {MAX_FILE_BYTES // 2**20} MB"))
                return None
            text = path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            self.findings.append(Finding(Place(path, 1), "", f"cannot be read: {error.strerror}"))
            return None
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            self.findings.append(Finding(Place(path, line), "", "is not UTF-8; save the file with the encoding UTF-8"))
            return None
        try:
            node: yaml.Node | None = yaml.compose(
                text.replace("\t", "  ") if path.suffix == ".json" else text, Loader=_LOADER
            )
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            what = " ".join(str(getattr(error, "problem", None) or error).split())
            self.findings.append(
                Finding(Place(path, mark.line + 1 if mark else 1), "", f"cannot be read as YAML: {what}")
            )
            return None
        except RecursionError:
            self.findings.append(Finding(Place(path, 1), "", "is nested too deeply"))
            return None
        return node

    def _value(self, path: Path, where: Path_, node: yaml.Node, depth: int = 0) -> Any:
        self.places[where] = _place(path, node)
        if depth > 20:
            self._problem(path, node, _words(where, self.values), "is nested too deeply")
            return None
        if isinstance(node, yaml.MappingNode):
            found: dict[str, Any] = {}
            for key_node, value_node in node.value:
                key = str(key_node.value)
                if key in found:
                    self._problem(path, key_node, key, "stands twice in this block")
                found[key] = self._value(path, (*where, key), value_node, depth + 1)
                self.places[(*where, key)] = _place(path, key_node)
            return found
        if isinstance(node, yaml.SequenceNode):
            return [self._value(path, (*where, index), part, depth + 1) for index, part in enumerate(node.value)]
        try:
            return _SCALARS.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            self._problem(path, node, _words(where, self.values), f"cannot be read: {error}")
            return None

    def _problem(self, path: Path, node: yaml.Node, where: str, what: str) -> None:
        self.findings.append(Finding(_place(path, node), where, what))

    def place(self, where: Path_, fallback: Path) -> Place:
        """Return the place of a value, or of the nearest thing around it."""
        while where:
            if where in self.places:
                return self.places[where]
            where = where[:-1]
        return Place(fallback, 1)


class _Scalars(yaml.SafeLoader):
    """Builds single values; dates stay text, for the protocol reads them itself."""

    def __init__(self) -> None:
        super().__init__("")


_Scalars.yaml_constructors = {
    key: value for key, value in yaml.SafeLoader.yaml_constructors.items() if key != "tag:yaml.org,2002:timestamp"
}
_Scalars.yaml_constructors["tag:yaml.org,2002:timestamp"] = yaml.SafeLoader.construct_yaml_str
_SCALARS = _Scalars()


def _place(path: Path, node: yaml.Node) -> Place:
    return Place(path, node.start_mark.line + 1)


def _keys() -> str:
    return ", ".join(Catalogue.model_fields)


def catalogue_files(path: Path) -> list[Path]:
    """Return the files of a catalogue in a fixed order. Raises `FileNotFoundError` where there is none."""
    if path.is_file():
        return [path]
    found = sorted(p for p in path.rglob("*") if p.suffix in _SUFFIXES and p.is_file()) if path.is_dir() else []
    if not found:
        raise FileNotFoundError(f"{path}: no catalogue here; give a folder with *.yaml files, or one YAML or JSON file")
    return found


def read_catalogue(path: Path) -> Reading:
    """Read and check a catalogue. Raises `FileNotFoundError`; everything else wrong is among the findings."""
    files = catalogue_files(path)
    document = _Document()
    for file in files:
        document.add_file(file)
    if document.findings:
        return Reading(None, document.findings, len(files))
    try:
        catalogue = Catalogue.model_validate(document.values, extra="forbid")
    except ValidationError as error:
        return Reading(None, list(_schema_findings(document, error, files[0])), len(files))
    findings = [
        Finding(document.place(locate(document.values, p.where), files[0]), p.where, p.what, p.fatal)
        for p in problems(catalogue)
    ]
    fatal = any(finding.fatal for finding in findings)
    return Reading(None if fatal else catalogue, findings, len(files))


def _schema_findings(document: _Document, error: ValidationError, first: Path) -> Iterator[Finding]:
    for entry in error.errors():
        loc = tuple(part for part in entry["loc"] if part != "[key]")
        what = entry["msg"]
        if entry["type"] == "extra_forbidden":
            what = f"there is no such key here: '{loc[-1]}'"
        elif entry["type"] == "missing":
            what = "is missing and must be there"
        elif isinstance(entry.get("input"), str | int | float | bool):
            what = f"{what} (found: {entry['input']!r})"
        yield Finding(document.place(loc, first), _words(loc, document.values), what)


def _words(loc: Path_, values: Any) -> str:
    path, item = "", values
    for part in loc:
        try:
            item = item[part]
        except (KeyError, IndexError, TypeError):
            item = None
        name = item.get("id", part) if isinstance(item, dict) and isinstance(part, int) else part
        path += f"[{name}]" if isinstance(part, int) else f".{part}"
    return path.lstrip(".")


def locate(values: Any, where: str) -> Path_:
    """Return the path of `services[admission].steps[0].title` in the values; the part that can be followed."""
    item, found = values, []
    for token in where.replace("[", ".[").split("."):
        if not token:
            continue
        key: Any = token
        if token.startswith("["):
            key = _index(item, token.strip("[]"))
        try:
            item = item[key]
        except (KeyError, IndexError, TypeError):
            break
        found.append(key)
    return tuple(found)


def _index(items: Any, name: str) -> Any:
    if not isinstance(items, list):
        return None
    same = [index for index, item in enumerate(items) if isinstance(item, dict) and item.get("id") == name]
    if same:
        return same[-1]  # of two with one id, the later is the mistake
    return int(name) if name.isdigit() else None
