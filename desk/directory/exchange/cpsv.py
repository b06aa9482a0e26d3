"""The services as CPSV-AP 3 in JSON-LD (SEMIC, Core Public Service Vocabulary Application Profile), and back.

The context stands in the file itself: nothing is fetched to read it. What CPSV-AP has no term for is not written.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from pyld import jsonld

from desk.directory.exchange.report import Unreadable
from sync.protocol.base import LANGS

Document = dict[str, Any]
_TEXT = {"@container": "@language"}
_CHANNELS = {"in_person": "counter", "web": "website", "phone": "telephone", "post": "mail", "email": "email"}


def _many(iri: str) -> Document:
    return {"@id": iri, "@container": "@set"}


CONTEXT: Document = {
    "@version": 1.1,
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": "@id",
    "type": "@type",
    "identifier": "dct:identifier",
    "title": {"@id": "dct:title", **_TEXT},
    "description": {"@id": "dct:description", **_TEXT},
    "prefLabel": {"@id": "skos:prefLabel", **_TEXT},
    "keyword": {"@id": "dcat:keyword", "@container": ["@language", "@set"]},
    "kind": "dct:type",
    "competentAuthority": {"@id": "cv:hasCompetentAuthority", "@type": "@id"},
    "isGroupedBy": {**_many("cv:isGroupedBy"), "@type": "@id"},
    "contactPoint": "cv:hasContactPoint",
    "telephone": "cv:telephone",
    "channel": _many("cv:hasChannel"),
    "evidence": _many("cpsv:hasInput"),
    "rule": _many("cpsv:follows"),
    "legalResource": "cpsv:implements",
    "number": "eli:id_local",
    "cost": _many("cv:hasCost"),
    "value": "cv:value",
    "currency": "cv:currency",
    "processingTime": {"@id": "cv:processingTime", "@type": "xsd:duration"},
}
_UNITS = {"minute": "PT{}M", "hour": "PT{}H", "day": "P{}D", "working_day": "P{}D", "week": "P{}W", "month": "P{}M"}


def write(document: Document) -> Document:
    """Return a catalogue that was dumped as a JSON-LD document."""
    graph = [
        *(_authority(item) for item in document.get("departments", ())),
        *(_event(item) for item in document.get("life_events", ())),
        *(_service(item) for item in document.get("services", ())),
    ]
    return {"@context": CONTEXT, "@graph": graph}


def _named(collection: str, slug: str) -> str:
    return f"urn:mizban:{collection}:{slug}"


def _authority(item: Document) -> Document:
    node = {"id": _named("departments", item["id"]), "type": "cv:PublicOrganisation", "identifier": item["id"]}
    node |= {"prefLabel": item["name"]} | ({"description": item["summary"]} if "summary" in item else {})
    if "phone" in item:
        node["contactPoint"] = {"type": "cv:ContactPoint", "telephone": item["phone"]}
    return node


def _event(item: Document) -> Document:
    node = {"id": _named("life_events", item["id"]), "type": "cv:LifeEvent", "identifier": item["id"]}
    return node | {"title": item["name"]} | ({"description": item["summary"]} if "summary" in item else {})


def _service(item: Document) -> Document:
    node: Document = {
        "id": _named("services", item["id"]),
        "type": "cpsv:PublicService",
        "identifier": item["id"],
        "title": item["name"],
        "description": item["summary"],
        "competentAuthority": _named("departments", item["department"]),
    }
    if item.get("life_events"):
        node["isGroupedBy"] = [_named("life_events", slug) for slug in item["life_events"]]
    if item.get("keywords"):
        node["keyword"] = {lang: _words(text) for lang, text in item["keywords"].items()}
    if item.get("contact_point", {}).get("phone"):
        node["contactPoint"] = {"type": "cv:ContactPoint", "telephone": item["contact_point"]["phone"]}
    node["channel"] = [_channel(part) for part in item.get("channels", ())]
    node["evidence"] = [_evidence(part) for part in item.get("evidence", ())]
    node["rule"] = [_rule(part) for part in item.get("rules", ())]
    node["cost"] = [_cost(part) for part in item.get("costs", ())]
    durations = item.get("durations", ())
    if durations:
        node["processingTime"] = _UNITS[durations[0]["unit"]].format(durations[0]["max"])
    return {key: value for key, value in node.items() if value != []}


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.replace("،", ",").split(",") if word.strip()]


def _channel(part: Document) -> Document:
    node = {"type": "cv:Channel", "kind": _CHANNELS[part["kind"]]}
    return node | ({"identifier": part["address"]} if "address" in part else {}) | _described(part, "note")


def _evidence(part: Document) -> Document:
    return {
        "type": "cv:Evidence",
        "identifier": part["id"],
        "kind": part["kind"],
        "title": part["name"],
        **_described(part, "note"),
    }


def _described(part: Document, name: str) -> Document:
    return {"description": part[name]} if name in part else {}


def _rule(part: Document) -> Document:
    node: Document = {"type": "cpsv:Rule", "description": part["text"]}
    law = part.get("legal_resource")
    if law:
        node["legalResource"] = {"type": "eli:LegalResource", "title": law["title"]}
        node["legalResource"] |= ({"number": law["number"]} if "number" in law else {}) | _described(law, "clause")
    return node


def _cost(part: Document) -> Document:
    return {
        "type": "cv:Cost",
        "value": part["amount"],
        "currency": part.get("currency", "IRR"),
        "description": part["purpose"],
    }


def read(content: Any) -> Document:
    """Return what a JSON-LD document says, as parts of a catalogue. Raises `Unreadable`."""
    try:
        flat = jsonld.flatten(content, options={"documentLoader": _nothing_is_fetched})
        framed = jsonld.frame(
            flat, {"@context": CONTEXT, "type": list(_READERS), "@embed": "@always"}, options=_OPTIONS
        )
    except jsonld.JsonLdError as error:
        raise Unreadable(
            _("this is no JSON-LD that can be read without the network: %(why)s") % {"why": error.type}
        ) from error
    nodes = framed.get("@graph", [framed] if framed.get("type") else [])
    found: Document = {}
    for node in nodes:
        for kind in _list(node.get("type")):
            if kind in _READERS:
                collection, reader = _READERS[kind]
                found.setdefault(collection, []).append(_clean(reader(node)))
    if not found:
        raise Unreadable(_("there is no public service in it"))
    return found


def _nothing_is_fetched(url: str, options: Any = None) -> Any:
    raise jsonld.JsonLdError(
        f"a context at {url} is not fetched", "jsonld.LoadDocumentError", code="loading document failed"
    )


_OPTIONS = {"documentLoader": _nothing_is_fetched, "omitGraph": False}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> Document | None:
    """Return a text in our languages; one without a language is taken for Persian."""
    if isinstance(value, str):
        return {"fa": value}
    if not isinstance(value, dict):
        return None
    known = {lang: _list(text)[0] for lang, text in value.items() if lang in LANGS and _list(text)}
    return known or ({"fa": _list(value["@none"])[0]} if value.get("@none") else None)


def _slug(node: Any) -> str:
    """Return the id of a node: its identifier, or the end of its address."""
    if isinstance(node, str):
        return node.rpartition("/")[2].rpartition("#")[2].rpartition(":")[2].lower()
    name = _list(node.get("identifier"))
    return str(name[0]) if name else _slug(node.get("id", ""))


def _clean(item: Document) -> Document:
    return {key: value for key, value in item.items() if value not in (None, [], {})}


def _phone(node: Document) -> str | None:
    point = next(iter(_list(node.get("contactPoint"))), None)
    phone = next(iter(_list(point.get("telephone"))), None) if isinstance(point, dict) else None
    return str(phone).removeprefix("tel:") if phone else None


def _read_authority(node: Document) -> Document:
    name = _text(node.get("prefLabel")) or _text(node.get("title"))
    return {"id": _slug(node), "name": name, "summary": _text(node.get("description")), "phone": _phone(node)}


def _read_event(node: Document) -> Document:
    return {"id": _slug(node), "name": _text(node.get("title")), "summary": _text(node.get("description"))}


def _read_service(node: Document) -> Document:
    phone = _phone(node)
    keywords = node.get("keyword")
    return {
        "id": _slug(node),
        "name": _text(node.get("title")),
        "summary": _text(node.get("description")),
        "department": next((_slug(one) for one in _list(node.get("competentAuthority"))), None),
        "life_events": [_slug(one) for one in _list(node.get("isGroupedBy"))],
        "keywords": {lang: ", ".join(_list(words)) for lang, words in keywords.items() if lang in LANGS}
        if isinstance(keywords, dict)
        else None,
        "contact_point": {"phone": phone} if phone else None,
        "channels": [_clean(_read_channel(part)) for part in _list(node.get("channel"))],
        "evidence": [_clean(_read_evidence(part)) for part in _list(node.get("evidence"))],
        "rules": [_clean(_read_rule(part)) for part in _list(node.get("rule"))],
        "costs": [_clean(_read_cost(part)) for part in _list(node.get("cost"))],
    }


def _read_channel(part: Document) -> Document:
    word = str(next(iter(_list(part.get("kind"))), "")).casefold()
    kind = next((ours for ours, theirs in _CHANNELS.items() if theirs in word), "in_person")
    address = next(iter(_list(part.get("identifier"))), None)
    return {"kind": kind, "address": address, "note": _text(part.get("description"))}


def _read_evidence(part: Document) -> Document:
    kind = "form" if "form" in str(part.get("kind", "")) else "document"
    return {"id": _slug(part), "kind": kind, "name": _text(part.get("title")), "note": _text(part.get("description"))}


def _read_rule(part: Document) -> Document:
    law = next(iter(_list(part.get("legalResource"))), None)
    text = _text(part.get("description")) or _text(part.get("title"))
    if not isinstance(law, dict):
        return {"text": text}
    number = next(iter(_list(law.get("number"))), None)
    title = _text(law.get("title"))
    resource = _clean({"title": title, "number": number, "clause": _text(law.get("description"))})
    return {"text": text, "legal_resource": resource if title else None}


def _read_cost(part: Document) -> Document:
    value = next(iter(_list(part.get("value"))), 0)
    value = value.get("@value", 0) if isinstance(value, dict) else value
    currency = str(next(iter(_list(part.get("currency"))), "IRR")).rpartition("/")[2]
    return {"purpose": _text(part.get("description")), "amount": int(float(value)), "currency": currency}


_READERS = {
    "cv:PublicOrganisation": ("departments", _read_authority),
    "cv:LifeEvent": ("life_events", _read_event),
    "cpsv:PublicService": ("services", _read_service),
}
