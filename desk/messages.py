"""Message catalogues: the .po files, compiled into the desk's data folder, so that nothing need be built before."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).parent / "locale"


def compile_messages(target: Path) -> None:
    """Write `<lang>/LC_MESSAGES/django.mo` below `target` where the .po file is newer."""
    for source in sorted(SOURCE.glob("*.po")):
        compiled = target / source.stem / "LC_MESSAGES" / "django.mo"
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        compiled.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.stem)
        fresh = compiled.with_suffix(".new")
        with fresh.open("wb") as file:
            write_mo(file, catalogue)
        fresh.replace(compiled)
