"""Where a page is drawn: title, bands cut into parts that fit, a pager where there are several, actions below."""

from dataclasses import replace

from kivy.uix.widget import Widget

from kiosk.flow.page import Choice, Entry, Page, do
from kiosk.screens.columns import columns
from kiosk.widgets.bands import Bands, RowOfChoices, column_gap
from kiosk.widgets.choices import PillButton, PinnedAction
from kiosk.widgets.entry import make_field
from kiosk.widgets.piece import Piece
from kiosk.widgets.touchable import Touchable
from kiosk.widgets.words import EmptyPiece, TitlePiece
from language.digits import localize, to_ascii

PREVIOUS_PART, NEXT_PART = "part.previous", "part.next"


class Pager(Piece):
    """Previous and next part of a page that does not fit on the screen, by buttons (A4)."""

    def __init__(self, look, width, part, parts, words, chosen):
        super().__init__(look, width)
        gap = look.space("gap")
        most = 66 if look.landscape else 110
        each = min(look.mm(most * look.fit), (width - 2 * gap) * 0.36)
        label = self.text(
            words["part"], "note", 500, "ink2", width - 2 * each - 2 * gap, halign="center", line_height=1.3
        )
        buttons = []
        self.targets = []
        for choice_id, text, shown in (
            (PREVIOUS_PART, words["previous"], part > 0),
            (NEXT_PART, words["next"], part + 1 < parts),
        ):
            button = PillButton(look, each, Choice(choice_id, text, do("part")), chosen)
            buttons.append((button, shown))
        height = max(label.height, *(button.height for button, _ in buttons))
        self.put(label, each + gap, (height - label.height) / 2)
        for index, (button, shown) in enumerate(buttons):
            if shown:
                self.put(button, 0 if index == 0 else width - each, (height - button.height) / 2)
                self.targets.append(button)
        self.done(height)


_LEAST_FOR_ACTIONS_MM = 110.0
"""A field above its keys in a lower box than this has no pinned actions: the last key does what the main one would."""


