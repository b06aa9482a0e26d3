"""Taking the files that a catalogue names by hash from the folder where the catalogue lies."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from django.conf import settings

from desk.directory.models import Media
from sync.protocol.catalogue import Catalogue


class MediaMissing(Exception):
    """A file that the catalogue names is neither beside it nor at the desk."""


def import_media(catalogue: Catalogue, path: Path) -> None:
    """Copy into the media folder what is not there yet. Raises `MediaMissing`."""
    wanted = {media.sha256: media for media in catalogue.media if not _target(media.sha256).is_file()}
    if wanted:
        folder = path if path.is_dir() else path.parent
        sizes = {media.size for media in wanted.values()}
        for file in folder.rglob("*"):
            if file.is_file() and file.stat().st_size in sizes:
                digest = _digest(file)
                if digest in wanted:
                    _copy(file, digest)
                    del wanted[digest]
    if wanted:
        first = next(iter(wanted))
        raise MediaMissing(
            f"{path}: media {first[:16]}…: no file with this SHA-256 and size lies below the catalogue's folder"
        )
    for media in catalogue.media:
        Media.objects.update_or_create(pk=media.sha256, defaults={"size": media.size, "kind": media.kind})


def _target(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _copy(file: Path, sha256: str) -> None:
    target = _target(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    shutil.copyfile(file, fresh)
    fresh.replace(target)
