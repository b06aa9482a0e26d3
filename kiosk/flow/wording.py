"""The product's words from the gettext catalogues, in every language at once."""

from __future__ import annotations

from kiosk.text.messages import Messages
from sync.protocol.base import LANGS, Lang


class Wording:
    """All catalogues. Numbers among the values are written in the language's digits."""

    def __init__(self) -> None:
        self._messages = {lang: Messages(lang) for lang in LANGS}

    def text(self, lang: Lang, msgid: str, **values: object) -> str:
        """Return the message `msgid` in `lang`."""
        return self._messages[lang].get(msgid, **values)

    def plural(self, lang: Lang, msgid: str, count: int) -> str:
        """Return the form of `msgid` for `count` things."""
        return self._messages[lang].plural(msgid, count)
