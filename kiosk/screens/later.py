"""What the first picture does without is loaded right after it, a piece between two frames.

Whatever is needed sooner, because somebody touches the panel at once, is loaded by the code that needs it.
"""

import gc
from collections.abc import Callable, Iterable
from importlib import import_module

from kivy.clock import Clock
from kivy.core.window import Window

from kiosk.screens.memory import give_back


def after_first_frame(modules: Iterable[str], drawn: Callable[[], bool], done: Callable[[], None]) -> None:
    """Import `modules` one by one once a frame has gone to the panel with something `drawn` on it; then call `done`.

    The collector is off from the start of the process until then: all of it stays for good, and going through it over
    and over is a tenth of the time to the first frame. What is there at the end is never looked through again.
    """
    waiting = iter(modules)

    def more(_dt):
        name = next(waiting, None)
        if name is not None:
            import_module(name)
            return True
        done()
        gc.collect()
        gc.freeze()
        gc.enable()
        give_back()
        return False

    def begun(*_):
        if not drawn():
            return
        Window.unbind(on_flip=begun)
        Clock.schedule_interval(more, 0)

    Window.bind(on_flip=begun)
