"""Checks of the line, from the plug outwards: a cable, a way out, the desk's name."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from kiosk.config import Settings
from kiosk.doctor.machine import Machine
from kiosk.finding import Finding
from sync.enrollment import EnrollmentError, load

_UP = 0x1


def check_network(settings: Settings, machine: Machine) -> Iterator[Finding]:
    """Check the interfaces, the default route and the desk's name. A kiosk serves without: nothing here is a fault."""
    names = [path.rpartition("/")[2] for path in machine.glob("sys/class/net/*") if not path.endswith("/lo")]
    linked = [name for name in names if machine.text(f"sys/class/net/{name}/carrier") == "1"]
    if not linked:
        cause = "no cable is plugged in and no Wi-Fi is joined" if names else "there is no network interface"
        yield Finding(
            "network",
            "warning",
            cause,
            "See the cable at both ends and the switch; for Wi-Fi: nmtui.",
            {"interfaces": ", ".join(names) or "none"},
        )
        return
    if not _has_route(machine):
        yield Finding(
            "network",
            "warning",
            f"{linked[0]} is plugged in but has no way out",
            "See whether the office's network gives addresses (DHCP), or set one by hand: nmtui.",
            {"linked": ", ".join(linked)},
        )
        return
    yield Finding("network", "ok", f"{linked[0]} is up", facts={"linked": ", ".join(linked)})
    yield from _name(settings)


def _has_route(machine: Machine) -> bool:
    four = [line.split() for line in machine.text("proc/net/route").splitlines()[1:]]
    six = [line.split() for line in machine.text("proc/net/ipv6_route").splitlines()]
    return any(row[1] == "00000000" and int(row[3], 16) & _UP for row in four if len(row) > 3) or any(
        row[0] == "0" * 32 and row[1] == "00" and row[-1] != "lo" for row in six if len(row) > 9
    )


def _name(settings: Settings) -> Iterator[Finding]:
    try:
        who = load(settings.data)
    except EnrollmentError:
        return  # the check of the desk says what is wrong with it
    if who is None:
        return
    host = urlsplit(who.url).hostname or ""
    try:
        found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        yield Finding(
            "desk-name",
            "warning",
            f"nobody knows the name {host}",
            "See the name server (DNS) of this network: resolvectl status; or the desk's address.",
            {"host": host},
        )
        return
    yield Finding("desk-name", "ok", "the desk's name is known", facts={"host": host, "address": str(found[0][4][0])})
