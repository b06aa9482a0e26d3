"""Commands of the desk and of the catalogue's files; mounted as `mizban desk …` and `mizban catalog …`.

Django is imported inside the commands: help texts and other commands start without it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from desk import exchange_commands as foreign
from desk.command_line import Data, Database, fail, plainly, wake
from desk.upkeep import upkeep_app

desk_app = typer.Typer(help="The central desk.", no_args_is_help=True)
catalog_app = typer.Typer(help="The directory of services as files.", no_args_is_help=True)
desk_app.add_typer(upkeep_app)


def _site(slug: str) -> Any:
    from desk.directory.models import Site

    sites = list(Site.objects.order_by("id")) if not slug else list(Site.objects.filter(slug=slug))
    if not sites:
        known = ", ".join(Site.objects.values_list("slug", flat=True)) or "none; run: mizban catalog import FOLDER"
        fail(f"there is no site '{slug}'; sites: {known}" if slug else f"sites: {known}")
    if len(sites) > 1:
        fail(f"several sites: {', '.join(s.slug for s in sites)}; choose one with --site")
    return sites[0]


def _department(slug: str) -> Any:
    from desk.directory.models import Department

    found = Department.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Department.objects.order_by("slug").values_list("slug", flat=True))
        fail(f"there is no unit '{slug}'; units: {known or 'none'}")
    return found


@desk_app.command()
@plainly
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on")] = 8090,
    data_dir: Data = None,
    database: Database = None,
    public_url: Annotated[str | None, typer.Option(help="Address that kiosks and phones use")] = None,
    workers: Annotated[int, typer.Option(help="Processes; more than one needs PostgreSQL")] = 1,
    worker: Annotated[bool, typer.Option(help="Also do what `mizban desk worker` does")] = True,
    certificate: Annotated[
        tuple[Path, Path] | None, typer.Option(help="PEM files of certificate and key: HTTPS without a proxy")
    ] = None,
) -> None:
    """Serve the desk: pages, kiosks, static files. Ctrl-C ends it."""
    from desk.server import run

    run(host, port, data_dir, database, public_url, workers, worker, certificate)


@desk_app.command("worker")
@plainly
def work(
    once: Annotated[bool, typer.Option("--once", help="Do everything that is due now, and end")] = False,
    data_dir: Data = None,
    database: Database = None,
) -> None:
    """Send text messages from the outbox; apply rules of time and thresholds. Ctrl-C ends it."""
    wake(data_dir, database)
    from desk.connectors.worker import once as one_round
    from desk.connectors.worker import until_signal

    if once:
        for line in one_round():
            typer.echo(line)
    else:
        until_signal()


@desk_app.command()
@plainly
def migrate(data_dir: Data = None, database: Database = None) -> None:
    """Bring the database to this version."""
    from desk import setup

    setup.wake(data_dir, database)
    typer.echo(f"{setup.migrate()} migrations applied")


@desk_app.command()
@plainly
def upgrade(data_dir: Data = None, database: Database = None) -> None:
    """Take the database over into this version, or leave it as it was; what a package does."""
    from desk.upgrade import take_over

    typer.echo(take_over(data_dir, database))


@desk_app.command("create-user")
@plainly
def create_user(
    username: str,
    role: Annotated[
        list[str] | None, typer.Option(help="operator, unit_head, manager, editor, technician, auditor")
    ] = None,
    name: Annotated[str, typer.Option(help="Name as shown")] = "",
    site: Annotated[str, typer.Option(help="Site of the roles; empty means every site")] = "",
    department: Annotated[str, typer.Option(help="Unit to which the head of a unit is bound")] = "",
    superuser: Annotated[bool, typer.Option("--superuser", help="May do everything")] = False,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input")
    ] = False,
    data_dir: Data = None,
    database: Database = None,
) -> None:
    """Make a user, or give a user roles and a new password."""
    wake(data_dir, database)
    from desk.staff.accounts import AccountError, save_user

    password = sys.stdin.readline().rstrip("\n") if password_stdin else typer.prompt("Password", hide_input=True)
    place = _site(site) if site else None
    unit = _department(department) if department else None
    try:
        user = save_user(
            username, password, name=name, roles=role or [], site=place, department=unit, superuser=superuser
        )
    except AccountError as error:
        fail(str(error))
    typer.echo(f"user {user.username}: {', '.join(role or []) or ('superuser' if superuser else 'no role')}")


@desk_app.command("enroll-code")
@plainly
def enroll_code(
    name: Annotated[str, typer.Option(help="What the kiosk is called")] = "Kiosk",
    site: Annotated[str, typer.Option(help="Where it stands; needed where there are several sites")] = "",
    kiosk: Annotated[int, typer.Option(help="Number of a kiosk to enroll anew; 0 for a new one")] = 0,
    minutes: Annotated[int, typer.Option(help="Life of the code; 0 for the desk's setting")] = 0,
    count: Annotated[int, typer.Option(min=1, max=200, help="How many codes, for a roll-out")] = 1,
    data_dir: Data = None,
    database: Database = None,
) -> None:
    """Print a one-time code with which a kiosk joins; with --count one a line."""
    wake(data_dir, database)
    from desk.fleet.enrollment import make_code
    from desk.fleet.models import Kiosk

    again = Kiosk.objects.filter(number=kiosk).first() if kiosk else None
    if kiosk and again is None:
        fail(f"there is no kiosk {kiosk}")
    place, called = (again.site, again.name) if again else (_site(site), name)
    for _ in range(1 if again else count):
        typer.echo(make_code(place, called, kiosk=again, minutes=minutes))


Table = Annotated[str, typer.Option(help="Table of a CSV file, such as people or services.steps; else its name")]
Replace = Annotated[bool, typer.Option("--replace", help="Retire what the sheets leave out; else it stays")]
Language = Annotated[str, typer.Option(help="Language of an HSDS file: fa, ar, en or ru")]


@catalog_app.command()
@plainly
def check(
    path: Path,
    table: Table = "",
    replace: Replace = False,
    lang: Language = "fa",
    site: str = "",
    data_dir: Data = None,
    database: Database = None,
) -> None:
    """Check a catalogue's files, a spreadsheet, HSDS or CPSV-AP; one line a problem, exit code 2 where one hinders."""
    if foreign.is_foreign(path):
        foreign.draft_of(path, foreign.first_site(site, data_dir, database), table, replace, lang)
    else:
        _read(path)


