"""A printer as a device file (`/dev/usb/lp0`), or a plain file that collects what would be printed."""

from __future__ import annotations

import os
import stat

from kiosk.devices.printer.link import FdLink, LinkError


def open_file(device: str) -> FdLink:
    """Open `device`; raises `LinkError`. A character device can be asked for its state, a plain file or a pipe not."""
    try:
        mode = os.stat(device).st_mode if os.path.exists(device) else stat.S_IFREG  # noqa: PTH116, PTH110
        two_way = stat.S_ISCHR(mode)
        if two_way:
            fd = os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        else:
            fd = os.open(device, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC, 0o640)
    except OSError as error:
        raise LinkError(f"{device}: {error.strerror}") from error
    return FdLink(fd, lambda: _close(fd), two_way=two_way, queue=two_way)


def _close(fd: int) -> None:
    try:
        os.fsync(fd)
    except OSError:
        pass  # devices and pipes have nothing to sync
    finally:
        os.close(fd)
