"""Every word that staff or visitors see stands in the message files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

DESK = Path(__file__).resolve().parents[2] / "desk"
_TRANSLATE = re.compile(r"""{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")
_BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate", re.DOTALL)


def in_templates(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        yield from (match[1] or match[2] for match in _TRANSLATE.finditer(text))
        yield from (re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", match[1]) for match in _BLOCK.finditer(text))


def in_code(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_" and node.args:
                word = node.args[0]
                if isinstance(word, ast.Constant) and isinstance(word.value, str):
                    yield word.value


def known(lang: str) -> set[str]:
    with (DESK / "locale" / f"{lang}.po").open("rb") as file:
        return {str(message.id) for message in read_po(file) if message.id and message.string}


def test_persian_knows_every_word() -> None:
    missing = {*in_templates(DESK), *in_code(DESK)} - known("fa")
    assert not missing


@pytest.mark.parametrize("lang", ["ar", "ru"])
def test_visitors_words_are_known_in_every_language(lang: str) -> None:
    assert not set(in_templates(DESK / "visitor")) - known(lang)


@pytest.mark.parametrize("lang", ["fa", "ar", "ru"])
def test_no_translation_loses_a_placeholder(lang: str) -> None:
    with (DESK / "locale" / f"{lang}.po").open("rb") as file:
        for message in read_po(file):
            if message.id and message.string:
                placeholder = re.compile(r"%\(\w+\)s")
                assert set(placeholder.findall(str(message.id))) == set(placeholder.findall(str(message.string))), (
                    message.id
                )
