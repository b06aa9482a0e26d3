"""From the settings to a printer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kiosk import config
from kiosk.devices.printer.base import Outcome, Printer, PrinterState, PrintResult
from kiosk.devices.printer.escpos import EscposPrinter
from kiosk.devices.printer.network import open_network


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


def open_printer(settings: config.Printer, watch: Callable[[PrinterState], None] | None = None) -> Printer:
    """Return the printer that `settings` describe. Opens nothing yet: a printer that is away is found when it comes.

    `watch` hears each change of state, in the caller's thread, also while a page is on its way.
    """
    if settings.kind == "network":
        return EscposPrinter(partial(open_network, settings.host, settings.port), watch=watch)
    return NoPrinter()
