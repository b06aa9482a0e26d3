"""A panel's size as it is written on the command line."""

from mizban.errors import UserError


def parse_size(text: str) -> tuple[int, int] | None:
    """Return `(width, height)` of `1080x1920`, None for an empty text; raises `UserError` for anything else."""
    if not text:
        return None
    width, _, height = text.lower().partition("x")
    if not (width.isdigit() and height.isdigit() and int(width) >= 320 and int(height) >= 320):
        raise UserError(f"--size {text}: write it as WIDTHxHEIGHT in pixels, such as 1080x1920")
    return int(width), int(height)
