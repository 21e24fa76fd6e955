"""The recommendations of a report as a workbook for planning: one row each, with columns for person, date and state."""

from __future__ import annotations

import datetime as dt
import io
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessments.files.workbook.cells import without_control
from assessments.files.workbook.look import BODY, QUIET, STRONG, TITLE, UNDER_LINE, WASHED, write_text
from assessments.report.content.tree import RecommendationBlock, ReportContext

# Column widths in characters; the cluster fills in the last three columns.
WIDTHS: Final = (6, 8, 34, 44, 70, 14, 14, 22, 14, 18)
HEAD_ROW: Final = 4
# The most characters that a cell of a workbook can hold.
LONGEST_CELL: Final = 32_767


def write_recommendations(context: ReportContext) -> bytes:
    """The XLSX workbook of all recommendations, in the report's language and order. Texts never become formulas."""
    book = Workbook()
    with translation.override(context.language):
        sheet = book.worksheets[0]
        sheet.title = _("Recommendations")
        _head(sheet, context)
        # The annex lists every indicator; a chapter that is left out has no indicator pages.
        titles = {row.key: row.title for row in context.annexes.answers}
        for row, advice in enumerate(context.all_advice, start=HEAD_ROW + 1):
            _row(sheet, row, advice, titles[advice.indicator])
        _look(sheet, context)
        book.properties.title = without_control(f"{context.cluster}: {sheet.title}")
    book.properties.creator = "labelcheck"
    book.properties.language = context.language
    day = dt.datetime.fromisoformat(context.date_iso)
    book.properties.created = book.properties.modified = day
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _head(sheet: Worksheet, context: ReportContext) -> None:
    _write(sheet, 1, 1, context.cluster).font = TITLE
    whose = [context.reference, context.date, context.state]
    if context.issue:
        whose.append(_("issue %(issue)s, verification code %(code)s")
            % {"issue": context.issue, "code": context.verification})  # fmt: skip
    _write(sheet, 2, 1, " · ".join(part for part in whose if part)).font = QUIET
    titles = (
        _("No."), _("Indicator"), _("Name of the indicator"), _("Recommendation"), _("What to do"), _("Effect (1–5)"),
        _("Effort (1–5)"), _("Who"), _("By when"), _("State"),
    )  # fmt: skip
    for column, title in enumerate(titles, start=1):
        cell = _write(sheet, HEAD_ROW, column, title)
        cell.font, cell.fill = STRONG, WASHED


def _row(sheet: Worksheet, row: int, advice: RecommendationBlock, indicator: str) -> None:
    sheet.cell(row, 1).value = advice.number
    for column, text in enumerate((advice.indicator, indicator, advice.title, advice.text), start=2):
        _write(sheet, row, column, text)
    for column, grade in ((6, advice.effect), (7, advice.effort)):
        sheet.cell(row, column).value = grade.dots.count("●")
    for column in range(1, len(WIDTHS) + 1):
        cell = sheet.cell(row, column)
        cell.font, cell.border = BODY, UNDER_LINE
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.cell(row, 9).number_format = "yyyy-mm-dd"


def _write(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(f"{cell.coordinate} lies inside a merged range")
    write_text(cell, text[:LONGEST_CELL])
    return cell


def _look(sheet: Worksheet, context: ReportContext) -> None:
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    last = HEAD_ROW + max(1, len(context.all_advice))
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(len(WIDTHS))}{last}"
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
