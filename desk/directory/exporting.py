"""Writing a site's catalogue to a file that `catalog import` reads."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from desk.directory.models import Site
from desk.directory.publishing import build_catalogue


def write_catalogue(site: Site, path: Path) -> None:
    """Write YAML, or JSON where the name ends in .json. Raises `OSError`, `NotPublishable`."""
    values = build_catalogue(site).model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    if path.suffix == ".json":
        text = json.dumps(values, ensure_ascii=False, indent=1)
    else:
        text = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=120)
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
