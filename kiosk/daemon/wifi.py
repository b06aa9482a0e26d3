"""Wi-Fi while a kiosk is set up, through NetworkManager on the system's bus (its D-Bus interface, version 1).

The daemon may not change the network by itself: a polkit rule of the package lets its user ask NetworkManager, which
keeps the password where only root reads it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, DBusErrorResponse, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg

JOIN_S = 25.0
"""Shorter than the screen waits for an answer."""
_NAME, _ROOT = "org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager"
_WIFI_DEVICE = 2
_ACTIVATED, _DEACTIVATED = 2, 4
_PRIVACY = 0x1
_PSK, _SAE = 0x100, 0x400
_MOST = 12


class WifiError(Exception):
    """No network was joined; the text is a word: `no_wifi`, `wrong_password`, `failed`."""


@dataclass(frozen=True)
class Network:
    """One name that is sent nearby. `strength` in per cent; `secured` asks for a password."""

    name: str
    strength: int
    secured: bool


class _Manager:
    """NetworkManager over one connection."""

    def __init__(self, bus: DBusConnection) -> None:
        self._bus = bus

    def call(self, path: str, interface: str, method: str, signature: str = "", *body: Any) -> Any:
        """Call a method; return its first answer. Raises `DBusErrorResponse`."""
        address = DBusAddress(path, _NAME, f"{_NAME}{interface}")
        message = new_method_call(address, method, signature or None, body)
        answer = unwrap_msg(self._bus.send_and_get_reply(message, timeout=10))
        return answer[0] if answer else None

    def get(self, path: str, interface: str, name: str) -> Any:
        """Return one property."""
        message = Properties(DBusAddress(path, _NAME, f"{_NAME}{interface}")).get(name)
        return unwrap_msg(self._bus.send_and_get_reply(message, timeout=10))[0][1]

    def wifi(self) -> str:
        """Return the first Wi-Fi device. Raises `WifiError`."""
        for path in self.call(_ROOT, "", "GetDevices"):
            if self.get(path, ".Device", "DeviceType") == _WIFI_DEVICE:
                return str(path)
        raise WifiError("no_wifi")

    def points(self, device: str) -> list[tuple[str, str, int, int]]:
        """Return each access point: its path, name, strength, and the ways it wants its key (0 for none)."""
        found = []
        for path in self.call(device, ".Device.Wireless", "GetAccessPoints"):
            point = ".AccessPoint"
            name = bytes(self.get(path, point, "Ssid")).decode("utf-8", errors="replace")
            ways = self.get(path, point, "RsnFlags") | self.get(path, point, "WpaFlags")
            if not ways and self.get(path, point, "Flags") & _PRIVACY:
                ways = _PSK
            found.append((str(path), name, int(self.get(path, point, "Strength")), int(ways)))
        return found


@contextmanager
def _manager() -> Iterator[_Manager]:
    try:
        bus = open_dbus_connection(bus="SYSTEM")
    except (OSError, KeyError, ValueError) as error:
        raise WifiError("no_wifi") from error
    try:
        yield _Manager(bus)
    except (DBusErrorResponse, OSError, TimeoutError) as error:
        name = getattr(error, "name", type(error).__name__)
        raise WifiError("no_wifi" if "ServiceUnknown" in name else "failed") from error
    finally:
        bus.close()


def networks() -> list[Network]:
    """Return what is sent nearby, the strongest first. Raises `WifiError` where this machine has no Wi-Fi."""
    with _manager() as manager:
        device = manager.wifi()
        best: dict[str, Network] = {}
        for _path, name, strength, ways in manager.points(device):
            if name and (name not in best or best[name].strength < strength):
                best[name] = Network(name, strength, bool(ways))
    return sorted(best.values(), key=lambda network: -network.strength)[:_MOST]


def join(name: str, password: str, wait_s: float = JOIN_S) -> None:
    """Join a network, now and at each start. Raises `WifiError`; what failed is not tried again at the next start."""
    with _manager() as manager:
        device = manager.wifi()
        mine = [point for point in manager.points(device) if point[1] == name]
        if not mine:
            raise WifiError("failed")
        path, _name, _strength, ways = max(mine, key=lambda point: point[2])
        settings = _settings(name, password, ways)
        body = ("a{sa{sv}}oo", settings, device, path)
        message = new_method_call(DBusAddress(_ROOT, _NAME, _NAME), "AddAndActivateConnection", body[0], body[1:])
        profile, active = unwrap_msg(manager._bus.send_and_get_reply(message, timeout=10))
        if not _comes_up(manager, active, wait_s):
            manager.call(profile, ".Settings.Connection", "Delete")
            raise WifiError("wrong_password" if ways else "failed")


def _settings(name: str, password: str, ways: int) -> dict[str, dict[str, tuple[str, Any]]]:
    told: dict[str, dict[str, tuple[str, Any]]] = {
        "connection": {"id": ("s", name), "type": ("s", "802-11-wireless")},
        "802-11-wireless": {"ssid": ("ay", name.encode())},
    }
    if ways:
        way = "sae" if ways & _SAE and not ways & _PSK else "wpa-psk"
        told["802-11-wireless-security"] = {"key-mgmt": ("s", way), "psk": ("s", password)}
    return told


def _comes_up(manager: _Manager, active: str, wait_s: float) -> bool:
    deadline = time.monotonic() + wait_s
    while time.monotonic() < deadline:
        try:
            state = manager.get(active, ".Connection.Active", "State")
        except DBusErrorResponse:
            return False  # NetworkManager takes an attempt that failed off its bus
        if state in (_ACTIVATED, _DEACTIVATED):
            return bool(state == _ACTIVATED)
        time.sleep(0.3)
    return False
