"""CSV files for spreadsheet programs, in which no cell can start a formula."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

# Characters that start a formula in a spreadsheet, including their full-width forms.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet program could read the text of a cell as a formula."""
    return text.lstrip(" ").startswith(FORMULA_STARTS)


def harmless(text: str) -> str:
    """The text of a cell with a leading apostrophe if it could be read as a formula."""
    return f"'{text}" if starts_formula(text) else text


def csv_lines(rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """The lines of a CSV file with harmless cells and the byte-order mark by which spreadsheets recognise UTF-8."""
    yield codecs.BOM_UTF8
    for row in rows:
        line = io.StringIO(newline="")
        csv.writer(line).writerow([harmless(cell) for cell in row])
        yield line.getvalue().encode()


def csv_file(rows: Iterable[Iterable[str]]) -> bytes:
    """The same as a whole."""
    return b"".join(csv_lines(rows))
