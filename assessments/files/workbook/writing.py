"""Writes answers as a workbook to fill in: a sheet with instructions, then one sheet per area."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from assessments.files.workbook.cells import (
    EDITION_KEY,
    MARKED,
    NO_ANSWER,
    ORGANISATION_PREFIX,
    Slot,
    field_slots,
    sheet_title,
    slots_of,
    step_text,
    without_control,
)
from assessments.files.workbook.look import (
    ANSWER,
    BODY,
    CENTRED,
    HEADING,
    INDENTED,
    LABEL,
    NUMBER,
    QUIET,
    SHOWN,
    STRONG,
    TEXT_FORMAT,
    TITLE,
    UNDER_LINE,
    WASHED,
    WRAPPED,
    SheetLine,
    SheetWriter,
    lines_needed,
    write_number,
    write_text,
)
from assessments.files.workbook.numbers import is_bare_fraction, number_cell
from assessments.files.workbook.words import beside, column_heads, guidance, how_to_fill_in, organisation_label, takes
from criteria.answer_file import LONGEST_REASON, AnswerFile
from criteria.answers import NOTHING, Answer, Value, limits, measured_in
from criteria.definitions import Area, Edition, Field, FieldKind, Indicator

# A text field gets one more line for each of this many characters of its maximum length.
SEVERAL_LINES = 150
HEAD_ROWS = 4


def write_workbook(file: AnswerFile, edition: Edition, *, language: str, reference: str, year: int) -> bytes:
    """The XLSX workbook of `file` in `language`; reading it gives an equal file.

    `reference` is that of the assessment, for information. `year` is the current year, the highest value of a year
    field.
    """
    with override(language):
        return _Writing(file, edition, language, reference, year).content()


class _Writing:
    """Writes one workbook."""

    def __init__(self, file: AnswerFile, edition: Edition, language: str, reference: str, year: int) -> None:
        self.file, self.edition, self.language, self.year = file, edition, language, year
        name = str(file.organisation.get("name", ""))
        self.whose = " · ".join(part for part in (name, reference) if part)
        self.reference = reference
        self.book = Workbook()
        self.lists = self.book.create_sheet(_("Lists"))
        self.list_places: dict[tuple[str, ...], str] = {}

    def content(self) -> bytes:
        self.start(self._first_sheet())
        for area in self.edition.areas:
            self.area(area)
        # Last and hidden, because it only feeds the drop-down lists.
        self.book.move_sheet(self.lists, len(self.book.worksheets))
        self.lists.sheet_state = "hidden"
        self.book.properties.title = without_control(self.whose)
        self.book.properties.creator = "labelcheck"
        self.book.properties.language = self.language
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()

    def _first_sheet(self) -> Worksheet:
        sheet = self.book.worksheets[0]
        sheet.title = _("How to fill in")
        return sheet

    def start(self, sheet: Worksheet) -> None:
        writer = SheetWriter(sheet)
        level = self.edition.level_name.in_language(self.language)
        writer.across(_("Answers for the %(level)s label") % {"level": level}, font=TITLE)
        writer.across(self.edition.notice.in_language(self.language), font=QUIET)
        writer.skip()
        self.fact(writer, _("Edition"), self.edition.key, EDITION_KEY)
        if self.reference:
            self.fact(writer, _("Assessment"), self.reference, NO_ANSWER)
        self.fact(writer, _("Language"), dict(settings.LANGUAGES)[self.language], NO_ANSWER)
        for key, value in self.file.organisation.items():
            text = value.isoformat() if isinstance(value, dt.date) else str(value)
            self.fact(writer, organisation_label(key), text, f"{ORGANISATION_PREFIX}{key}")
        writer.skip()
        writer.across(_("How to fill it in"), font=HEADING)
        for number, sentence in enumerate(how_to_fill_in(), start=1):
            writer.across(f"{number}. {sentence}")
        writer.finish(freeze="A3", foot=self.whose)

    def fact(self, writer: SheetWriter, label: str, text: str, key: str) -> None:
        cell = writer.line(SheetLine(label, key=key, font=QUIET), least_lines=lines_needed(text, ANSWER))
        write_text(cell, text)
        cell.font, cell.alignment, cell.number_format = BODY, WRAPPED, TEXT_FORMAT

    def area(self, area: Area) -> None:
        writer = SheetWriter(self.book.create_sheet(sheet_title(area, area.short.in_language(self.language))))
        writer.across(f"{area.key}  {area.title.in_language(self.language)}", font=TITLE)
        writer.across(self.whose, font=QUIET)
        heads = column_heads()
        line = SheetLine(heads.label, unit=heads.unit, guidance=heads.guidance, key=NO_ANSWER, font=STRONG)
        write_text(writer.line(line), _("Answer"))
        for column in SHOWN:
            cell = writer.cell(column)
            cell.font, cell.fill, cell.border = STRONG, WASHED, UNDER_LINE
        for indicator in area.indicators:
            self.indicator(writer, indicator, self.file.answers.get(indicator.key, NOTHING))
        writer.finish(freeze=f"A{HEAD_ROWS + 1}", foot=self.whose)

    def indicator(self, writer: SheetWriter, indicator: Indicator, answer: Answer) -> None:
        writer.skip()
        title = indicator.title.in_language(self.language)
        writer.line(SheetLine(title, code=indicator.key, font=HEADING, is_head=True))
        question, how = indicator.question, indicator.how
        writer.line(SheetLine(question.in_language(self.language), guidance=how.in_language(self.language)))
        for asked in indicator.fields:
            self.field(writer, indicator, asked, answer.values.get(asked.key))
        *_others, reason = slots_of(indicator)
        cell = writer.input(self.line(reason, font=QUIET))
        cell.number_format = TEXT_FORMAT
        writer.set_lines(max(1, lines_needed(answer.not_applicable, ANSWER)))
        message = _("At most %(max)s characters.") % {"max": LONGEST_REASON}
        writer.at_most(cell, LONGEST_REASON, message=message)
        if answer.not_applicable:
            write_text(cell, answer.not_applicable)

    def field(self, writer: SheetWriter, indicator: Indicator, asked: Field, value: Value | None) -> None:
        slots = list(field_slots(indicator, asked))
        label = asked.label.in_language(self.language)
        how = guidance(indicator, asked, language=self.language, year=self.year)
        if asked.kind is FieldKind.TABLE:
            rows = value if isinstance(value, tuple) else ()
            for slot in slots:
                if slot.asked is asked.columns[0]:
                    writer.line(SheetLine(asked.row_name(slot.row + 1, self.language), guidance=how, font=STRONG))
                row = rows[slot.row] if slot.row < len(rows) else {}
                self.answer(writer, slot, row.get(slot.asked.key) if slot.asked and not isinstance(row, str) else None)
        elif slots[0].choice:
            writer.line(SheetLine(label, guidance=how, font=STRONG))
            for slot in slots:
                self.mark(writer, slot, is_marked=isinstance(value, tuple) and slot.choice_key in value)
        else:
            self.answer(writer, slots[0], value)

    def line(self, slot: Slot, **look: Any) -> SheetLine:
        texts = beside(slot, language=self.language, year=self.year)
        return SheetLine(texts.label, unit=texts.unit, guidance=texts.guidance, key=slot.key, **look)

    def mark(self, writer: SheetWriter, slot: Slot, *, is_marked: bool) -> None:
        cell = writer.input(self.line(slot), alignment=CENTRED)
        writer.cell(LABEL).alignment = INDENTED
        writer.allow(cell, "list", f'"{MARKED}"', message=_("Mark with x what applies."))
        if is_marked:
            write_text(cell, MARKED)

    def answer(self, writer: SheetWriter, slot: Slot, value: Value | None) -> None:
        asked = slot.asked
        if asked is None:
            raise ValueError(f"{slot.key} takes a reason, not an answer")
        is_number = asked.kind in (FieldKind.INTEGER, FieldKind.DECIMAL, FieldKind.PERCENT, FieldKind.EURO)
        cell = writer.input(
            self.line(slot),
            alignment=NUMBER if is_number or asked.kind is FieldKind.YEAR else WRAPPED,
            least_lines=self.lines_for(asked, value),
        )
        self.restrict(writer, cell, asked)
        self.fill(cell, asked, value)

    def lines_for(self, asked: Field, value: Value | None) -> int:
        """The height of the answer's cell in lines: for its longest choice, or for its text and some more."""
        if asked.kind is FieldKind.CHOICE:
            return max(lines_needed(choice.label.in_language(self.language), ANSWER) for choice in asked.choices)
        room = min(8, 1 + asked.max_length // SEVERAL_LINES)
        return max(room, lines_needed(value, ANSWER)) if isinstance(value, str) else room

    def restrict(self, writer: SheetWriter, cell: Cell, asked: Field) -> None:
        message = takes(asked, language=self.language, year=self.year)
        low, high = limits(asked, year=self.year)
        match asked.kind:
            case FieldKind.TEXT:
                cell.number_format = TEXT_FORMAT
                writer.at_most(cell, asked.max_length, message=message)
            case FieldKind.CHOICE | FieldKind.LADDER:
                writer.allow(cell, "list", self.list_place(asked), message=message)
            case FieldKind.MULTI:
                cell.number_format = TEXT_FORMAT
            case _ if low is not None and high is not None:
                is_whole = asked.kind in (FieldKind.INTEGER, FieldKind.YEAR)
                writer.between(cell, "whole" if is_whole else "decimal", low, high, message=message)

    def fill(self, cell: Cell, asked: Field, value: Value | None) -> None:
        if value is None:
            return
        if isinstance(value, int) and asked.kind is FieldKind.LADDER:
            write_text(cell, step_text(asked, value, self.language))
        elif isinstance(value, int):
            write_number(cell, value, "General")
        elif isinstance(value, Decimal):
            if is_bare_fraction(value, str(value), measured_in(asked, year=self.year)):
                # With its sign, so that the import need not ask what it means.
                write_text(cell, f"{value} %")
            elif exact := number_cell(value):
                write_number(cell, *exact)
            else:
                write_text(cell, str(value))
        elif isinstance(value, tuple):
            write_text(cell, ", ".join(str(item) for item in value))
        else:
            is_choice = asked.kind is FieldKind.CHOICE
            write_text(cell, asked.choice_label(value, self.language) if is_choice else value)

    def list_place(self, asked: Field) -> str:
        """The range in the hidden sheet with the options of `asked`; equal lists are written once."""
        if asked.kind is FieldKind.LADDER:
            options = tuple(step_text(asked, number, self.language) for number in range(len(asked.steps)))
        else:
            options = tuple(choice.label.in_language(self.language) for choice in asked.choices)
        if options not in self.list_places:
            letter = get_column_letter(len(self.list_places) + 1)
            for row, option in enumerate(options, start=1):
                cell = self.lists[f"{letter}{row}"]
                write_text(cell, option)
            place = f"{quote_sheetname(self.lists.title)}!${letter}$1:${letter}${len(options)}"
            self.list_places[options] = place
        return self.list_places[options]
