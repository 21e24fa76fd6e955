"""Reads a cohort file of past benchmarks, CSV or XLSX: one row per cluster and year, one column per measure."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from assessments.files.csv_cells import starts_formula
from assessments.files.workbook.cells import choice_of
from assessments.files.workbook.numbers import cell_number, is_bare_fraction, shown_text
from assessments.files.workbook.opening import (
    LARGEST_FILE,
    MOST_ROWS,
    MOST_TABLE_COLUMNS,
    SentCell,
    is_workbook,
    open_table,
)
from criteria.answer_file import fraction_fault
from criteria.answers import LAST_YEAR, NUMBER_KINDS, measured_in
from criteria.countries import countries, find_country
from criteria.definitions import TOP_LEVEL, Edition, Field, FieldKind, Indicator, Level, Measure
from criteria.faults import AnswerFault
from criteria.measures import full_key
from criteria.numbers import Measured
from criteria.reader import languages
from criteria.text import clean_line, identity, text_length
from criteria.units import euro_units, percent_units

CLUSTER, COUNTRY, YEAR, PORTFOLIOS, LEVEL = PROFILE = ("cluster", "country", "year", "portfolios", "level")
NEEDED: Final = (CLUSTER, COUNTRY, YEAR)
MOST_PORTFOLIOS: Final = 2
LONGEST_NAME: Final = 200
FIRST_YEAR: Final = 1990
FOUR_DIGITS: Final = range(1000, 10_000)
LARGEST: Final = Decimal(10) ** 12
MOST_DECIMALS: Final = 6
DELIMITERS: Final = ",;\t|"
# A program that opens the line as a row of cells saves it in quotes, or with the separators of empty cells.
SEPARATOR_LINE: Final = re.compile(r'\s*"?sep=(.)"?[,;|\t ]*(?:\r\n|\r|\n)', re.IGNORECASE)
# The Windows code page of each country: Central European, Cyrillic, Greek, Turkish, Baltic; Western everywhere else.
CODE_PAGES: Final = {
    **dict.fromkeys(("AL", "BA", "CZ", "HR", "HU", "ME", "PL", "RO", "SI", "SK"), "cp1250"),
    **dict.fromkeys(("BG", "BY", "MD", "MK", "RS", "UA"), "cp1251"),
    **dict.fromkeys(("CY", "GR"), "cp1253"),
    "TR": "cp1254",
    **dict.fromkeys(("EE", "LT", "LV"), "cp1257"),
}
WESTERN: Final = "cp1252"
# Spreadsheet programs also offer the code pages of DOS and of old Macs. Read in one of Windows, their letters become
# signs within words, or capitals after small letters.
MISREAD: Final = re.compile(
    r"\w*(?:\ufffd|[^\W\d_][^\w\s\x00-\x7f’–—]+[^\W\d_]|[…†‡ˆ‰•˜™][^\W\d_]|[a-z][ŠŒŽŸ€][a-z])[^\s,;|]*"
)


@dataclass(frozen=True, slots=True)
class CohortRow:
    """One cluster in one year. `level` is "" without a label.

    `numbers` and `choices` are keyed by the measure's full key, as in a MeasureSet.
    """

    cluster: str
    country: str
    year: int
    portfolios: tuple[str, ...]
    level: str
    numbers: Mapping[str, Decimal]
    choices: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CohortFault:
    """One fault of a cohort file: the row (0 for the file as a whole), the column's heading, and what is wrong."""

    row: int
    column: str
    fault: AnswerFault


