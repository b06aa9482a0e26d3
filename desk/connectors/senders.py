"""Senders of text messages: to the console, to a file, or to a vendor by an HTTP template. One small interface."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import requests

from desk.config import DeskConfig, DeskConfigError
from desk.connectors.sms import KEY_FILE, SmsConfig
from desk.credentials import key_path

_PLACE = re.compile(r"\{(to|text|key)\}")


class NotSent(Exception):
    """The message did not leave. `again` tells whether another try can help; the text names no number."""

    def __init__(self, reason: str, again: bool = True) -> None:
        super().__init__(reason)
        self.again = again


class Sender(Protocol):
    """Takes one message. `to` is +989…; raises `NotSent`."""

    def send(self, to: str, text: str) -> None: ...


class ConsoleSender:
    """Prints messages: for a demonstration, never where real people are."""

    def send(self, to: str, text: str) -> None:
        """Write to standard output."""
        sys.stdout.write(f"SMS {to}: {' / '.join(text.splitlines())}\n")
        sys.stdout.flush()


class FileSender:
    """Adds a JSON line a message to a file that only this user may read: for tests, or a gateway that watches it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, to: str, text: str) -> None:
        """Append and close. Raises `NotSent`."""
        try:
            self._path.touch(0o600)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"to": to, "text": text}, ensure_ascii=False) + "\n")
        except OSError as error:
            raise NotSent(f"{self._path}: {error.strerror}") from error


class HttpSender:
    """A vendor's interface, described by settings."""

    def __init__(self, config: SmsConfig, key: str) -> None:
        self._config, self._key = config, key

    def send(self, to: str, text: str) -> None:
        """Ask once. Raises `NotSent`; a refusal (4xx but 408 and 429) is not tried again."""
        config = self._config
        values = {"to": config.number + to.removeprefix("+98"), "text": text, "key": self._key}
        json_body = config.body.lstrip().startswith("{")
        kind = "application/json" if json_body else "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, **{name: _fill(value, values, str) for name, value in config.headers.items()}}
        body = _fill(config.body, values, _in_json if json_body else _quoted)
        try:
            answer = requests.request(
                config.method,
                _fill(config.url, values, _quoted),
                data=body.encode() if config.method == "POST" else None,
                headers=headers if config.method == "POST" else {k: v for k, v in headers.items() if v != kind},
                timeout=config.timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise NotSent(type(error).__name__) from error
        if not 200 <= answer.status_code < 300:
            final = 400 <= answer.status_code < 500 and answer.status_code not in (408, 429)
            raise NotSent(f"the vendor answered {answer.status_code}", again=not final)
        if config.accepted and not re.search(config.accepted, answer.text[:20_000]):
            raise NotSent("the vendor's answer does not say that it took the message")


def _fill(template: str, values: dict[str, str], write: object) -> str:
    quoting = write if callable(write) else str
    return _PLACE.sub(lambda match: str(quoting(values[match[1]])), template)


def _quoted(text: str) -> str:
    return quote(text, safe="")


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def sender_of(config: DeskConfig) -> Sender | None:
    """Return the sender of the settings; None where text messages are off. Raises `DeskConfigError`."""
    sms = config.sms
    if sms.sender == "off":
        return None
    if sms.sender == "console":
        return ConsoleSender()
    if sms.sender == "file":
        return FileSender(config.data / sms.file)
    path = key_path(config.data, KEY_FILE)
    wanted = any("{key}" in text for text in (sms.url, sms.body, *sms.headers.values()))
    if wanted and not path.exists():
        raise DeskConfigError(f"the sms settings name {{key}}: write the vendor's key into {path} (mode 0600)")
    return HttpSender(sms, path.read_text(encoding="utf-8").strip() if wanted else "")
