"""On-screen keyboards as data: ``assets/keyboards/<name>.json``, read and checked.

A file holds `title`, `lang` ("" where keys look the same in all), `standard`, `columns` (units of
key width in the widest row), `rows` and perhaps ``"shift": "upper"`` and `short`, what a key says
that changes to these letters. A key is its character, or an object: `text` (what it types), `shown`,
`label` (message key), `icon`, `name` (message key, for speech), `width` in units, `do` (backspace,
clear, done, shift, left, right, all, layout, order) and `to`. ``<name>-abc.json`` holds the same keys in
the order of the alphabet.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from language import check_language
from language.shipped import shipped

KEYBOARDS: Final = shipped("assets", "keyboards")
ACTIONS: Final = ("type", "backspace", "clear", "done", "shift", "left", "right", "all", "layout", "order")
ALPHABETICAL: Final = "-abc"
"""Behind a layout's name: its keys in the order of the alphabet, for people who never type (O5)."""

HOME: Final = "home"
"""A layout key's target: the letters of the visitor's language (Persian for English)."""
BACK: Final = "back"
"""A layout key's target: the letters that were there before."""

LEAST_KEY_MM: Final = (16.0, 20.0)
"""Width and height under which no key may fall (A1)."""


class KeyboardError(ValueError):
    """A keyboard file that is wrong; the message names file and key."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `text` is typed by action "type"; `shown`, `label` or `icon` is on it."""

    text: str = ""
    shown: str = ""
    label: str = ""
    icon: str = ""
    name: str = ""
    width: float = 1.0
    do: str = "type"
    to: str = ""


@dataclass(frozen=True, slots=True)
class Keyboard:
    """One layout; rows from the top, keys from the left in every language, as on real ones."""

    name: str
    title: str
    lang: str
    columns: int
    upper: bool
    rows: tuple[tuple[Key, ...], ...]
    short: str = ""


def _key(item: object, place: str) -> Key:
    if isinstance(item, str):
        return Key(text=item, shown=item)
    if not isinstance(item, dict):
        raise KeyboardError(f"{place}: a key is a character or an object, not {item!r}")
    unknown = set(item) - set(Key.__slots__)
    if unknown:
        raise KeyboardError(f"{place}: unknown {', '.join(sorted(unknown))}")
    key = Key(**item)
    if key.do not in ACTIONS:
        raise KeyboardError(f"{place}: do is one of {', '.join(ACTIONS)}, not {key.do!r}")
    if (key.do == "type") != bool(key.text) or (key.do == "layout") != bool(key.to):
        raise KeyboardError(f"{place}: a key types `text`, or does something; a layout needs `to`")
    if not (key.shown or key.label or key.icon or key.text.strip() or key.to == HOME):
        raise KeyboardError(f"{place}: nothing is shown on the key")
    if not key.shown and key.text.strip() and not key.label:
        return Key(text=key.text, shown=key.text, name=key.name, width=key.width)
    return key


@lru_cache(maxsize=32)
def load_keyboard(name: str) -> Keyboard:
    """Return the layout `name`; raises `KeyboardError` for a wrong file."""
    path = KEYBOARDS / f"{name}.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        rows = tuple(
            tuple(_key(item, f"{path.name} row {r} key {k}") for k, item in enumerate(row, 1))
            for r, row in enumerate(data["rows"], 1)
        )
        upper, short = data.get("shift") == "upper", data.get("short", "")
        board = Keyboard(name, data["title"], data["lang"], data["columns"], upper, rows, short)
    except (OSError, KeyError, json.JSONDecodeError) as error:
        raise KeyboardError(f"{path}: {error!r}") from error
    for number, row in enumerate(board.rows, 1):
        if sum(key.width for key in row) > board.columns:
            raise KeyboardError(f"{path.name} row {number}: wider than {board.columns} columns")
    return board


def arranged(name: str, *, alphabetical: bool) -> Keyboard:
    """Return the layout `name`, in the order of the alphabet where that is wanted and there is such a file."""
    other = name + ALPHABETICAL
    return load_keyboard(other if alphabetical and (KEYBOARDS / f"{other}.json").is_file() else name)


def names() -> list[str]:
    """Return the names of all layouts that there are."""
    return sorted(path.stem for path in KEYBOARDS.glob("*.json"))


def layout_for(kind: Literal["text", "digits", "latin"], lang: str) -> str:
    """Return the layout that a field of this kind begins with in a page of `lang` (O7)."""
    check_language(lang)
    return {"text": lang, "digits": "digits", "latin": "email"}[kind]


def home(lang: str) -> str:
    """Return the letters that the key on a Latin layout changes to."""
    return "fa" if lang == "en" else check_language(lang)
