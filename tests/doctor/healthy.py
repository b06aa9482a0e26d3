"""A healthy kiosk to put faults into: desk, daemon and printer run; the machine below is described by files.

Nothing of Mizban is stood in for: the doctor's own checks read these files, ask this daemon and this desk.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.config import Desk, Printer, Screen, Settings
from kiosk.daemon.service import Service
from kiosk.devices.printer.virtual import VirtualPrinter
from kiosk.devices.printer.virtual_lines import TcpPrinter
from kiosk.doctor.examine import examine
from kiosk.doctor.machine import Machine
from kiosk.finding import Finding
from sync.enrollment import Enrollment, enroll, load, save
from tests.sync import catalogues
from tests.sync.desk_stub import DeskStub, running_desk, sha256
from tests.sync.waiting import until

POSTER = b"a poster of the office" * 100
TOUCH = """I: Bus=0003 Vendor=0eef Product=0001 Version=0111
N: Name="eGalax Inc. USB TouchController"
P: Phys=usb-0000:00:14.0-2/input0
H: Handlers=mouse0 event5
B: PROP=2
B: EV=b
B: KEY=400 0 0 0 0 0
"""
BUTTON = """I: Bus=0019 Vendor=0000 Product=0001 Version=0000
N: Name="Power Button"
P: Phys=LNXPWRBN/button/input0
H: Handlers=kbd event0
B: PROP=0
B: EV=3
B: KEY=10000000000000 0
"""
KEYBOARD = """I: Bus=0003 Vendor=046d Product=c31c Version=0110
N: Name="Logitech USB Keyboard"
P: Phys=usb-0000:00:14.0-4/input0
H: Handlers=sysrq kbd event7 leds
B: PROP=0
B: EV=120013
B: KEY=1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe
"""
SERVICE = "LoadState=loaded\nActiveState=active\nSubState=running\nResult=success\nNRestarts=0"
FILES = {
    "sys/class/drm/card0-HDMI-A-1/status": "connected",
    "sys/class/drm/card0-HDMI-A-1/modes": "1080x1920\n",
    "sys/class/drm/card0-DP-1/status": "disconnected",
    "proc/bus/input/devices": BUTTON + "\n" + TOUCH,
    "sys/class/net/lo/carrier": "1",
    "sys/class/net/eth0/carrier": "1",
    "proc/net/route": "Iface\tDestination\tGateway\tFlags\neth0\t00000000\t0101A8C0\t0003\n",
    "sys/class/rtc/rtc0/name": "rtc_cmos",
    "sys/fs/ext4/mmcblk0p2/errors_count": "0",
    "sys/block/mmcblk0/device/life_time": "0x01 0x02",
    "sys/class/thermal/thermal_zone0/temp": "52000",
    "sys/devices/platform/soc/soc:firmware/get_throttled": "0x0",
    "sys/class/backlight/panel/brightness": "80",
    "run/systemd/timesync/synchronized": "",
    "run/systemd/system/mark": "",
}
PROGRAMS = {
    "systemctl": f"cat <<'END'\n{SERVICE}\nEND",
    "timedatectl": "echo yes",
    "aplay": "echo 'card 0: PCH [HDA Intel PCH], device 0: ALC256'",
    "espeak-ng": "exit 0",
}


@dataclass
class Patient:
    """One kiosk under examination; a fault changes its files, programs, clock or settings, or what runs."""

    folder: Path
    settings: Settings
    stub: DeskStub
    printer: VirtualPrinter
    service: Service | None
    spare: Printer
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file of the machine."""
        path = self.folder / "root" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def remove(self, name: str) -> None:
        """Take a file or folder of the machine away."""
        path = self.folder / "root" / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    def program(self, name: str, script: str | None) -> None:
        """Let a program say something else; None takes it away."""
        path = self.folder / "bin" / name
        path.unlink(missing_ok=True)
        if script is not None:
            path.write_text(f"#!/bin/sh\n{script}\n")
            path.chmod(0o755)

    def change(self, **sections: object) -> None:
        """Change sections of the settings."""
        self.settings = self.settings.model_copy(update=sections)

    def alone(self) -> None:
        """From here on a copy of the data is examined, with no daemon: it may be damaged."""
        copy = self.folder / "copy"
        if self.settings.data != copy:
            shutil.copytree(self.settings.data, copy)
            self.change(data=copy, socket=self.folder / "none.sock", printer=self.spare)

    def who(self, **changes: object) -> None:
        """Change what the copy believes of its desk."""
        self.alone()
        now = load(self.settings.data)
        assert now is not None
        save(self.settings.data, Enrollment.model_validate({**now.model_dump(), **changes}))

    def examine(self) -> list[Finding]:
        """What the doctor finds."""
        search = f"{self.folder / 'bin'}:/usr/bin:/bin"
        machine = Machine(self.folder / "root", self.clock, search)
        before = os.environ["PATH"]
        os.environ["PATH"] = str(self.folder / "bin")
        try:
            return examine(self.settings, machine=machine)
        finally:
            os.environ["PATH"] = before


@dataclass(frozen=True)
class Office:
    """What all patients of a test file share."""

    stub: DeskStub
    service: Service
    printer: VirtualPrinter
    settings: Settings
    spare: Printer

    def patient(self, folder: Path) -> Patient:
        """A healthy one."""
        made = Patient(folder, self.settings, self.stub, self.printer, self.service, self.spare)
        for name, text in FILES.items():
            made.write(name, text)
        edid = bytearray(128)
        edid[21], edid[22] = 34, 60
        made.write("sys/class/drm/card0-HDMI-A-1/edid", bytes(edid))
        (folder / "bin").mkdir()
        for name, script in PROGRAMS.items():
            made.program(name, script)
        return made


@contextmanager
def running_office(folder: Path) -> Iterator[Office]:
    """A desk, a printer, and a daemon that has taken content with one poster."""
    line = TcpPrinter(VirtualPrinter(folder / "paper"))
    printer = VirtualPrinter(folder / "other")
    other = TcpPrinter(printer)
    settings = Settings(
        data=folder / "data",
        socket=folder / "d.sock",
        screen=Screen(width_mm=336),
        printer=Printer(kind="network", port=line.port),
        desk=Desk(),
    )
    media = [{"sha256": sha256(POSTER), "size": len(POSTER), "kind": "image/png"}]
    with running_desk() as stub:
        stub.media[sha256(POSTER)] = POSTER
        stub.publish(catalogues.content(2, media=media), 2)
        enroll(stub.url, "123456", settings.data)
        service = Service(settings)
        service.start()
        try:
            until(lambda: service.view.content is not None, "content", 60)
            until(lambda: service._printing.word == "ready", "the printer", 60)
            yield Office(stub, service, printer, settings, Printer(kind="network", port=other.port))
        finally:
            service.stop()
            line.stop()
            other.stop()


__all__ = ["BUTTON", "KEYBOARD", "POSTER", "SERVICE", "TOUCH", "Office", "Patient", "running_office"]
