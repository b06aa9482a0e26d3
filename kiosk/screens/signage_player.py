"""Draws what the player decides: the next item is made ready behind the one that is shown, so nothing flashes (S10).

Files are decoded on a thread of their own; what is shown stays until the next thing is whole. Videos are mute (A25).
"""

from __future__ import annotations

import queue
import threading
from pathlib import Path

from kivy.clock import Clock
from kivy.graphics.texture import Texture
from kivy.properties import ColorProperty, ListProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.screens.board_pieces import BoardGround
from kiosk.screens.memory import give_back_sometimes
from kiosk.screens.moving import Moving, fit_box, still
from kiosk.widgets.kv import load_kv
from kiosk.widgets.piece import Piece
from kiosk.widgets.sky import sky
from language import pick
from sync.protocol.signage_stage import SLIDE

load_kv(__file__)
FILM_S = 1 / 30
"""How often a film is asked for its next frame."""
VEIL = 0.8
"""How dark the ground of words is where a picture lies under them: white letters keep 7:1 over white (A6)."""


class MediaLayer(Widget):
    """A picture in the middle of a dark ground; its texture is made before it is added to the window."""

    ground = ColorProperty((0, 0, 0, 1))
    texture = ObjectProperty(None, allownone=True)
    picture_pos = ListProperty((0, 0))
    picture_size = ListProperty((0, 0))


class NoticeSlide(Piece):
    """A notice in words over the sky, or over its picture, in the panel's language: as large as the panel allows."""

    def __init__(self, look, width, height, item, lang):
        super().__init__(look, width)
        margin = round(min(width, height) * SLIDE.margin)
        size = min(width, height) * SLIDE.title
        rows = self._rows(item, lang, size, width - 2 * margin)
        while sum(row.height for row in rows) > (height - 2 * margin) * SLIDE.most_words and size > SLIDE.least_px:
            size *= SLIDE.smaller
            rows = self._rows(item, lang, size, width - 2 * margin)
        top = max(margin, height - margin - sum(row.height for row in rows))
        if item.media is not None:  # words over a light picture could not be read
            veil = BoardGround(fill=look.colour("sky_bottom", VEIL))
            self.put(veil, 0, top - margin, width, height - top + margin)
        for row in rows:
            self.put(row, margin, top)
            top += row.height
        self.done(height)

    def _rows(self, item, lang, size, room):
        parts = ((item.label, size * SLIDE.label, 500), (item.title, size, 800), (item.text, size * SLIDE.text, 400))
        return [self._words(text, lang, high, weight, room) for text, high, weight in parts if text]

    def _words(self, text, lang, size, weight, room):
        words, of = pick(dict(text), lang)
        return self.text(
            words, weight=weight, colour="on_sky", width=room, font_size=size, line_height=SLIDE.line_height, lang=of
        )


