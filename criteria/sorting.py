"""Sorts names by the rules of the reader's language."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

from anyascii import anyascii

# Letters that an alphabet has after Z, or that it sorts under a letter other than in English; from CLDR's collation
# rules. "{" is the character after "z".
NORDIC: Final = {"å": "{1", "ä": "{2", "æ": "{2", "ö": "{3", "ø": "{3", "ü": "y", "ű": "y"}
LETTERS: Final[Mapping[str, Mapping[str, str]]] = {"fi": NORDIC, "sv": NORDIC}


def sort_key(text: str, language: str) -> tuple[str, str]:
    """A sort key for `text` by the rules of `language`.

    Å, Ä and Ö come after Z in Finnish and Swedish, and count as A and O in English. Case and accents matter only
    between otherwise equal names. Other scripts are sorted by their Latin transcription. For complete lists only;
    paginated lists are sorted by the database.
    """
    folded = unicodedata.normalize("NFC", text.casefold())
    letters = LETTERS.get(language.partition("-")[0], {})
    plain = "".join(letters[letter] if letter in letters else anyascii(letter) for letter in folded)
    return plain.casefold(), text
