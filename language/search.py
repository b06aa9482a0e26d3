"""Letters brought together for search, so that spelling habits of keyboards do not matter (D2).

Only the search key is changed: what was written is kept for display and print.
"""

import re
import unicodedata
from typing import Final

from language.digits import to_ascii

_LETTERS: Final = str.maketrans(
    {
        "ي": "ی",
        "ى": "ی",
        "ئ": "ی",
        "ك": "ک",
        "ة": "ه",
        "ۀ": "ه",
        "ە": "ه",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ؤ": "و",
        "ё": "е",
        "ـ": None,
    }
)
_SPACES: Final = re.compile(r"[\s\u00a0\u2000-\u200a\u202f]+")


def normalize(text: str) -> str:
    """Return the search key of `text`.

    NFKC and case folded; Arabic yeh, kaf, teh marbuta and carried hamzas as their Persian letters;
    ASCII digits; no diacritics, tatweel, ZWNJ or other format characters; single spaces, none at
    the ends. The result is stable: normalising it again changes nothing.
    """
    key = unicodedata.normalize("NFKC", text).casefold()
    key = to_ascii(key).translate(_LETTERS)
    key = unicodedata.normalize("NFD", key)
    key = "".join(c for c in key if unicodedata.category(c) not in ("Mn", "Me", "Cf", "Cs"))
    key = unicodedata.normalize("NFC", key.translate(_LETTERS))
    return _SPACES.sub(" ", key).strip()
