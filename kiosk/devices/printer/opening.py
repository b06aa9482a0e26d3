"""From the settings to a printer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kiosk import config
from kiosk.devices.printer.base import Outcome, Printer, PrinterState, PrintResult
from kiosk.devices.printer.escpos import EscposPrinter
from kiosk.devices.printer.file import open_file
from kiosk.devices.printer.link import Link
from kiosk.devices.printer.network import open_network
from kiosk.devices.printer.serial import open_serial
from kiosk.devices.printer.usb import open_usb


class NoPrinter:
    """A kiosk without a printer: every page fails at once, so the screen shows the number instead."""

    def state(self) -> PrinterState:
        """Nothing can be known of what is not there."""
        return PrinterState.UNKNOWN

    def print_page(self, data: bytes) -> PrintResult:
        """Refuse."""
        return PrintResult(Outcome.FAILED, PrinterState.UNKNOWN, "no printer is set up")

    def close(self) -> None:
        """Nothing to let go of."""


def open_printer(
    settings: config.Printer, watch: Callable[[PrinterState], None] | None = None, *, broken: bool = False
) -> Printer:
    """Return the printer that `settings` describe. Opens nothing yet: a printer that is away is found when it comes.

    `watch` hears each change of state, in the caller's thread, also while a page is on its way. `broken` says that
    the page before broke off when the process that sent it ended.
    """
    if settings.kind == "none":
        return NoPrinter()
    return EscposPrinter(opener(settings), answers=settings.answers, watch=watch, broken=broken)


def opener(settings: config.Printer) -> Callable[[float], Link]:
    """Return what opens the line within the seconds given. Raises `ValueError` for a kiosk without a printer."""
    match settings.kind:
        case "network":
            return partial(open_network, settings.host, settings.port)
        case "serial":
            return lambda _: open_serial(settings.device, settings.baud, settings.flow)
        case "file":
            return lambda _: open_file(settings.device)
        case "usb":
            return lambda _: open_usb(settings.usb_vendor, settings.usb_product)
        case "none":
            raise ValueError("this kiosk has no printer")