class SignagePlayer(Widget):
    """`path_of` gives the file of a hash; `broken` is told of an item whose file cannot be drawn."""

    def __init__(self, look, path_of, broken, **kwargs):
        super().__init__(size_hint=(None, None), **kwargs)
        self.look, self._path_of, self._broken = look, path_of, broken
        self._shown = self._layer = self._moving = None
        self._ready = {}
        self._wanted = set()
        self._film = Clock.create_trigger(lambda _dt: self._move(), FILM_S, interval=True)
        self._jobs: queue.Queue = queue.Queue()
        self._done: queue.Queue = queue.Queue()
        self._thread = threading.Thread(target=self._decode, name="signage-decoder", daemon=True)
        self._thread.start()

    @property
    def shown(self):
        """The item that is on the screen, None for the built-in slide."""
        return self._shown

    def show(self, frame, fallback):
        """Draw `frame`; `fallback` makes the built-in slide where nothing is scheduled (S9)."""
        self._collect()
        wanted = {shown.item.id for shown in (frame.now, frame.next) if shown is not None}
        for name in [name for name in self._ready if name not in wanted]:
            _close(self._ready.pop(name))
        for shown in (frame.now, frame.next):
            if shown is not None:
                self._prepare(shown)
        if frame.now is None:
            if self._layer is None or self._shown is not None:
                self._swap(fallback(), None, None)
        elif self._shown != frame.now and frame.now.item.id in self._ready:
            self._bring(frame.now, self._ready.pop(frame.now.item.id))
        elif self._layer is None:
            self._swap(fallback(), None, None)

    def clear(self):
        """Let go of files and layers: somebody uses the screen."""
        self._film.cancel()
        if self._moving is not None:
            self._moving.close()
        for made in self._ready.values():
            _close(made)
        self._ready.clear()
        self.clear_widgets()
        self._shown = self._layer = self._moving = None

    def stop(self):
        """End the decoder and let go of everything."""
        self.clear()
        self.stop_decoding()

    def stop_decoding(self):
        """End the decoder; what is shown stays."""
        self._jobs.put(None)
        self._thread.join(5)

    def _prepare(self, shown):
        item = shown.item
        if item.id in self._ready or item.id in self._wanted or shown == self._shown:
            return
        if item.kind == "notice" and item.media is None:
            self._ready[item.id] = None
            return
        self._wanted.add(item.id)
        self._jobs.put((shown, self._path_of(item.media), (int(self.width), int(self.height))))

    def _decode(self):
        while (job := self._jobs.get()) is not None:
            shown, path, size = job
            try:
                made = Moving(path, size) if shown.item.kind == "video" else still(path, size, shown.item.fit)
            except (OSError, ValueError) as error:
                made = error
            self._done.put((shown, made))
            give_back_sometimes()

    def _collect(self):
        while True:
            try:
                shown, made = self._done.get_nowait()
            except queue.Empty:
                return
            self._wanted.discard(shown.item.id)
            if isinstance(made, Exception):
                self._broken(shown)
            else:
                self._ready[shown.item.id] = made

    def _bring(self, shown, made):
        item = shown.item
        layer = MediaLayer(size_hint=(None, None), pos=self.pos, size=self.size, ground=(0, 0, 0, 1))
        if made is None:
            colours = self.look.theme.colours
            layer.texture = sky(colours.sky_top, colours.sky_bottom, colours.sun, self.look.landscape)
            layer.picture_pos, layer.picture_size = self.pos, self.size
        else:
            self._picture(layer, made, item.fit)
        if item.kind == "notice":
            slide = NoticeSlide(self.look, self.width, self.height, item, self.look.lang)
            slide.pos = self.pos
            layer.add_widget(slide)
        self._swap(layer, shown, made if isinstance(made, Moving) else None)

    def _picture(self, layer, made, fit):
        frame = made.first if isinstance(made, Moving) else made
        layer.texture = Texture.create(size=frame.size, colorfmt="rgb")
        layer.texture.flip_vertical()
        layer.texture.blit_buffer(frame.data, colorfmt="rgb", bufferfmt="ubyte")
        x, y, width, height = fit_box(frame.size, (self.width, self.height), fit)
        layer.picture_pos, layer.picture_size = (self.x + x, self.y + y), (width, height)

    def _swap(self, layer, shown, moving):
        old, before = self._layer, self._moving
        self.add_widget(layer)
        if old is not None:
            self.remove_widget(old)
        if before is not None:
            before.close()
        self._layer, self._shown, self._moving = layer, shown, moving
        self._film.cancel()
        if moving is not None:
            self._film()

    def _move(self):
        if self._moving is None:
            return
        frame = self._moving.due()
        if frame is not None:
            self._layer.texture.blit_buffer(frame.data, colorfmt="rgb", bufferfmt="ubyte")
            self._layer.canvas.ask_update()

    @property
    def ended(self):
        """Whether the video on the screen has come to its end."""
        return self._moving is not None and self._moving.ended


def _close(made):
    if isinstance(made, Moving):
        made.close()


def media_path(folder: Path, sha256: str) -> Path:
    """Return where the daemon keeps a file; only whole ones bear this name (S5)."""
    return folder / sha256
