"""The second factor: the password alone opens nothing, a code opens once, a lost phone can be helped."""

from __future__ import annotations

import re
import time
from base64 import b32decode
from collections.abc import Callable

import pytest
import requests
from django_otp.oath import totp

from tests.support.desk import PASSWORD, DeskProcess

_STEP = 30
_DEADLINE = 60


class Visitor:
    """A browser at the forms of the login."""

    def __init__(self, desk: DeskProcess) -> None:
        self.url = desk.url
        self.http = requests.Session()
        self.http.get(f"{self.url}/login/", timeout=20)

    def post(self, path: str, **fields: str) -> requests.Response:
        form = {**fields, "csrfmiddlewaretoken": self.http.cookies.get("csrftoken") or ""}
        return self.http.post(self.url + path, data=form, headers={"Referer": self.url + path}, timeout=20)

    def password(self, username: str) -> requests.Response:
        return self.post("/login/", username=username, password=PASSWORD)

    def inside(self) -> bool:
        return self.http.get(f"{self.url}/console/", timeout=20, allow_redirects=False).status_code == 200


def key_on(page: str) -> bytes:
    found = re.search(r'class="key"><bdi dir="ltr"><code>([A-Z2-7 ]+)</code>', page)
    assert found is not None, page[:2000]
    text = found[1].replace(" ", "")
    return b32decode(text + "=" * (-len(text) % 8))


def code(key: bytes, steps: int = 0) -> str:
    """Return the app's code of now, or of `steps` later: the desk takes one step ahead for clocks that are off."""
    return f"{totp(key, step=_STEP, t0=-steps * _STEP):06d}"


@pytest.mark.parametrize("database", ["sqlite"])
def test_code_of_the_phone_is_needed_once_it_is_set_up(desk: DeskProcess) -> None:
    name = "careful"
    desk.user(name, "operator")
    first = Visitor(desk)
    first.password(name)
    assert first.inside(), "it is optional"
    key = key_on(first.post("/account/", act="none").text)
    assert "recovery" not in first.post("/account/", act="on", code="000000").text
    page = until(lambda: first.post("/account/", act="on", code=code(key)).text, 'class="recovery"')
    spare = re.findall(r"<code>([a-z2-7]{6,10})</code>", page)
    assert len(spare) == 10

    second = Visitor(desk)
    assert second.password(name).url.endswith("/login/second/")
    assert not second.inside(), "the password alone opens nothing"
    assert second.post("/login/second/", code="123456").status_code == 422
    assert not second.inside()
    until(lambda: "in" if second.post("/login/second/", code=code(key, 1)).ok and second.inside() else "", "in")

    third = Visitor(desk)
    third.password(name)
    third.post("/login/second/", code=spare[0])
    assert third.inside(), "a recovery code opens"
    fourth = Visitor(desk)
    fourth.password(name)
    fourth.post("/login/second/", code=spare[0])
    assert not fourth.inside(), "but only once"

    desk.command("desk", "second-factor-off", name)
    fifth = Visitor(desk)
    fifth.password(name)
    assert fifth.inside()
    acts = {row["action"] for row in desk.rows("SELECT action FROM audit_auditentry")}
    assert {"second_factor.on", "login.wrong_code", "second_factor.off"} <= acts


def until(look: Callable[[], str], wanted: str) -> str:
    """Try again after a wrong code, which is slowed; return the page that has `wanted`."""
    end = time.monotonic() + _DEADLINE
    while time.monotonic() < end:
        found = look()
        if wanted in found:
            return found
        time.sleep(0.5)
    raise AssertionError(f"{wanted} did not come")
