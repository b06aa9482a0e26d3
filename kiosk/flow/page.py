"""What a page shows, as data. Screens draw it, the voice reads it, the keypad walks it: one description for all.

A page is a title, blocks from top to bottom and actions pinned under them. Texts are whole, in the page's language.
Choices carry where they lead as data (`Destination`, `Deed`), so a journey can be tested with no window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from sync.protocol.base import Lang

if TYPE_CHECKING:
    from kiosk.flow.wayfinding.plan import Plan

Role = Literal["primary", "saffron", "outlined"]
Tone = Literal["tint", "good", "bad", "warn"]
IdleClass = Literal["browse", "form", "ticket", "attract"]
How = Literal["push", "replace", "root"]
KeyboardKind = Literal["text", "latin", "digits"]


@dataclass(frozen=True)
class Destination:
    """A page to show. `push` can be undone by Back, `replace` takes the place of the page, `root` empties the trail."""

    view: str
    args: tuple[tuple[str, str], ...] = ()
    how: How = "push"

    def arg(self, name: str) -> str:
        """Return the value of argument `name`, or an empty string."""
        return dict(self.args).get(name, "")


@dataclass(frozen=True)
class Deed:
    """Something to be done that changes the visit or asks the daemon; `name` is one of `kiosk.flow.deeds`."""

    name: str
    args: tuple[tuple[str, str], ...] = ()

    def arg(self, name: str) -> str:
        """Return the value of argument `name`, or an empty string."""
        return dict(self.args).get(name, "")


def go(view: str, how: How = "push", /, **args: str) -> Destination:
    """Return a destination with its arguments in a fixed order."""
    return Destination(view, tuple(sorted(args.items())), how)


def do(name: str, /, **args: str) -> Deed:
    """Return a deed with its arguments in a fixed order."""
    return Deed(name, tuple(sorted(args.items())))


@dataclass(frozen=True)
class Choice:
    """Something that can be touched. `id` is stable and the same in every language; `icon` is a Material Design name.

    `seconds` counts down in brackets behind the text where the page ends by itself.
    """

    id: str
    text: str
    leads: Destination | Deed
    icon: str = ""
    note: str = ""
    role: Role = "outlined"
    selected: bool = False
    tone: Tone | None = None
    trailing_icon: str = ""
    lang: Lang | None = None
    said: str = ""
    letters: float | None = None
    """The text scale that the choice is drawn at, where it stands for one."""

    @property
    def spoken(self) -> str:
        """What the voice says of it: its words and its note."""
        parts = [part for part in (self.text, self.note) if part]
        return self.said or (parts[0] if len(parts) == 1 else ". ".join(parts))


@dataclass(frozen=True)
class Chip:
    """A short word in a pill, such as the department of a service or the state of a paper."""

    text: str
    icon: str = ""
    tone: Tone = "tint"


@dataclass(frozen=True)
class Heading:
    """The title of a part of the page."""

    text: str
    note: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Running text; `icon` stands at its start side, `boxed` puts it on a card."""

    text: str
    icon: str = ""
    strong: bool = False
    boxed: bool = False


@dataclass(frozen=True)
class Cards:
    """Choices. `card`: large with icon tile (home); `row`: list; `pill`: short outlined ones; `tall`: few words, large;
    `face`: a rating."""

    items: tuple[Choice, ...]
    style: Literal["card", "row", "pill", "tall", "face"] = "card"


@dataclass(frozen=True)
class Fact:
    """One line of a table of facts."""

    icon: str
    label: str
    value: str


@dataclass(frozen=True)
class Facts:
    """Facts on one card."""

    rows: tuple[Fact, ...]


@dataclass(frozen=True)
class Item:
    """One entry of a list: a line and a note under it. An `icon` tells of the world and is never mirrored."""

    text: str
    note: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Listing:
    """A list on a card: checked, numbered or plain."""

    items: tuple[Item, ...]
    title: str = ""
    style: Literal["check", "number", "plain"] = "check"


@dataclass(frozen=True)
class Milestone:
    """One point of a timeline."""

    text: str
    note: str = ""
    state: Literal["done", "current", "coming", "stopped"] = "coming"
    icon: str = ""


@dataclass(frozen=True)
class Timeline:
    """The way of a request from top to bottom."""

    items: tuple[Milestone, ...]


@dataclass(frozen=True)
class Panel:
    """A coloured card for the one thing that matters most, such as a promise."""

    title: str
    text: str = ""
    tone: Tone = "warn"
    icon: str = ""


