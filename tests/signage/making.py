"""Content and files for the tests of signage, and an evaluator that is slow and obviously right."""

from __future__ import annotations

import random
import zlib
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sync.protocol.catalogue import Catalogue, Content
from sync.protocol.places import Organisation, Site
from sync.protocol.signage import Item, Playlist, Schedule, Screens, Signage, Window

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONES = ("Asia/Tehran", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu")


def content(signage: Signage | None, zone: str = "Asia/Tehran", published: datetime | None = None) -> Content:
    """Return published content with nothing in it but signage."""
    return Content(
        version=1,
        published_at=published or datetime(2000, 1, 1, tzinfo=UTC),
        catalogue=Catalogue(
            organisation=Organisation(id="office", name={"fa": "اداره"}),
            site=Site(id="site", name={"fa": "ساختمان"}, timezone=zone),
            signage=signage,
        ),
    )


def playlist(name: str, items: int = 1) -> Playlist:
    """Return a playlist of notices."""
    made = (Item(id=f"{name}-{n}", kind="notice", title={"en": f"{name} {n}"}) for n in range(items))
    return Playlist(id=name, items=tuple(made))


def random_signage(rng: random.Random, around: date) -> Signage:
    """Return up to five schedules with windows of every shape, near a day."""
    schedules = []
    for number in range(rng.randint(0, 5)):
        starts = around + timedelta(days=rng.randint(-9, 9)) if rng.random() < 0.5 else None
        ends = around + timedelta(days=rng.randint(-9, 9)) if rng.random() < 0.5 else None
        hours = [f"{rng.randint(0, 23):02d}:{rng.choice((0, 15, 30, 59)):02d}" for _ in range(2)]
        if rng.random() < 0.3:
            hours = []
        elif rng.random() < 0.1:
            hours[1] = hours[0]
        schedules.append(
            Schedule(
                id=f"s{number}",
                playlist=f"p{number}",
                priority=rng.choice((0, 0, 0, 5, 50)),
                when=Window(
                    starts=starts,
                    ends=ends,
                    days=tuple(rng.sample(DAYS, rng.randint(1, 6))) if rng.random() < 0.5 else (),
                    from_time=hours[0] if hours else None,
                    until_time=hours[1] if hours else None,
                ),
                screens=Screens(kiosks=(rng.randint(1, 3),)) if rng.random() < 0.3 else Screens(),
            )
        )
    return Signage(playlists=tuple(playlist(f"p{n}") for n in range(5)), schedules=tuple(schedules))


def minutes_of(window: Window, day: date) -> set[tuple[date, int]]:
    """Return every minute of the wall's clock that a span which begins on `day` holds, one by one."""
    if window.from_time is None or window.until_time is None:
        return {(day, minute) for minute in range(1440)}
    begin = int(window.from_time[:2]) * 60 + int(window.from_time[3:])
    end = int(window.until_time[:2]) * 60 + int(window.until_time[3:])
    found, at = set(), (day, begin)
    while True:
        found.add(at)
        at = (at[0], at[1] + 1) if at[1] < 1439 else (at[0] + timedelta(days=1), 0)
        if at[1] == end:
            return found


def slow_playlists(now: datetime, signage: Signage, kiosk: int, zone: str) -> set[str]:
    """Return the playlists that play, by looking at each minute of each span that could hold."""
    wall = now.astimezone(ZoneInfo(zone))
    minute = (wall.date(), wall.hour * 60 + wall.minute)
    holding = []
    for schedule in signage.schedules:
        when = schedule.when
        if schedule.screens.kiosks and kiosk not in schedule.screens.kiosks:
            continue
        for day in (wall.date() - timedelta(days=1), wall.date()):
            allowed = (
                (when.starts is None or day >= when.starts)
                and (when.ends is None or day <= when.ends)
                and (not when.days or DAYS[day.weekday()] in when.days)
            )
            if allowed and minute in minutes_of(when, day):
                holding.append(schedule)
                break
    top = max((schedule.priority for schedule in holding), default=0)
    return {schedule.playlist for schedule in holding if schedule.priority == top}


def noon(day: date, zone: str) -> datetime:
    """Return twelve o'clock on `day` at a place."""
    return datetime.combine(day, time(12), ZoneInfo(zone))


def bomb() -> bytes:
    """Return a PNG of 50000 x 50000 pixels in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = (50_000).to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )


_CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{identifier}</identifier>
<sender>crisis@tehran.ir</sender><sent>{sent}</sent><status>{status}</status><msgType>{kind}</msgType>
<scope>Public</scope>{rest}</alert>"""
_INFO = """<info><language>fa-IR</language><category>Geo</category><event>زلزله</event><urgency>Immediate</urgency>
<severity>Extreme</severity><certainty>Observed</certainty><expires>{expires}</expires>
<headline>زلزله؛ پناه بگیرید</headline><instruction>از شیشه دور شوید.</instruction></info>"""


def cap(
    identifier: str,
    status: str = "Actual",
    kind: str = "Alert",
    sent: datetime | None = None,
    ends: tuple[str, str, datetime] | None = None,
) -> str:
    """Return a CAP 1.2 message over the whole screen, or the one that ends another (its sender, name and moment)."""
    sent = sent or datetime.now(UTC).replace(microsecond=0)
    rest = _INFO.format(expires=(sent + timedelta(hours=1)).isoformat())
    if ends is not None:
        rest = f"<references>{ends[0]},{ends[1]},{ends[2].isoformat()}</references>"
    return _CAP.format(identifier=identifier, sent=sent.isoformat(), status=status, kind=kind, rest=rest)
