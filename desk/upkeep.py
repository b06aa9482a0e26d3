"""Commands that keep a desk well: jobs, figures, backup and restore, the audit log; part of `mizban desk …`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desk.command_line import Data, Database, fail, plainly, wake

if TYPE_CHECKING:
    from desk.config import DeskConfig

upkeep_app = typer.Typer()


@upkeep_app.command("verify-audit")
@plainly
def verify_audit(data_dir: Data = None, database: Database = None) -> None:
    """Check the chain of the audit log; exit code 1 where it is broken."""
    wake(data_dir, database, migrate_too=False)
    from desk.audit.log import verify
    from desk.audit.models import AuditEntry

    broken = list(verify())
    for line in broken:
        typer.echo(line, err=True)
    if broken:
        raise typer.Exit(1)
    typer.echo(f"audit log whole: {AuditEntry.objects.count()} rows")


def _config(data_dir: Path | None, database: str | None) -> DeskConfig:
    """Return the settings with the options over them, without waking Django."""
    import os

    from desk.config import ENVIRONMENT, load_config

    for name, value in (("DATA", data_dir), ("DATABASE_URL", database)):
        if value:
            os.environ[ENVIRONMENT + name] = str(value)
    return load_config()


@upkeep_app.command()
@plainly
def backup(target: Path, data_dir: Data = None, database: Database = None) -> None:
    """Write database, keys and media to one archive while the desk runs. Keep it as safe as the keys that are in it."""
    from desk.backup import BackupError, make

    try:
        config = _config(data_dir, database)
        size = make(config.data, target.absolute(), config.database_url)
    except (BackupError, OSError) as error:
        fail(str(error))
    typer.echo(f"{target}: {size} bytes")


@upkeep_app.command()
@plainly
def restore(archive: Path, data_dir: Data = None, database: Database = None) -> None:
    """Unpack a backup into an empty data folder; one of PostgreSQL also into an empty database."""
    from desk.backup import BackupError
    from desk.backup import restore as unpack

    config = _config(data_dir, database)
    folder = config.data
    try:
        unpack(archive, folder, config.database_url)
    except (BackupError, OSError) as error:
        fail(str(error))
    typer.echo(f"restored into {folder}; start it with: mizban desk serve --data-dir {folder}")


@upkeep_app.command()
@plainly
def drill(
    archive: Path,
    database: Annotated[str | None, typer.Option("--database", help="An empty one, for a backup of PostgreSQL")] = None,
    folder: Annotated[Path | None, typer.Option("--folder", help="Where there is room for it; removed again")] = None,
) -> None:
    """Try a backup: unpack it, look at all of it, remove it. Exit code 1 where a desk could not go on from it."""
    from desk.backup import BackupError
    from desk.drill import DrillError
    from desk.drill import drill as try_it

    try:
        for line in try_it(archive.absolute(), database or "", folder):
            typer.echo(line)
    except DrillError as error:
        fail(str(error), 1)
    except (BackupError, OSError) as error:
        fail(str(error))


@upkeep_app.command()
@plainly
def offer(folder: Path, data_dir: Data = None) -> None:
    """Offer a signed folder of packages to the kiosks, which take it with: mizban update."""
    wake(data_dir, None, migrate_too=False)
    from desk.fleet.packages import OfferError
    from desk.fleet.packages import offer as take_in

    try:
        names = take_in(folder, _config(data_dir, None).data)
    except (OfferError, OSError) as error:
        fail(str(error))
    typer.echo(f"offered: {', '.join(names)}")


@upkeep_app.command()
@plainly
def aggregate(
    days: Annotated[int, typer.Option(help="How many days back")] = 400,
    data_dir: Data = None,
    database: Database = None,
) -> None:
    """Put together the figures of past days, as a nightly job: reports then open at once."""
    wake(data_dir, database)
    from desk.directory.models import Site
    from desk.reports.aggregation import aggregate_missing, last_days

    for site in Site.objects.order_by("id"):
        typer.echo(f"{site.slug}: {aggregate_missing(site, *last_days(site, days)).made} figures put together")


@upkeep_app.command()
@plainly
def jobs(
    name: Annotated[str, typer.Argument(help="One job, run now; empty runs those that are due")] = "",
    data_dir: Data = None,
    database: Database = None,
) -> None:
    """Run what is due by itself: figures, daily report, lapses, retention, alarms. The worker does the same."""
    wake(data_dir, database)
    from desk.jobs import registry, running
    from desk.jobs.models import JobRun

    known = {job.name: job for job in registry.jobs()}
    if name and name not in known:
        fail(f"there is no job '{name}'; jobs: {', '.join(known)}")
    if name:
        running.run(known[name])
    else:
        running.run_due()
    rows = JobRun.objects.filter(name__in=[name] if name else known).order_by("name")
    for row in rows:
        outcome = row.outcome or ("nothing to do" if row.ended_at else "not yet run")
        typer.echo(f"{row.name}: {'failed: ' if row.failed else ''}{outcome}")
    if any(row.failed for row in rows):
        raise typer.Exit(1)


@upkeep_app.command("second-factor-off")
@plainly
def second_factor_off(username: str, data_dir: Data = None, database: Database = None) -> None:
    """Take the second factor from a user whose phone is lost; it stands in the audit log."""
    wake(data_dir, database)
    from desk.audit.log import record
    from desk.staff.models import User
    from desk.staff.second_factor import switch_off

    user = User.objects.filter(username=username).first()
    if user is None:
        fail(f"there is no user '{username}'")
    switch_off(user)
    record(None, "second_factor.off", f"user:{user.pk}")
    typer.echo(f"user {username}: second factor off")
