"""Printers: one conversation (`escpos`) over four kinds of line, and the virtual twin."""

from __future__ import annotations

from kiosk.devices.printer.opening import open_printer

__all__ = ["open_printer"]
