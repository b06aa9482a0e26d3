"""The update itself: install, look whether all is healthy, keep it or go back to programs and data of before."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from mizban.errors import UserError
from mizban.update.signature import PublicKey, check_folder, listed

PACKAGE = "mizban-kiosk"
UNITS = ("mizban-daemon.service", "mizban-kiosk.service")
SCREEN = UNITS[1]


class RolledBack(UserError):
    """The new version was not kept; the former one runs on."""


@dataclass
class Update:
    """`healthy` says what is wrong, an empty text where all is well; it is asked until `patience_s` have passed.

    `programs` is the package's tree, `cache` keeps the last package that was healthy.
    """

    healthy: Callable[[], str]
    go_back: Callable[[], None]
    say: Callable[[str], None]
    programs: Path = Path("/usr/lib/mizban-kiosk")
    cache: Path = Path("/var/cache/mizban")
    patience_s: float = 120.0
    env: dict[str, str] = field(default_factory=dict)

    def run(self, folder: Path, key: PublicKey, allow_older: bool = False) -> str:
        """Update from `folder`; return one line of what was done. Raises `NotTrusted`, `RolledBack`, `UserError`."""
        comment = check_folder(folder, key)
        package = self._package(folder)
        now, new = self.installed(), self._field(package, "Version")
        if now == new:
            return f"version {now} is installed already"
        if not allow_older and not self._newer(new, now):
            raise UserError(f"version {new} is older than {now}, which is installed; to go back: --allow-older")
        self.say(f"{now} → {new}, signed: {comment}")
        self._systemctl("stop", *reversed(UNITS))
        done = self._dpkg("-i", str(package))
        if done.returncode != 0:
            self._recover(data_too=False)
            raise RolledBack(f"version {new} could not be installed, {now} runs on: {_last_line(done)}")
        self._systemctl("start", *UNITS)
        wrong = self._wait()
        if wrong:
            self._systemctl("stop", *reversed(UNITS))
            self._recover(data_too=True)
            raise RolledBack(f"version {new} did not become healthy ({wrong}); {now} runs again with its data")
        self._keep(package)
        return f"version {new} runs and is healthy"

    def installed(self) -> str:
        """Return the version that dpkg knows. Raises `UserError` where it knows none."""
        done = self._call("dpkg-query", "-W", "-f", "${Version}", PACKAGE)
        if done.returncode != 0 or not done.stdout.strip():
            raise UserError(f"{PACKAGE} is not installed as a package; an installation by pip is updated by pip")
        return done.stdout.strip()

    def _package(self, folder: Path) -> Path:
        named = listed((folder / "SHA256SUMS").read_bytes())
        found = [folder / name for name in named if name.startswith(PACKAGE + "_") and (folder / name).is_file()]
        if len(found) != 1:
            raise UserError(f"{folder}: has {len(found)} signed packages {PACKAGE}; there must be one")
        return found[0]

    def _field(self, package: Path, name: str) -> str:
        done = self._call("dpkg-deb", "-f", str(package), name)
        if done.returncode != 0:
            raise UserError(f"{package}: is no package: {_last_line(done)}")
        return done.stdout.strip()

    def _newer(self, new: str, now: str) -> bool:
        return self._call("dpkg", "--compare-versions", new, "gt", now).returncode == 0

    def _wait(self) -> str:
        deadline = time.monotonic() + self.patience_s
        while wrong := self.healthy():
            if time.monotonic() > deadline:
                return wrong
            time.sleep(0.5)
        return ""

    def _recover(self, data_too: bool) -> None:
        """The former programs and data take their places again; dpkg is told where the former package is at hand."""
        former, failed = self.programs.with_name(self.programs.name + ".former"), ".failed"
        if former.is_dir():
            shutil.rmtree(self.programs.with_name(self.programs.name + failed), ignore_errors=True)
            self.programs.rename(self.programs.with_name(self.programs.name + failed))
            former.rename(self.programs)
        if data_too:
            self.go_back()
        kept = sorted((self.cache / "good").glob(f"{PACKAGE}_*.deb"))
        if kept:
            shutil.rmtree(self.programs.with_name(self.programs.name + failed), ignore_errors=True)
            done = self._dpkg("-i", "--force-downgrade", str(kept[-1]))
            if done.returncode != 0:
                self.say(f"dpkg did not take the former package back: {_last_line(done)}")
        self._systemctl("start", *UNITS)

    def _keep(self, package: Path) -> None:
        good = self.cache / "good"
        good.mkdir(parents=True, exist_ok=True)
        fresh = good / (package.name + ".part")
        shutil.copyfile(package, fresh)
        for old in good.glob("*.deb"):
            old.unlink()
        fresh.rename(good / package.name)
        shutil.rmtree(self.programs.with_name(self.programs.name + ".former"), ignore_errors=True)

    def _dpkg(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self._call("dpkg", *words, MIZBAN_KEEP_FORMER="1", DEBIAN_FRONTEND="noninteractive")

    def _systemctl(self, *words: str) -> None:
        self._call("systemctl", *words)

    def _call(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(words, capture_output=True, text=True, check=False, env={**os.environ, **self.env, **env})


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    lines = (done.stderr + done.stdout).strip().splitlines()
    return next((line for line in reversed(lines) if line.startswith("mizban")), lines[-1] if lines else "no words")
