"""What stands above every page: whose desk this is, and the time."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.flow.context import Context


@dataclass(frozen=True)
class Header:
    """Name and tagline of the office, hour and date at the site."""

    name: str
    tagline: str
    time: str
    date: str


def header(c: Context) -> Header:
    """Return the header at this moment in the visit's language."""
    organisation = c.directory.catalogue.organisation
    tagline = c.tx(organisation.tagline) or c.tx(c.directory.catalogue.site.name)
    name = c.settings.office.name or c.tx(organisation.name)
    return Header(name, tagline, c.time(c.now), c.date(c.local(c.now).date()))
