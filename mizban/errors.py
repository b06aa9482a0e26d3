"""Failures that a person can mend; the text says what is wrong, where, and what to do."""


class UserError(Exception):
    """Shown as one line on stderr; the command ends with code 2."""
