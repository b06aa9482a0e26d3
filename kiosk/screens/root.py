"""The window: header, page, bar, and over them idle screen or warning. It draws what the journey says, no more.

What the idle screen, the first picture, does without is imported where it is used (`kiosk.screens.later`).
"""

import gc
import time
from typing import Any

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.properties import ColorProperty
from kivy.uix.widget import Widget

from kiosk.flow.header import header
from kiosk.flow.journey import Journey
from kiosk.flow.page import go
from kiosk.screens.attract import AttractScreen
from kiosk.screens.hold import CornerHold
from kiosk.screens.keyboard_place import KeyboardPlace
from kiosk.screens.keypad import KeypadHand
from kiosk.screens.memory import give_back
from kiosk.text import layout
from kiosk.theme import theme
from kiosk.widgets import glyphs
from kiosk.widgets.bar import BarPiece, bar_height
from kiosk.widgets.look import Look
from language.digits import to_ascii
from language.shipped import shipped

DEBOUNCE_S = 0.3
"""A second touch so soon after one is a trembling hand (A5)."""
REACH_MM = 1220
"""No control lies higher above the floor in reach mode (A13)."""
TICK_S = 0.25
ROOT_RULE = shipped("kiosk.kv")


class KioskRoot(Widget):
    """`journey` decides; `choose` is the one way in for touches, the keypad and the driver."""

    ground = ColorProperty((1, 1, 1, 1))

    def __init__(self, journey: Journey, screen, **kwargs):
        super().__init__(**kwargs)
        self.journey, self.screen = journey, screen
        self.blank = self.stage = self.attract = self.veil = self._header = self._bar = None
        self._drawn = None
        self._last_choice = 0.0
        self._whole = 1.0
        self.hand = KeypadHand(self)
        self.hold = CornerHold(lambda: self.journey.follow(go("technician-pin")))
        self._crowded = False
        self.keys = KeyboardPlace(self, self._make_room)
        self._visit = journey.visit
        self.idle_layer: Any = None
        self._wiped = False
        self._trigger = Clock.create_trigger(lambda _dt: self.update(), 0)
        self.bind(size=lambda *_: self._trigger())
        journey.changed = self._trigger

    @property
    def keyboard(self):
        """The keys on the screen, None on a page without a field."""
        return self.keys.board

    # --- look

    def look(self):
        """Return how everything is to look for this visit in this window."""
        visit = self.journey.visit
        colour = None
        catalogue = self.journey.world.library.catalogue
        if catalogue is not None:
            colour = self.journey.world.settings.office.colour or catalogue.organisation.colour
        return Look(
            theme(visit.theme, colour),
            visit.language,
            int(self.width),
            int(self.height),
            self.screen.width_mm,
            visit.scale,
            visit.reduce_motion,
            self.screen.viewing_mm,
        )

    def _logo(self):
        """The picture of the office's mark, None where it has given none."""
        settings = self.journey.world.settings
        catalogue = self.journey.world.library.catalogue
        given = catalogue.organisation.logo if catalogue is not None else None
        return settings.office.logo or (settings.data / "media" / given if given else None)

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
        dark = journey.visit.extra.get("blank", False)
        state = (look, journey.page, journey.bar, warned, journey.visit.reach, self._clock(), dark)
        if state == self._drawn and not self._crowded:
            return
        before, self._drawn = self._drawn, state
        self._wiped, self._visit = journey.visit is not self._visit, journey.visit
        self.ground = look.colour("background")
        if journey.page.name == "empty":
            self._show_nothing(look)
        elif journey.page.idle == "attract":
            self._show_attract(look, before)
        else:
            self._show_page(look, before)
        self._show_warning(look)
        self._darken()
        if before is None or before[1].name != journey.page.name or before[3] != warned:
            self.hand.page_changed()
        self.hand.show()

    def _clock(self):
        try:
            return header(self.journey.context())
        except LookupError:
            return None

    def _show_nothing(self, look):
        """No content yet: one message over the whole window."""
        self.clear_widgets()
        self.attract = self.stage = self._header = self._bar = None
        self.keys.forget()
        if not getattr(self.journey.world.library, "looked", True):
            self._drawn = None  # content may be there: the message would be gone in a moment
            return
        self.stage = _stage(look, self.choose, self.typed, pos=self.pos, size=self.size)
        self.add_widget(self.stage)
        self.stage.show(self.journey.page, {"previous": "", "next": "", "part_of": lambda part, parts: ""})

    def _show_attract(self, look, before):
        fresh = self.attract is None or before is None or before[0] != look
        if fresh:
            self.clear_widgets()
            self._forget()
            self.stage = self._header = self._bar = self.veil = None
            self.attract = AttractScreen(look, self.choose, self.wake, pos=self.pos, size=self.size)
            self.add_widget(self.attract)
            if before is not None:
                Clock.schedule_once(self._visit_is_over)
        if fresh or before[1] != self.journey.page:
            self.attract.show(self.journey.page)

    def _visit_is_over(self, _dt):
        """What the visitor wrote is nowhere now, not even where circles of objects wait for the collector."""
        gc.collect()
        give_back()

    def _show_page(self, look, before):
        fresh = self.stage is None or before is None or before[0] != look or before[4] != self.journey.visit.reach
        if fresh:
            self.clear_widgets()
            self._forget()
            self.attract = self._header = self._bar = self.veil = None
            self.stage = _stage(look, self.choose, self.typed)
            self.add_widget(self.stage)
        self._furniture(look, None if fresh else before)
        if not fresh and not self._crowded and (before[1] == self.journey.page or self._shown_by_field(before[1])):
            self.stage.page, self.stage.raw_value = self.journey.page, self.journey.raw_value()
            return
        self._crowded = False
        page = self.journey.page
        low = self.y + bar_height(look)
        low += self.keys.stand(look, page.entry(), low)
        self.stage.pos = (self.x, low)
        self.stage.size = (self.width, self.y + self.usable_height(look) - look.space("header") - low)
        same = not fresh and before[1].name == page.name and before[1].args == page.args
        self.stage.raw_value = self.journey.raw_value()
        self.stage.show(page, self._words(), self.stage.part if same else 0)
        if not same and self.parent is not None:  # in a window that somebody looks at
            self._appear(look)
        self.keys.write_into(self.stage.field, self._typed_all)

    def _shown_by_field(self, before):
        """Whether nothing is new since the page `before` but what was typed, and the field shows that already."""
        field, page = self.stage.field, self.journey.page
        if field is None or to_ascii(field.text) != to_ascii(self.journey.raw_value()):
            return False
        return before.untyped() == page.untyped()

    def _appear(self, look):
        """A new page comes up softly, in less than a fifth of a second, where motion is not reduced (A33)."""
        Animation.cancel_all(self.stage, "opacity")
        if look.reduce_motion:
            self.stage.opacity = 1
            return
        self.stage.opacity = 0.25
        Animation(opacity=1, duration=look.theme.motion.page, transition="out_quad").start(self.stage)

    def rest(self):
        """End a movement under way: what is drawn next is the page as it stays."""
        if self.stage is not None:
            Animation.cancel_all(self.stage, "opacity")
            self.stage.opacity = 1

    def _make_room(self):
        """The visitor changed to keys of another height: the page makes room, once."""
        self._crowded = True
        self._trigger()

    def _typed_all(self):
        """The keyboard's last key: what the page's main action does."""
        page = self.journey.page
        main = next((choice for choice in page.actions if choice.role == "primary"), None)
        if main is not None:
            self.choose(main.id)

    def typed(self, entry_id, text):
        """A field holds another text."""
        self.journey.write(entry_id, text)
        self._trigger()

    def _forget(self):
        """Let go of the fields and of every picture of what was typed (U3)."""
        self.keys.forget()
        if self.stage is not None:
            self.stage.forget()
        if self._wiped:
            glyphs.forget()
            layout.forget()

    def _furniture(self, look, before):
        """Header and bar: made anew only when what they say changes; their places never do (U10)."""
        if before is None or before[5] != self._drawn[5]:
            from kiosk.widgets.header import HeaderPiece

            if self._header is not None:
                self.remove_widget(self._header)
            self._header = HeaderPiece(look, self.width, self._drawn[5], self._logo())
            self._header.pos = (self.x, self.y + self.usable_height(look) - self._header.height)
            self.add_widget(self._header)
        if before is None or _seen(before[2]) != _seen(self.journey.bar):
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
            from kiosk.screens.warning import WarningScreen

            self.veil = WarningScreen(look, self.choose, pos=self.pos, size=(self.width, self.usable_height(look)))
            self.add_widget(self.veil)
            self.veil.show(page)
            self._whole = max(1.0, self.journey.seconds_left())
        self.veil.count(self.journey.seconds_left(), self._whole)

    def _darken(self):
        """The picture hidden from others, for somebody who only listens (A39); any touch brings it back."""
        wanted = self.journey.visit.voice and bool(self.journey.visit.extra.get("blank"))
        if self.blank is not None:
            self.remove_widget(self.blank)
            self.blank = None
        if wanted:
            from kiosk.screens.warning import BlankScreen

            self.blank = BlankScreen(self._lighten, pos=self.pos, size=self.size)
            self.add_widget(self.blank)

    def _lighten(self):
        self.journey.visit.extra["blank"] = False
        self._drawn = None
        self.update()

    def _words(self):
        c = self.journey.context()
        return {
            "previous": c.tr("part.previous"),
            "next": c.tr("part.next"),
            "part_of": lambda part, parts: c.tr("part.of", part=c.number(part), parts=c.number(parts)),
        }

    # --- touching

    def choose(self, choice_id, deliberate=False):
        """A choice was touched, or chosen by the keypad (`deliberate`: keys tremble less than fingers)."""
        now = time.monotonic()
        if now - self._last_choice < DEBOUNCE_S and not deliberate:
            return
        self._last_choice = now
        from kiosk.screens.stage import NEXT_PART, PREVIOUS_PART

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
        self.hold.down(touch, self._mark())
        return super().on_touch_down(touch)

    def on_touch_up(self, touch):
        if touch.grab_current is None:
            self.hold.up(touch, self._mark())
        return super().on_touch_up(touch)

    def _mark(self):
        """The box of the office's mark in the header; None where there is no header."""
        if self._header is None or self.veil is not None:
            return None
        mark = self._header.mark
        return (*mark.to_window(*mark.pos), *mark.size)

    def tick(self, _dt=0):
        """Time passes: about four times a second."""
        self.journey.tick()
        if self.veil is not None and self.journey.warning is not None:
            self.veil.count(self.journey.seconds_left(), self._whole)
        if self.stage is not None and self.journey.page.lasts_s is not None:
            self.stage.count(self.journey.seconds_left())
        self.update()
        if self.idle_layer is not None and self.width >= 200:
            self.idle_layer.update(self)

    def is_drawn(self):
        """Whether the window shows what the journey says."""
        return self._drawn is not None and self._drawn[1] == self.journey.page

    def key_targets(self):
        """Return the keys on the screen that may be touched now, as the driver names targets."""
        return self.keys.targets() if self.veil is None else []

    def targets(self):
        """Return everything touchable that may be touched now: under a warning only its own."""
        if self.veil is not None:
            return self.veil.targets()
        if self.attract is not None:
            return self.attract.targets()
        found = self.stage.targets() if self.stage is not None else []
        return [*found, *(self._bar.targets if self._bar is not None else [])]


def _stage(look, chosen, typed, **place):
    from kiosk.screens.stage import Stage

    return Stage(look, chosen, typed, **place)


def _seen(choices):
    """What is seen of the bar: where its choices lead is the journey's business."""
    return tuple((choice.id, choice.text, choice.icon) for choice in choices)
