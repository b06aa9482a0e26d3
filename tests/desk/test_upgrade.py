"""Taking a desk's database over into another version, as its package does: done whole, or not begun."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
import pytest

from tests.support.desk import ROOT, DeskProcess, free_port

_BACK = "from desk import setup; setup.wake(); from django.core.management import call_command; "
INDEX = "SELECT count(*) FROM pg_indexes WHERE indexname = 'ticket_served'"


@pytest.mark.skipif("MIZBAN_LONG_RUNS" not in os.environ, reason="MIZBAN_LONG_RUNS=1 runs it")
def test_upgrade_on_postgresql_brings_indexes_too(postgres: str, tmp_path: Path) -> None:
    """Indexes are built beside the running desk, which no transaction may hold; the rows stay."""
    name = f"upgrade_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
    desk = DeskProcess(tmp_path / "desk", free_port(), postgres.rsplit("/", 1)[0] + "/" + name)
    desk.user("somebody", "manager")
    with psycopg.connect(desk.database, autocommit=True) as server:
        assert server.execute(INDEX).fetchone() == (1,)
        words = [sys.executable, "-c", _BACK + "call_command('migrate', 'queueing', '0002', verbosity=0)"]
        subprocess.run(words, env=desk.environment(), cwd=ROOT, check=True, timeout=180)
        assert server.execute(INDEX).fetchone() == (0,)
        done = desk.command("desk", "upgrade", check=False)
        assert done.returncode == 0, done.stderr
        assert server.execute(INDEX).fetchone() == (1,)
        assert server.execute("SELECT count(*) FROM staff_user WHERE username = 'somebody'").fetchone() == (1,)
