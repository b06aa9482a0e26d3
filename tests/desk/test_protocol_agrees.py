"""One wire, told three times: in words, as OpenAPI, and as the models that both sides import. They must agree."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
import requests

from sync.client import DeskClient
from sync.protocol import catalogue, events, messages
from sync.protocol.base import Message
from tests.support.desk import ROOT, DeskProcess, ForeignKiosk

WORDS = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(GET|POST) (/[^`? ]*)[^`]*`(.*?)\|(.*?)\|(.*)\|$", re.M)
MODELS = {
    name: model
    for module in (messages, events, catalogue)
    for name, model in inspect.getmembers(module, inspect.isclass)
    if issubclass(model, Message)
}


def calls() -> dict[tuple[str, str], tuple[list[str], str]]:
    """Return each call that the words tell: its models in order, and its whole row."""
    found = {}
    for method, path, models, who, does in ROW.findall(WORDS):
        named = [word for word in re.findall(r"`([A-Z]\w+)`", models) if word in MODELS]
        found[method.lower(), re.sub(r"<\w+>", "{}", path)] = (named, f"{models}{who}{does}")
    return found


@pytest.fixture
def document(desk: DeskProcess) -> dict[str, Any]:
    answer: dict[str, Any] = requests.get(f"{desk.api}/openapi.json", timeout=60).json()
    return answer


def operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return each call of the OpenAPI document."""
    return {
        (method, re.sub(r"{\w+}", "{}", path.removeprefix("/api/kiosk/v1"))): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_words_and_openapi_know_the_same_calls(document: dict[str, Any]) -> None:
    assert calls().keys() == operations(document).keys()


def test_each_call_speaks_the_models_that_the_words_name(document: dict[str, Any]) -> None:
    for call, (named, row) in calls().items():
        operation = operations(document)[call]
        spoken = set(re.findall(r"#/components/schemas/(\w+)", str(operation.get("requestBody", {}))))
        for status in ("200", "204"):
            spoken |= set(re.findall(r"#/components/schemas/(\w+)", str(operation["responses"].get(status, {}))))
        spoken = {"EventBatch" if name == "LooseBatch" else name for name in spoken}
        assert spoken == set(named), call
        for status in re.findall(r"\b(4\d\d|304)\b", row):
            assert status in operation["responses"], (call, status)


def test_fields_are_those_of_the_models(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    checked = 0
    for name, model in MODELS.items():
        if name in schemas and schemas[name].get("type") == "object":
            assert schemas[name]["properties"].keys() == model.model_fields.keys(), name
            required = {field for field, info in model.model_fields.items() if info.is_required()}
            assert set(schemas[name].get("required", [])) == required, name
            checked += 1
    assert checked >= 20
    assert schemas["LooseBatch"]["properties"].keys() == messages.EventBatch.model_fields.keys()


def test_every_answer_says_how_long_it_is(kiosk: ForeignKiosk) -> None:
    """An answer that was cut short on the way counts for nothing; without its length nobody could tell."""
    for path in ("/content", "/state", "/track/00000000000000"):
        answer = kiosk.get(path)
        assert int(answer.headers["Content-Length"]) == len(answer.content), path
    assert "Content-Length" in kiosk.post("/events", instance_id=kiosk.instance, epoch=1, events=[]).headers


def test_limits_in_words_are_those_of_the_code() -> None:
    assert f"| {events.MAX_BATCH}; 2 MiB" in WORDS
    assert f"| {events.MAX_EVENT_BYTES // 1024} KiB |" in WORDS
    assert "| 4 MiB; 32 MiB |" in WORDS


def test_the_kiosk_makes_no_call_that_is_not_told() -> None:
    source = inspect.getsource(DeskClient)
    made = set(re.findall(r'"(GET|POST)", f?"(/[a-z/]+?)/?[{"]', source))
    made |= {("POST", path) for path in re.findall(r'_post\("(/[a-z]+)"', source)}
    told = {(method.upper(), path.split("/{}")[0]) for method, path in calls()}
    assert made == told


def test_every_reason_of_the_desk_is_told(document: dict[str, Any]) -> None:
    """The stable codes of refusals that stand in the source stand in the words too."""
    source = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "desk" / "kiosk_api").glob("*.py")))
    codes = set(re.findall(r'Refusal\(\s*\d+,\s*"(\w+)"|code="(\w+)"', source))
    codes = {one or other for one, other in codes} | set(re.findall(r'Rejected\("(\w+)"', source))
    assert len(codes) >= 15
    assert [code for code in sorted(codes) if f"`{code}`" not in WORDS] == []
