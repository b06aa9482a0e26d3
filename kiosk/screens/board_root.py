"""The board's window: the hall's calls, signage beside them, urgent notices over everything."""

from __future__ import annotations

import time

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.properties import ColorProperty
from kivy.uix.widget import Widget

from kiosk.devices.display import open_light
from kiosk.flow.board.hall import Hall
from kiosk.flow.board.page import BoardPlace, SpokenLine
from kiosk.flow.signage.idle import IdleScreen
from kiosk.screens.board import BoardScreen
from kiosk.screens.hall_voice import hall_voice
from kiosk.screens.night import NightVeil, burn_in_shift
from kiosk.screens.signage_player import MediaLayer, SignagePlayer, media_path
from kiosk.screens.urgent import BOARD_BAND, UrgentOverlay
from kiosk.theme import theme
from kiosk.widgets.look import Look
from sync.protocol.signage_plan import Panel


class BoardRoot(Widget):
    """`world` is the same as a kiosk's; nothing here can be touched."""

    ground = ColorProperty((0, 0, 0, 1))

    def __init__(self, world, **kwargs):
        super().__init__(**kwargs)
        settings = world.settings
        self._world, self._screen = world, settings.screen
        place = BoardPlace(
            settings.language, settings.board.queues, settings.board.place or None, settings.screen.heading_deg
        )
        self._voice = hall_voice(settings)
        self.hall = Hall(world.desk, world.library, world.messages, place, world.now, self._voice)
        self.idle = IdleScreen(world, Panel(0, "board"))
        self._folder = settings.data / "media"
        self._light, self._veil = open_light(settings.screen.light), NightVeil(size_hint=(None, None))
        self._board = self._player = self._urgent = self._look = None
        self.page = None
        self._trigger = Clock.create_trigger(lambda _dt: self.update(), -1)
        self.bind(size=lambda *_: self._trigger())

    def told(self, kind, data):
        """A push of the daemon."""
        self.hall.told(kind, data)
        self.idle.told(kind, data)
        self._trigger()

    def tick(self, _dt=0):
        """Time passes."""
        self.update()

    def update(self):
        """Draw what is known now."""
        self._trigger.cancel()
        monotonic = time.monotonic()
        self.page, notice = self.hall.tick(monotonic)
        if self.width < 200 or self.page is None:
            return
        self._furnish()
        frame = self.idle.tick(monotonic)
        standing = self.idle.standing()
        band = self.height * BOARD_BAND if standing.banners and not standing.full else 0
        self._board.show(self.page, notice, frame.now is not None, band)
        shift = burn_in_shift(monotonic)
        self._board.pos = (self.x + shift[0], self.y + shift[1])
        self._signage(frame)
        self._urgent.show(standing)
        said = self.idle.announce(self._words)
        if said and self._voice is not None:
            self._voice.call(tuple(SpokenLine(line.lang, str(line)) for line in said))
        urgent = bool(standing.full or standing.banners)
        self._dim(100 if urgent or self.page.calling else frame.level)

    def _furnish(self):
        catalogue = self._world.library.catalogue
        colour = catalogue.organisation.colour if catalogue else None
        settings = self._world.settings
        look = Look(
            theme(settings.screen.theme, colour),
            settings.language,
            int(self.width),
            int(self.height),
            self._screen.width_mm,
        )
        if look == self._look:
            return
        self._drop_player()
        self.clear_widgets()
        self._look = look
        Window.clearcolor = look.colour("background")  # what the shift uncovers at the edges
        self._board = BoardScreen(look, pos=self.pos, size=self.size)
        self._urgent = UrgentOverlay(look, self._words, BOARD_BAND, pos=self.pos, size=self.size)
        self.add_widget(self._board)
        self.add_widget(self._urgent)

    def _signage(self, frame):
        if frame.now is None:
            if self._player is not None:
                self._player.stop()
                self.remove_widget(self._player)
                self._player = None
            return
        if self._player is None:
            x, y, width, height = self._board.media_box()
            self._player = SignagePlayer(
                self._look,
                lambda sha256: media_path(self._folder, sha256),
                lambda shown: self.idle.broken(shown),
                pos=(self.x + x, self.y + y),
                size=(width, height),
            )
            self.add_widget(self._player, index=self.children.index(self._board))  # over the board, under all else
        self._player.show(frame, self._blank)
        if self._player.ended:
            self.idle.ended()

    def _dim(self, level):
        """The light of the plan; a call is seen even at night."""
        dark = 1 - level / 100
        if self._light is not None:
            self._light.set(level)
            dark = 0.0 if self._light.obeys else dark
        self._veil.pos, self._veil.size, self._veil.darkness = self.pos, self.size, dark
        if (self._veil.parent is self) != (dark > 0):
            (self.add_widget if dark > 0 else self.remove_widget)(self._veil)

    def _blank(self):
        player = self._player
        return MediaLayer(
            size_hint=(None, None), pos=player.pos, size=player.size, ground=self._look.colour("background")
        )

    def _words(self, msgid, lang):
        return self._world.messages.text(lang, msgid)

    def targets(self):
        """A board has nothing to touch."""
        return []

    def close(self):
        """Let go of files and threads."""
        self.idle.stop()
        for part in (self._voice, self._light):
            if part is not None:
                part.close()
        self._drop_player()

    def _drop_player(self):
        if self._player is not None:
            self._player.stop()
            self._player = None
