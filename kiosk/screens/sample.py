"""The sample organisation as content, read straight from its files: for pictures and tests of the screens."""

from pathlib import Path
from typing import Any

import yaml

from language.shipped import shipped
from sync.protocol.catalogue import Catalogue

SAMPLE = shipped("assets", "sample")


def sample_catalogue(directory: Path = SAMPLE) -> Catalogue:
    """Return the catalogue in `directory`: every YAML file below it, lists put together in order of their names."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    whole: dict[str, Any] = {}
    for path in sorted(directory.rglob("*.yaml")):
        for key, value in (yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or {}).items():
            if isinstance(value, list):
                whole.setdefault(key, []).extend(value)
            else:
                whole[key] = value
    return Catalogue.model_validate(whole)
