"""Failures that a person can mend; the text says what is wrong, where, and what to do."""


class UserError(Exception):
    """Shown as one line on stderr; the command ends with code 2."""


def whose(error: ModuleNotFoundError) -> str:
    """Say which part is not installed here: a kiosk brings no Django, a desk no Kivy."""
    part = "desk" if (error.name or "").split(".")[0] in ("django", "ninja", "uvicorn", "psycopg") else "kiosk"
    return f"{error.name} is not installed: install mizban-{part}, or: pip install mizban[{part}]"
