"""Each widget's and screen's drawing rules lie in a .kv file beside it."""

from pathlib import Path

from kivy.lang import Builder

_LOADED: set[Path] = set()


def load_kv(module_file: str) -> None:
    """Load the .kv file beside a module, once."""
    path = Path(module_file).with_suffix(".kv")
    if path not in _LOADED:
        _LOADED.add(path)
        Builder.load_file(str(path), encoding="utf-8")
