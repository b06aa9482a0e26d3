"""Wi-Fi at the first start: what is heard is listed, a password joins, a wrong one leaves nothing behind."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

import pytest

from kiosk.daemon import wifi
from kiosk.daemon.wifi import Network, WifiError
from tests.setup.network_manager import Nearby, running_network_manager

PSK, SAE = 0x100, 0x400
pytestmark = pytest.mark.skipif(
    shutil.which("dbus-daemon") is None
    or subprocess.run(["/usr/bin/python3", "-c", "import dbusmock"], capture_output=True, check=False).returncode != 0,
    reason="python3-dbusmock is not installed",
)


@pytest.fixture
def nearby(monkeypatch: pytest.MonkeyPatch) -> Iterator[Nearby]:
    with running_network_manager() as made:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", made.address)
        yield made


def test_what_is_heard_is_listed_and_joined(nearby: Nearby) -> None:
    assert wifi.networks() == []
    nearby.add(1, "Office 5", 40, PSK)
    nearby.add(2, "Office 5", 82, PSK)
    nearby.add(3, "Guests", 90, 0)
    assert wifi.networks() == [Network("Guests", 90, False), Network("Office 5", 82, True)]
    wifi.join("Office 5", "a long password")
    assert len(nearby.profiles()) == 1, "it is joined again after each start"
    wifi.join("Guests", "")
    with pytest.raises(WifiError, match="failed"):
        wifi.join("Nobody", "")


def test_a_wrong_password_is_said_and_not_kept(nearby: Nearby) -> None:
    nearby.add(1, "Office", 82, SAE)
    nearby.refuse()
    with pytest.raises(WifiError, match="wrong_password"):
        wifi.join("Office", "wrong", wait_s=5)
    assert nearby.deleted()


def test_a_machine_without_a_network_manager_has_no_wifi(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus")
    with pytest.raises(WifiError, match="no_wifi"):
        wifi.networks()
