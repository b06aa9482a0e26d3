"""NetworkManager's interface on a bus of its own, by Debian's python3-dbusmock: a machine with Wi-Fi."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from jeepney import DBusAddress, DBusErrorResponse, new_method_call
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import unwrap_msg

_NAME = "org.freedesktop.NetworkManager"
_ROOT = "/org/freedesktop/NetworkManager"
_MOCK = "org.freedesktop.DBus.Mock"
_REFUSED = """
path = '/org/freedesktop/NetworkManager/ActiveConnection/refused'
self.AddObject(path, 'org.freedesktop.NetworkManager.Connection.Active', {'State': dbus.UInt32(4)}, [])
profile = '/org/freedesktop/NetworkManager/Settings/refused'
self.AddObject(profile, 'org.freedesktop.NetworkManager.Settings.Connection', {}, [('Delete', '', '', '')])
ret = [dbus.ObjectPath(profile), dbus.ObjectPath(path)]
"""


@dataclass
class Nearby:
    """The machine: `address` is its bus."""

    address: str
    device: str = ""

    def mock(self, method: str, signature: str, *body: object, path: str = _ROOT) -> object:
        """Call a method of the stand-in itself."""
        bus = open_dbus_connection(bus=self.address)
        try:
            message = new_method_call(DBusAddress(path, _NAME, _MOCK), method, signature or None, body)
            answer = unwrap_msg(bus.send_and_get_reply(message, timeout=10))
        finally:
            bus.close()
        return answer[0] if answer else None

    def add(self, number: int, name: str, strength: int, security: int) -> None:
        """Let a network be heard; `security` are NM80211ApSecurityFlags."""
        hardware = f"00:11:22:33:44:{number:02X}"
        fields = (self.device, f"ap{number}", name, hardware, 2, 2425, 5400, strength, security)
        self.mock("AddAccessPoint", "ssssuuuyu", *fields)

    def refuse(self) -> None:
        """From now on each attempt ends as one with a wrong password does."""
        self.mock("AddMethod", "sssss", _NAME, "AddAndActivateConnection", "a{sa{sv}}oo", "oo", _REFUSED)

    def deleted(self) -> bool:
        """Whether the connection of the refused attempt was taken away again."""
        calls = self.mock("GetCalls", "", path=f"{_ROOT}/Settings/refused")
        assert isinstance(calls, list)
        return [name for _at, name, _values in calls] == ["Delete"]

    def profiles(self) -> list[str]:
        """Return the connections that are kept."""
        bus = open_dbus_connection(bus=self.address)
        try:
            address = DBusAddress(f"{_ROOT}/Settings", _NAME, f"{_NAME}.Settings")
            answer = unwrap_msg(bus.send_and_get_reply(new_method_call(address, "ListConnections"), timeout=10))
        finally:
            bus.close()
        return list(answer[0])


@contextmanager
def running_network_manager() -> Iterator[Nearby]:
    """Yield a machine with one Wi-Fi device and nothing heard yet."""
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, text=True
    )
    assert bus.stdout is not None
    address = bus.stdout.readline().strip()
    env = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": address}
    env.pop("PYTHONPATH", None)
    words = ["/usr/bin/python3", "-m", "dbusmock", "--system", "--template", "networkmanager"]
    manager = subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        nearby = Nearby(address)
        deadline = time.monotonic() + 60
        while not nearby.device:
            try:
                nearby.device = str(nearby.mock("AddWiFiDevice", "ssu", "wlan0", "wlan0", 30))
            except DBusErrorResponse:
                assert time.monotonic() < deadline, "the stand-in did not come up"
                time.sleep(0.1)
        yield nearby
    finally:
        for process in (manager, bus):
            process.terminate()
            process.wait(10)
        bus.stdout.close()
