"""The house keeps its shape: small rooms, imports that go down, no circles."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import networkx
import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("mizban", "kiosk", "desk", "sync", "language")
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60


def _sources() -> Iterator[Path]:
    for name in (*PACKAGES, "tests", "benchmarks", "scripts"):
        yield from (path for path in (ROOT / name).rglob("*.py") if "migrations" not in path.parts)


def test_no_file_passes_400_lines() -> None:
    """A file with more is two rooms in one."""
    long = {str(p.relative_to(ROOT)): n for p in _sources() if (n := len(p.read_text().splitlines())) > MAX_FILE_LINES}
    assert long == {}


def test_no_function_passes_60_lines() -> None:
    long = {}
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno is not None:
                lines = node.end_lineno - node.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = lines
    assert long == {}


def test_contracts_between_packages_hold() -> None:
    """The rules stand in pyproject.toml, under import-linter."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def _module_name(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(tree: ast.Module) -> Iterator[str]:
    """Names imported anywhere in a module: an import put off into a function, or for types alone, ties as much."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_circle_of_imports() -> None:
    graph = networkx.DiGraph()
    modules = {
        _module_name(path): path
        for name in PACKAGES
        for path in (ROOT / name).rglob("*.py")
        if path.name != "conftest.py"
    }
    for module, path in modules.items():
        for target in _imports(ast.parse(path.read_text())):
            if target in modules and target != module:
                graph.add_edge(module, target)
    assert list(networkx.simple_cycles(graph)) == []


@pytest.mark.parametrize("word", ["index-url", "find-links", "://"])
def test_the_lock_names_no_index(word: str) -> None:
    """It must hold wherever packages come from."""
    assert word not in (ROOT / "requirements.lock").read_text()


def test_every_locked_package_bears_a_hash() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    for index, line in enumerate(lines):
        if "==" in line and not line.startswith(("#", " ")):
            assert "--hash=sha256:" in lines[index + 1], line


def test_no_two_kv_rules_share_a_class_name() -> None:
    """Kivy applies a rule to every class of that name, wherever it is defined: two of one name break each other."""
    rules: dict[str, list[str]] = {}
    for path in [ROOT / "kiosk.kv", *(ROOT / "kiosk").rglob("*.kv")]:
        for name in re.findall(r"^<-?([A-Za-z0-9_]+)", path.read_text(encoding="utf-8"), re.M):
            rules.setdefault(name, []).append(path.name)
    assert {name: places for name, places in rules.items() if len(places) > 1} == {}
