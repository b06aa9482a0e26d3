"""A new desk gets its tables at once: the same as the migrations, one after the other, would have made."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import uuid
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.support.desk import ROOT

LONG = bool(os.environ.get("MIZBAN_LONG_RUNS"))
AT_ONCE = "from desk import setup; setup.wake(); print(setup.migrate(), 'applied')"
ONE_BY_ONE = """
import gc, warnings
gc.disable()
from desk import setup
setup.wake()
warnings.simplefilter("ignore")
from django.core.management import call_command
call_command("migrate", interactive=False, verbosity=0)
"""
STATES_AND_FILLING = """
from desk import first_tables, setup
setup.wake()
from django.core.management import call_command
from django.db import migrations
call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
def step(app, *operations):
    found = migrations.Migration("0009_x", app)
    found.operations = list(operations)
    return first_tables._fills(found)
fill = migrations.RunPython(migrations.RunPython.noop)
spare = migrations.RunPython(migrations.RunPython.noop, elidable=True)
assert step("queueing", fill) and step("queueing", spare, migrations.RunSQL("SELECT 1"))
assert not step("queueing", spare) and not step("auth", fill)
"""
# Names of constraints are not compared: a field that became unique later bears another one, which nothing asks for.
POSTGRES = (
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, is_identity "
    "FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'auth_group_permissions'",
    "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "SELECT regexp_replace(indexdef, 'INDEX .* ON', 'INDEX ON') FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT app, name FROM django_migrations",
)


def start(code: str, data: Path, url: str = "") -> subprocess.Popen[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MIZBAN_", "DJANGO_"))}
    env = {**clean, "MIZBAN_DESK_DATA": str(data), "MIZBAN_DESK_DATABASE_URL": url}
    return subprocess.Popen([sys.executable, "-c", code], env=env, cwd=ROOT, text=True, stderr=subprocess.PIPE)


def end(*processes: subprocess.Popen[str]) -> None:
    for process in processes:
        _, said = process.communicate(timeout=250)
        assert process.returncode == 0, said[-2000:]


def parts(statement: str) -> tuple[str, ...]:
    """Return what stands between the outer brackets of a CREATE TABLE, in any order: columns, keys, checks."""
    inner, depth, found = statement[statement.index("(") + 1 : statement.rindex(")")], 0, [""]
    for letter in inner:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return tuple(sorted(" ".join(part.split()) for part in found))


def sqlite_shape(data: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "desk.sqlite3")) as file:
        tables = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        indexes = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''").fetchall()
        done = file.execute("SELECT app, name FROM django_migrations").fetchall()
    return sorted([*((name, *parts(sql)) for name, sql in tables), *indexes, *done])


def postgres_shape(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as server:
        return sorted((row for query in POSTGRES for row in server.execute(query.encode()).fetchall()), key=repr)


def test_tables_made_at_once_are_those_of_the_migrations(tmp_path: Path) -> None:
    end(start(AT_ONCE, tmp_path / "one"), start(ONE_BY_ONE, tmp_path / "two"))
    found, known = sqlite_shape(tmp_path / "one"), sqlite_shape(tmp_path / "two")
    assert len(found) > 300
    assert found == known


@pytest.mark.skipif(not LONG, reason="MIZBAN_LONG_RUNS=1 runs it; the default run does this on SQLite")
def test_tables_made_at_once_are_those_of_the_migrations_on_postgresql(postgres: str, tmp_path: Path) -> None:
    with psycopg.connect(postgres, autocommit=True) as server:
        names = [f"tables_{uuid.uuid4().hex[:8]}" for _ in range(2)]
        for name in names:
            server.execute(f"CREATE DATABASE {name}".encode())
    urls = [postgres.rsplit("/", 1)[0] + "/" + name for name in names]
    end(start(AT_ONCE, tmp_path / "three", urls[0]), start(ONE_BY_ONE, tmp_path / "four", urls[1]))
    found, known = (postgres_shape(url) for url in urls)
    assert len(found) > 1000
    assert found == known


def test_migration_that_fills_rows_is_never_left_out(sandbox: dict[str, str]) -> None:
    """And the models are as the migrations leave them, without which the tables would be of another version."""
    words = [sys.executable, "-c", STATES_AND_FILLING]
    done = subprocess.run(words, env=sandbox, cwd=ROOT, text=True, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]


def test_columns_are_told_apart_whatever_their_order() -> None:
    assert parts('CREATE TABLE "a" ("x" int CHECK ("x" IN (1, 2)), "y" text)') == (
        '"x" int CHECK ("x" IN (1, 2))',
        '"y" text',
    )
