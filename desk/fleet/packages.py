"""New versions for the kiosks: a folder of packages that the office has signed, handed out as it is.

Anybody on the network may fetch them: nothing in them is secret, and a kiosk takes only what its own key vouches for.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_GET

FOLDER = "packages"
SUMS = "SHA256SUMS"
_NAMES = re.compile(r"SHA256SUMS(?:\.minisig)?|mizban-(?:kiosk|desk)_[A-Za-z0-9.+~_-]{1,120}\.deb")


class OfferError(Exception):
    """The folder cannot be offered; the text says why."""


@require_GET
def package(request: HttpRequest, name: str) -> FileResponse:
    """Return one file of the folder."""
    path = settings.CONFIG.data / FOLDER / name
    if not _NAMES.fullmatch(name) or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="application/octet-stream")


def offer(source: Path, data: Path) -> list[str]:
    """Take a signed folder in, whole or not at all; return the names of the packages. Raises `OfferError`, `OSError`.

    The signature is the kiosks' to check; a folder that is not signed at all, or damaged, is refused here.
    """
    sums = source / SUMS
    if not sums.is_file() or not (source / f"{SUMS}.minisig").is_file():
        raise OfferError(f"{source}: is not signed; build it with MIZBAN_DEB_KEY (docs: install)")
    fresh, place = data / f"{FOLDER}.new", data / FOLDER
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    taken = []
    for line in sums.read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        if not _NAMES.fullmatch(name):
            continue
        with (source / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise OfferError(f"{source / name}: has other bytes than {SUMS} says")
        shutil.copyfile(source / name, fresh / name)
        taken.append(name)
    for name in (SUMS, f"{SUMS}.minisig"):
        shutil.copyfile(source / name, fresh / name)
    shutil.rmtree(place, ignore_errors=True)
    fresh.rename(place)
    return taken
