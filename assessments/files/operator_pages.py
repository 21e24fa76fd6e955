"""The texts that the operator of a site writes: plain text files in a folder, one for each page and language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from criteria.text import clean_text


@dataclass(frozen=True, slots=True)
class OperatorText:
    """The paragraphs of a page in `language`; line breaks within a paragraph are kept."""

    language: str
    paragraphs: tuple[str, ...]


def operator_text(folder: Path | None, page: str, languages: Sequence[str]) -> OperatorText | None:
    """The text of `page` in the first of `languages` that has a file with something in it, such as `privacy.fi.txt`.

    None if there is none, or no folder.
    """
    for language in languages if folder else ():
        file = Path(str(folder)) / f"{page}.{language}.txt"
        if not file.is_file():
            continue
        text = clean_text(file.read_text(encoding="utf-8-sig", errors="replace"))
        if paragraphs := tuple(part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()):
            return OperatorText(language, paragraphs)
    return None
