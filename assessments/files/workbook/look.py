"""The style of a workbook's sheets: columns, colours, row heights, protection, printing and input restrictions."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assessments.design_tokens import design_tokens
from assessments.files.workbook.cells import ANSWER_MARK, KEY_MARK, cell_text, without_control

KEY, CODE, LABEL, ANSWER, UNIT, GUIDANCE = range(1, 7)
# All but the keys, which are hidden.
SHOWN = (CODE, LABEL, ANSWER, UNIT, GUIDANCE)
# In characters of the default font.
WIDTHS = {KEY: 24, CODE: 6, LABEL: 44, ANSWER: 44, UNIT: 14, GUIDANCE: 76}
POINTS_PER_LINE = 15
HIGHEST_ROW = 409
# A footer may have 255 characters, including the page number.
LONGEST_FOOT = 100

# Workbooks write colours without "#" and in capitals.
INK, MUTED_INK, WASH, RULE, STRONG_RULE, ACCENT = (
    design_tokens()[name].removeprefix("#").upper()
    for name in ("ink", "muted-ink", "wash", "rule", "strong-rule", "accent")
)
BODY = Font(name="Calibri", size=11, color=INK)
QUIET = Font(name="Calibri", size=10, color=MUTED_INK)
STRONG = Font(name="Calibri", size=11, color=INK, bold=True)
HEADING = Font(name="Calibri", size=13, color=INK, bold=True)
TITLE = Font(name="Calibri", size=18, color=ACCENT, bold=True)
WASHED = PatternFill("solid", fgColor=WASH)
UNDER_LINE = Border(bottom=Side("thin", color=RULE))
EDGE = Side("thin", color=STRONG_RULE)
FRAME = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
OVER_LINE = Border(top=EDGE)
WRAPPED = Alignment(vertical="top", wrap_text=True)
INDENTED = Alignment(vertical="top", wrap_text=True, indent=1)
NUMBER = Alignment(vertical="top", horizontal="right")
CENTRED = Alignment(vertical="top", horizontal="center")
UNLOCKED = Protection(locked=False)
TEXT_FORMAT = "@"

type Kind = Literal["whole", "decimal", "list", "textLength"]
type Operator = Literal["between", "lessThanOrEqual"]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row of a sheet: its texts by column. With a `key`, its answer cell is read on import."""

    label: str = ""
    code: str = ""
    unit: str = ""
    guidance: str = ""
    key: str = ""
    font: Font = field(default=BODY)
    is_head: bool = False


def write_text(cell: Cell, text: str) -> None:
    """Writes `text` as text, whatever it looks like: "=1+1" must never become a formula."""
    cell.value = cell_text(text)
    cell.data_type = "s"


def write_number(cell: Cell, number: float | int, number_format: str) -> None:
    """Writes a number with its number format."""
    cell.value = number
    cell.number_format = number_format


def lines_needed(text: str, column: int, *, columns: int = 1) -> int:
    """How many lines `text` takes in a column or in merged `columns`; spreadsheets do not fit such rows themselves."""
    # The guidance has smaller type: more characters fit than the column width says.
    width = sum(WIDTHS[column + n] for n in range(columns)) * (1.15 if column == GUIDANCE else 1.05)
    return sum(max(1, math.ceil(len(paragraph) / width)) for paragraph in text.split("\n"))


