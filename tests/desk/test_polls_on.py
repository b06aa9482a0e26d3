"""Questionnaires on a service, a unit, a person; the narrowest is asked, after a visit or a request (C28-C30)."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from sync.protocol.catalogue import Catalogue
from sync.protocol.polls import poll_for
from tests.support import events
from tests.support.desk import DeskProcess, ForeignKiosk, Staff
from tests.support.web_forms import form_with

ONE_DATABASE = "sqlite"

NAMES = {"fa": "پرسشنامه", "ar": "استبيان", "en": "Poll", "ru": "Опрос"}
COUNTER = 1


def poll(slug: str, after: str = "any", **on: str) -> dict[str, Any]:
    question = {
        "id": "overall",
        "text": NAMES,
        "reasons": [{"id": word, "name": NAMES} for word in ("slow", "rude", "far")],
    }
    return {"id": slug, "name": NAMES, "after": after, "questions": [question], **on}


def office(*polls: dict[str, Any]) -> Catalogue:
    """A catalogue with two units, two services and one person responsible for the first."""
    return Catalogue.model_validate(
        {
            "organisation": {"id": "o", "name": NAMES},
            "site": {"id": "s", "name": NAMES},
            "departments": [{"id": one, "name": NAMES} for one in ("loans", "cards")],
            "people": [{"id": "head", "name": NAMES, "role": NAMES, "department": "loans"}],
            "services": [
                {
                    "id": "loan",
                    "name": NAMES,
                    "summary": NAMES,
                    "department": "loans",
                    "contact_point": {"person": "head"},
                },
                {"id": "card", "name": NAMES, "summary": NAMES, "department": "cards"},
            ],
            "polls": list(polls),
        }
    )


ALL = (
    poll("general"),
    poll("on-loans", department="loans"),
    poll("on-cards", "request", department="cards"),
    poll("on-loan", service="loan"),
    poll("on-head", "ticket", person="head"),
)


@pytest.mark.parametrize("order", list(itertools.permutations(ALL))[::17])
def test_narrowest_poll_is_asked_in_any_order(order: tuple[dict[str, Any], ...]) -> None:
    catalogue = office(*order)

    def asked(*what: Any) -> str | None:
        found = poll_for(catalogue, *what)
        return found.id if found else None

    assert asked("ticket", "loan") == "on-head"
    assert asked("request", "loan") == "on-loan"
    assert asked("ticket", "card") == "general"
    assert asked("request", "card") == "on-cards"
    assert asked("request", None, "loans") == "on-loans"
    assert asked("ticket") == "general"
    assert poll_for(office(*order[:0]), "ticket", "loan") is None
    assert poll_for(office(poll("on-loans", department="loans")), "ticket", "card") is None


@pytest.fixture
def service(desk: DeskProcess, kiosk: ForeignKiosk) -> Iterator[dict[str, Any]]:
    """A service whose line counter 1 serves, with a poll of its own while the test runs."""
    catalogue = kiosk.get("/content").json()["catalogue"]
    counter = catalogue["counters"][0]
    found: dict[str, Any] = next(one for one in catalogue["services"] if one.get("queue") in counter["queues"])
    editor = desk.login("editor", "editor")
    questions = "poll,id,kind,text_fa,reasons\non-this,whole,faces,چطور بود؟,کند\n"
    polls = f"id,name_fa,after,service\non-this,پرسشنامهٔ خدمت,any,{found['id']}\n"
    take(editor, {"polls": polls, "polls.questions": questions})
    yield found
    take(editor, {"polls": "id,service\non-this,\n"})
    page = editor.get("/admin/directory/poll/", q="on-this").text
    path = re.search(r'href="(/admin/directory/poll/\d+/change/)', page)
    assert path is not None
    values = form_with(editor.get(path[1]).text, "slug")
    values.pop("active", None)
    assert 'class="success"' in editor.post(path[1], **values).text


def take(editor: Staff, sheets: dict[str, str]) -> None:
    """Take sheets into the directory as an editor does."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        for name, sheet in sheets.items():
            packed.writestr(f"{name}.csv", sheet)
    token = editor.session.cookies.get("csrftoken") or ""
    told = editor.session.post(
        f"{editor.desk.url}/directory/files/check",
        data={"csrfmiddlewaretoken": token},
        files={"file": ("lists.zip", archive.getvalue())},
        headers={"Referer": f"{editor.desk.url}/directory/files/"},
        timeout=60,
    )
    path = re.search(r"/directory/files/[0-9a-f-]+/take", told.text)
    assert path is not None, told.status_code
    assert "note-success" in editor.post(path[0]).text


def test_visitor_of_a_service_is_asked_its_own_poll(
    desk: DeskProcess, kiosk: ForeignKiosk, operator: Staff, service: dict[str, Any]
) -> None:
    request = events.request(kiosk.told, "service-request", {"name": "x"}, service=service["id"])
    other = events.request(kiosk.told, "question", {"name": "x"}, request_kind="question")
    assert {row["outcome"] for row in kiosk.send(request, other)} == {"stored"}
    told = {}
    for fact in (request, other):
        path = f"/requests/{fact['payload']['request_id']}"
        for state in ("registered", "answered"):
            operator.post(f"{path}/state", state=state, message_fa="انجام شد")
        told[fact is request] = kiosk.get(f"/track/{fact['payload']['code']}").json()
    assert told[True]["poll"] == "on-this"
    assert told[False]["poll"] != "on-this"
    code = request["payload"]["code"]
    page = operator.get(f"/t/{code}/poll").text
    assert "چطور بود؟" in page
    operator.post(f"/t/{code}/poll", **{"q-whole": "2", "r-whole": "answer-1"})
    assert kiosk.get(f"/track/{code}").json()["poll"] is None, "asked once"
    manager = desk.login("manager", "manager")
    card = manager.get("/polls/").text.split("پرسشنامهٔ خدمت")[1].split("</section>")[0]
    assert "کند" in card, "the reason of a low rating is told"
