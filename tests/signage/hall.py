"""A board's root with no pixels, in a process of its own: what stands on it, what lies over it, how dark it is.

Prints one JSON line for each moment.
"""

# ruff: noqa: E402 (Kivy must be prepared before anything of it is imported)
from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.signage.unseen import pretend

pretend((960, 540))

from kiosk.config import Screen, Settings
from kiosk.flow.journey import World
from kiosk.flow.rehearsal import RehearsalDesk, Shelf
from kiosk.flow.wording import Wording
from kiosk.screens.board_gallery import BoardGallery
from kiosk.screens.board_root import BoardRoot
from kiosk.screens.board_side import beside
from kiosk.screens.driver import visible_texts
from kiosk.screens.sample import sample_catalogue
from sync.protocol.catalogue import Catalogue
from sync.protocol.signage import Item, PanelRule, Playlist, Schedule, Signage, Window

NIGHT = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
"""Half past eleven at the site."""


def main() -> None:
    """Night; a call at night; an alarm; the alarm's end."""
    item = Item(id="n", kind="notice", title={"fa": "ثبت‌نام"})
    off = PanelRule(id="off", level=0, when=Window(from_time="22:00", until_time="06:00"))
    signage = Signage(
        playlists=(Playlist(id="p", items=(item,)),), schedules=(Schedule(id="s", playlist="p"),), panels=(off,)
    )
    catalogue = sample_catalogue().model_copy(update={"signage": signage})
    now = [NIGHT - timedelta(hours=3)]
    desk = RehearsalDesk(catalogue, lambda: now[0])
    settings = Settings(screen=Screen(light="picture"))
    root: Any = BoardRoot(World(desk, Shelf(catalogue), Wording(), settings, lambda: 0.0, lambda: now[0]))
    root.size = (960, 540)
    tell("evening", root)
    now[0] = NIGHT
    tell("night", root)
    root.told("call", call(now[0]))
    tell("call", root)
    root.told("alert", {"alerts": [alert("a", now[0])]})
    tell("alarm", root)
    end = {**alert("b", now[0]), "msg_type": "Cancel", "infos": []}
    end["references"] = [{"sender": "desk", "identifier": "a", "sent": now[0].isoformat()}]
    root.told("alert", {"alerts": [end]})
    tell("end", root)
    root.close()
    turns(catalogue)


def turns(catalogue: Catalogue) -> None:
    """Twenty lines beside media: what is seen in eight turns."""
    boards = BoardGallery(NIGHT, catalogue)
    page = boards.page("fa", boards.calls(), NIGHT)
    many = tuple(replace(page.queues[0], letter=str(number)) for number in range(20))
    page = replace(page, queues=many)
    seen = [beside(page, turn, 2, True) for turn in range(8)]
    told = {"calls": [len(calls) for calls, _ in seen], "lines": [len(lines) for _, lines in seen]}
    letters = {line.letter for _, lines in seen for line in lines}
    rung = len(beside(replace(page, calling=True), 1, 2, True)[0])
    alone = [len(beside(page, turn, 4, False)[1]) for turn in range(3)]
    told |= {"letters": len(letters), "rung": rung, "alone": alone}
    sys.stdout.write(json.dumps({"what": "turns", **told}) + "\n")


def call(now: datetime) -> dict[str, Any]:
    """Return a call for a ticket in English."""
    ids = {"call_id": str(uuid4()), "ticket_id": str(uuid4())}
    shown = {"queue": "international", "number": 371, "counter": "counter-3", "language": "en"}
    return {**ids, **shown, "called_at": now.isoformat()}


def alert(name: str, now: datetime) -> dict[str, Any]:
    """Return a message that takes the whole screen."""
    info = {"language": "fa", "event": "زلزله", "urgency": "Immediate", "severity": "Extreme", "certainty": "Observed"}
    head = {"identifier": name, "sender": "desk", "sent": now.isoformat(), "status": "Actual", "msg_type": "Alert"}
    return {**head, "infos": [info]}


def tell(what: str, root: Any) -> None:
    """Say what stands on the board, from the lowest to the topmost."""
    for _ in range(2):
        root.update()
    layers = [type(widget).__name__ for widget in reversed(root.children)]
    texts = [text for text, _ in visible_texts(root)]
    sys.stdout.write(json.dumps({"what": what, "layers": layers, "texts": texts, "dark": root._veil.darkness}) + "\n")


if __name__ == "__main__":
    main()
