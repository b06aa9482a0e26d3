"""The first start's process: the same window and pages as a kiosk's, with the journey that sets it up."""

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.lang import Builder

from kiosk.config import Scanner
from kiosk.flow.wizard.journey import SetupJourney
from kiosk.screens.root import ROOT_RULE, TICK_S, KioskRoot
from kiosk.screens.screen_app import ScreenApp


class SetupApp(ScreenApp):
    """Ends by itself once all is saved: started again, it is a kiosk."""

    eye = None

    def make_root(self):
        Builder.load_file(str(ROOT_RULE), encoding="utf-8")
        self.journey = SetupJourney(self.connection.world, self.stop, lambda: Window.size)
        return KioskRoot(self.journey, self.settings.screen)

    def on_start(self):
        self.connection.start(self.journey.told)
        Clock.schedule_interval(self.root.tick, TICK_S)
        Clock.schedule_interval(self._look, TICK_S)

    def _look(self, _dt):
        """The camera that was found reads invitations while its page is open."""
        found = self.journey.visit.extra.get("setup-look", {}).get("scanner", {})
        if self.eye is None and found.get("kind") == "camera":
            from kiosk.devices.scanner.invitation import understand_invitation
            from kiosk.screens.eye import Eye

            self.eye = Eye(Scanner.model_validate(found), self.journey, "setup-scan", understand_invitation)
        if self.eye is not None:
            self.eye.tick()

    def on_stop(self):
        if self.eye is not None:
            self.eye.close()
        super().on_stop()
