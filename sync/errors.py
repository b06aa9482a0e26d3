"""What can go wrong below: each class says what the caller may still do."""

from __future__ import annotations


class StoreError(Exception):
    """The store did not do what was asked; nothing of it was done."""


class NoSpace(StoreError):
    """The disk is full or read-only: no fact can be promised to a visitor now."""


class StoreCorrupt(StoreError):
    """The file is damaged: it has to be set aside and salvaged, which happens at the next start."""


class StoreClosed(StoreError):
    """The store was closed; the process is on its way out."""


class StoreNewer(StoreError):
    """The file was written by a newer version of this program; an older one must not touch it."""


class NotEnrolled(Exception):
    """No desk has told this kiosk who it is."""


class DeskUnreachable(Exception):
    """The desk did not answer, or something else answered in its place. Trying again later is right.

    `kind`: `offline`, `tls`, `timeout`, `not_a_desk` (a captive portal, say), `busy` (429 and 503) or `fault` (5xx).
    `retry_after` is what the desk asked for, in seconds.
    """

    def __init__(self, kind: str, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{kind}: {detail}" if detail else kind)
        self.kind = kind
        self.retry_after = retry_after


class DeskRefused(Exception):
    """The desk understood and said no (4xx). The same again will be refused again. `code` is its `Fault.code`."""

    def __init__(self, status: int, code: str, message: str = "", where: str = "") -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.where = where
