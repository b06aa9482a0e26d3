"""The services as HSDS 3 (Open Referral, Human Services Data Specification) in JSON, and back.

HSDS holds one language a document: a file is written in one language, and read into one, the others stay. Ids are
UUIDs made from ours (version 5), so that the same thing bears the same id in every file.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from desk.directory.exchange.report import Unreadable

Document = dict[str, Any]
_SPACE = uuid.UUID("6f1d9a0e-0c0e-5b7a-9d57-6d697a62616e")
_DAYS = {"sat": "SA", "sun": "SU", "mon": "MO", "tue": "TU", "wed": "WE", "thu": "TH", "fri": "FR"}
_OURS = {theirs: ours for ours, theirs in _DAYS.items()}


def identifier(collection: str, slug: str, *more: object) -> str:
    """Return the UUID of an item, or of a part of one."""
    return str(uuid.uuid5(_SPACE, "/".join(map(str, (collection, slug, *more)))))


def write(document: Document, lang: str) -> Document:
    """Return the services of a catalogue that was dumped, in one language, as a page of HSDS services."""
    services = [_service(document, item, lang) for item in document.get("services", ()) if _in(item["name"], lang)]
    count = len(services)
    page: Document = {"total_items": count, "total_pages": 1, "page_number": 1, "size": count}
    return page | {"first_page": True, "last_page": True, "empty": not count, "contents": services}


def _in(text: Document | None, lang: str) -> str:
    return str((text or {}).get(lang, ""))


def _given(values: Document) -> Document:
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def _service(document: Document, item: Document, lang: str) -> Document:
    slug = item["id"]
    units = {unit["id"]: unit for unit in document.get("departments", ())}
    rooms = {room["id"]: room for room in document.get("rooms", ())}
    unit = units[item["department"]]
    point = item.get("contact_point", {})
    hours = unit.get("hours") or document["site"].get("hours") or {}
    return _given(
        {
            "id": identifier("services", slug),
            "organization": _given(
                {
                    "id": identifier("departments", unit["id"]),
                    "name": _in(unit["name"], lang) or unit["id"],
                    "description": _in(unit.get("summary"), lang) or unit["id"],
                }
            ),
            "name": _in(item["name"], lang),
            "description": _in(item["summary"], lang),
            "status": "active",
            "application_process": "\n".join(_in(step["title"], lang) for step in item.get("steps", ())),
            "fees_description": _in({"fa": "رایگان", "en": "Free", "ar": "مجاناً", "ru": "Бесплатно"}, lang)
            if item.get("free")
            else "",
            "languages": [
                {"id": identifier("services", slug, "language", code), "code": code}
                for code in document["organisation"].get("languages", ("fa", "ar", "en", "ru"))
            ],
            "phones": [{"id": identifier("services", slug, "phone"), "number": point["phone"]}]
            if point.get("phone")
            else [],
            "schedules": [_schedule(slug, n, span) for n, span in enumerate(hours.get("regular", ()))],
            "service_at_locations": [
                _location(slug, n, rooms[part["room"]], lang)
                for n, part in enumerate(item.get("channels", ()))
                if part.get("room") in rooms
            ],
            "required_documents": [
                {"id": identifier("services", slug, "evidence", part["id"]), "document": _in(part["name"], lang)}
                for part in item.get("evidence", ())
                if _in(part["name"], lang)
            ],
            "cost_options": [
                {
                    "id": identifier("services", slug, "cost", n),
                    "option": _in(part["purpose"], lang),
                    "currency": part.get("currency", "IRR"),
                    "amount": part["amount"],
                }
                for n, part in enumerate(item.get("costs", ()))
            ],
        }
    )


def _schedule(slug: str, number: int, span: Document) -> Document:
    return {
        "id": identifier("services", slug, "schedule", number),
        "freq": "WEEKLY",
        "byday": ",".join(_DAYS[day] for day in span["days"]),
        "opens_at": span["opens"],
        "closes_at": span["closes"],
    }


def _location(slug: str, number: int, room: Document, lang: str) -> Document:
    place = {"id": identifier("rooms", room["id"]), "location_type": "physical", "name": _in(room["name"], lang)}
    place |= _given({"description": _in(room.get("directions"), lang), "alternate_name": room["number"]})
    return {"id": identifier("services", slug, "location", number), "location": place}


def read(content: Any, base: Document, lang: str) -> Document:
    """Return what an HSDS document says, as parts of a catalogue: units and services. Raises `Unreadable`.

    Takes a page of services, a list of them, or one.
    """
    services = content.get("contents", [content]) if isinstance(content, dict) else content
    good = isinstance(services, list) and all(isinstance(one, dict) and "name" in one for one in services)
    if not good or not services:
        raise Unreadable(_("there is no HSDS service in it"))
    slugs = {
        name: {identifier(name, item["id"]): item["id"] for item in base.get(name, ())}
        for name in ("services", "departments")
    }
    evidence = {
        identifier("services", item["id"], "evidence", part["id"]): part
        for item in base.get("services", ())
        for part in item.get("evidence", ())
    }
    units: Document = {}
    found = []
    for one in services:
        unit = one.get("organization") or {}
        if unit.get("name"):
            slug = _slug(slugs["departments"], unit, "unit")
            texts = {"name": _text(unit["name"], lang), "summary": _text(unit.get("description"), lang)}
            units[slug] = {"id": slug, **_given(texts)}
            one = {**one, "department": slug}
        found.append(_given(_read_service(one, _slug(slugs["services"], one, "service"), evidence, lang)))
    return {"departments": list(units.values()), "services": found}


def _text(text: Any, lang: str) -> Document | None:
    return {lang: str(text).strip()} if text and str(text).strip() else None


def _slug(known: Document, item: Document, word: str) -> str:
    """Return our id of an item that the directory has, or one made from its name."""
    key = str(item.get("id", ""))
    return str(known.get(key) or slugify(str(item["name"]))[:60].strip("-") or f"{word}-{slugify(key)[:8] or 'new'}")


def _read_service(one: Document, slug: str, evidence: Document, lang: str) -> Document:
    phone = next((str(phone["number"]) for phone in one.get("phones") or () if phone.get("number")), None)
    return {
        "id": slug,
        "department": one.get("department"),
        "name": _text(one["name"], lang),
        "summary": _text(one.get("description"), lang) or _text(one["name"], lang),
        "contact_point": {"phone": phone} if phone else None,
        "evidence": [
            _document(part, evidence, lang) for part in one.get("required_documents") or () if part.get("document")
        ],
        "costs": [
            {
                "purpose": _text(part.get("option"), lang) or _text(one["name"], lang),
                "amount": int(part["amount"]),
                "currency": part.get("currency") or "IRR",
            }
            for part in one.get("cost_options") or ()
            if part.get("amount") is not None
        ],
    }


def _document(part: Document, evidence: Document, lang: str) -> Document:
    known = evidence.get(str(part.get("id", "")), {})
    slug = known.get("id") or slugify(str(part["document"]))[:60] or f"document-{slugify(str(part.get('id', '')))[:8]}"
    return {"id": slug, "kind": known.get("kind", "document"), "name": _text(part["document"], lang)}
