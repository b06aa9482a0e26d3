"""What the product says, by message key and language (gettext)."""

from decimal import Decimal

from kiosk.text.catalogues import load
from language import check_language
from language.numbers import format_number


class MissingMessageError(KeyError):
    """A key that the language's catalogue does not have; the catalogue check finds these before."""


class Messages:
    """The messages of one language.

    Keys are stable dotted names such as ``home.title``. Placeholders are ``{name}``; whole numbers
    and decimals are written in the language's digits and separators, other values as they stand.
    """

    def __init__(self, lang: str) -> None:
        self.lang = check_language(lang)
        self._catalogue = load(lang)

    def get(self, msgid: str, /, **values: object) -> str:
        """Return the message `msgid` with its placeholders filled."""
        text = self._catalogue.gettext(msgid)
        if text == msgid:
            raise MissingMessageError(f"{msgid} ({self.lang})")
        return self._filled(text, values)

    def plural(self, msgid: str, n: int, /, **values: object) -> str:
        """Return the form of `msgid` for `n` things; ``{n}`` stands for the number."""
        text = self._catalogue.ngettext(msgid, msgid, n)
        if text == msgid:
            raise MissingMessageError(f"{msgid} ({self.lang})")
        return self._filled(text, {"n": n, **values})

    def has(self, msgid: str) -> bool:
        """Whether there is a message `msgid`, for keys that are put together from data."""
        return self._catalogue.gettext(msgid) != msgid

    def _filled(self, text: str, values: dict[str, object]) -> str:
        if not values:
            return text
        shown = {name: self._shown(value) for name, value in values.items()}
        return text.format(**shown)

    def _shown(self, value: object) -> str:
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            return format_number(value, self.lang)
        return str(value)
