"""Opens an uploaded workbook safely, with limits and without macros, links or entities, and returns plain cells."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from assessments.files.workbook.cells import ANSWER_MARK, KEY_MARK, text_of_cell
from assessments.files.workbook.parts import Parts, merged_ranges, notes
from criteria.faults import AnswerFault
from criteria.text import clean_line

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_CONTENT = 20 * 1024 * 1024
MOST_PARTS = 300
MOST_SHEETS = 60
MOST_ROWS = 5000
MOST_COLUMNS = 52
# One column per measure, with room for more.
MOST_TABLE_COLUMNS = 150
# Answer workbooks have about 30,000 tags; each tag takes a hundred times its length in memory.
MOST_TAGS = 400_000
ZIP_SIGN = b"PK\x03\x04"
BYTES_AT_ONCE = 64 * 1024
SHEET_TAG = re.compile(rb"<(?:\w+:)?sheet[\s/>]")
MACRO_WORKBOOK = re.compile(rb"<Override[^>]*/workbook\.xml[^>]*macroEnabled|macroEnabled[^>]*/workbook\.xml[^>]*>")

type CellValue = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None


@dataclass(frozen=True, slots=True)
class SentCell:
    """A cell of an uploaded workbook. `kind` is openpyxl's letter for the type of its value ("e": error).

    `is_formula`: the value is the result that was stored with a formula; the kind "f" means that no result was stored.
    """

    sheet: str
    column: str
    row: int
    value: CellValue
    kind: str
    number_format: str
    is_formula: bool = False

    @property
    def name(self) -> str:
        """The cell's name within its sheet: "D12"."""
        return f"{self.column}{self.row}"

    @property
    def place(self) -> str:
        """The cell's position as spreadsheet programs write it: "B Management!D12"."""
        return f"{self.sheet}!{self.name}"

    @property
    def is_blank(self) -> bool:
        return self.kind != "f" and (self.value is None or (isinstance(self.value, str) and not clean_line(self.value)))


@dataclass(frozen=True, slots=True)
class SentRow:
    """A row of an answer sheet: its key, its answer cell and its other filled cells.

    `before` are those to the left of the answer, `after` those to the right. `merged` is the merged range that covers
    the answer cell, "" if there is none.
    """

    key: SentCell
    answer: SentCell
    before: tuple[SentCell, ...]
    after: tuple[SentCell, ...]
    merged: str


@dataclass(frozen=True, slots=True)
class SentSheet:
    """A sheet with its rows, and the texts of its notes by the name of their cell.

    There are no rows and notes if it lacks the marks of an answer sheet.
    """

    title: str
    is_ours: bool
    rows: tuple[SentRow, ...]
    notes: Mapping[str, str]


def is_workbook(content: bytes) -> bool:
    """Whether `content` is a zip archive, as every XLSX workbook is."""
    return content.startswith(ZIP_SIGN)


def open_workbook(content: bytes) -> list[SentSheet]:
    """The sheets of an answer workbook. Raises AnswerFault and no other exception, whatever `content` is."""
    return _read(content, lambda parts: list(_sheets(parts)))


def open_table(content: bytes) -> list[list[SentCell]]:
    """The rows of the first sheet of any workbook. Raises AnswerFault and no other exception, whatever `content` is."""
    return _read(content, _table)


