"""schemathesis over the whole interface: no 500, no undocumented status, no body that breaks its schema."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.desk import ROOT, DeskProcess, ForeignKiosk

EXAMPLES = os.environ.get("MIZBAN_TEST_SCHEMA_EXAMPLES", "8")
LONG = bool(os.environ.get("MIZBAN_LONG_RUNS"))
"""PostgreSQL is the stricter of the two: what it takes, SQLite takes."""
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.mark.slow
@pytest.mark.parametrize("database", [*(["sqlite"] if LONG else []), "postgresql"])
def test_interface_keeps_its_openapi_document(desk: DeskProcess, kiosk: ForeignKiosk) -> None:
    words = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"{desk.api}/openapi.json",
        "--url",
        desk.url,
        "-H",
        f"Authorization: Bearer {kiosk.told['token']}",
        "--max-examples",
        EXAMPLES,
        "--checks",
        CHECKS,
        "--phases",
        "coverage,fuzzing",
        "--request-timeout",
        "60",
    ]
    done = subprocess.run(words, capture_output=True, text=True, timeout=280, cwd=ROOT)
    assert done.returncode == 0, done.stdout[-6000:]
