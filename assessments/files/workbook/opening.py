"""Opens a workbook that somebody sent: bounded, without macros, links or entities, down to plain cells."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from assessments.files.workbook.cells import ANSWER_MARK, KEY_MARK, text_of_cell
from criteria.faults import AnswerFault

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_CONTENT = 20 * 1024 * 1024
MOST_PARTS = 300
MOST_SHEETS = 60
MOST_ROWS = 5000
MOST_COLUMNS = 20
# One column for each measure, and some to spare.
MOST_TABLE_COLUMNS = 150
# A workbook of this product has some 30,000 tags; every tag costs a hundred times its length in memory.
MOST_TAGS = 400_000
ZIP_SIGN = b"PK\x03\x04"
BYTES_AT_ONCE = 64 * 1024
SHEET_TAG = re.compile(rb"<(?:\w+:)?sheet[\s/>]")

type CellValue = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None


@dataclass(frozen=True, slots=True)
class SentCell:
    """A cell as it was sent: `kind` is openpyxl's letter for its type ("f": formula, "e": error)."""

    sheet: str
    column: str
    row: int
    value: CellValue
    kind: str
    number_format: str

    @property
    def place(self) -> str:
        """Where the cell stands, as spreadsheet programs write it: "B Management!D12"."""
        return f"{self.sheet}!{self.column}{self.row}"

    @property
    def is_blank(self) -> bool:
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


@dataclass(frozen=True, slots=True)
class SentRow:
    """A row of a sheet of ours: its key and its answer cell."""

    key: SentCell
    answer: SentCell


@dataclass(frozen=True, slots=True)
class SentSheet:
    """A sheet with its rows; none if it lacks the marks of our sheets."""

    title: str
    is_ours: bool
    rows: tuple[SentRow, ...]


def is_workbook(content: bytes) -> bool:
    """Whether `content` is a zip archive, as every XLSX workbook is."""
    return content.startswith(ZIP_SIGN)


def open_workbook(content: bytes) -> list[SentSheet]:
    """The sheets of a workbook. Whatever `content` is, only AnswerFault is raised."""
    return _read(content, lambda packed: list(_sheets(packed)))


def open_table(content: bytes) -> list[list[SentCell]]:
    """The rows of the first sheet of any workbook. Whatever `content` is, only AnswerFault is raised."""
    return _read(content, _table)


def _read[T](content: bytes, read: Callable[[io.BytesIO], T]) -> T:
    if len(content) > LARGEST_FILE:
        raise AnswerFault("file_too_large", max=LARGEST_FILE // 1024 // 1024)
    try:
        parts = _unpacked(content)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise AnswerFault("not_a_workbook") from error
    _refuse_danger(parts)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of what it leaves out; a date out of range becomes an error cell, which is refused.
            warnings.simplefilter("ignore")
            return read(_packed(parts))
    except Exception as error:
        # A damaged workbook can end in nearly any exception of the library; here is the one place that reads it.
        raise AnswerFault("not_a_workbook") from error


def _unpacked(content: bytes) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
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
    # In pieces, because the size that an archive declares may be a lie.
    pieces = []
    with archive.open(entry) as stream:
        while piece := stream.read(BYTES_AT_ONCE):
            left -= len(piece)
            if left < 0:
                raise AnswerFault("workbook_too_large", max=LARGEST_CONTENT // 1024 // 1024)
            pieces.append(piece)
    return b"".join(pieces)


def _refuse_danger(parts: dict[str, bytes]) -> None:
    names = [name.lower() for name in parts]
    if any("vbaproject" in name for name in names) or b"macroEnabled" in parts.get("[Content_Types].xml", b""):
        raise AnswerFault("macros")
    xml = [part for name, part in parts.items() if name.lower().endswith((".xml", ".rels"))]
    # A document type can hold entities that unfold without end; a NUL hides one in an encoding of two bytes.
    if any(b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\x00" in part for part in xml):
        raise AnswerFault("not_a_workbook")
    everything = parts.values()
    if sum(len(SHEET_TAG.findall(part)) for part in everything) > MOST_SHEETS:
        raise AnswerFault("too_many_sheets", max=MOST_SHEETS)
    if sum(part.count(b"<") for part in everything) > MOST_TAGS:
        raise AnswerFault("workbook_too_large", max=LARGEST_CONTENT // 1024 // 1024)


def _packed(parts: dict[str, bytes]) -> io.BytesIO:
    """An archive of exactly what was counted, so that nothing else can unfold in the library."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    stream.seek(0)
    return stream


def _sheets(packed: io.BytesIO) -> Iterator[SentSheet]:
    book = load_workbook(packed, read_only=True, keep_links=False)
    for sheet in book.worksheets:
        rows = sheet.iter_rows(min_row=1, max_row=MOST_ROWS, min_col=1, max_col=MOST_COLUMNS)
        first = [cell.value for cell in next(rows, ())]
        if KEY_MARK not in first or ANSWER_MARK not in first:
            yield SentSheet(sheet.title, is_ours=False, rows=())
            continue
        columns = first.index(KEY_MARK), first.index(ANSWER_MARK)
        yield SentSheet(
            sheet.title,
            is_ours=True,
            rows=tuple(
                SentRow(*(_sent(sheet.title, row[column], column, number) for column in columns))
                for number, row in enumerate(rows, start=2)
            ),
        )


def _table(packed: io.BytesIO) -> list[list[SentCell]]:
    sheet = load_workbook(packed, read_only=True, keep_links=False).worksheets[0]
    rows = sheet.iter_rows(min_row=1, max_row=MOST_ROWS, min_col=1, max_col=MOST_TABLE_COLUMNS)
    return [
        [_sent(sheet.title, cell, column, number) for column, cell in enumerate(row)]
        for number, row in enumerate(rows, start=1)
    ]


def _sent(sheet: str, cell: object, column: int, row: int) -> SentCell:
    value = getattr(cell, "value", None)
    return SentCell(
        sheet=sheet,
        column=get_column_letter(column + 1),
        row=row,
        value=text_of_cell(value) if isinstance(value, str) else value,
        kind=str(getattr(cell, "data_type", "n")),
        number_format=str(getattr(cell, "number_format", "General") or "General"),
    )