class SheetWriter:
    """Writes a sheet from top to bottom."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet, self.row = sheet, 1
        self._rules: dict[tuple[str, ...], DataValidation] = {}
        for column, width in WIDTHS.items():
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.column_dimensions[get_column_letter(KEY)].hidden = True
        write_text(self.cell(KEY), KEY_MARK)
        write_text(self.cell(ANSWER), ANSWER_MARK)
        sheet.row_dimensions[1].hidden = True
        sheet.sheet_view.showGridLines = False
        sheet.sheet_properties.tabColor = ACCENT
        # No password: protection prevents accidents and is no lock. Rows and columns may be resized.
        sheet.protection.sheet = True
        sheet.protection.formatColumns = False
        sheet.protection.formatRows = False

    def cell(self, column: int) -> Cell:
        """The cell of the current row. Raises TypeError for a merged cell."""
        cell = self.sheet.cell(self.row, column)
        if not isinstance(cell, Cell):
            raise TypeError(f"{cell.coordinate} lies inside a merged range")
        return cell

    def skip(self, points: int = 10) -> None:
        """Adds an empty row."""
        self.row += 1
        self.sheet.row_dimensions[self.row].height = points

    def line(self, line: SheetLine, *, least_lines: int = 1) -> Cell:
        """Adds a row and returns its answer cell, still locked and empty."""
        self.row += 1
        needed = least_lines
        for column, text, font in (
            (KEY, line.key, QUIET),
            (CODE, line.code, line.font),
            (LABEL, line.label, line.font),
            (UNIT, line.unit, QUIET),
            (GUIDANCE, line.guidance, QUIET),
        ):
            cell = self.cell(column)
            if text:
                write_text(cell, text)
                needed = max(needed, lines_needed(text, column) if column != KEY else 1)
            cell.font, cell.alignment = font, WRAPPED
        if line.is_head:
            # A long title extends over the empty cells beside it.
            self.cell(LABEL).alignment = Alignment(vertical="top")
            needed = 1
            for column in SHOWN:
                self.cell(column).fill, self.cell(column).border = WASHED, OVER_LINE
        self.set_lines(needed, extra=5 if line.font is HEADING else 3)
        return self.cell(ANSWER)

    def set_lines(self, lines: int, *, extra: int = 3) -> None:
        """Sets the height of the current row."""
        self.sheet.row_dimensions[self.row].height = min(HIGHEST_ROW, lines * POINTS_PER_LINE + extra)

    def across(self, text: str, *, font: Font = BODY) -> None:
        """Adds a row with one text over all columns from the label on."""
        self.row += 1
        cell = self.cell(LABEL)
        write_text(cell, text)
        cell.font, cell.alignment = font, WRAPPED
        last = SHOWN[-1]
        self.set_lines(lines_needed(text, LABEL, columns=last - LABEL + 1), extra=12 if font is TITLE else 3)
        self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=LABEL, end_column=last)

    def input(self, line: SheetLine, *, alignment: Alignment = WRAPPED, least_lines: int = 1) -> Cell:
        """Adds a row with a cell that takes an answer, and returns the cell."""
        cell = self.line(line, least_lines=least_lines)
        cell.font, cell.alignment, cell.border, cell.protection = BODY, alignment, FRAME, UNLOCKED
        return cell

    def allow(
        self, cell: Cell, kind: Kind, first: str, second: str = "", *, message: str, operator: Operator | None = None
    ) -> None:
        """Restricts the values of `cell`; the spreadsheet program shows `message` for any other value."""
        name = (kind, first, second, operator or "", message)
        if name not in self._rules:
            self._rules[name] = DataValidation(
                type=kind,
                formula1=first,
                formula2=second or None,
                operator=operator,
                allow_blank=True,
                showErrorMessage=True,
                error=message[:225],
            )
            self.sheet.add_data_validation(self._rules[name])
        self._rules[name].add(cell)

    def between(
        self, cell: Cell, kind: Literal["whole", "decimal"], low: Decimal, high: Decimal, *, message: str
    ) -> None:
        """Restricts `cell` to numbers from `low` to `high`."""
        self.allow(cell, kind, str(low), str(high), operator="between", message=message)

    def at_most(self, cell: Cell, characters: int, *, message: str) -> None:
        """Restricts `cell` to texts of at most `characters`."""
        self.allow(cell, "textLength", str(characters), operator="lessThanOrEqual", message=message)

    def finish(self, *, freeze: str, foot: str) -> None:
        """Sets what concerns the whole sheet: frozen head, printing on A4 with the head on each page, footer."""
        sheet = self.sheet
        sheet.freeze_panes = freeze
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_title_rows = f"2:{int(freeze[1:]) - 1}"
        # An ampersand starts a code in a footer; programs refuse a file whose footer is too long.
        footer = HeaderFooterItem()
        footer.left.text, footer.right.text = without_control(foot)[:LONGEST_FOOT].replace("&", "&&"), "&P / &N"
        sheet.HeaderFooter.oddFooter = footer
