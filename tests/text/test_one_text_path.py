"""Text goes one way: no other label, no side but start and end, no words outside the catalogues."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

KIOSK = Path(__file__).resolve().parents[2] / "kiosk"
OTHER_LABELS = re.compile(
    r"^\s*(?:from|import)\s+(?:kivy\.uix\.(?:label|button|textinput|vkeyboard)|kivymd\.uix\.(?:label|button|textfield))"
)
SIDES = re.compile(r"\bhalign\s*[:=]\s*['\"](?:left|right|justify)['\"]")
KV_TEXT = re.compile(r"\b(?:text|hint|error|title)\s*:\s*['\"][^'\"]*[^\W\d_]{2,}")
RAW_LABEL = re.compile(r"^\s*(?:Label|Button|TextInput|MDLabel|MDButton\w*)\s*:")
LETTERS = re.compile(r"[\u0620-\u064a\u0671-\u06d3\u0400-\u04ff]{2,}")
SCREENS = ("flow", "screens", "widgets")
SAMPLES = {"gallery.py"}
"""What stands in for an office's own content where screens are photographed."""


def _sources(*suffixes: str) -> Iterator[tuple[Path, int, str]]:
    for path in sorted(KIOSK.rglob("*")):
        if path.suffix in suffixes:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                yield path.relative_to(KIOSK.parent), number, line


def test_no_other_label_is_used() -> None:
    found = [f"{p}:{n}" for p, n, line in _sources(".py") if OTHER_LABELS.search(line)]
    found += [f"{p}:{n}" for p, n, line in _sources(".kv") if RAW_LABEL.search(line)]
    assert found == []


def test_only_start_and_end() -> None:
    assert [f"{p}:{n}" for p, n, line in _sources(".py", ".kv") if SIDES.search(line)] == []


def test_kv_holds_no_words() -> None:
    assert [f"{p}:{n}" for p, n, line in _sources(".kv") if KV_TEXT.search(line)] == []


def test_code_holds_no_words_for_visitors() -> None:
    """Persian, Arabic or Russian words stand in docstrings and comments only."""
    found = []
    paths = [path for folder in SCREENS for path in sorted((KIOSK / folder).rglob("*.py"))]
    for path in paths:
        if path.name in SAMPLES:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in documented:
                continue
            if LETTERS.search(node.value):
                found.append(f"{path.relative_to(KIOSK.parent)}:{node.lineno}: {node.value[:40]}")
    assert found == []
