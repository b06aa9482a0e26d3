"""Commands of the desk and of the catalogue's files; mounted as `mizban desk …` and `mizban catalog …`.

Django is imported inside the commands: help texts and other commands start without it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, NoReturn, ParamSpec, TypeVar

import typer

desk_app = typer.Typer(help="The central desk.", no_args_is_help=True)
catalog_app = typer.Typer(help="The directory of services as files.", no_args_is_help=True)

Data = Annotated[Path | None, typer.Option("--data-dir", help="Folder of the desk: database, keys, media")]
Database = Annotated[str | None, typer.Option("--database", help="postgresql://… instead of SQLite")]
P = ParamSpec("P")
R = TypeVar("R")


def fail(text: str, code: int = 2) -> NoReturn:
    """End the command with one line on stderr."""
    typer.echo(f"mizban: {text}", err=True)
    raise typer.Exit(code)


def plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Turn the desk's own errors into one line and exit code 2."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from desk.config import DeskConfigError, SetupError

        try:
            return command(*args, **kwargs)
        except (DeskConfigError, SetupError, FileNotFoundError) as error:
            fail(str(error))

    return run


def _wake(data_dir: Path | None, database: str | None, migrate_too: bool = True) -> None:
    from desk import setup

    setup.wake(data_dir, database)
    if migrate_too:
        setup.migrate()


def _site(slug: str) -> Any:
    from desk.directory.models import Site

    sites = list(Site.objects.order_by("id")) if not slug else list(Site.objects.filter(slug=slug))
    if not sites:
        known = ", ".join(Site.objects.values_list("slug", flat=True)) or "none; run: mizban catalog import FOLDER"
        fail(f"there is no site '{slug}'; sites: {known}" if slug else f"sites: {known}")
    if len(sites) > 1:
        fail(f"several sites: {', '.join(s.slug for s in sites)}; choose one with --site")
    return sites[0]


@desk_app.command()
@plainly
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on")] = 8090,
    data_dir: Data = None,
    database: Database = None,
    public_url: Annotated[str | None, typer.Option(help="Address that kiosks and phones use")] = None,
    workers: Annotated[int, typer.Option(help="Processes; more than one needs PostgreSQL")] = 1,
) -> None:
    """Serve the desk: pages, kiosks, static files. Ctrl-C ends it."""
    from desk.server import run

    run(host, port, data_dir, database, public_url, workers)


@desk_app.command()
@plainly
def migrate(data_dir: Data = None, database: Database = None) -> None:
    """Bring the database to this version."""
    from desk import setup

    setup.wake(data_dir, database)
    typer.echo(f"{setup.migrate()} migrations applied")


@desk_app.command("create-user")
@plainly
def create_user(
    username: str,
    role: Annotated[
        list[str] | None, typer.Option(help="operator, unit_head, manager, editor, technician, auditor")
    ] = None,
    name: Annotated[str, typer.Option(help="Name as shown")] = "",
    site: Annotated[str, typer.Option(help="Site of the roles; empty means every site")] = "",
    superuser: Annotated[bool, typer.Option("--superuser", help="May do everything")] = False,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input")
    ] = False,
    data_dir: Data = None,
    database: Database = None,
) -> None:
    """Make a user, or give a user roles and a new password."""
    _wake(data_dir, database)
    from desk.staff.accounts import AccountError, save_user

    password = sys.stdin.readline().rstrip("\n") if password_stdin else typer.prompt("Password", hide_input=True)
    place = _site(site) if site else None
    try:
        user = save_user(username, password, name=name, roles=role or [], site=place, superuser=superuser)
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
    _wake(data_dir, database)
    from desk.fleet.enrollment import make_code
    from desk.fleet.models import Kiosk

    again = Kiosk.objects.filter(number=kiosk).first() if kiosk else None
    if kiosk and again is None:
        fail(f"there is no kiosk {kiosk}")
    place, called = (again.site, again.name) if again else (_site(site), name)
    for _ in range(1 if again else count):
        typer.echo(make_code(place, called, kiosk=again, minutes=minutes))


@desk_app.command("verify-audit")
@plainly
def verify_audit(data_dir: Data = None, database: Database = None) -> None:
    """Check the chain of the audit log; exit code 1 where it is broken."""
    _wake(data_dir, database, migrate_too=False)
    from desk.audit.log import verify
    from desk.audit.models import AuditEntry

    broken = list(verify())
    for line in broken:
        typer.echo(line, err=True)
    if broken:
        raise typer.Exit(1)
    typer.echo(f"audit log whole: {AuditEntry.objects.count()} rows")


@desk_app.command()
@plainly
def backup(target: Path, data_dir: Data = None) -> None:
    """Write database, keys and media to one archive while the desk runs. Keep it as safe as the keys that are in it."""
    from desk.backup import BackupError, make
    from desk.config import load_config

    try:
        size = make(data_dir or load_config().data, target.absolute())
    except (BackupError, OSError) as error:
        fail(str(error))
    typer.echo(f"{target}: {size} bytes")


@desk_app.command()
@plainly
def restore(archive: Path, data_dir: Data = None) -> None:
    """Unpack a backup into an empty data folder."""
    from desk.backup import BackupError
    from desk.backup import restore as unpack
    from desk.config import load_config

    folder = data_dir or load_config().data
    try:
        unpack(archive, folder)
    except (BackupError, OSError) as error:
        fail(str(error))
    typer.echo(f"restored into {folder}; start it with: mizban desk serve --data-dir {folder}")


@desk_app.command()
@plainly
def aggregate(
    days: Annotated[int, typer.Option(help="How many days back")] = 400,
    data_dir: Data = None,
    database: Database = None,
) -> None:
    """Put together the figures of past days, as a nightly job: reports then open at once."""
    _wake(data_dir, database)
    from desk.directory.models import Site
    from desk.reports.aggregation import aggregate_missing, last_days

    for site in Site.objects.order_by("id"):
        typer.echo(f"{site.slug}: {aggregate_missing(site, *last_days(site, days))} days put together")


@catalog_app.command()
@plainly
def check(path: Path) -> None:
    """Check a catalogue's files; one line a problem, exit code 2 where one hinders an import."""
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
    data_dir: Data = None,
    database: Database = None,
) -> None:
    """Import a catalogue, all or nothing; importing the same again changes nothing."""
    catalogue = _read(path)
    _wake(data_dir, database)
    from desk.directory.importing import import_catalogue
    from desk.directory.media_import import MediaMissing, import_media
    from desk.directory.publishing import publish as publish_site

    try:
        import_media(catalogue, path)
    except MediaMissing as error:
        fail(str(error))
    site, summary = import_catalogue(catalogue)
    typer.echo(
        f"imported into {site.slug}: {summary.added} added, {summary.changed} changed, "
        f"{summary.unchanged} unchanged, {summary.retired} retired"
    )
    if publish:
        version, new = publish_site(site, note="import")
        typer.echo(f"published version {version.version}" if new else f"version {version.version} is already published")


@catalog_app.command()
@plainly
def export(path: Path, site: str = "", data_dir: Data = None, database: Database = None) -> None:
    """Write a site's catalogue to one YAML file (or JSON, by the file's name) that `import` reads."""
    _wake(data_dir, database)
    from desk.directory.exporting import write_catalogue
    from desk.directory.publishing import NotPublishable

    try:
        write_catalogue(_site(site), path)
    except OSError as error:
        fail(f"{path}: cannot be written: {error.strerror}")
    except NotPublishable as error:
        fail(str(error))
    typer.echo(f"written: {path}")
