"""Reads an answer file in either form, workbook or JSON, and locates every fault."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any, Final

from django.utils.translation import override
from openpyxl.utils.cell import column_index_from_string, coordinate_to_tuple

from assessments.files.workbook.cells import (
    EDITION_KEY,
    MARKED,
    NO_ANSWER,
    ORGANISATION_PREFIX,
    REASON,
    Slot,
    choice_of,
    field_slots,
    in_every_language,
    is_long_list,
    sheet_title,
    slots_of,
    step_number,
)
from assessments.files.workbook.look import ANSWER, GUIDANCE, LABEL, UNIT
from assessments.files.workbook.numbers import cell_number, is_bare_fraction, shown_text
from assessments.files.workbook.opening import LARGEST_FILE, SentCell, SentRow, SentSheet, is_workbook, open_workbook
from assessments.files.workbook.words import beside, column_heads, guidance
from criteria.answer_file import AnswerFile, FileFault, RefusedFile, read_answer_file, typed_file
from criteria.answers import NUMBER_KINDS, measured_in, portable, typed_number, value_from_portable
from criteria.definitions import UNIT_SIGNS, Edition, Field, FieldKind, Indicator
from criteria.faults import AnswerFault
from criteria.reader import languages
from criteria.text import clean_line

# The distance of the label, unit and guidance columns from the answer column.
LABEL_DISTANCE: Final = LABEL - ANSWER
UNIT_DISTANCE: Final = UNIT - ANSWER
GUIDANCE_DISTANCE: Final = GUIDANCE - ANSWER
# The signature of the old Excel format, and also of a workbook with a password.
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def read_any(content: bytes, edition: Edition, *, year: int) -> AnswerFile:
    """Reads an answer file in either form. Raises RefusedFile and no other exception."""
    if is_workbook(content):
        return read_workbook(content, edition, year=year)
    if len(content) > LARGEST_FILE:
        raise _refusal("file_too_large", max=LARGEST_FILE // 1024 // 1024)
    if content.startswith(OLD_WORKBOOK):
        raise _refusal("old_workbook")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refusal("no_answer_file") from error
    return read_answer_file(text, edition, year=year)


def read_workbook(content: bytes, edition: Edition, *, year: int) -> AnswerFile:
    """Reads the answers from an XLSX workbook. Raises RefusedFile with every fault and its sheet, cell and key.

    `year` is the current year, the highest value of a year field.
    """
    try:
        sheets = open_workbook(content)
    except AnswerFault as fault:
        raise RefusedFile([FileFault("", fault)]) from fault
    return _Reading(sheets, edition, year).file()


def _refusal(code: str, **params: object) -> RefusedFile:
    return RefusedFile([FileFault("", AnswerFault(code, **params))])


def _unusable(cell: SentCell) -> str | None:
    """The fault code of a cell whose type of value is never an answer; None for other cells."""
    if cell.kind == "f":
        return "formula"
    if cell.kind == "e":
        return "error_value"
    if isinstance(cell.value, bool):
        return "true_or_false"
    return "date_value" if isinstance(cell.value, dt.date | dt.time | dt.timedelta) else None


def _all_fields(edition: Edition) -> Iterator[Field]:
    for indicator in edition.indicators:
        for asked in indicator.fields:
            yield asked
            yield from asked.columns


@lru_cache(maxsize=4096)
def _with_words(text: str) -> tuple[str, frozenset[str]]:
    line = clean_line(text)
    return line, frozenset(line.split())


def is_wording(sent: str, written: Iterable[str]) -> bool:
    """Whether `sent` is one of the texts of labelcheck, or an older wording of one: at least half the words are equal.

    With something added, it is not.
    """
    sent = clean_line(sent)
    old = set(sent.split())
    return any(
        sent == line or (line not in sent and 2 * len(old & new) >= len(old | new))
        for line, new in map(_with_words, written)
    )


class _Reading:
    """Reads one workbook and collects every fault instead of stopping at the first."""

    def __init__(self, sheets: list[SentSheet], edition: Edition, year: int) -> None:
        self.sheets, self.edition, self.year = sheets, edition, year
        # Each fault with the numbers of its sheet and row, by which they are sorted.
        self.faults: list[tuple[int, int, FileFault]] = []
        self.sheet_numbers = {sheet.title: number for number, sheet in enumerate(sheets)}
        self.cells: dict[str, SentCell] = {}
        # The key of the cell that each value of the portable form comes from.
        self.sources: dict[str, str] = {}
        # The keys of cells with the result of a formula, and of those that may mean a hundred times as much.
        self.results: set[str] = set()
        self.fractions: set[str] = set()
        self.slots = {slot.key: slot for indicator in edition.indicators for slot in slots_of(indicator)}
        units = (asked.unit.every_form for asked in _all_fields(edition) if asked.unit)
        self.units = {*UNIT_SIGNS.values(), *(name for names in units for name in names)}

    def refuse(self, key: str, code: str, **params: object) -> None:
        self._refuse_value(key, AnswerFault(code, **params))

    def _refuse_value(self, key: str, fault: AnswerFault) -> None:
        self._add(self.cells[key], f"{self.cells[key].place} {key}", fault)

    def _refuse_cell(self, cell: SentCell, code: str, **params: object) -> None:
        self._add(cell, cell.place, AnswerFault(code, **params))

    def _add(self, cell: SentCell, path: str, fault: AnswerFault) -> None:
        self.faults.append((self.sheet_numbers[cell.sheet], cell.row, FileFault(path, fault)))

    def _refused(self) -> RefusedFile:
        return RefusedFile([fault for *_place, fault in sorted(self.faults, key=itemgetter(0, 1))])

    def file(self) -> AnswerFile:
        """The typed content. Raises RefusedFile with the faults in the order of the sheets."""
        self._gather()
        if EDITION_KEY not in self.cells:
            raise _refusal("not_our_workbook")
        given = str(self.cells[EDITION_KEY].value or "")
        if given != self.edition.key:
            # If the edition differs, nothing else can be judged.
            self.faults.clear()
            self.refuse(EDITION_KEY, "other_edition", value=given, expected=self.edition.key)
            raise self._refused()
        data = self._data(given)
        try:
            file = typed_file(data, self.edition, year=self.year)
        except RefusedFile as refused:
            for fault in refused.faults:
                self._locate(fault)
        if self.faults:
            raise self._refused()
        return replace(file, results=self._paths(self.results), fractions=self._paths(self.fractions))

    def _paths(self, keys: set[str]) -> frozenset[str]:
        return frozenset(path for path, key in self.sources.items() if key in keys)

    def _locate(self, fault: FileFault) -> None:
        """Records a fault of the portable form at the cell that the value comes from."""
        key = self.sources.get(fault.path)
        if key is None:
            self.faults.append((0, 0, fault))
        else:
            self._refuse_value(key, fault.fault)

    def _gather(self) -> None:
        """Collects the cells by key; records a fault for everything that would be lost or be ambiguous."""
        area_titles = {
            sheet_title(area, short) for area in self.edition.areas for short in in_every_language(area.short)
        }
        for sheet in self.sheets:
            if not sheet.is_ours and sheet.title in area_titles:
                fault = FileFault(f"{sheet.title}!A1", AnswerFault("marks_missing"))
                self.faults.append((self.sheet_numbers[sheet.title], 1, fault))
            for row in sheet.rows:
                key = str(row.key.value or "").strip()
                self._take(key, row.answer)
                self._check_surroundings(key, row)
            self._check_notes(sheet)

    def _check_notes(self, sheet: SentSheet) -> None:
        for name, text in sheet.notes.items():
            fault = FileFault(f"{sheet.title}!{name}", AnswerFault("note", value=clean_line(text)))
            self.faults.append((self.sheet_numbers[sheet.title], coordinate_to_tuple(name)[0], fault))

    def _take(self, key: str, cell: SentCell) -> None:
        if key == NO_ANSWER or (not key and cell.is_blank):
            return
        if not key:
            self._refuse_cell(cell, "no_question")
        elif key in self.cells:
            self._add(cell, f"{cell.place} {key}", AnswerFault("key_twice", value=key))
        else:
            self.cells[key] = cell
            if key not in self.slots and key != EDITION_KEY and not key.startswith(ORGANISATION_PREFIX):
                self.refuse(key, "unknown_key", value=key)

    def _check_surroundings(self, key: str, row: SentRow) -> None:
        """Records a fault for values beside the answer, where nobody would look for them, and for a merged answer cell.

        The row's own texts are accepted: code and question to the left, unit and guidance to the right. Everything in
        another column is a fault, since a text there is a note that would be lost.
        """
        if key not in ("", NO_ANSWER) and row.merged:
            self._refuse_cell(row.answer, "merged", value=row.merged, answer=row.answer.name)
        answer = column_index_from_string(row.answer.column)
        for cell in (*row.before, *row.after):
            if not self._is_ours(key, cell.value, column_index_from_string(cell.column) - answer):
                self._refuse_cell(cell, "stray", value=str(cell.value), answer=row.answer.name)

    def _is_ours(self, key: str, text: object, distance: int) -> bool:
        """Whether labelcheck wrote `text` in the row of `key`, `distance` columns from the answer."""
        if not isinstance(text, str):
            return False
        slot = self.slots.get(key)
        if slot:
            return text in self.units if distance == UNIT_DISTANCE else is_wording(text, self._texts(slot, distance))
        # To the left are titles and questions, to the right only what labelcheck writes in that column.
        return distance < 0 or is_wording(text, self.texts_without_answer.get(distance, ()))

    def _texts(self, slot: Slot, distance: int) -> Iterator[str]:
        """The label (or the guidance) of a cell in all languages, since the workbook may be in any of them."""
        for language in languages():
            with override(language):
                texts = beside(slot, language=language, year=self.year)
                yield {LABEL_DISTANCE: texts.label, GUIDANCE_DISTANCE: texts.guidance}.get(distance, "")

    @cached_property
    def texts_without_answer(self) -> Mapping[int, set[str]]:
        """The texts to the right of the answers in rows that take none, in all languages, by their distance.

        These are the heads of the columns, and the guidance of questions and of fields that have several rows.
        """
        units, guidances = set(), set()
        for language in languages():
            with override(language):
                units.add(column_heads().unit)
                guidances.add(column_heads().guidance)
                for indicator in self.edition.indicators:
                    guidances.add(indicator.how.in_language(language))
                    guidances |= {
                        guidance(indicator, asked, language=language, year=self.year) for asked in indicator.fields
                    }
        return {UNIT_DISTANCE: units, GUIDANCE_DISTANCE: guidances}

    def _data(self, edition: str) -> dict[str, Any]:
        answers, reasons = {}, {}
        for indicator in self.edition.indicators:
            slots = slots_of(indicator)
            added = self._added_later(indicator)
            missing = [slot.key for slot in slots if slot.key not in self.cells and slot.key not in added]
            present = next((slot.key for slot in slots if slot.key in self.cells), None)
            if missing:
                # A whole sheet may be missing, but an indicator must be complete.
                if present:
                    self.refuse(present, "rows_missing", value=", ".join(missing))
                continue
            if values := self._values(indicator):
                answers[indicator.key] = values
            reason = self._text(slots[-1].key)
            if reason is not None:
                reasons[indicator.key] = reason
                self.sources[f"{REASON}.{indicator.key}"] = slots[-1].key
        return {"edition": edition, "organisation": self._organisation(), "answers": answers, REASON: reasons}

    def _added_later(self, indicator: Indicator) -> set[str]:
        """The cells of optional fields that the workbook does not have: it may be older than the fields."""
        optional = ([slot.key for slot in field_slots(indicator, f)] for f in indicator.fields if not f.required)
        return {key for keys in optional if not self.cells.keys() & {*keys} for key in keys}

    def _organisation(self) -> dict[str, Any]:
        profile = {}
        for key in self.cells:
            if key.startswith(ORGANISATION_PREFIX):
                self.sources[key] = key
                profile[key.removeprefix(ORGANISATION_PREFIX)] = self._text(key)
        return profile

    def _values(self, indicator: Indicator) -> dict[str, Any]:
        values = {}
        for asked in indicator.fields:
            slots = [slot for slot in field_slots(indicator, asked) if slot.key in self.cells]
            if not slots:
                continue
            if asked.kind is FieldKind.TABLE:
                value: Any = self._rows(asked, slots)
            elif slots[0].choice:
                value = [slot.choice_key for slot in slots if self._is_marked(slot)]
            else:
                value = self._value(asked, slots[0].key)
            if value not in (None, []):
                values[asked.key] = value
                self.sources[f"answers.{indicator.key}.{asked.key}"] = slots[0].key
                if any(self.cells[slot.key].is_formula for slot in slots):
                    self.results.add(slots[0].key)
        return values

    def _rows(self, asked: Field, slots: list[Slot]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = [{} for _ in range(asked.max_rows)]
        for slot in slots:
            if slot.asked is None:
                continue
            value = self._value(slot.asked, slot.key)
            try:
                # Values are checked here so that a fault in a table is reported at its cell.
                value_from_portable(slot.asked, value, year=self.year)
            except AnswerFault as fault:
                self._refuse_value(slot.key, fault)
                value = None
            if value is not None:
                rows[slot.row][slot.asked.key] = value
        return [row for row in rows if row]

    def _is_marked(self, slot: Slot) -> bool:
        text = self._text(slot.key)
        if text is not None and clean_line(text).casefold() != MARKED:
            self.refuse(slot.key, "not_a_mark", value=text, mark=MARKED)
        return text is not None

    def _value(self, asked: Field, key: str) -> Any:
        """The value of the cell in its portable form; None if it is blank or unusable (then a fault is recorded)."""
        if asked.kind in NUMBER_KINDS:
            return self._number(asked, key)
        text = self._text(key)
        if text is None or asked.kind is FieldKind.TEXT:
            return text
        if asked.kind is FieldKind.CHOICE:
            # An unknown choice is passed on and refused with all other faults.
            return choice_of(asked, text) or text
        if is_long_list(asked):
            names = [name.strip() for name in text.replace(";", ",").replace("\n", ",").split(",")]
            return [choice_of(asked, name) or name for name in names if name]
        raise ValueError(f"{key}: {asked.kind} is not read from one cell")

    def _checked(self, key: str) -> SentCell | None:
        """The cell if it is filled and its value can be an answer; otherwise None."""
        cell = self.cells[key]
        if code := _unusable(cell):
            self.refuse(key, code)
            return None
        return None if cell.is_blank else cell

    def _text(self, key: str) -> str | None:
        cell = self._checked(key)
        if cell is None or isinstance(cell.value, str):
            return cell.value.strip() if cell and isinstance(cell.value, str) else None
        if not isinstance(cell.value, int | float):
            raise TypeError(f"{cell.place} holds neither a text nor a number")
        try:
            return shown_text(cell.value, cell.number_format)
        except ValueError:
            self.refuse(key, "not_a_number", value=str(cell.value))
            return None

    def _number(self, asked: Field, key: str) -> Any:
        cell = self._checked(key)
        if cell is None or not isinstance(cell.value, str | int | float):
            return None
        is_step = isinstance(cell.value, str) and asked.kind is FieldKind.LADDER
        value = step_number(str(cell.value)) if is_step else cell.value
        measured = measured_in(asked, year=self.year)
        try:
            number, shown = cell_number(value, cell.number_format, measured)
        except AnswerFault as fault:
            self._refuse_value(key, fault)
            return None
        if is_bare_fraction(number, shown, measured):
            self.fractions.add(key)
        return portable(typed_number(asked, number))