class Stage(Widget):
    """One page in the box between header and bar (or keyboard)."""

    def __init__(self, look, chosen, typed, **kwargs):
        super().__init__(size_hint=(None, None), **kwargs)
        self.look, self.chosen = look, chosen
        self.part, self.parts = 0, 1
        self.page: Page | None = None
        self._counting = None
        self.words = {"part": "", "previous": "", "next": ""}
        self.typed = typed
        self._field = self._field_id = None

    def field_of(self, entry):
        """Return the field for an entry: the same one as long as the page asks for the same thing."""
        key = (entry.id, entry.keyboard, entry.multiline)
        if self._field_id != key:
            if self._field is not None:
                self._field.unbind(text=self._told)
            self._field, self._field_id = make_field(self.look, entry), key
            self._field.text = self.raw_value
            self._field.bind(text=self._told)
        elif to_ascii(self._field.text) != self.raw_value and entry.keyboard == "digits":
            self._field.text = self.raw_value  # a scanner has read what the visitor was about to type
        return self._field

    def _told(self, _field, text):
        self.typed(self._field_id[0], text)

    @property
    def field(self):
        """The field of the page that is shown, or None."""
        return self._field if self.has_entry() else None

    raw_value = ""
    """What the field holds when its page is opened: logical text, ASCII digits."""

    def forget(self):
        """Let go of what was typed. The visit keeps it: a field is also made anew for another language or size."""
        if self._field is not None:
            self._field.unbind(text=self._told)
            self._field.wipe()
        self._field = self._field_id = None

    def show(self, page, words, part=0):
        """Draw `page`; `words` names the pager's buttons and says which part is shown."""
        self.page, self.words, self.part = page, words, part
        self.parts = 1
        self._draw(paged=False)
        if self.parts > 1:
            # With the pager there is less room and perhaps one part more: the part asked for is looked up anew.
            self.part = part
            self._draw(paged=True)

    def _draw(self, paged):
        """Draw with or without room for the pager. On a wide screen it stands on the title's line, or above a title
        that would be the higher for it."""
        self.clear_widgets()
        page, look = self.page, self.look
        margin, gap = look.space("margin"), look.space("gap")
        width = self.width - 2 * margin
        top = self.top - gap * (0.7 if look.landscape else 1.1)
        pager = self._pager(width) if paged else None
        high = pager is not None and look.landscape and page.layout != "centred"
        aside, lower = (pager.width + gap if high else 0), 0
        title = TitlePiece(look, width - aside, page, page.layout == "centred")
        if high:
            below = TitlePiece(look, width, page)
            under = pager.height + gap * 0.4
            if under + below.height < title.height:
                title, aside, lower = below, 0, under
        if title.height > 1:
            title.pos = (self.x + margin + (aside if look.rtl else 0), top - lower - title.height)
            self.add_widget(title)
        crowded = page.entry() is not None and self.height < look.mm(_LEAST_FOR_ACTIONS_MM)
        bottom = self.y + gap if crowded else self._actions(page, width, margin)
        place = (self.x + margin, bottom)
        if high:
            place = (self.x + margin + (0 if look.rtl else width - pager.width), top - pager.height)
        elif pager is not None:
            bottom += pager.height + gap * 0.6
        if title.height > 1 or high:
            lowest = max(lower + title.height if title.height > 1 else 0, pager.height if high else 0)
            top -= lowest + gap * (0.7 if look.landscape else 1)
        self._body(page, width, margin, top, bottom)
        if pager is not None:
            pager = self._pager(width)
            pager.pos = place
            self.add_widget(pager)

    def _actions(self, page, width, margin):
        """Pin the actions at the foot; return where the body may end."""
        look = self.look
        bottom = self.y + look.space("gap")
        self._counting = None
        actions = tuple(self._with_seconds(page, choice) for choice in page.actions)
        rows = [(page.small_actions, PillButton), (actions, PinnedAction)]
        if look.landscape and page.actions and (page.small_actions or page.entry() is not None):
            both = (*actions, *page.small_actions)
            rows = [(both, PillButton)]
        for items, kind in rows:
            for row in reversed(self._rows(items, kind, width)):
                wide, start = self._action_room(page, row, width)
                piece = RowOfChoices(look, wide, row, len(row), lambda lk, w, c, k=kind: k(lk, w, c, self.chosen))
                piece.pos = (self.x + margin + start, bottom)
                self.add_widget(piece)
                bottom += piece.height + look.space("small") * 1.4
                for button in piece.targets:
                    if page.lasts_s is not None and button.choice.role == "primary":
                        self._counting = button
        return bottom

    def _action_room(self, page, row, width):
        """Return width and left edge of a row of actions: one alone stands where the second of two would, on a wide
        screen, for a button of half a metre looks like none."""
        if not self.look.landscape or len(row) > 1 or page.entry() is not None:
            return width, 0
        wide = (width - self.look.space("gap")) / 2
        if page.layout == "centred":
            return wide, (width - wide) / 2
        return wide, 0 if self.look.rtl else width - wide

    def _with_seconds(self, page, choice):
        """The main action of a page that ends by itself counts down behind its words."""
        if page.lasts_s is None or choice.role != "primary":
            return choice
        return replace(choice, text=self._seconds_text(choice, page.lasts_s))

    def _seconds_text(self, choice, seconds):
        """The words and the seconds behind them, kept on one line: a button makes room for its longest word."""
        words = next(action.text for action in self.page.actions if action.id == choice.id)
        return f"{words}\N{NO-BREAK SPACE}({localize(str(max(0, round(seconds))), self.look.lang)})"

    def count(self, seconds):
        """Show how many seconds the page still lasts."""
        if self._counting is not None:
            self._counting.reword(self._seconds_text(self._counting.choice, seconds))

    def _rows(self, items, kind, width):
        """Part actions into rows so that no word has to break."""
        if not items:
            return []
        look = self.look
        probe = Piece(look, 10)
        size = kind.type_token
        need = max(probe.width_of(word, size, 700) for item in items for word in item.text.split(" "))
        need += look.space("small") * 4 + look.font(size) * 1.6
        columns = len(items)
        while columns > 1 and (width - column_gap(look, columns) * (columns - 1)) / columns < need:
            columns -= 1
        return [items[i : i + columns] for i in range(0, len(items), columns)]

    def _body(self, page, width, margin, top, bottom):
        """Fill what lies between title and actions with one part of the blocks; say how many parts there are."""
        look = self.look

        def bands(look, wide, room, narrow):
            return Bands(look, wide, room, self.chosen, page.layout == "centred", narrow, self.field_of)

        made, foot = columns(page, look, width, top - bottom, bands)
        self.parts = max(len(column.pages) for column in made)
        self.part = min(self.part, self.parts - 1)
        if foot is not None:
            high = foot.height()
            self._column(foot, range(len(foot.pieces)), margin, bottom + high, high, width)
            bottom += high + look.space("gap")
        for column in made:
            self._column(column, column.shown(self.part), margin, top, top - bottom, width)

    def _pager(self, width):
        words = {**self.words, "part": self.words["part_of"](self.part + 1, self.parts)}
        if self.look.landscape and self.page.layout != "centred":
            width = min(width * 0.5, self.look.mm(230 * self.look.fit))
        return Pager(self.look, width, self.part, self.parts, words, self.chosen)

    def _column(self, column, indices, margin, top, available, whole):
        shown = [(column.pieces[i], column.extents[i]) for i in indices]
        if not shown:
            return
        look, start = self.look, column.start
        alone = all(isinstance(piece, EmptyPiece) for piece, _ in shown)
        spare = available - column.height(indices)
        y = top - (max(0, spare) * 0.4 if alone else 0)
        wider = 0.0 if alone else self._spread(shown, spare)
        for index, (piece, extent) in enumerate(shown):
            apart = extent.gap + (wider if extent.gap >= look.space("gap") else wider * 0.4)
            y -= (apart if index else 0) + piece.height
            x = start if not look.rtl else whole - start - column.width
            inset = (column.width - piece.width) if look.rtl and piece.width < column.width else 0
            piece.pos = (round(self.x + margin + x + inset), round(y))
            self.add_widget(piece)

    def _spread(self, shown, spare):
        """Let choices and gaps take some of the room that a page leaves; return how much wider gaps become, in px.

        A page in parts grows no further than to rows of one height, for its parts should look alike.
        """
        if spare <= 0:
            return 0.0
        rows = [piece for piece, _ in shown if isinstance(piece, RowOfChoices)]
        highest = max((row.height for row in rows), default=0)
        if len(rows) > 1 and sum(highest - row.height for row in rows) <= spare * 0.8:
            for row in rows:  # rows of one kind are alike, also where one of them has a longer text
                if type(row.targets[0]) is type(rows[0].targets[0]):
                    spare -= row.rise(highest)
        if self.parts > 1:
            return 0.0
        room = spare * 0.8
        for piece in rows:
            room -= piece.grow(room / max(1, len(rows)))
        return min(self.look.space("gap") * 0.5, max(0.0, room) / max(1, len(shown)))

    def turn(self, choice_id):
        """Show the part that a pager's button asks for."""
        step = {PREVIOUS_PART: -1, NEXT_PART: 1}[choice_id]
        self.show(self.page, self.words, max(0, min(self.parts - 1, self.part + step)))

    def targets(self):
        """Return everything touchable that is drawn now."""
        return [widget for widget in self.walk(restrict=True) if isinstance(widget, Touchable)]

    def has_entry(self):
        """Whether the page asks for something to be typed."""
        return self.page is not None and any(isinstance(block, Entry) for block in self.page.all_blocks())