def _read(path: Path) -> Any:
    from desk.directory.files import read_catalogue

    reading = read_catalogue(path)
    for finding in reading.findings:
        typer.echo(f"{'' if finding.fatal else 'note: '}{finding}", err=True)
    if reading.catalogue is None:
        count = sum(finding.fatal for finding in reading.findings)
        fail(f"{path}: {count} problem{'s' if count != 1 else ''}; nothing was imported")
    services = len(reading.catalogue.services)
    typer.echo(f"{path}: {reading.files} files, {services} services, {len(reading.findings)} notes; it can be imported")
    return reading.catalogue


@catalog_app.command("import")
@plainly
def import_(
    path: Path,
    publish: Annotated[bool, typer.Option(help="Publish at once to the kiosks")] = True,
    table: Table = "",
    replace: Replace = False,
    lang: Language = "fa",
    site: str = "",
    data_dir: Data = None,
    database: Database = None,
) -> None:
    """Import a catalogue, a spreadsheet, HSDS or CPSV-AP: all or nothing; the same again changes nothing."""
    if foreign.is_foreign(path):
        catalogue = foreign.draft_of(path, foreign.first_site(site, data_dir, database), table, replace, lang).catalogue
    else:
        catalogue = _read(path)
        wake(data_dir, database)
    from desk.directory.importing import import_catalogue
    from desk.directory.media_import import MediaMissing, import_media
    from desk.directory.publishing import publish as publish_site

    try:
        import_media(catalogue, path)
    except MediaMissing as error:
        fail(str(error))
    place, summary = import_catalogue(catalogue)
    typer.echo(
        f"imported into {place.slug}: {summary.added} added, {summary.changed} changed, "
        f"{summary.unchanged} unchanged, {summary.retired} retired"
    )
    if publish:
        version, new = publish_site(place, note="import")
        typer.echo(f"published version {version.version}" if new else f"version {version.version} is already published")


@catalog_app.command()
@plainly
def export(
    path: Path,
    site: str = "",
    table: Table = "",
    lang: Language = "fa",
    data_dir: Data = None,
    database: Database = None,
) -> None:
    """Write a site's catalogue; the name decides: .yaml or .json whole, .xlsx, .zip or .csv, .hsds.json, .jsonld."""
    wake(data_dir, database)
    from desk.directory.exporting import write_catalogue
    from desk.directory.publishing import NotPublishable

    try:
        form = foreign.writes(path)
        if form:
            foreign.write_file(_site(site), path, form, table, lang)
        else:
            write_catalogue(_site(site), path)
    except OSError as error:
        fail(f"{path}: cannot be written: {error.strerror}")
    except NotPublishable as error:
        fail(str(error))
    typer.echo(f"written: {path}")
