"""Where the keys on the screen stand: over the bar, on pages with a field, and nowhere else."""


class KeyboardPlace:
    """Brings the keys of one window and takes them away. `root` is a `KioskRoot`; `grown()` is called when they need
    another height than they had.

    `board` is the `OnScreenKeyboard` that is shown, None where nothing is typed.
    """

    def __init__(self, root, grown):
        self._root, self._grown = root, grown
        self.board = None
        self._field = None
        self._height = 0

    def forget(self):
        """The window was cleared: there are no keys now."""
        self.board = None

    def stand(self, look, entry, low):
        """Bring the keys for `entry` with their foot at `low` px, or take them away for None; return their height."""
        if entry is None:
            if self.board is not None:
                self._root.remove_widget(self.board)
                self.board = None
            return 0
        board = self.board or self._bring(look)
        board.layout = self._layout_for(entry)
        board.width = self._root.width
        board.pos = (self._root.x, low)
        board.refresh()
        self._height = board.height
        board.unbind(height=self._measure)
        board.bind(height=self._measure)
        return board.height

    def write_into(self, field, typed_all):
        """What is typed goes into `field`; the last key calls `typed_all()`."""
        if self.board is not None and self.board.target is not field:
            self.board.target = field
            field.bind(on_validate=lambda *_: typed_all())

    def targets(self):
        """Return the keys as the driver names targets: `key.<text>` or `key.<what it does>`."""
        found = []
        for place in self.board.places if self.board is not None else ():
            key = place.key
            name = key.text if key.do == "type" else key.do if key.do != "layout" else f"layout.{key.to}"
            top = self._root.height - self.board.y - place.y - place.height
            box = [self.board.x + place.x, top, place.width, place.height]
            found.append({"id": f"key.{name}", "box": box, "text": self.board.spoken(key)})
        return found

    def _bring(self, look):
        from kiosk.widgets.typing import make_keyboard

        journey = self._root.journey
        board = self.board = make_keyboard(look)
        self._field = None  # new keys, perhaps in another language, begin with the field's own layout
        board.alphabetical = journey.visit.alphabetical
        board.debounce = self._root.screen.key_debounce_s
        board.bind(alphabetical=self._arranged, on_key=lambda _board, name: journey.echo(name))
        self._root.add_widget(board)
        return board

    def _arranged(self, _board, alphabetical):
        self._root.journey.visit.alphabetical = alphabetical

    def _layout_for(self, entry):
        """The layout for a field; one that the visitor has changed to stays while the field is the same."""
        if self._field == entry.id:
            return self.board.layout
        from kiosk.text.keyboards import layout_for

        self._field = entry.id
        return layout_for(entry.keyboard, self._root.journey.visit.language)

    def _measure(self, *_):
        if self.board is not None and abs(self.board.height - self._height) > 1:
            self._grown()
