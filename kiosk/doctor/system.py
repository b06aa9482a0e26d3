"""Checks of the system below: services, time sync, the disk's own words, heat and power."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.config import Settings
from kiosk.doctor.machine import Machine
from kiosk.finding import Facts, Finding

SERVICES = ("mizban-daemon.service", "mizban-kiosk.service")
MANY_RESTARTS = 3
HOT_C, TOO_HOT_C = 80.0, 90.0
WORN = 9
"""eMMC tells its age in tenths of its life (JEDEC life time estimation): 9 means 80 to 90 per cent used."""
_UNDER_VOLTAGE = 0x10001


def check_system(settings: Settings, machine: Machine) -> Iterator[Finding]:
    """Check services, time sync, disk health, heat and power."""
    for service in SERVICES:
        yield _service(service, machine)
    yield _time_sync(machine)
    yield _disk(machine)
    yield _heat(machine)
    yield _power(machine)


def _service(unit: str, machine: Machine) -> Finding:
    name = unit.removesuffix(".service")
    said = machine.said("systemctl", "show", unit, "-p", "LoadState,ActiveState,SubState,Result,NRestarts")
    if not machine.path("run/systemd/system").is_dir() or said is None:
        return Finding(name, "unknown", "systemd does not run here", "Started by hand, it is watched by nobody.")
    told = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
    facts: Facts = {"state": f"{told.get('ActiveState')} ({told.get('SubState')})"}
    if told.get("LoadState") != "loaded":
        return Finding(
            name, "fault", f"the service {unit} is not installed", "Install the package mizban-kiosk.", facts
        )
    restarts = int(told.get("NRestarts") or 0)
    facts["restarts"] = restarts
    if told.get("ActiveState") not in ("active", "reloading"):
        why = {"watchdog": "its watchdog ended it", "oom-kill": "memory ran out", "exit-code": "it ends by itself"}
        cause = f"the service does not run: {why.get(told.get('Result', ''), told.get('Result') or 'stopped')}"
        return Finding(name, "fault", cause, f"journalctl -u {name} -b; systemctl restart {name}", facts)
    if restarts > MANY_RESTARTS:
        cause = f"it was started anew {restarts} times"
        return Finding(name, "warning", cause, f"journalctl -u {name} -b tells why.", facts)
    return Finding(name, "ok", "runs", facts=facts)


def _time_sync(machine: Machine) -> Finding:
    if machine.path("run/systemd/timesync/synchronized").exists():
        return Finding("time-sync", "ok", "the clock is set by a time server")
    said = machine.said("timedatectl", "show", "-p", "NTPSynchronized", "--value")
    if said is not None and said.strip() == "yes":
        return Finding("time-sync", "ok", "the clock is set by a time server")
    battery = bool(machine.glob("sys/class/rtc/rtc*"))
    remedy = "Give this network a time server (NTP): timedatectl set-ntp true; set it in timesyncd.conf."
    cause = "no time server sets the clock" + ("" if battery else ", and the machine has no clock with a battery")
    return Finding("time-sync", "warning", cause, remedy, {"battery_clock": battery})


def _disk(machine: Machine) -> Finding:
    broken = {
        path.split("/")[3]: count
        for path in machine.glob("sys/fs/ext4/*/errors_count")
        if (count := machine.number(path)) not in (0, None)
    }
    if broken:
        name, count = next(iter(broken.items()))
        remedy = "Copy what is needed, replace the card or disk. Unsent facts: mizban support-bundle says how many."
        return Finding(
            "disk-health", "fault", f"{name} has {count} errors in its file system", remedy, {name: count or 0}
        )
    ages = [age for path in machine.glob("sys/block/*/device/life_time") for age in machine.text(path).split()]
    worst = max((int(age, 16) for age in ages), default=0)
    facts: Facts = {"used_percent": f"{(worst - 1) * 10}-{worst * 10}"} if worst else {}
    if worst >= WORN:
        return Finding("disk-health", "warning", "the disk is nearly worn out", "Replace it soon.", facts)
    return Finding("disk-health", "ok", "no errors are told", facts=facts)


def _heat(machine: Machine) -> Finding:
    told = [machine.number(path) for path in machine.glob("sys/class/thermal/thermal_zone*/temp")]
    degrees = round(max((value for value in told if value is not None), default=0) / 1000, 1)
    facts: Facts = {"hottest_c": degrees} if degrees else {}
    if degrees >= HOT_C:
        state, remedy = ("fault" if degrees >= TOO_HOT_C else "warning"), "See fan, vents and sunlight on the case."
        return Finding("heat", "fault" if state == "fault" else "warning", f"it is {degrees} °C inside", remedy, facts)
    return Finding("heat", "ok", "cool enough" if degrees else "nothing measures it", facts=facts)


def _power(machine: Machine) -> Finding:
    """A Raspberry Pi tells when its supply is too weak; other machines tell nothing."""
    path = "sys/devices/platform/soc/soc:firmware/get_throttled"
    told = machine.text(path)
    if told and int(told, 16) & _UNDER_VOLTAGE:
        remedy = "Use the supply that was made for it, and a short cable."
        return Finding("power", "warning", "the supply is too weak: the voltage drops", remedy, {"throttled": told})
    return Finding("power", "ok", "no lack is told")
