"""What a desk needs on its first day, in one process: tables, the organisation, users, one code for a kiosk.

    python -m mizban.demo.first_day SAMPLE < {"users": {name: {"password", "roles"}}, "kiosk": name}

with `MIZBAN_DESK_DATA` in the environment; the last line of its output is the code. Each of these is a command of its
own (`mizban desk migrate`, `catalog import`, `desk create-user`, `desk enroll-code`), and each starts Django anew.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from mizban.errors import UserError

CODE_MINUTES = 60


def prepare(sample: Path, users: dict[str, dict[str, str | list[str]]], kiosk: str) -> str:
    """Prepare the desk of the environment; return the code. Raises `UserError`, `typer.Exit`."""
    from desk import commands, setup

    setup.wake()
    setup.migrate()
    commands.import_(sample)
    from desk.directory.models import Site
    from desk.fleet.enrollment import make_code
    from desk.staff.accounts import AccountError, save_user

    try:
        for name, given in users.items():
            save_user(name, str(given["password"]), roles=list(given["roles"]))
    except AccountError as error:
        raise UserError(f"the desk did not make the user {name}: {error}") from error
    return make_code(Site.objects.order_by("id")[0], kiosk, minutes=CODE_MINUTES)


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    sys.stdout.write(prepare(Path(sys.argv[1]), asked["users"], asked["kiosk"]) + "\n")
