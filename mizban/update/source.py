"""Where an update comes from: a folder (a memory stick, a share), or the address of one, fetched file by file."""

from __future__ import annotations

from pathlib import Path

import requests

from mizban.update.signature import SIGNATURE, SUMS, NotTrusted, PublicKey, check, listed

TIMEOUT_S = 30
MOST_BYTES = 2 * 1024**3


def fetch(url: str, names: tuple[str, ...], key: PublicKey, into: Path, ca_file: Path | None = None) -> Path:
    """Fetch the signed list, then the packages called `names` (each `name_version_arch.deb`); return `into`.

    Nothing but the list is fetched before its signature is checked. Raises `NotTrusted`, `requests.RequestException`.
    """
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in into.iterdir():
        old.unlink()
    with requests.Session() as http:
        http.verify = str(ca_file) if ca_file else True
        for name in (SUMS, SIGNATURE):
            _save(http, f"{url.rstrip('/')}/{name}", into / name, 1024 * 1024)
        sums = (into / SUMS).read_bytes()
        check(sums, (into / SIGNATURE).read_text(encoding="utf-8"), key)
        for name in listed(sums):
            if name.endswith(".deb") and name.partition("_")[0] in names:
                _save(http, f"{url.rstrip('/')}/{name}", into / name, MOST_BYTES)
    return into


def _save(http: requests.Session, url: str, path: Path, most: int) -> None:
    with http.get(url, stream=True, timeout=TIMEOUT_S) as answer, path.open("wb") as file:
        answer.raise_for_status()
        size = 0
        for chunk in answer.iter_content(1024 * 1024):
            size += len(chunk)
            if size > most:
                raise NotTrusted(f"{url}: is larger than an update can be")
            file.write(chunk)
