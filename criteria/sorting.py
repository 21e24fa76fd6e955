"""The order in which a reader of a language looks for names in a list."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

from anyascii import anyascii

# Letters that the alphabet of a language has after Z, each by its place there, and those that it files under another
# letter than a reader of English would; from CLDR's collation rules. "{" is the character after "z".
NORDIC: Final = {"å": "{1", "ä": "{2", "æ": "{2", "ö": "{3", "ø": "{3", "ü": "y", "ű": "y"}
LETTERS: Final[Mapping[str, Mapping[str, str]]] = {"fi": NORDIC, "sv": NORDIC}


def sort_key(text: str, language: str) -> tuple[str, str]:
    """What `text` is sorted by for a reader of `language`: Å, Ä, Ö after Z in Finnish and Swedish, as A, O in English.

    Case and accents only decide between names that are otherwise the same. Other scripts stand where their Latin
    transcription does. For lists that are read as a whole; a list in pages is sorted by the database.
    """
    folded = unicodedata.normalize("NFC", text.casefold())
    letters = LETTERS.get(language.partition("-")[0], {})
    plain = "".join(letters[letter] if letter in letters else anyascii(letter) for letter in folded)
    return plain.casefold(), text
