"""Puts the files that are no code into the wheel; a checkout keeps them beside the packages, where they are edited."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SHARE = ("fonts", "assets", "kiosk.kv")


class BuildWithShare(build_py):
    """Copies them to `mizban/share` (language.shipped says where they are found)."""

    def run(self) -> None:
        """Build the packages, then add the shared files; an editable install uses the checkout's own."""
        super().run()
        if self.editable_mode:
            return
        share = Path(self.build_lib) / "mizban" / "share"
        shutil.rmtree(share, ignore_errors=True)
        share.mkdir(parents=True)
        for name in SHARE:
            source = Path(__file__).parent / name
            copy = shutil.copytree if source.is_dir() else shutil.copy2
            copy(source, share / name)


setup(cmdclass={"build_py": BuildWithShare})
