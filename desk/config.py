"""How a desk is set up: `desk.toml` in its data folder; `MIZBAN_DESK_<KEY>` in the environment overrides a key."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from desk import credentials
from desk.connectors.sms import SmsConfig

ENVIRONMENT = "MIZBAN_DESK_"
DEFAULT_DATA = Path("var/desk")


class DeskConfigError(Exception):
    """A setting that cannot be used; the text names it and says what is allowed."""


class SetupError(Exception):
    """The desk cannot start; the text says why and what to do. Commands know it without Django."""


RoleName = Literal["operator", "unit_head", "manager", "editor", "technician", "auditor"]
_Days = Annotated[int, Field(ge=0, le=36_500)]


class RetentionConfig(BaseModel):
    """After how many days what is made anonymous (0 never); the rows stay, so that reports stay true."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    requests: _Days = Field(0, description="Answers, notes and messages of requests, after they were settled")
    kinds: dict[str, _Days] = Field({}, description="Other days for a kind of request, such as complaint = 1825")
    tickets: _Days = Field(0, description="Priority, language and code of tickets, after their day")
    logins: _Days = Field(0, description="Names and addresses of those who tried to log in")


class DeskConfig(BaseModel):
    """Everything that an office may set. Files below `data` are the desk's own: database, keys, media."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(DEFAULT_DATA, description="Folder of the desk: database, key files, media")
    database_url: str = Field("", description="postgresql://user:password@host:port/name; empty means SQLite in `data`")
    pool_size: Annotated[int, Field(ge=1, le=200)] = Field(
        10, description="PostgreSQL connections kept by each process"
    )
    public_url: str = Field("http://127.0.0.1:8090", description="Address under which kiosks and phones reach the desk")
    allowed_hosts: tuple[str, ...] = Field((), description="Further host names that may be asked for; * allows any")
    trusted_proxies: Annotated[int, Field(ge=0, le=5)] = Field(
        0, description="Reverse proxies in front, whose X-Forwarded-For is believed; 0 believes none"
    )
    enroll_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = Field(15, description="Life of an enrollment code")
    auto_publish: bool = Field(False, description="Publish at once what staff save in the directory")
    follow_hours: bool = Field(True, description="Lines give no tickets outside the opening hours of the directory")
    second_factor: tuple[RoleName, ...] = Field(
        (), description="Roles whose users must give a code of their phone at login; others may"
    )
    retention: RetentionConfig = Field(
        RetentionConfig(), description="After how many days what is made anonymous; a table, in the environment as JSON"
    )
    metrics_token: str = Field(
        "", description="Bearer token that opens /metrics from other machines; this machine needs none"
    )
    arabic_calendar: Literal["gregorian", "hijri"] = Field(
        "gregorian", description="Calendar of dates in Arabic: gregorian or hijri (Umm al-Qura)"
    )
    tls_certificate: Path | None = Field(
        None, description="PEM file of the certificate with its chain: the desk then speaks HTTPS without a proxy"
    )
    tls_key: Path | None = Field(None, description="PEM file of the certificate's private key")
    sms: SmsConfig = Field(SmsConfig(), description="Text messages; a table, in the environment as JSON")

    @property
    def secure(self) -> bool:
        """Return whether the desk is reached by HTTPS, so that cookies are bound to it."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def hosts(self) -> list[str]:
        """Return the host names that a request may name."""
        return [
            urlsplit(self.public_url).hostname or "localhost",
            "localhost",
            "127.0.0.1",
            "[::1]",
            *self.allowed_hosts,
        ]


def load_config() -> DeskConfig:
    """Read the settings. Raises `DeskConfigError` with one line that names the key and what is allowed."""
    data = Path(os.environ.get(f"{ENVIRONMENT}DATA") or DEFAULT_DATA).absolute()
    values = _file_values(data / "desk.toml")
    for name in DeskConfig.model_fields:
        text = os.environ.get(ENVIRONMENT + name.upper())
        if text:
            values[name] = _from_environment(name, text)
    values |= credentials.settings()
    for name in ("tls_certificate", "tls_key"):
        given = credentials.handed_over(name)
        values |= {name: given} if given else {}
    values["data"] = data
    try:
        return DeskConfig.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise DeskConfigError(f"{data / 'desk.toml'}: '{name}' is no setting; allowed: {_names()}") from error
        raise DeskConfigError(f"desk setting '{name}': {first['msg']}; it is: {_meaning(name)}") from error


def _from_environment(name: str, text: str) -> Any:
    if name in ("allowed_hosts", "second_factor"):
        return text.split(",")
    if name not in ("sms", "retention"):
        return text
    try:
        return json.loads(text)
    except ValueError as error:
        example = {"sms": '{"sender": "file"}', "retention": '{"requests": 1095}'}[name]
        raise DeskConfigError(f"{ENVIRONMENT}{name.upper()} is no JSON ({error}); write {example}") from error


def _file_values(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DeskConfigError(f"{path}: cannot be read as TOML: {error}") from error


def _names() -> str:
    return ", ".join(name for name in DeskConfig.model_fields if name != "data")


def _meaning(name: str) -> str:
    field = DeskConfig.model_fields.get(name.split(".")[0])
    return (field.description or name) if field else name
