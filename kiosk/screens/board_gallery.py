"""Boards, signage and urgent notices at a given size with the sample organisation: for pictures and layout tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from kivy.uix.widget import Widget

from kiosk.config import Settings
from kiosk.flow.board.calls import CallState
from kiosk.flow.board.page import BoardPage, BoardPlace, BoardWords, Known
from kiosk.flow.signage.alerts import what_stands
from kiosk.flow.signage.player import Frame
from kiosk.flow.wording import Wording
from kiosk.screens.board import BoardScreen
from kiosk.screens.gallery import settle
from kiosk.screens.signage_player import MediaLayer, SignagePlayer
from kiosk.screens.urgent import BOARD_BAND, UrgentOverlay
from kiosk.theme import theme
from kiosk.widgets.look import Look
from sync.protocol.alerts import Alert
from sync.protocol.base import LANGS, Lang
from sync.protocol.catalogue import Catalogue
from sync.protocol.messages import Call, NextUp, QueueState
from sync.protocol.signage import Item
from sync.protocol.signage_plan import Shown

_PEOPLE = (12, 0, 4, 31, 2, 7, 1, 19, 3)
_HEADLINE: dict[Lang, tuple[str, str]] = {
    "fa": ("لطفاً ساختمان را ترک کنید", "آرام به نزدیک‌ترین خروجی بروید. از آسانسور استفاده نکنید."),
    "ar": ("يُرجى مغادرة المبنى", "توجهوا بهدوء إلى أقرب مخرج. لا تستخدموا المصعد."),
    "en": ("Please leave the building", "Walk calmly to the nearest exit. Do not use the lifts."),
    "ru": ("Пожалуйста, покиньте здание", "Спокойно идите к ближайшему выходу. Не пользуйтесь лифтом."),
}
_NOTICE = {
    "title": {
        "fa": "ثبت‌نام نیم‌سال دوم تا ۱۵ دی ادامه دارد",
        "ar": "يستمر التسجيل للفصل الثاني حتى 5 يناير",
        "en": "Enrolment for the second term is open until 5 January",
        "ru": "Запись на второй семестр открыта до 5 января",
    },
    "text": {
        "fa": "با کارت ملی به باجه‌های ۱ تا ۴ طبقهٔ همکف بیایید.",
        "ar": "تعالوا مع بطاقة الهوية إلى الشبابيك 1 إلى 4 في الطابق الأرضي.",
        "en": "Bring your identity card to counters 1 to 4 on the ground floor.",
        "ru": "Приходите с удостоверением личности к окнам 1–4 на первом этаже.",
    },
}


class BoardGallery:
    """Makes one scene after another; `now` is the moment on the board's clock."""

    def __init__(self, now: datetime, catalogue: Catalogue) -> None:
        self.now, self.catalogue = now, catalogue
        self.wording = Wording()

    def pages(
        self, settings: Settings, size: tuple[int, int], lang: Lang, name: str, only: set[str] | None = None
    ) -> Iterator[tuple[str, Widget]]:
        """Yield each scene's name and its widget, `size` px large, in the theme `name`."""
        colour = self.catalogue.organisation.colour
        look = Look(theme(name, colour), lang, *size, settings.screen.width_mm)
        for scene, make in SCENES.items():
            if only is None or scene in only:
                widget = make(self, look)
                settle()
                yield scene, widget

    def page(self, lang: Lang, state: CallState, heard: datetime | None, halls: int = 9) -> BoardPage:
        """Return the page of a board of the first `halls` lines."""
        names = tuple(queue.id for queue in self.catalogue.queues[:halls])
        kiosk = self.catalogue.venue.kiosks[0].id if self.catalogue.venue else None
        words = BoardWords(self.catalogue, self.wording, BoardPlace(lang, names, kiosk))
        states = tuple(
            QueueState(queue=name, waiting=people, next_up=self._next(name, people))
            for name, people in zip(names, _PEOPLE, strict=False)
        )
        return words.page(Known(state, states, heard, self.now))

    def _next(self, queue: str, people: int) -> tuple[NextUp, ...]:
        return tuple(NextUp(queue=queue, number=108 + place) for place in range(min(3, people)))

    def calls(self, calling: bool = False, lang: Lang = "fa") -> CallState:
        """Return five calls, the newest for a ticket in `lang`."""
        made = [
            Call(
                call_id=UUID(int=number),
                ticket_id=UUID(int=number),
                queue=self.catalogue.queues[0 if number > 100 else 1].id,
                number=number,
                series=series,
                counter=self.catalogue.counters[number % len(self.catalogue.counters)].id,
                called_at=self.now - timedelta(minutes=107 - number),
                language=lang if number == 107 else "fa",
            )
            for number, series in ((107, ""), (106, ""), (52, ""), (105, "12"), (51, ""))
        ]
        return CallState(made[0], calling, tuple(made[1:]))


