"""Text goes one way: no other label, no side but start and end, no words outside the catalogues."""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

KIOSK = Path(__file__).resolve().parents[2] / "kiosk"
OTHER_LABELS = re.compile(
    r"^\s*(?:from|import)\s+(?:kivy\.uix\.(?:label|button|textinput|vkeyboard)|kivymd\.uix\.(?:label|button|textfield))"
)
SIDES = re.compile(r"\bhalign\s*[:=]\s*['\"](?:left|right|justify)['\"]")
KV_TEXT = re.compile(r"\b(?:text|hint|error|title)\s*:\s*['\"][^'\"]*[^\W\d_]{2,}")
RAW_LABEL = re.compile(r"^\s*(?:Label|Button|TextInput|MDLabel|MDButton\w*)\s*:")
LETTERS = re.compile(r"[\u0620-\u064a\u0671-\u06d3\u0400-\u052f]{2,}")
PACKAGES = ("kiosk", "language", "sync", "mizban")
ALLOWED = (
    ("language/__init__.py", "each language's name in itself"),
    ("kiosk/screens/*gallery.py", "stands in for an office's content where screens are photographed"),
    ("kiosk/screens/scenes.py", "what visitors of those pictures type"),
    ("mizban/demo/story.py", "what the demonstration's visitor types and looks for"),
)
"""Where words may stand in code: none of it is shown by the product itself."""


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


def _words_in(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and text of every string in Arabic script or Cyrillic that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if LETTERS.search(text) and id(node) not in documented:
            yield node.lineno, text


def test_code_holds_no_words_for_visitors() -> None:
    """Persian, Arabic or Russian words stand in catalogues, data, docstrings and comments only."""
    found = []
    for path in sorted(path for package in PACKAGES for path in (KIOSK.parent / package).rglob("*.py")):
        where = path.relative_to(KIOSK.parent)
        if not any(fnmatch(where.as_posix(), pattern) for pattern, _ in ALLOWED):
            found += [f"{where}:{line}: {text[:40]}" for line, text in _words_in(path)]
    assert found == []


def test_a_word_in_code_is_found(tmp_path: Path) -> None:
    code = tmp_path / "view.py"
    code.write_text('"""یک توضیح"""\nx = 1  # توضیح\ny = f"{x} нет"\nz = ("خوش آمدید", "ok")\n', encoding="utf-8")
    assert list(_words_in(code)) == [(3, " нет"), (4, "خوش آمدید")]
