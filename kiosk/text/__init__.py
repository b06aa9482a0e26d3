"""Text for a toolkit that knows no right-to-left: shaping, ordering, wrapping, messages, fonts.

No Kivy in here. Text goes one way: logical text -> paragraphs shaped with their levels -> lines
broken in logical order -> each line ordered for display.
"""

from kiosk.text.isolate import ltr
from kiosk.text.wrap import visual_order, wrap_lines

__all__ = ["ltr", "visual_order", "wrap_lines"]
