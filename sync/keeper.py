"""Keeps the kiosk ready for the time without a desk: numbers ahead of need, the newest content; and says how it is."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog

from sync import content, identity, leases
from sync.backoff import Backoff
from sync.client import DeskClient
from sync.clock import SiteClock
from sync.content import BadContent
from sync.enrollment import Enrollment
from sync.errors import DeskRefused, DeskUnreachable, NoSpace, StoreClosed, StoreError
from sync.heart import HEARTBEAT_S, Heart, Report
from sync.leases import Wanted
from sync.link import Link
from sync.media import MediaStore, note_use
from sync.protocol.catalogue import Catalogue
from sync.protocol.messages import LeaseRequest
from sync.store import Store, ageing

REST_S = 1.0
"""Between two rounds, however often it is woken: a busy minute must not pay for it."""
AGE_S = 600.0
VERIFY_HOUR = 3
"""Of the night at the site: nobody waits then for a disk that is read from end to end."""
_log = structlog.get_logger("sync.keeper")


class Keeper:
    """The thread for all that need not be at once."""

    def __init__(
        self,
        store: Store,
        client: DeskClient,
        who: Enrollment,
        link: Link,
        clock: SiteClock,
        media: MediaStore,
        backoff: Backoff,
        swapped: Callable[[int], None],
        report: Report,
    ) -> None:
        self._store = store
        self._client = client
        self._who = who
        self._link = link
        self._clock = clock
        self._media = media
        self._backoff = backoff
        self._swapped = swapped
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._published = -1
        self._heart = Heart(store, client, who, link, report, lambda: {"media": self._media_word})
        self._introduced = False
        self._aged = float("-inf")
        self._known: tuple[str, Catalogue] | None = None
        self._verified: date | None = None
        self._media_word = "ok"

    def wake(self) -> None:
        """Look again: numbers were used, or the desk has news."""
        self._wake.set()

    def stop(self) -> None:
        """End soon."""
        self._stop.set()
        self._wake.set()

    def published(self, version: int) -> None:
        """The desk's newest version, as the listener heard it."""
        if version != self._published:
            self._published = version
            self._wake.set()

    def look_again(self) -> None:
        """Fetch the content anew, also one that was refused before."""
        self._store.write(content.forget_refused)
        self._published = -1
        self._wake.set()

    def run(self) -> None:
        """Keep until stopped."""
        while not self._stop.is_set():
            self._wake.clear()
            try:
                self.turn()
                self._backoff.worked()
                self._stop.wait(REST_S)
                wait, early = HEARTBEAT_S, self._wake
            except (DeskUnreachable, DeskRefused) as error:
                self._link.failed(error)
                wait, early = self._backoff.failed(getattr(error, "retry_after", None)), self._stop
            except StoreClosed:
                return
            except StoreError as error:
                _log.error("the store does not answer", error=str(error))
                wait, early = self._backoff.failed(), self._stop
            early.wait(wait)

    def turn(self) -> None:
        """Do once what is due. Raises `DeskUnreachable`, `DeskRefused` and `StoreError`."""
        self._age()
        self._verify()
        self._introduce()
        self._pull()
        self._refill()
        self._mend()
        self._heart.beat()

    def _introduce(self) -> None:
        """Say how we are before anything is asked for: a copy of an older store must ask for no numbers."""
        if self._introduced:
            return
        try:
            self._heart.beat()
        except DeskRefused as error:
            if error.status == 401:
                raise
            self._link.failed(error)
        self._introduced = True

    def _pull(self) -> None:
        with self._store.read() as db:
            etag, version = content.current_etag(db), content.current_version(db)
        if version and version == self._published:
            return
        try:
            answer = self._client.content(etag)
        except DeskRefused as error:
            if error.status == 404:
                self._link.worked()
                return
            raise
        self._link.worked()
        if answer is not None:
            self._take(*answer)

    def _take(self, etag: str, body: bytes) -> None:
        try:
            staged = content.read(body, etag)
            self._media.fetch_all(self._client, staged.content.catalogue, self._catalogues())
            self._store.write(partial(_swap, staged=staged))
        except BadContent as error:
            self._refuse(etag, error)
            return
        except NoSpace as error:
            _log.error("no room for the content", error=str(error))
            self._media_word = "warning"
            return
        self._media_word = "ok"
        _log.info("content swapped", version=staged.content.version)
        self._heart.soon()
        self._swapped(staged.content.version)

    def _verify(self) -> None:
        """Read all files again, at the start and at night, also with no network; what is damaged is dropped (S7)."""
        with self._store.read() as db:
            catalogue = self._catalogue(db)
        if catalogue is None or not self._is_night(catalogue):
            return
        self._verified = self._local(catalogue).date()
        missing = self._media.verify(catalogue)
        self._media_word = "fault" if missing else "ok"
        if missing:
            _log.error("files are damaged or gone", files=[item.sha256[:12] for item in missing])

    def _mend(self) -> None:
        """Fetch what was damaged, again and again until all is here (S6)."""
        if self._media_word != "fault":
            return
        with self._store.read() as db:
            catalogue, version = self._catalogue(db), content.current_version(db)
        if catalogue is None:
            return
        try:
            self._media.fetch_all(self._client, catalogue, ())
        except (BadContent, NoSpace) as error:
            _log.error("a damaged file cannot be had", error=str(error))
            return
        self._media_word = "ok"
        self._swapped(version)  # the screens leave out what they could not draw until they are told

    def _is_night(self, catalogue: Catalogue) -> bool:
        if self._verified is None:
            return True
        local = self._local(catalogue)
        return local.hour == VERIFY_HOUR and local.date() != self._verified

    def _local(self, catalogue: Catalogue) -> datetime:
        return self._clock.now().astimezone(ZoneInfo(catalogue.site.timezone))

    def _refuse(self, etag: str, bad: BadContent) -> None:
        """Go on showing what is shown, and tell the desk at once."""
        self._store.write(lambda db: content.refuse(db, etag, bad))
        self._heart.soon()
        _log.error("a content version was refused", version=bad.version, reason=bad.reason)

    def _catalogues(self) -> list[Catalogue]:
        with self._store.read() as db:
            now = self._catalogue(db)
        return [] if now is None else [now]

    def _catalogue(self, db: sqlite3.Connection) -> Catalogue | None:
        """Return what is shown, parsed once for each version."""
        etag = content.shown_etag(db)
        if self._known is None or self._known[0] != etag:
            now = content.current(db)
            if now is None:
                return None
            self._known = (etag, now.catalogue)
        return self._known[1]

    def _refill(self) -> None:
        with self._store.read() as db:
            catalogue = self._catalogue(db)
        if catalogue is None or not self._clock.trusted:
            return
        for wanted in self._store.write(partial(self._wanted, catalogue=catalogue)):
            try:
                lease = self._client.lease(
                    LeaseRequest(
                        request_id=wanted.request_id,
                        instance_id=self._who.instance_id,
                        epoch=self._who.epoch,
                        queue=wanted.queue,
                        service_day=wanted.service_day,
                        size=wanted.size,
                    )
                )
            except DeskRefused as error:
                if error.status == 401:
                    raise
                self._link.failed(error)
                self._store.write(partial(leases.refused, wanted=wanted))
                continue
            self._link.worked()
            self._store.write(partial(leases.granted, epoch=self._who.epoch, lease=lease))

    def _wanted(self, db: sqlite3.Connection, catalogue: Catalogue) -> list[Wanted]:
        """Return the blocks to ask for: today's, and those of the next open day, whose morning may have no desk."""
        today = identity.service_day(db, self._clock, catalogue.site.timezone)
        days = (today, next_open_day(catalogue, today))
        found = (leases.want(db, self._who.epoch, queue.id, day) for day in days for queue in catalogue.queues)
        return [wanted for wanted in found if wanted is not None]

    def _age(self) -> None:
        if time.monotonic() - self._aged < AGE_S:
            return
        self._aged = time.monotonic()
        while not self._stop.is_set() and self._store.write(lambda db: ageing.step(db, self._clock.now())):
            pass


def _swap(db: sqlite3.Connection, staged: content.Staged) -> None:
    content.swap(db, staged)
    note_use(db, staged.content.catalogue)


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def next_open_day(catalogue: Catalogue, day: date) -> date:
    """Return the first day after `day` on which the site is open; tomorrow where it says no hours."""
    hours = catalogue.site.hours
    exceptions = {item.date: item for item in hours.exceptions}
    regular = {name for opening in hours.regular for name in opening.days}
    for ahead in range(1, 30):
        later = day + timedelta(days=ahead)
        special = exceptions.get(later)
        if special is not None:
            if special.opens is not None:
                return later
        elif not regular or _WEEKDAYS[later.weekday()] in regular:
            return later
    return day + timedelta(days=1)