@dataclass(frozen=True)
class Number:
    """The hero of its page: a ticket's number (`size` hero) or a code (`size` code), always left to right."""

    value: str
    label: str = ""
    note: str = ""
    size: Literal["hero", "code"] = "hero"


@dataclass(frozen=True)
class QrCode:
    """A QR of `data` with words beside it, or under it when `large`."""

    data: str
    title: str
    text: str = ""
    large: bool = False


@dataclass(frozen=True)
class Strip:
    """A line of news on a card: words at the start side, a chip at the end side; with a `choice`, it can be touched."""

    text: str
    icon: str = ""
    chip: Chip | None = None
    choice: Choice | None = None


@dataclass(frozen=True)
class Entry:
    """A field that is being filled in. `value` is what is shown; `cells` draws one box for each expected character.

    `error` says what is wrong and how to mend it; the entry is kept.
    """

    id: str
    label: str
    value: str
    keyboard: KeyboardKind = "text"
    placeholder: str = ""
    error: str = ""
    max_length: int = 200
    cells: tuple[int, ...] = ()
    masked: bool = False
    multiline: bool = False


@dataclass(frozen=True)
class Empty:
    """Nothing to show, said kindly, with what to do instead."""

    icon: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class FloorMap:
    """A plan of a floor with the way on it.

    It takes at most `share` of the height that the page has for its blocks, or `share_beside` where the other blocks
    stand beside it.
    """

    plan: Plan
    share: float = 0.9
    share_beside: float = 0.95


@dataclass(frozen=True)
class Viewfinder:
    """What the camera sees, live, with what would help it to read. No frame of it is kept."""

    hint: str
    note: str = ""


@dataclass(frozen=True)
class TouchTest:
    """A field of squares over the page's room, each to be touched once. `left` and `twice` are followed by a number."""

    left: str
    done: str
    twice: str


@dataclass(frozen=True)
class Picture:
    """A picture (JPEG) that is shown and kept nowhere, and what it is in words."""

    jpeg: bytes = field(repr=False)
    text: str = ""


Block = (
    Chip
    | Heading
    | Paragraph
    | Cards
    | Facts
    | Listing
    | Timeline
    | Panel
    | Number
    | QrCode
    | Strip
    | Entry
    | Empty
    | FloorMap
    | TouchTest
    | Picture
    | Viewfinder
)


@dataclass(frozen=True)
class Progress:
    """Step `step` of `of`, as dots and in `words`."""

    step: int
    of: int
    words: str


@dataclass(frozen=True)
class Page:
    """One page. `side` blocks stand beside the others where the screen is wider than high, else after them.

    `foot` blocks come last: under both columns where there is room for them, at every part of the page.
    `layout` centred puts heroes in the middle. `busy`: an answer is awaited. `lasts_s`: the page ends by itself.
    """

    name: str
    title: str = ""
    subtitle: str = ""
    chip: Chip | None = None
    progress: Progress | None = None
    blocks: tuple[Block, ...] = ()
    side: tuple[Block, ...] = ()
    foot: tuple[Block, ...] = ()
    actions: tuple[Choice, ...] = ()
    small_actions: tuple[Choice, ...] = ()
    idle: IdleClass = "browse"
    layout: Literal["start", "centred"] = "start"
    entry_first: bool = False
    busy: bool = False
    lasts_s: float | None = None
    private: bool = False
    args: tuple[tuple[str, str], ...] = field(default=(), compare=True)

    def all_blocks(self) -> tuple[Block, ...]:
        """Every block in reading order."""
        return self.blocks + self.side + self.foot

    def choices(self) -> Iterator[Choice]:
        """Every choice of the page in reading order: those of blocks, then the pinned actions."""
        for block in self.all_blocks():
            if isinstance(block, Cards):
                yield from block.items
            elif isinstance(block, Strip) and block.choice is not None:
                yield block.choice
        yield from self.actions
        yield from self.small_actions

    def untyped(self) -> Page:
        """The page as it is with nothing in its field, which shows by itself what is typed."""
        entry = self.entry()
        if entry is None:
            return self

        def emptied(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
            return tuple(replace(entry, value="") if block is entry else block for block in blocks)

        return replace(self, blocks=emptied(self.blocks), side=emptied(self.side), foot=emptied(self.foot))

    def entry(self) -> Entry | None:
        """The field of the page, if it has one."""
        for block in self.all_blocks():
            if isinstance(block, Entry):
                return block
        return None
