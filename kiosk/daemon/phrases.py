"""Values on paper in words: people, places, costs, whom to ask."""

from __future__ import annotations

from kiosk.printing.words import messages
from language import joined
from language.digits import localize
from language.numbers import format_money
from sync.protocol.base import LANGS, Lang, Text
from sync.protocol.catalogue import Catalogue
from sync.protocol.places import Room
from sync.protocol.services import Cost, Service


def say(text: Text | None, lang: Lang) -> str:
    """Return `text` in `lang`, else in the first language that it has."""
    if not text:
        return ""
    return text.get(lang) or next((text[other] for other in LANGS if text.get(other)), "")


def people(count: int | None, lang: Lang) -> str:
    """Return «۸ نفر»; empty where nothing is known."""
    if count is None:
        return ""
    if count == 0:
        return messages(lang).get("paper.nobody")
    return messages(lang).plural("count.people", count)


def place(catalogue: Catalogue, room_id: str | None, lang: Lang) -> str:
    """Return where a room is: its name, number and floor."""
    room = next((item for item in catalogue.rooms if item.id == room_id), None)
    if room is None:
        return ""
    floor = next((item for item in catalogue.floors if item.id == room.floor), None)
    parts = [say(room.name, lang), room_number(room, lang) if room.kind == "office" else ""]
    if floor is not None:
        parts.append(say(floor.name, lang))
    return joined(parts, lang)


def room_number(room: Room, lang: Lang) -> str:
    """Return «اتاق ۲۱۲»."""
    return messages(lang).get("paper.room", number=localize(room.number, lang))


def costs(service: Service, lang: Lang) -> tuple[str, ...]:
    """Return one line for each cost, or that it is free."""
    if service.free or not service.costs:
        return (messages(lang).get("paper.free"),) if service.free else ()
    return tuple(cost_line(item, lang) for item in service.costs)


def cost_line(cost: Cost, lang: Lang) -> str:
    """Return purpose, amount and account."""
    line = f"{say(cost.purpose, lang)}: {format_money(cost.amount, cost.currency, lang)}"
    case = say(cost.case, lang)
    return f"{line} ({case})" if case else line


def contact(catalogue: Catalogue, service: Service | None, lang: Lang) -> str:
    """Return whom to ask, and by which number."""
    point = service.contact_point if service else None
    person = next((item for item in catalogue.people if point and item.id == point.person), None)
    name = say(person.name if person else point.name if point else None, lang)
    phone = (point.phone if point else None) or (person.phone if person else None) or catalogue.organisation.phone or ""
    return joined([name, localize(phone, lang)], lang)
