"""What the desk may ask of a kiosk, each once: new content, a test page, and what only the screen can do."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.daemon import print_jobs
from kiosk.daemon.desk_view import DeskView
from kiosk.daemon.logs import recent
from kiosk.daemon.print_worker import PrintWorker
from kiosk.daemon.screen_orders import ScreenOrders
from sync.errors import StoreError
from sync.protocol.messages import Command, CommandResult


class DeskCommands:
    """Runs on the listener's thread; each command is noted before it runs."""

    def __init__(
        self,
        view: DeskView,
        printing: PrintWorker,
        screen: ScreenOrders,
        look_again: Callable[[], None],
    ) -> None:
        self._view = view
        self._printing = printing
        self._screen = screen
        self._look_again = look_again

    def run(self, command: Command) -> CommandResult:
        """Do it and say what became of it."""
        try:
            return self._run(command)
        except StoreError as error:
            return CommandResult(outcome="failed", detail=str(error)[:2000])

    def _run(self, command: Command) -> CommandResult:
        if command.kind == "reload_content":
            self._look_again()
            return CommandResult(outcome="done")
        if command.kind == "test_print":
            self._view.store.write(lambda db: print_jobs.queue(db, "test", None, None, {}))
            self._printing.wake()
            return CommandResult(outcome="done", detail="queued")
        if command.kind == "collect_logs":
            return CommandResult(outcome="done", detail=recent(2000))
        return self._screen.run(command)
