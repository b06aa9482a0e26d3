"""Over the kiosk's pages: signage on the idle screen, dimming at night, urgent notices in every state of a visit."""

from __future__ import annotations

import time

from kiosk.flow.signage.idle import IdleScreen
from kiosk.screens.attract import SkyGround
from kiosk.screens.night import NightVeil, burn_in_shift
from kiosk.screens.signage_player import MediaLayer, SignagePlayer, media_path
from kiosk.screens.urgent import UrgentOverlay
from sync.protocol.signage_plan import Panel

LEAST_LIGHT = 0.04
"""A panel that is switched off by plan keeps so much light: a touch must show that the desk is there."""


class IdleLayer:
    """Belongs to a `KioskRoot`, which calls `told` for pushes and `update` some times a second."""

    def __init__(self, journey, screen, light=None):
        self._journey, self._light = journey, light
        self._folder = journey.world.settings.data / "media"
        self.idle = IdleScreen(journey.world, Panel(0, "kiosk"))
        self._player = self._urgent = self._look = None
        self._veil = NightVeil(size_hint=(None, None))
        self._resting = False

    def told(self, kind, data):
        """A push of the daemon."""
        self.idle.told(kind, data)

    def update(self, root):
        """Draw over `root` what stands at this moment."""
        look = root.look()
        if look != self._look or (self._urgent is not None and tuple(self._urgent.size) != tuple(root.size)):
            self._forget(root)
            self._look = look
            self._urgent = UrgentOverlay(look, self._words, pos=root.pos, size=root.size)
        if root.attract is not None:
            root.attract.shift(burn_in_shift(time.monotonic()))
        standing = self.idle.standing()
        if standing.full and self._journey.page.idle != "attract":
            self._journey.end()  # the visit is wiped before the whole screen belongs to the notice (S22)
        frame = self.idle.tick(time.monotonic())
        self._signage(root, frame)
        self._dim(root, frame.level, bool(standing.full or standing.banners))
        self._urgent.show(standing)
        said = self.idle.announce(self._words)
        if said and self._journey.world.speaker is not None:
            self._journey.world.speaker.say(said, said[0].lang)
        self._lay(root, bool(standing.full or standing.banners))

    def close(self):
        """Let go of files and threads."""
        self.idle.stop()
        if self._player is not None:
            self._player.stop()
            self._player = None
        if self._light is not None:
            self._light.close()

    def _signage(self, root, frame):
        place = self._place(root)
        if frame.now is None or place is None:
            self._rest(root)
            return
        if self._resting:
            self.idle.wake()
            self._resting = False
        if self._player is None or (tuple(self._player.pos), tuple(self._player.size)) != place:
            self._rest(root)
            self._player = SignagePlayer(self._look, self._path, self.idle.broken, pos=place[0], size=place[1])
        self._player.show(frame, self._blank)
        if self._player.ended:
            self.idle.ended()

    def _rest(self, root):
        if self._player is not None:
            self._player.stop()
            if self._player.parent is root:
                root.remove_widget(self._player)
            self._player = None
        if not self._resting and self._journey.page.idle != "attract":
            self._resting = True
            self.idle.rest()

    def _place(self, root):
        """Where the idle screen has its picture: above the invitation and the languages."""
        if root.attract is None:
            return None
        ground = next((child for child in root.attract.children if isinstance(child, SkyGround)), None)
        return (tuple(ground.pos), tuple(ground.size)) if ground is not None else None

    def _path(self, sha256):
        return media_path(self._folder, sha256)

    def _blank(self):
        """Until the first file is ready, the idle screen's own slide shows through."""
        return MediaLayer(size_hint=(None, None), size=(0, 0))

    def _dim(self, root, level, urgent):
        """The light of the plan, while nobody is here and nothing is urgent: the panel's own, or a veil over it."""
        wanted = 100 if root.attract is None or urgent else level
        dark = 1 - max(LEAST_LIGHT, wanted / 100)
        if self._light is not None:
            self._light.set(wanted)
            dark = 0.0 if self._light.obeys else dark
        self._veil.pos, self._veil.size, self._veil.darkness = root.pos, root.size, dark

    def _lay(self, root, urgent):
        wanted = [(self._player, True), (self._veil, self._veil.darkness > 0), (self._urgent, urgent)]
        for widget, shown in wanted:
            if widget is not None and not shown and widget.parent is root:
                root.remove_widget(widget)
        _stack(root, [widget for widget, shown in wanted if widget is not None and shown])

    def _forget(self, root):
        for widget in (self._urgent, self._veil):
            if widget is not None and widget.parent is root:
                root.remove_widget(widget)
        self._rest(root)

    def _words(self, msgid, lang):
        return self._journey.world.messages.text(lang, msgid)


def _stack(root, widgets):
    """Keep `widgets` above everything else, the last one on top; nothing is touched where they lie so already."""
    if root.children[: len(widgets)] == list(reversed(widgets)):
        return
    for widget in widgets:
        if widget.parent is not None:
            widget.parent.remove_widget(widget)
        root.add_widget(widget)