def _board(gallery: BoardGallery, look: Look, page: BoardPage) -> BoardScreen:
    board = BoardScreen(look, size=(look.width, look.height))
    board.show(page)
    return board


def _hall(halls: int = 9, calling: bool = False, told: bool = True) -> Callable[[BoardGallery, Look], Widget]:
    def make(gallery: BoardGallery, look: Look) -> Widget:
        other: Lang = "en" if look.lang in ("fa", "ar") else "fa"
        state = gallery.calls(calling, other if calling else look.lang)
        return _board(gallery, look, gallery.page(look.lang, state, gallery.now if told else None, halls))

    return make


def _long(gallery: BoardGallery, look: Look) -> Widget:
    """The longest names that an office has, numbers of the kiosk's own series, every line full."""
    catalogue = gallery.catalogue
    names: dict[Lang, str] = {lang: (catalogue.organisation.name.get(lang, "") + " ") * 3 for lang in LANGS}
    rooms = tuple(room.model_copy(update={"name": names}) for room in catalogue.rooms)
    counters = tuple(one.model_copy(update={"number": f"1{one.number}4"}) for one in catalogue.counters)
    organisation = catalogue.organisation.model_copy(update={"name": names})
    changes = {"organisation": organisation, "rooms": rooms, "counters": counters}
    long = BoardGallery(gallery.now, catalogue.model_copy(update=changes))
    other: Lang = "ru" if look.lang in ("fa", "ar") else "fa"
    state = gallery.calls(True, other)
    hero = state.hero.model_copy(update={"series": "12", "number": 1107}) if state.hero else None
    return _board(gallery, look, long.page(look.lang, CallState(hero, True, state.last), gallery.now))


def _empty(gallery: BoardGallery, look: Look) -> Widget:
    return _board(gallery, look, gallery.page(look.lang, CallState(), gallery.now))


def _beside(turn: int) -> Callable[[BoardGallery, Look], Widget]:
    def make(gallery: BoardGallery, look: Look) -> Widget:
        board = BoardScreen(look, size=(look.width, look.height))
        board.show(gallery.page(look.lang, gallery.calls(), gallery.now), turn, media=True)
        x, y, width, height = board.media_box()
        board.add_widget(_slide(look, (x, y), (width, height)))
        return board

    return make


def _notice(gallery: BoardGallery, look: Look) -> Widget:
    return _slide(look, (0, 0), (look.width, look.height))


def _slide(look: Look, pos: tuple[float, float], size: tuple[float, float]) -> SignagePlayer:
    item = Item.model_validate({"id": "notice", "kind": "notice", **_NOTICE})
    player = SignagePlayer(look, Path, lambda shown: None, pos=pos, size=size)
    player.show(Frame(Shown("gallery", item), None, 100), lambda: MediaLayer(size_hint=(None, None)))
    player.stop_decoding()
    return player


def _urgent(severity: str, status: str) -> Callable[[BoardGallery, Look], Widget]:
    def make(gallery: BoardGallery, look: Look) -> Widget:
        board = _board(gallery, look, gallery.page(look.lang, gallery.calls(), gallery.now))
        infos = [
            {
                "language": lang,
                "event": _HEADLINE[lang][0],
                "headline": _HEADLINE[lang][0],
                "instruction": _HEADLINE[lang][1],
                "urgency": "Immediate",
                "severity": severity,
                "certainty": "Observed",
            }
            for lang in LANGS
        ]
        document = {"identifier": "a", "sender": "desk", "sent": gallery.now, "status": status, "msg_type": "Alert"}
        alert = Alert.model_validate({**document, "infos": infos})
        if severity != "Extreme":
            board.show(gallery.page(look.lang, gallery.calls(), gallery.now), band=look.height * BOARD_BAND)
        overlay = UrgentOverlay(look, lambda key, lang: gallery.wording.text(lang, key), BOARD_BAND, size=board.size)
        overlay.show(what_stands(gallery.now, [alert]))
        board.add_widget(overlay)
        return board

    return make


SCENES: dict[str, Callable[[BoardGallery, Look], Widget]] = {
    "board": _hall(),
    "board-two-lines": _hall(halls=2),
    "board-calling": _hall(calling=True),
    "board-long": _long,
    "board-media": _beside(0),
    "board-media-lines": _beside(1),
    "board-cut-off": _hall(told=False),
    "board-empty": _empty,
    "signage-notice": _notice,
    "urgent-full": _urgent("Extreme", "Actual"),
    "urgent-drill": _urgent("Extreme", "Exercise"),
    "urgent-band": _urgent("Moderate", "Actual"),
}
