"""Reads a list of labels that another source has published: one row per label, separated by semicolons."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from criteria.countries import country_name
from criteria.definitions import Level
from criteria.languages import FALLBACK
from criteria.text import clean_line

COLUMNS: Final = ("name", "country", "level", "valid_until_or_award", "portfolio_or_sector", "source")
# The longest text that the column of the database holds.
LONGEST: Final = {"name": 200, "valid_until_or_award": 100, "portfolio_or_sector": 200, "source": 300}
DAY: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?!\d)")
YEAR: Final = re.compile(r"\b(19|20)\d\d\b")


class RegisterFileFault(Exception):
    """The file cannot be read; the message says in which line and why."""


@dataclass(frozen=True, slots=True)
class ListedElsewhere:
    """One row: a label, what its source says about its time, and the source."""

    name: str
    country: str
    level: str
    dated: str
    valid_until: dt.date | None
    portfolio: str
    source: str


def read_register_file(text: str) -> list[ListedElsewhere]:
    """The rows of the file. Raises RegisterFileFault for the first row that is wrong."""
    reader = csv.DictReader(text.splitlines(), delimiter=";", strict=True)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise RegisterFileFault(f"Line 1: the columns must be {';'.join(COLUMNS)}.")
    return list(_rows(reader))


def _rows(reader: csv.DictReader[str]) -> Iterator[ListedElsewhere]:
    try:
        for row in reader:
            yield _row(row)
    except (ValueError, csv.Error) as error:
        raise RegisterFileFault(f"Line {reader.line_num}: {error}") from error


def _row(row: Mapping[str | None, str | None]) -> ListedElsewhere:
    if None in row or None in row.values():
        raise ValueError(f"it must have {len(COLUMNS)} columns.")
    cells = {column: clean_line(row[column] or "") for column in COLUMNS}
    for column, most in LONGEST.items():
        if len(cells[column]) > most:
            raise ValueError(f"{column} is longer than {most} characters.")
    # What follows the code or the level in brackets is a note of the source.
    country, level = cells["country"][:2].upper(), cells["level"].partition(" ")[0].lower()
    if not cells["name"] or not cells["source"]:
        raise ValueError("name and source must not be empty.")
    if country_name(country, FALLBACK) == country:
        raise ValueError(f"{cells['country']!r} is not a country code.")
    if level not in set(Level):
        raise ValueError(f"{cells['level']!r} is not a level.")
    dated = cells["valid_until_or_award"]
    if dated and not YEAR.search(dated):
        raise ValueError(f"{dated!r} names no year.")
    days = [_day(found[0]) for found in DAY.finditer(dated)]
    # A text that begins with a day names the last one; "aw:" stands in front of the day of the award.
    until = days[0] if days and dated[0].isdigit() else None
    return ListedElsewhere(cells["name"], country, level, dated, until, cells["portfolio_or_sector"], cells["source"])


def _day(text: str) -> dt.date:
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  (a day has no time zone)
    except ValueError:
        raise ValueError(f"{text!r} is not a date.") from None