def _read[T](content: bytes, read: Callable[[Parts], T]) -> T:
    if len(content) > LARGEST_FILE:
        raise AnswerFault("file_too_large", max=LARGEST_FILE // 1024 // 1024)
    try:
        parts = _unpacked(content)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise AnswerFault("not_a_workbook") from error
    _refuse_danger(parts)
    try:
        with warnings.catch_warnings():
            # openpyxl warns about parts it ignores. It turns a date out of range into an error cell, which is refused.
            warnings.simplefilter("ignore")
            return read(parts)
    except Exception as error:
        # openpyxl can raise nearly any exception for a damaged workbook; this is the only place that uses it for
        # reading.
        raise AnswerFault("not_a_workbook") from error


def _unpacked(content: bytes) -> Parts:
    parts: Parts = {}
    left = LARGEST_CONTENT
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_PARTS or len({entry.filename for entry in entries}) < len(entries):
            raise AnswerFault("not_a_workbook")
        for entry in entries:
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise AnswerFault("not_a_workbook")
            parts[entry.filename] = _read_part(archive, entry, left)
            left -= len(parts[entry.filename])
    return parts


def _read_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    # Read in pieces, because the size declared by the archive may be wrong.
    pieces = []
    with archive.open(entry) as stream:
        while piece := stream.read(BYTES_AT_ONCE):
            left -= len(piece)
            if left < 0:
                raise AnswerFault("workbook_too_large", max=LARGEST_CONTENT // 1024 // 1024)
            pieces.append(piece)
    return b"".join(pieces)


def _refuse_danger(parts: Parts) -> None:
    names = [name.lower() for name in parts]
    # Some programs declare the types of macro files without using them; a macro needs its part, or the workbook's type.
    if any("vbaproject" in name for name in names) or MACRO_WORKBOOK.search(parts.get("[Content_Types].xml", b"")):
        raise AnswerFault("macros")
    xml = [part for name, part in parts.items() if name.lower().endswith((".xml", ".rels"))]
    # A document type can contain entities that expand without limit; a NUL byte may hide one in a two-byte encoding.
    if any(b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\x00" in part for part in xml):
        raise AnswerFault("not_a_workbook")
    everything = parts.values()
    if sum(len(SHEET_TAG.findall(part)) for part in everything) > MOST_SHEETS:
        raise AnswerFault("too_many_sheets", max=MOST_SHEETS)
    if sum(part.count(b"<") for part in everything) > MOST_TAGS:
        raise AnswerFault("workbook_too_large", max=LARGEST_CONTENT // 1024 // 1024)


def _packed(parts: Parts) -> io.BytesIO:
    """A new archive with exactly the parts that were checked, so that openpyxl cannot unpack anything else."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    stream.seek(0)
    return stream


def _twice(parts: Parts) -> tuple[Workbook, Workbook]:
    """The workbook with its formulas, and again with the stored results of the formulas."""
    return (
        load_workbook(_packed(parts), read_only=True, keep_links=False),
        load_workbook(_packed(parts), read_only=True, keep_links=False, data_only=True),
    )


def _sheets(parts: Parts) -> Iterator[SentSheet]:
    merged, attached = merged_ranges(parts), notes(parts)
    for written, stored in zip(*(book.worksheets for book in _twice(parts)), strict=True):
        title = written.title
        rows = _rows(written, stored, MOST_COLUMNS)
        first = [cell.value for cell in next(rows, [])]
        if KEY_MARK not in first or ANSWER_MARK not in first:
            yield SentSheet(title, is_ours=False, rows=(), notes={})
            continue
        key, answer = first.index(KEY_MARK), first.index(ANSWER_MARK)
        yield SentSheet(
            title,
            is_ours=True,
            rows=tuple(_row(cells, key, answer, merged.get(title, ())) for cells in rows),
            notes=attached.get(title, {}),
        )


def _row(cells: list[SentCell], key: int, answer: int, merged: Sequence[CellRange]) -> SentRow:
    place = cells[answer]
    swallowing = (found for found in merged if place.name in found and found.coord.partition(":")[0] != place.name)
    return SentRow(
        key=cells[key],
        answer=place,
        before=tuple(cell for n, cell in enumerate(cells[:answer]) if n != key and not cell.is_blank),
        after=tuple(cell for cell in cells[answer + 1 :] if not cell.is_blank),
        merged=next((found.coord for found in swallowing), ""),
    )


def _rows(written: Any, stored: Any, most_columns: int) -> Iterator[list[SentCell]]:
    both = (
        sheet.iter_rows(min_row=1, max_row=MOST_ROWS, min_col=1, max_col=most_columns) for sheet in (written, stored)
    )
    for number, (formulas, results) in enumerate(zip(*both, strict=True), start=1):
        yield [
            _sent(written.title, formula, result, column, number)
            for column, (formula, result) in enumerate(zip(formulas, results, strict=True))
        ]


def _table(parts: Parts) -> list[list[SentCell]]:
    written, stored = (book.worksheets[0] for book in _twice(parts))
    return list(_rows(written, stored, MOST_TABLE_COLUMNS))


def _sent(sheet: str, formula: object, result: object, column: int, row: int) -> SentCell:
    is_formula = getattr(formula, "data_type", "n") == "f"
    value = getattr(result, "value", None)
    kind = str(getattr(result, "data_type", "n"))
    return SentCell(
        sheet=sheet,
        column=get_column_letter(column + 1),
        row=row,
        value=text_of_cell(value) if isinstance(value, str) else value,
        kind="f" if is_formula and value is None else kind,
        number_format=str(getattr(result, "number_format", "General") or "General"),
        is_formula=is_formula,
    )
