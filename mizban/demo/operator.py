"""A scripted operator: logs in at the desk and works at a counter with the same pages and forms as a person."""

from __future__ import annotations

import re
from html import unescape

import requests

from mizban.errors import UserError

_CONSOLE = re.compile(r'href="(/console/\d+/)"')
_FORM = re.compile(r'<form[^>]*action="([^"]*/(?:call-next|start|finish|recall|no-show))"[^>]*>(.*?)</form>', re.S)
_TICKET = re.compile(r'name="ticket" value="([^"]*)"')


class Operator:
    """One member of staff, logged in. Raises `UserError` where the desk does not do what a person would expect."""

    def __init__(self, desk_url: str, name: str, password: str) -> None:
        self._url = desk_url
        self._session = requests.Session()
        self._get("/login/")
        answer = self._post("/login/", username=name, password=password)
        if "/login/" in answer.url:
            raise UserError(f"the desk did not let {name} in")

    def console_for(self, queue_name: str) -> str:
        """Return the console of a counter that serves the queue of this name."""
        for tile in unescape(self._get("/console/")).split("<li>"):
            address = _CONSOLE.search(tile)
            if address is not None and queue_name in tile:
                return address.group(1)
        raise UserError(f"no counter at the desk serves {queue_name}")

    def act(self, console: str, action: str) -> str:
        """Press the button for `action` (`call-next`, `start`, `finish`, …) on a console; returns its new page."""
        for address, form in _FORM.findall(self._get(console)):
            if address.endswith(f"/{action}"):
                ticket = _TICKET.search(form)
                return self._post(address, ticket=ticket.group(1) if ticket else "").text
        raise UserError(f"the console {console} has no button for {action}")

    def worklist(self) -> list[str]:
        """Return the addresses of the requests on the worklist."""
        return list(dict.fromkeys(re.findall(r'href="(/requests/[0-9a-f-]{36}/)"', self._get("/requests/"))))

    def open_request(self, address: str) -> str:
        """Open the sealed data of a request (the desk logs it) and return the page."""
        return self._post(f"{address}open").text

    def change_request(self, address: str, state: str, message: str) -> str:
        """Take a request to another state with a message to the visitor; returns the page."""
        return self._post(f"{address}state", state=state, message_fa=message, message_en=message).text

    def _get(self, path: str) -> str:
        answer = self._session.get(self._url + path, timeout=20)
        answer.raise_for_status()
        return answer.text

    def _post(self, path: str, **fields: str) -> requests.Response:
        token = self._session.cookies.get("csrftoken", "")
        answer = self._session.post(
            self._url + path,
            data={**fields, "csrfmiddlewaretoken": token},
            headers={"Referer": self._url + path},
            timeout=20,
        )
        answer.raise_for_status()
        return answer
