"""`mizban doctor`: what is wrong with this kiosk, in one command."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kiosk.finding import Finding, worst
from mizban.settings import load_settings

_MARKS = {"ok": "OK     ", "warning": "WARNING", "fault": "FAULT  ", "unknown": "UNKNOWN"}
_EXIT = {"ok": 0, "unknown": 1, "warning": 1, "fault": 2}


def doctor(
    config: Annotated[Path | None, typer.Option("--config", help="Settings file (TOML)")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="All findings as JSON")] = False,
) -> None:
    """Check this kiosk: cause and remedy of each fault. Exit code 0 all is well, 1 warnings, 2 faults."""
    from kiosk.doctor.examine import examine

    findings = examine(load_settings(config))
    if as_json:
        document = {"state": worst(findings), "findings": [asdict(finding) for finding in findings]}
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            typer.echo(line(finding))
            if finding.remedy and finding.state != "ok":
                typer.echo(f"                          → {finding.remedy}")
    raise typer.Exit(_EXIT[worst(findings)])


def line(finding: Finding) -> str:
    """Return one finding as a line: state, check, cause, figures."""
    facts = ", ".join(f"{name} {value}" for name, value in finding.facts.items())
    return f"{_MARKS[finding.state]}  {finding.check:<16} {finding.cause}" + (f"  ({facts})" if facts else "")
