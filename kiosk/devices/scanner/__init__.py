"""Readers of tracking codes: keyboard wedge, serial port, camera; each hands on a code or a kind refusal."""

from __future__ import annotations

from kiosk.devices.scanner.opening import open_scanner

__all__ = ["open_scanner"]
