"""What the first start asks of the daemon: how the machine is, which printers there are, joining, saving.

Answered only until this kiosk is set up: afterwards the panel, which visitors touch, can change nothing here.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import structlog
from pydantic import ValidationError

from kiosk import config
from kiosk.config import PANEL_FILE, Settings
from kiosk.daemon import wifi
from kiosk.daemon.desk_view import Refusal
from kiosk.daemon.scan_post import found_scanner
from kiosk.devices.printer import open_printer
from kiosk.printing.preview import preview
from sync import durable
from sync.enrollment import EnrollmentError, enroll

_PLACES = ("/dev/mizban/printer", "/dev/usb/lp0", "/dev/usb/lp1")
_log = structlog.get_logger("setup")
_SYNCED = Path("/run/systemd/timesync/synchronized")
Method = Callable[[dict[str, Any]], dict[str, Any]]


class Setup:
    """`settings` are those of the running daemon; what is saved counts from its next start, which `saved` asks for."""

    def __init__(self, settings: Settings, enrolled: Callable[[], bool], saved: Callable[[], None]) -> None:
        self._settings = settings
        self._enrolled = enrolled
        self._saved = saved

    def methods(self) -> dict[str, Method]:
        """Return the socket's methods."""
        told: dict[str, Method] = {
            "setup.look": self._look,
            "setup.printers": self._printers,
            "setup.wifi": self._join_wifi,
            "setup.join": self._join,
            "setup.test": self._test,
            "setup.save": self._save,
        }
        return {name: self._while_new(method) for name, method in told.items()}

    def _while_new(self, method: Method) -> Method:
        def run(params: dict[str, Any]) -> dict[str, Any]:
            if (self._settings.data / PANEL_FILE).exists():
                raise Refusal("bad_request", "this kiosk is set up already")
            return method(params)

        return run

    def _look(self, _params: dict[str, Any]) -> dict[str, Any]:
        links = [
            path.parent.name
            for path in sorted(Path("/sys/class/net").glob("*/carrier"))
            if path.parent.name != "lo" and _first_line(path) == "1"
        ]
        scanner = self._settings.scanner if self._settings.scanner.kind != "none" else found_scanner()
        return {
            "link": ", ".join(links),
            "address": _address(),
            "time_synced": _SYNCED.exists(),
            "networks": self._networks(),
            "scanner": scanner.model_dump(mode="json"),
        }

    def _networks(self) -> list[dict[str, Any]]:
        try:
            return [asdict(network) for network in wifi.networks()]
        except wifi.WifiError as error:
            if str(error) != "no_wifi":
                _log.warning("the networks nearby are not told", why=str(error))
            return []

    def _join_wifi(self, params: dict[str, Any]) -> dict[str, Any]:
        try:
            wifi.join(str(params.get("name", "")), str(params.get("password", "")))
        except wifi.WifiError as error:
            _log.warning("no Wi-Fi was joined", why=str(error))
            raise Refusal("wrong_password" if str(error) == "wrong_password" else "not_found", str(error)) from error
        return {}

    def _printers(self, params: dict[str, Any]) -> dict[str, Any]:
        """Ask what the settings name, the usual places, and the address that was typed."""
        wanted = [self._settings.printer] if self._settings.printer.kind != "none" else []
        wanted += [config.Printer(kind="file", device=path) for path in _PLACES if Path(path).exists()]
        host = str(params.get("host", "")).strip()
        if host:
            name, _, port = host.partition(":")
            wanted.append(config.Printer(kind="network", host=name, port=int(port) if port.isdigit() else 9100))
        found = []
        for one in wanted:
            where = f"{one.host}:{one.port}" if one.kind == "network" else one.device
            found.append({"where": where, "state": _state(one), "settings": one.model_dump(mode="json")})
        return {"printers": found}

    def _join(self, params: dict[str, Any]) -> dict[str, Any]:
        if self._enrolled():
            raise Refusal("bad_request", "this kiosk has joined a desk already")
        try:
            asked = str(params.get("url", "")), str(params.get("code", ""))
            answer = enroll(*asked, self._settings.data, self._settings.desk.ca_file)
        except EnrollmentError as error:
            raise Refusal("not_found", str(error)) from error
        return {"name": answer.name, "number": answer.number, "site": answer.site}

    def _test(self, params: dict[str, Any]) -> dict[str, Any]:
        """Print a sample ticket; `state` is what became of it."""
        settings = self._printer(params)
        language = params.get("language")
        _picture, page = preview(language if language in ("fa", "ar", "en", "ru") else "fa", settings.dots)
        printer = open_printer(settings)
        try:
            return {"state": printer.print_page(page).outcome.value}
        finally:
            printer.close()

    def _printer(self, params: dict[str, Any]) -> config.Printer:
        try:
            return config.Printer.model_validate(params.get("printer", {}))
        except ValidationError as error:
            raise Refusal("bad_request", "these are no printer's settings") from error

    def _save(self, params: dict[str, Any]) -> dict[str, Any]:
        """Write what the panel chose, whole or not at all; the administrator's own file stays above it."""
        told = params.get("settings")
        if not isinstance(told, dict) or set(told) - {"language", "screen", "printer", "sound", "scanner"}:
            raise Refusal("bad_request", "only language, screen, printer, scanner and sound are set here")
        try:
            Settings.model_validate(told)
        except ValidationError as error:
            raise Refusal("bad_request", f"{error.error_count()} settings cannot be used") from error
        path = self._settings.data / PANEL_FILE
        try:
            durable.write(path, as_toml(told), 0o640)
        except OSError as error:
            raise Refusal("no_space", f"{path}: {error.strerror}") from error
        self._saved()
        return {}


def as_toml(told: dict[str, Any]) -> str:
    """Return settings as TOML: plain values first, then a section for each table."""
    lines = ["# Chosen at the panel when this kiosk was set up; /etc/mizban/kiosk.toml stands above it."]
    lines += [f"{key} = {_value(part)}" for key, part in told.items() if not isinstance(part, dict)]
    for key, part in told.items():
        if isinstance(part, dict):
            lines += ["", f"[{key}]", *(f"{name} = {_value(value)}" for name, value in part.items())]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(part) for part in value) + "]"
    quoted = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'


def _state(printer: config.Printer) -> str:
    line = open_printer(printer)
    try:
        return line.state().value
    finally:
        line.close()


def _address() -> str:
    """Return the address from which this machine would reach others; empty where there is no way out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1: nothing is sent, the route alone is asked for
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def _first_line(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
