"""Who this kiosk is. One file, readable by the daemon alone; it holds the token, so it never goes into logs."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from pydantic import Field, ValidationError

from sync import credentials, durable
from sync.client import DeskClient
from sync.errors import DeskRefused, DeskUnreachable, StoreError
from sync.protocol.base import Message, Slug
from sync.protocol.messages import DeskKey, EnrollRequest
from sync.sealing import check_key
from sync.store import FILE_NAME
from sync.store.connection import meaning, open_reader

FILE = "enrollment.json"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class EnrollmentError(Exception):
    """This kiosk cannot be enrolled so; the text says what to do."""


class Enrollment(Message):
    """What the desk said at enrollment, and how to reach it."""

    url: str
    kiosk_id: UUID
    number: int
    epoch: int
    name: str
    token: str = Field(repr=False)
    site: Slug
    desk_key: DeskKey
    public_url: str
    instance_id: UUID
    ca_file: Path | None = None


def enroll(
    url: str,
    code: str,
    data_dir: Path,
    ca_file: Path | None = None,
    *,
    version: str = "",
    force: bool = False,
    keep_token: Callable[[str], None] | None = None,
) -> Enrollment:
    """Exchange the one-time `code` for an identity and keep it in `data_dir`.

    `force` joins another kiosk's identity although unsent facts of the former one would stay behind. `keep_token` takes
    the token to another place (a systemd credential), and `data_dir` then holds none. Raises `EnrollmentError` with one
    line that says what is wrong.
    """
    _check_url(url)
    former = _read(data_dir)
    request = EnrollRequest(code=code, instance_id=uuid4(), hostname=socket.gethostname()[:200], version=version)
    if former is not None and former.url != url.rstrip("/") and not force:
        _refuse_unsent(data_dir, former)
    client = DeskClient(url, ca_file=ca_file)
    try:
        answer = client.enroll(request)
        check_key(answer.desk_key)
    except DeskRefused as error:
        raise EnrollmentError(f"the desk at {url} refused: {error.message or error.code}") from error
    except DeskUnreachable as error:
        raise EnrollmentError(f"the desk at {url} does not answer as a desk ({error}); check the address") from error
    except ValueError as error:
        raise EnrollmentError(str(error)) from error
    finally:
        client.close()
    if former is not None and former.kiosk_id != answer.kiosk_id and not force:
        _refuse_unsent(data_dir, former)
    enrollment = Enrollment(
        url=url.rstrip("/"),
        instance_id=request.instance_id,
        ca_file=ca_file.absolute() if ca_file else None,
        **answer.model_dump(),
    )
    if keep_token is not None:
        keep_token(enrollment.token)
    save(data_dir, enrollment if keep_token is None else enrollment.model_copy(update={"token": ""}))
    return enrollment


def load(data_dir: Path) -> Enrollment | None:
    """Return who this kiosk is, or None where it was never enrolled.

    Raises `EnrollmentError` for a damaged file, and where its token is a credential that was not handed over.
    """
    who = _read(data_dir)
    if who is None or who.token:
        return who
    token = credentials.handed_over(credentials.TOKEN)
    if not token:
        raise EnrollmentError(
            f"this kiosk's token is the systemd credential {credentials.TOKEN}, and was not handed over: "
            "see /etc/credstore and restart mizban-daemon"
        )
    return who.model_copy(update={"token": token})


def desk_of(data_dir: Path) -> tuple[str, Path | None] | None:
    """Return the desk's address and authority, for whom the token does not concern. Raises `EnrollmentError`."""
    who = _read(data_dir)
    return None if who is None else (who.url, who.ca_file)


def _read(data_dir: Path) -> Enrollment | None:
    path = data_dir / FILE
    try:
        return Enrollment.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EnrollmentError(f"{path}: cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise EnrollmentError(f"{path}: is damaged; enroll this kiosk again: mizban enroll URL CODE") from error


def save(data_dir: Path, enrollment: Enrollment) -> None:
    """Write the file whole or not at all, with mode 0600. Raises `EnrollmentError`."""
    path = data_dir / FILE
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        durable.write(path, json.dumps(enrollment.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n")
    except OSError as error:
        raise EnrollmentError(f"{path}: cannot be written: {error.strerror}") from error


def forget(data_dir: Path) -> None:
    """Delete who this kiosk is, and with it its token. Raises `EnrollmentError`."""
    path = data_dir / FILE
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise EnrollmentError(f"{path}: cannot be deleted: {error.strerror}") from error


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise EnrollmentError(f"{url}: is not an address; it looks like https://desk.example.ir")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise EnrollmentError(f"{url}: http is taken only on this machine itself; use https")


def _refuse_unsent(data_dir: Path, former: Enrollment) -> None:
    """Facts made under one identity are never sent under another."""
    if not (data_dir / FILE_NAME).exists():
        return
    try:
        with closing(open_reader(data_dir / FILE_NAME)) as db, meaning():
            unsent = db.execute("SELECT count(*) FROM outbox WHERE state <> 1").fetchone()[0]
    except StoreError as error:
        raise EnrollmentError(
            f"the store cannot be read ({error}); start the daemon once, then enroll again"
        ) from error
    if unsent:
        raise EnrollmentError(
            f"this kiosk still holds {unsent} facts for {former.name} at {former.url}; "
            "let them be sent first, or leave them behind with --force"
        )
