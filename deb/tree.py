"""A Debian of its own in a folder, made by debootstrap or from an archive of one, and entered by chroot."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

_DEVICES = ("null", "zero", "full", "random", "urandom", "tty", "ptmx")


class Failed(Exception):
    """A command inside the tree ended with an error; the text has its last lines."""


class Tree:
    """`root` is the folder. Mounts live in this process's mount namespace and vanish with it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def make(self, release: str, archive: Path | None) -> None:
        """Make the tree anew: from `archive`, or by debootstrap from the mirror of this machine."""
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir(parents=True)
        if archive is not None:
            subprocess.run(["tar", "-xf", archive, "-C", self.root, "--strip-components=1"], check=True)
            return
        include = "--include=systemd,systemd-sysv,udev,ca-certificates"
        subprocess.run(
            ["debootstrap", "--variant=minbase", include, release, self.root], check=True, capture_output=True
        )

    def mount(self, media: Path) -> None:
        """Mount what programs expect, and `media` at /media."""
        root = self.root
        subprocess.run(["mount", "-t", "proc", "proc", root / "proc"], check=True)
        subprocess.run(["mount", "-t", "sysfs", "-o", "ro", "sysfs", root / "sys"], check=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", root / "run"], check=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=1777", "tmpfs", root / "tmp"], check=True)
        for name in _DEVICES:
            device = root / "dev" / name
            device.touch()
            subprocess.run(["mount", "--bind", f"/dev/{name}", device], check=True)
        (root / "dev" / "shm").mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", root / "dev" / "shm"], check=True)
        (root / "media").mkdir(exist_ok=True)
        subprocess.run(["mount", "--bind", media, root / "media"], check=True)
        (root / "usr/sbin/policy-rc.d").unlink(missing_ok=True)
        # A trial need not survive a power cut; a hundred packages then unpack in seconds.
        (root / "etc/dpkg/dpkg.cfg.d/trial").write_text("force-unsafe-io\n")

    def run(self, *words: str, user: str = "root", stdin: str = "", check: bool = True, **env: str) -> str:
        """Run a command inside, as `user`; return what it said. Raises `Failed`."""
        prefix = ["chroot", str(self.root)]
        if user != "root":
            prefix += ["runuser", "-u", user, "--"]
        done = subprocess.run(
            [*prefix, "env", "-C", "/", *(f"{key}={value}" for key, value in env.items()), *words],
            input=stdin,
            capture_output=True,
            text=True,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root"},
            check=False,
        )
        if check and done.returncode:
            raise Failed(f"{' '.join(words)} ended with {done.returncode}:\n{(done.stdout + done.stderr)[-2500:]}")
        return done.stdout + done.stderr

    def fails(self, *words: str) -> str:
        """Run a command that must fail; return what it said. Raises `Failed` where it does not."""
        try:
            said = self.run(*words)
        except Failed as error:
            return str(error)
        raise Failed(f"{' '.join(words)} should have failed:\n{said[-1500:]}")

    def give(self, folder: str, user: str, mode: int) -> Path:
        """Make a folder of a unit (StateDirectory, RuntimeDirectory) with its owner; return its path outside."""
        path = self.root / folder.lstrip("/")
        path.mkdir(parents=True, exist_ok=True)
        ids = self.run("id", "-u", user).strip(), self.run("id", "-g", user).strip()
        os.chown(path, int(ids[0]), int(ids[1]))
        path.chmod(mode)
        return path

    def traces(self, word: str) -> list[str]:
        """Return every path inside whose name has `word`, but for logs and what is mounted."""
        found = subprocess.run(
            ["find", str(self.root), "-xdev", "-iname", f"*{word}*", "-not", "-path", "*/var/log/*",
             "-not", "-path", f"{self.root}/media/*"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return [line.removeprefix(str(self.root)) for line in found.stdout.splitlines()]
