"""The window: header, page, bar, and over them idle screen or warning. It draws what the journey says, no more."""

import time

from kivy.clock import Clock
from kivy.properties import ColorProperty
from kivy.uix.widget import Widget

from kiosk.flow.header import header
from kiosk.flow.journey import Journey
from kiosk.screens.attract import AttractScreen
from kiosk.screens.stage import NEXT_PART, PREVIOUS_PART, Stage
from kiosk.screens.warning import WarningScreen
from kiosk.theme import theme
from kiosk.widgets.bar import BarPiece, bar_height
from kiosk.widgets.header import HeaderPiece, header_height
from kiosk.widgets.look import Look

DEBOUNCE_S = 0.3
"""A second touch so soon after one is a trembling hand (A5)."""
REACH_MM = 1220
"""No control lies higher above the floor in reach mode (A13)."""
TICK_S = 0.25


class KioskRoot(Widget):
    """`journey` decides; `choose` is the one way in for touches, the keypad and the driver."""

    ground = ColorProperty((1, 1, 1, 1))

    def __init__(self, journey: Journey, screen, **kwargs):
        super().__init__(**kwargs)
        self.journey, self.screen = journey, screen
        self.stage = self.attract = self.veil = self._header = self._bar = None
        self._drawn = None
        self._last_choice = 0.0
        self._whole = 1.0
        self._trigger = Clock.create_trigger(lambda _dt: self.update(), -1)
        self.bind(size=lambda *_: self._trigger())
        journey.changed = self._trigger

    # --- look

    def look(self):
        """Return how everything is to look for this visit in this window."""
        visit = self.journey.visit
        colour = None
        catalogue = self.journey.world.library.catalogue
        if catalogue is not None:
            colour = catalogue.organisation.colour
        return Look(
            theme(visit.theme, colour),
            visit.language,
            int(self.width),
            int(self.height),
            self.screen.width_mm,
            visit.scale,
            visit.reduce_motion,
        )

    def usable_height(self, look):
        """Return the height that is used: all of it, or what lies in reach."""
        if not self.journey.visit.reach:
            return self.height
        return min(self.height, max(self.height * 0.45, look.mm(REACH_MM - self.screen.bottom_mm)))

    # --- drawing

    def update(self):
        """Draw what the journey shows now; nothing is drawn where nothing changed."""
        self._trigger.cancel()
        if self.width < 200 or self.height < 200:
            return
        look = self.look()
        journey = self.journey
        warned = journey.warning is not None
        state = (look, journey.page, journey.bar, warned, journey.visit.reach, self._clock())
        if state == self._drawn:
            return
        before, self._drawn = self._drawn, state
        self.ground = look.colour("background")
        if journey.page.name == "empty":
            self._show_nothing()
        elif journey.page.idle == "attract":
            self._show_attract(look, before)
        else:
            self._show_page(look, before)
        self._show_warning(look)

    def _clock(self):
        try:
            return header(self.journey.context())
        except LookupError:
            return None

    def _show_nothing(self):
        self.clear_widgets()
        self.stage = self.attract = self._header = self._bar = None

    def _show_attract(self, look, before):
        fresh = self.attract is None or before is None or before[0] != look
        if fresh:
            self.clear_widgets()
            self.stage = self._header = self._bar = self.veil = None
            self.attract = AttractScreen(look, self.choose, self.wake, pos=self.pos, size=self.size)
            self.add_widget(self.attract)
        if fresh or before[1] != self.journey.page:
            self.attract.show(self.journey.page)

    def _show_page(self, look, before):
        fresh = self.stage is None or before is None or before[0] != look or before[4] != self.journey.visit.reach
        if fresh:
            self.clear_widgets()
            self.attract = self._header = self._bar = self.veil = None
            self.stage = Stage(look, self.choose)
            self.add_widget(self.stage)
        self._furniture(look, None if fresh else before)
        if not fresh and before[1] == self.journey.page:
            return
        usable = self.usable_height(look)
        low = self.y + bar_height(look)
        self.stage.pos = (self.x, low)
        self.stage.size = (self.width, usable - bar_height(look) - header_height(look))
        same = not fresh and before[1].name == self.journey.page.name and before[1].args == self.journey.page.args
        self.stage.show(self.journey.page, self._words(), self.stage.part if same else 0)

    def _furniture(self, look, before):
        """Header and bar: made anew only when what they say changes; their places never do (U10)."""
        if before is None or before[5] != self._drawn[5]:
            if self._header is not None:
                self.remove_widget(self._header)
            self._header = HeaderPiece(look, self.width, self._drawn[5])
            self._header.pos = (self.x, self.y + self.usable_height(look) - self._header.height)
            self.add_widget(self._header)
        if before is None or before[2] != self.journey.bar:
            if self._bar is not None:
                self.remove_widget(self._bar)
            self._bar = BarPiece(look, self.width, self.journey.bar, self.choose)
            self._bar.pos = self.pos
            self.add_widget(self._bar)

    def _show_warning(self, look):
        page = self.journey.warning
        if page is None:
            if self.veil is not None:
                self.remove_widget(self.veil)
                self.veil = None
            return
        if self.veil is None:
            self.veil = WarningScreen(look, self.choose, pos=self.pos, size=(self.width, self.usable_height(look)))
            self.add_widget(self.veil)
            self.veil.show(page)
            self._whole = max(1.0, self.journey.seconds_left())
        self.veil.count(self.journey.seconds_left(), self._whole)

    def _words(self):
        c = self.journey.context()
        return {
            "previous": c.tr("part.previous"),
            "next": c.tr("part.next"),
            "part_of": lambda part, parts: c.tr("part.of", part=c.number(part), parts=c.number(parts)),
        }

    # --- touching

    def choose(self, choice_id):
        """A choice was touched, or chosen by the keypad."""
        now = time.monotonic()
        if now - self._last_choice < DEBOUNCE_S:
            return
        self._last_choice = now
        if choice_id in (PREVIOUS_PART, NEXT_PART):
            self.journey.touched()
            self.stage.turn(choice_id)
            return
        self.journey.choose(choice_id)
        self.update()

    def wake(self):
        """The idle screen's picture was touched."""
        self._last_choice = time.monotonic()
        self.journey.wake()
        self.update()

    def on_touch_down(self, touch):
        self.journey.touched()
        return super().on_touch_down(touch)

    def tick(self, _dt=0):
        """Time passes: about four times a second."""
        self.journey.tick()
        if self.veil is not None and self.journey.warning is not None:
            self.veil.count(self.journey.seconds_left(), self._whole)
        self.update()

    def targets(self):
        """Return everything touchable that may be touched now: under a warning only its own."""
        if self.veil is not None:
            return self.veil.targets()
        if self.attract is not None:
            return self.attract.targets()
        found = self.stage.targets() if self.stage is not None else []
        return [*found, *(self._bar.targets if self._bar is not None else [])]
