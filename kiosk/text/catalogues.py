"""The message catalogues: loading with compiling by itself, and a check over languages.

``python -m kiosk.text.catalogues check`` names what is wrong, ``compile`` writes the .mo files
(a build does that; without it the first run does). Format: docs/develop-text.md.
"""

from __future__ import annotations

import gettext
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from language import LANGUAGES, check_language

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

LOCALE: Final = Path(__file__).resolve().parents[1] / "locale"
CODE: Final = LOCALE.parent
ALLOWED: Final = LOCALE / "same-as-english.txt"
DOMAIN: Final = "kiosk"

_USE: Final = re.compile(r"""(?:\bget|\bplural|\bN_|\btr|\b_)\(\s*["']([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)["']""")
_PLACEHOLDER: Final = re.compile(r"{([a-z_][a-z0-9_]*)}")


class CatalogueError(RuntimeError):
    """A catalogue that cannot be read."""


def po_path(lang: str) -> Path:
    """Return the path of the catalogue that translators edit."""
    return LOCALE / check_language(lang) / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(lang: str) -> Catalog:
    """Return the catalogue of `lang` as Babel reads it, which is loaded for that: who has a .mo needs none."""
    from babel.messages.pofile import read_po

    path = po_path(lang)
    try:
        with path.open("rb") as file:
            return read_po(file, locale=lang, domain=DOMAIN, abort_invalid=True)
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path}: {error}") from error


def compiled(lang: str) -> bytes:
    """Return the .mo of `lang`, made anew where the .po is younger.

    What is made is kept beside the .po; an installation that is read-only goes on without that.
    """
    source = po_path(lang)
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return target.read_bytes()
    from babel.messages.mofile import write_mo

    buffer = io.BytesIO()
    write_mo(buffer, read(lang))
    data = buffer.getvalue()
    if os.access(target.parent, os.W_OK):
        _write(target, data, source.stat().st_mtime_ns)
    return data


def _write(target: Path, data: bytes, mtime_ns: int) -> None:
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
        file.write(data)
    os.utime(file.name, ns=(mtime_ns, mtime_ns))
    Path(file.name).replace(target)


@lru_cache(maxsize=len(LANGUAGES))
def load(lang: str) -> gettext.GNUTranslations:
    """Return the messages of `lang`, ready for use."""
    return gettext.GNUTranslations(io.BytesIO(compiled(lang)))


def problems() -> list[str]:
    """Return everything that is wrong with the catalogues and with how the code uses them."""
    catalogues = {lang: _by_id(read(lang)) for lang in LANGUAGES}
    allowed = set(ALLOWED.read_text(encoding="utf-8").split()) if ALLOWED.exists() else set()
    every = set().union(*catalogues.values())
    found = []
    for lang, messages in catalogues.items():
        found += [f"{lang}: {key} is missing" for key in sorted(every - set(messages))]
        count = read(lang).num_plurals
        for key, message in messages.items():
            found += [f"{lang}: {key} {what}" for what in _faults(message, count)]
            english = catalogues["en"].get(key)
            if english is None or lang == "en":
                continue
            if _names(message) != _names(english):
                found.append(f"{lang}: {key} has other placeholders than English")
            if key not in allowed and _texts(message) == _texts(english):
                found.append(f"{lang}: {key} is the same as English")
    found += [f"{place}: {key} is in no catalogue" for place, key in used() if key not in every]
    return found


def _by_id(catalogue: Catalog) -> dict[str, Message]:
    found = {}
    for message in catalogue:
        if message.id:
            found[message.id if isinstance(message.id, str) else message.id[0]] = message
    return found


def _texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _names(message: Message) -> set[str]:
    return {name for text in _texts(message) for name in _PLACEHOLDER.findall(text)}


def _faults(message: Message, plurals: int) -> Iterator[str]:
    texts = _texts(message)
    if message.fuzzy:
        yield "is fuzzy"
    if not all(text.strip() for text in texts):
        yield "is not translated"
    if message.pluralizable and len(texts) != plurals:
        yield f"has {len(texts)} plural forms, not {plurals}"
    for text in texts:
        if _PLACEHOLDER.sub("", text).strip("{}") != _PLACEHOLDER.sub("", text):
            yield "has a brace that is no placeholder"


def used() -> list[tuple[str, str]]:
    """Return `(file:line, key)` of every message that the code asks for by a literal key."""
    found = []
    for path in sorted([*CODE.rglob("*.py"), *CODE.rglob("*.kv")]):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for match in _USE.finditer(line):
                found.append((f"{path.relative_to(CODE.parent)}:{number}", match[1]))
    return found


def main(arguments: Sequence[str]) -> int:
    """Run "check" or "compile"; return the exit status."""
    if list(arguments) == ["compile"]:
        for lang in LANGUAGES:
            sys.stdout.write(f"{lang}: {len(compiled(lang))} bytes\n")
        return 0
    if list(arguments) == ["check"]:
        found = problems()
        well = f"{len(_by_id(read('en')))} messages in {len(LANGUAGES)} languages, all well"
        sys.stdout.write(("\n".join(found) or well) + "\n")
        return 1 if found else 0
    sys.stderr.write("usage: python -m kiosk.text.catalogues check|compile\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
