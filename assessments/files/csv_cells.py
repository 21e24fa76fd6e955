"""Tables for spreadsheets as CSV, of which no cell can start a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

# What a spreadsheet would take for the start of a formula, also as they are written in full width.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text of a cell for a formula."""
    return text.lstrip(" ").startswith(FORMULA_STARTS)


def harmless(text: str) -> str:
    """The text of a cell that no spreadsheet takes for a formula: one that could be is marked as text."""
    return f"'{text}" if starts_formula(text) else text


def csv_file(rows: Iterable[Iterable[str]]) -> bytes:
    """The rows as a file, every cell harmless, with the mark at its start by which spreadsheets know UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
