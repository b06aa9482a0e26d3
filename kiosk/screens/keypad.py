"""Full use by a keypad (A28): arrows walk, OK chooses, Back, Home and Help do what the bar does, Repeat says it again.

Figures go straight into a field; elsewhere those of a number pad walk. In a field of letters OK brings the focus onto
the keys of the screen.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from kivy.uix.widget import Widget

from kiosk.flow.focus import FIELD, focus_order, moved
from kiosk.widgets.surface import Surface

_STEPS = {"down": 1, "right": 1, "up": -1, "left": -1}
_NAMES = {"start": "left", "end": "right"}
_LOOK_AGAIN_S = 2.0
_ARROWS = {"8": "up", "2": "down", "4": "left", "6": "right", "5": "ok"}
"""What a number pad's figures mean where nothing is typed: the 5, which a finger finds by its nib, chooses (A29)."""
_BAR = {"back": "bar.back", "home": "bar.home", "help": "bar.help"}


class KeypadHand:
    """Holds the focus of one window. `root` is a `KioskRoot`."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self.at: str | None = None
        self._on_keys: int | None = None
        self._ring: Widget | None = None

    def press(self, key: str) -> None:
        """Do what `key` (`kiosk.flow.focus.KeyName`, a figure, or delete) means on the page that is shown."""
        journey = self._root.journey
        journey.touched()
        if journey.page.idle == "attract" and journey.warning is None:
            self._begin()
            return
        if key.isdigit() and (self._on_keys is not None or not self._typing()):
            key = _ARROWS.get(key, "")
        if key.isdigit() or key == "delete":
            self._figure(key)
        elif key in ("louder", "quieter"):
            voice = journey.world.speaker
            if voice is not None:
                voice.louder(key == "louder")
        elif key == "repeat":
            journey.say_again()
        elif key in _BAR and journey.warning is None:
            self._leave_keys()
            self._root.choose(_BAR[key], deliberate=True)
        elif key in _STEPS:
            self._step(key)
        elif key == "ok":
            self._ok()

    def _begin(self) -> None:
        """A key on the idle screen wakes it and begins to speak, without sight (A20)."""
        self._root.wake()
        self._root.journey.greet()
        self._root.update()

    def page_changed(self) -> None:
        """Another page: the focus starts at its beginning when the next arrow comes."""
        self.at = None
        self._leave_keys()

    def show(self) -> None:
        """Draw the focus where it stands; turn to the part of the page that holds it."""
        root = self._root
        if self.at is None:
            return
        widgets = {widget.choice.id: widget for widget in root.targets()}
        if self.at not in widgets and root.stage is not None and root.veil is None:
            for part in range(root.stage.parts):
                root.stage.show(root.stage.page, root.stage.words, part)
                widgets = {widget.choice.id: widget for widget in root.targets()}
                if self.at in widgets:
                    break
        for name, widget in widgets.items():
            widget.focused = name == self.at

    def _order(self) -> Any:
        journey = self._root.journey
        if journey.warning is not None:
            return focus_order(journey.warning, (), journey.aloud)
        return focus_order(journey.page, journey.bar, journey.aloud)

    def _step(self, key: str) -> None:
        if self._on_keys is not None:
            self._step_keys(key)
            return
        stop = moved(self._order(), self.at, _STEPS[key])
        if stop is None:
            return
        self.at = stop.id
        self._root.journey.speak((stop.spoken,))
        self.show()

    def _ok(self) -> None:
        root = self._root
        if self._on_keys is not None:
            places = root.keyboard.places
            key = places[self._on_keys].key
            done = key.do == "done"
            root.keyboard.press(key)
            if done:
                self._leave_keys()
            else:
                self._on_keys = min(self._on_keys, len(root.keyboard.places) - 1)
                self._mark_key()
        elif self.at == FIELD and root.keyboard is not None:
            self._on_keys = 0
            self._mark_key()
        elif self.at is not None:
            chosen, self.at = self.at, self.at
            root.choose(chosen, deliberate=True)

    def _typing(self) -> bool:
        return self._root.stage is not None and self._root.stage.field is not None and self._root.veil is None

    def _figure(self, key: str) -> None:
        field = self._root.stage.field if self._root.stage is not None else None
        if field is None:
            return
        if key == "delete":
            field.backspace()
        else:
            field.insert(key)
        self._root.journey.echo(key)

    def _step_keys(self, key: str) -> None:
        """Move over the keys as they lie; above the top row the focus leaves them."""
        places = self._root.keyboard.places
        here = places[self._on_keys or 0]
        if key in ("left", "right"):
            side = -1 if key == "left" else 1
            row = [i for i, place in enumerate(places) if abs(place.y - here.y) < 1]
            row.sort(key=lambda i: places[i].x)
            self._on_keys = row[(row.index(self._on_keys or 0) + side) % len(row)]
        else:
            upward = key == "up"
            beyond = [i for i, p in enumerate(places) if (p.y > here.y + 1 if upward else p.y < here.y - 1)]
            if not beyond:
                self._leave_keys()
                if not upward:
                    self._step("down")
                return
            nearest = min(abs(places[i].y - here.y) for i in beyond)
            row = [i for i in beyond if abs(abs(places[i].y - here.y) - nearest) < 1]
            middle = here.x + here.width / 2
            self._on_keys = min(row, key=lambda i: abs(places[i].x + places[i].width / 2 - middle))
        self._root.journey.speak((self._root.keyboard.spoken(places[self._on_keys].key),))
        self._mark_key()

    def _mark_key(self) -> None:
        """A ring around the key that has the focus."""
        board = self._root.keyboard
        place = board.places[self._on_keys or 0]
        look = self._root.look()
        self._unmark()
        thick = look.space("focus")
        clear = (0, 0, 0, 0)
        self._ring = KeyRing(
            fill=clear,
            line=clear,
            radius=look.radius("key"),
            size_hint=(None, None),
            pos=(board.x + place.x, board.y + place.y),
            size=(place.width, place.height),
        )
        self._ring.draw(look.colour("focus"), thick)
        self._root.add_widget(self._ring)

    def _unmark(self) -> None:
        if self._ring is not None and self._ring.parent is not None:
            self._ring.parent.remove_widget(self._ring)
        self._ring = None

    def _leave_keys(self) -> None:
        self._on_keys = None
        self._unmark()


class KeyRing(Surface):
    """The focus ring of a key."""

    def draw(self, colour: Any, thick: float) -> None:
        """Draw the ring in `colour`, `thick` px wide, outside the key."""
        from kivy.graphics import Color, SmoothLine

        with self.canvas.after:
            Color(*colour)
            SmoothLine(rounded_rectangle=(*self.pos, *self.size, self.radius), width=thick / 2)


class Tremble:
    """Leaves out a key that comes again within `seconds` (A5): a hand that shakes presses twice."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._key, self._moment = "", float("-inf")

    def fresh(self, key: str, moment: float) -> bool:
        """Whether `key` at `moment` (monotonic, s) is meant; each press begins the time anew."""
        meant = key != self._key or moment - self._moment >= self._seconds
        self._key, self._moment = key, moment
        return meant


class KeypadReader:
    """Reads the keypad of the settings on a thread of its own; one that is away is looked for again."""

    def __init__(self, path: str, press: Callable[[str], None], debounce_s: float = 0.1) -> None:
        self._path, self._press, self._tremble = path, press, Tremble(debounce_s)
        self._stopping = threading.Event()
        threading.Thread(target=self._run, name="keypad", daemon=True).start()

    def stop(self) -> None:
        """End the thread within a second."""
        self._stopping.set()

    def _run(self) -> None:
        from kiosk.devices.keypad import Keypad  # loads evdev, which only a kiosk with a keypad needs

        while not self._stopping.is_set():
            try:
                keypad = Keypad(self._path)
            except OSError:
                self._stopping.wait(_LOOK_AGAIN_S)
                continue
            try:
                keypad.light(True)
                while not self._stopping.is_set():
                    for key in keypad.read(0.5):
                        if self._tremble.fresh(key.value, time.monotonic()):
                            self._press(_NAMES.get(key.value, key.value))
            except OSError:
                self._stopping.wait(_LOOK_AGAIN_S)
            finally:
                keypad.close()