class RefusedCohort(Exception):
    """Raised for a cohort file that cannot be used; `faults` lists every fault in the order of the rows."""

    def __init__(self, faults: Sequence[CohortFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class _Cell:
    """The text of a cell; `code` is the fault of a cell that can never be an answer.

    `number` is the value of a workbook's cell with a number, `number_format` its format.
    """

    text: str
    code: str = ""
    number: int | float | None = None
    number_format: str = ""


type Table = list[list[_Cell]]


def read_cohort(content: bytes, edition: Edition, *, year: int) -> list[CohortRow]:
    """The rows of a cohort file. `year` is the current year, the highest that a row may have. Raises RefusedCohort."""
    try:
        table = _workbook_table(content) if is_workbook(content) else _csv_table(content)
    except AnswerFault as fault:
        raise RefusedCohort([CohortFault(0, "", fault)]) from fault
    return _Reading(table, edition, year).rows()


def _workbook_table(content: bytes) -> Table:
    return [[_cell(cell) for cell in row] for row in open_table(content)]


def _cell(cell: SentCell) -> _Cell:
    if cell.kind in ("f", "e"):
        return _Cell("", "formula" if cell.kind == "f" else "error_value")
    if cell.value is None:
        return _Cell("")
    if isinstance(cell.value, bool):
        return _Cell("", "true_or_false")
    if isinstance(cell.value, dt.date | dt.time | dt.timedelta):
        return _Cell("", "date_value")
    if isinstance(cell.value, str):
        return _Cell(clean_line(cell.value))
    try:
        text = shown_text(cell.value, cell.number_format)
    except ValueError:
        return _Cell("", "error_value")
    return _Cell(text, number=cell.value, number_format=cell.number_format)


def _csv_table(content: bytes) -> Table:
    if len(content) > LARGEST_FILE:
        raise AnswerFault("file_too_large", max=LARGEST_FILE // 1024 // 1024)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise AnswerFault("old_workbook")
    try:
        text = _decoded(content)
        if "\x00" in text:
            raise AnswerFault("not_a_table")
        return [[_Cell(clean_line(cell)) for cell in row] for row in _rows(text)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise AnswerFault("not_a_table") from error


def _rows(text: str) -> list[list[str]]:
    """The rows of a CSV. Its first line may declare the separator ("sep=;"), as some spreadsheet programs write it."""
    named = SEPARATOR_LINE.match(text)
    table = text[named.end() :] if named else text
    heading = next((line for line in table.splitlines() if line.strip(f"{DELIMITERS} ")), "")
    is_true = named is not None and named[1] in heading
    delimiter = named[1] if named and is_true else max(DELIMITERS, key=heading.count)
    return list(csv.reader(io.StringIO(table, newline=""), delimiter=delimiter, strict=True))


def _decoded(content: bytes) -> str:
    """The text of a CSV file: UTF-8, UTF-16 with a byte-order mark, or a code page.

    Code pages cannot be distinguished by their bytes, so the countries in the file decide. Raises AnswerFault if these
    need different ones, or if no words come of it, as in a file of DOS or of an old Mac.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pages = _code_pages(content)
    if len(pages) > 1:
        raise AnswerFault("code_pages")
    text = content.decode(pages.pop() if pages else WESTERN, errors="replace")
    if "\x00" not in text and (found := MISREAD.search(text)):
        raise AnswerFault("not_utf8", value=found[0])
    return text


def _code_pages(content: bytes) -> set[str]:
    """The Windows code pages of the countries in an 8-bit file, whose own names may be written in them."""
    named = [row for row in _rows(content.decode("latin-1")) if any(cell.strip() for cell in row)]
    heading = [clean_line(cell).casefold() for cell in named[0]] if named else []
    if COUNTRY not in heading:
        return set()
    place = heading.index(COUNTRY)
    return {_code_page(row[place].encode("latin-1")) for row in named[1:] if len(row) > place}


def _code_page(country: bytes) -> str:
    """The Windows code page of a country, in which its name is read."""
    for page in dict.fromkeys((WESTERN, *CODE_PAGES.values())):
        code = find_country(country.decode(page, errors="replace"), languages())
        if code and CODE_PAGES.get(code, WESTERN) == page:
            return page
    return WESTERN


class _Reading:
    """Reads one table and collects every fault instead of stopping at the first."""

    def __init__(self, table: Table, edition: Edition, year: int) -> None:
        self.edition, self.year = edition, year
        # Some programs leave empty rows above the headings.
        self.above = next((n for n, row in enumerate(table) if any(cell.text for cell in row)), 0)
        self.table = table[self.above :]
        self.measures: Mapping[str, tuple[Indicator, Measure]] = {
            full_key(i, m): (i, m) for i in edition.indicators for m in i.measures
        }
        self.countries = {choice.key for choice in countries()}
        self.portfolios = {choice.key for choice in edition.portfolios}
        self.faults: list[CohortFault] = []

    def refuse(self, row: int, column: str, code: str, **params: object) -> None:
        self.faults.append(CohortFault(row, column, AnswerFault(code, **params)))

    def rows(self) -> list[CohortRow]:
        """The typed rows. Raises RefusedCohort with all faults."""
        columns = self._columns()
        if self.faults:
            raise RefusedCohort(self.faults)
        filled = list(self._filled(columns))
        found: dict[tuple[str, int], CohortRow] = {}
        for number, cells in filled:
            row = self._row(number, cells)
            key = (identity(row.cluster), row.year)
            # A row that repeats another with a different spelling of the name is ignored; different values are a fault.
            if row.year and key in found and replace(row, cluster="") != replace(found[key], cluster=""):
                self.refuse(number, CLUSTER, "row_twice", value=row.cluster, when=str(row.year))
            found.setdefault(key, row)
        if not found and not self.faults:
            self.refuse(0, "", "no_rows")
        if self.faults:
            raise RefusedCohort(sorted(self.faults, key=lambda fault: fault.row))
        return list(found.values())

    def _columns(self) -> list[str]:
        known = {name.casefold(): name for name in (*PROFILE, *self.measures)}
        written = [cell.text for cell in self.table[0]] if self.table else []
        # Spreadsheet programs begin a cell with a capital by themselves.
        heading = [known.get(name.casefold(), name) for name in written]
        while heading and not heading[-1]:
            heading.pop()
        row = self.above + 1
        for name, count in Counter(heading).items():
            if name.casefold() not in known:
                self.refuse(row, name, "unknown_measure", value=name)
            elif count > 1:
                self.refuse(row, name, "column_twice", value=name)
        for name in NEEDED:
            if name not in heading:
                self.refuse(row, name, "column_missing", value=name)
        if len(self.table) >= MOST_ROWS:
            self.refuse(0, "", "too_many_rows", max=MOST_ROWS - 1)
        if len(heading) >= MOST_TABLE_COLUMNS:
            self.refuse(0, "", "too_many_columns", max=MOST_TABLE_COLUMNS - 1)
        return heading

    def _filled(self, columns: list[str]) -> Iterator[tuple[int, dict[str, _Cell]]]:
        for number, row in enumerate(self.table[1:], start=self.above + 2):
            if any(cell.text or cell.code for cell in row):
                padded = [*row, *[_Cell("")] * (len(columns) - len(row))]
                if any(cell.text or cell.code for cell in padded[len(columns) :]):
                    self.refuse(number, "", "beyond_columns")
                yield number, dict(zip(columns, padded, strict=False))

    def _row(self, number: int, cells: Mapping[str, _Cell]) -> CohortRow:
        for column, cell in cells.items():
            if cell.code:
                self.refuse(number, column, cell.code)
        numbers: dict[str, Decimal] = {}
        choices: dict[str, tuple[str, ...]] = {}
        for key in (key for key in cells if key in self.measures):
            if cells[key].text:
                try:
                    self._measure(key, cells[key], numbers, choices)
                except AnswerFault as fault:
                    self.faults.append(CohortFault(number, key, fault))
        country = cells[COUNTRY].text
        return CohortRow(
            cluster=self._name(number, cells[CLUSTER]),
            country=self._known(number, COUNTRY, find_country(country, languages()) or country, self.countries),
            year=self._year(number, cells[YEAR]),
            portfolios=self._portfolios(number, cells.get(PORTFOLIOS, _Cell("")).text),
            level=self._known(number, LEVEL, cells.get(LEVEL, _Cell("")).text.casefold(), {"", *Level}),
            numbers=numbers,
            choices=choices,
        )

    def _name(self, number: int, cell: _Cell) -> str:
        if not cell.text and not cell.code:
            self.refuse(number, CLUSTER, "blank")
        elif starts_formula(cell.text):
            self.refuse(number, CLUSTER, "formula_sign", value=cell.text)
        elif (length := text_length(cell.text)) > LONGEST_NAME:
            self.refuse(number, CLUSTER, "too_long", length=length, max=LONGEST_NAME)
        return cell.text

    def _known(self, number: int, column: str, text: str, known: set[str]) -> str:
        if text not in known:
            self.refuse(number, column, "unknown_choice" if text else "blank", value=text)
        return text

    def _year(self, number: int, cell: _Cell) -> int:
        if not cell.text:
            if not cell.code:
                self.refuse(number, YEAR, "blank")
            return 0
        try:
            year = int(_number_in(cell, Measured())[0])
        except AnswerFault as fault:
            self.faults.append(CohortFault(number, YEAR, fault))
            return 0
        if year not in FOUR_DIGITS:
            self.refuse(number, YEAR, "not_a_year", value=cell.text)
            return 0
        if not FIRST_YEAR <= year <= self.year:
            self.refuse(number, YEAR, "year_out_of_range", value=cell.text, first=FIRST_YEAR, year=self.year)
        return year

    def _portfolios(self, number: int, text: str) -> tuple[str, ...]:
        keys = tuple(
            dict.fromkeys(key.strip() for key in text.replace(";", ",").replace("|", ",").split(",") if key.strip())
        )
        for key in keys:
            if key not in self.portfolios:
                self.refuse(number, PORTFOLIOS, "unknown_choice", value=key)
        if len(keys) > MOST_PORTFOLIOS:
            self.refuse(number, PORTFOLIOS, "too_many", max=MOST_PORTFOLIOS)
        return keys

    def _measure(self, key: str, cell: _Cell, numbers: dict[str, Decimal], choices: dict[str, tuple[str, ...]]) -> None:
        indicator, measure = self.measures[key]
        if measure.distribution:
            asked = indicator.field(measure.field or measure.key)
            choices[key] = tuple(dict.fromkeys(_choice(asked, part) for part in _parts(measure, cell.text)))
            if measure.several:
                numbers[key] = Decimal(len(choices[key]))
        else:
            numbers[key] = _measured_number(indicator, measure, cell)


def _parts(measure: Measure, text: str) -> list[str]:
    """The names in a cell: one or, for a multiple choice, those separated by semicolons or bars."""
    return [part for part in text.replace("|", ";").split(";") if part.strip()] if measure.several else [text]


def _choice(asked: Field, text: str) -> str:
    choice = choice_of(asked, text)
    if choice is None:
        raise AnswerFault("unknown_choice", value=text.strip())
    return choice


def _measured_number(indicator: Indicator, measure: Measure, cell: _Cell) -> Decimal:
    """The number of a measure in a cell, with or without the measure's unit. Raises AnswerFault.

    A measure that is the number of a field has the field's limits and decimal places.
    """
    asked = _limits_of(indicator, measure)
    number, shown = _number_in(cell, asked)
    # The mean of two ladders is a multiple of one half.
    if measure.ladder and number % (1 if not measure.decimals else Decimal("0.5")):
        raise AnswerFault("not_a_step", value=shown)
    # The import of a cohort cannot ask what was meant. In a CSV the number stands as somebody typed or saw it.
    if cell.number is not None and is_bare_fraction(number, shown, asked):
        raise fraction_fault(number)
    return number


def _number_in(cell: _Cell, asked: Measured) -> tuple[Decimal, str]:
    return cell_number(cell.text if cell.number is None else cell.number, cell.number_format, asked)


def _limits_of(indicator: Indicator, measure: Measure) -> Measured:
    asked = next((field for field in indicator.fields if field.key == measure.key and field.kind in NUMBER_KINDS), None)
    if asked is not None and asked.kind is not FieldKind.LADDER:
        return measured_in(asked, year=LAST_YEAR)
    if measure.ladder:
        # One decimal place, so that half a step is refused as no step and not as too precise.
        return Measured(places=1, low=Decimal(0), high=Decimal(TOP_LEVEL))
    units: frozenset[str] = measure.unit.every_form if measure.unit else frozenset()
    if measure.percent:
        units = percent_units(measure.label.wordings)
    if measure.euro:
        units = euro_units(measure.label.wordings)
    is_count = not (measure.percent or measure.euro or measure.decimals)
    high = Decimal(100) if measure.percent else LARGEST - 1
    return Measured(units, 0 if is_count else MOST_DECIMALS, Decimal(0), high)
