"""The mapping between answers and cells of the workbook, and how values are written in cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from criteria.countries import countries, find_country
from criteria.definitions import Area, Choice, Field, FieldKind, Indicator, Text
from criteria.reader import languages
from criteria.text import clean_line

# Each sheet written by labelcheck has these two marks in its hidden first row: above the column of keys and above that
# of answers.
KEY_MARK = "labelcheck:key"
ANSWER_MARK = "labelcheck:answer"
EDITION_KEY = "edition"
ORGANISATION_PREFIX = "organisation."
# The key of a row without an answer.
NO_ANSWER = "#"
REASON = "not_applicable"
MARKED = "x"
# A longer list of choices, such as all countries, is one cell with commas instead of one row per choice.
LONGEST_ROWS = 30
SEPARATOR = " · "

# Characters that XML forbids or does not preserve, and text that looks like their escape; the workbook format
# prescribes escapes such as "_x000D_".
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x(?:00[01][0-9A-Fa-f]|[fF]{3}[eEfF]|005F)_)")
# Characters that footers and properties cannot hold, since only cells have an escape for them.
NOWHERE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|[fF]{3}[eEfF]|005F)_")


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell that takes an answer.

    `asked` is the field, or the column of a table; None for the reason why the indicator does not apply. `choice` is
    the option that the cell marks in a multiple choice. `table` and `row` are set for a cell of a table.
    """

    key: str
    indicator: Indicator
    asked: Field | None = None
    choice: Choice | None = None
    table: Field | None = None
    row: int = 0

    @property
    def choice_key(self) -> str:
        """The key of the option that the cell marks; "" if it is not such a cell."""
        return self.choice.key if self.choice else ""


def is_long_list(asked: Field) -> bool:
    """Whether the choices of `asked` are written in one cell, separated by commas."""
    return asked.kind is FieldKind.MULTI and len(asked.choices) > LONGEST_ROWS


def slots_of(indicator: Indicator) -> tuple[Slot, ...]:
    """The cells of an indicator in the order of the sheet; the reason why it does not apply is the last."""
    slots = [slot for asked in indicator.fields for slot in field_slots(indicator, asked)]
    return (*slots, Slot(f"{indicator.key}.{REASON}", indicator))


def field_slots(indicator: Indicator, asked: Field) -> Iterator[Slot]:
    """The cells of one field: a single one, one per option, or one per cell of its table."""
    stem = f"{indicator.key}.{asked.key}"
    if asked.kind is FieldKind.TABLE:
        for row in range(asked.max_rows):
            for column in asked.columns:
                yield Slot(f"{stem}.{row + 1}.{column.key}", indicator, column, table=asked, row=row)
    elif asked.kind is FieldKind.MULTI and not is_long_list(asked):
        for choice in asked.choices:
            yield Slot(f"{stem}.{choice.key}", indicator, asked, choice=choice)
    else:
        yield Slot(stem, indicator, asked)


def sheet_title(area: Area, short: str) -> str:
    """The title of an area's sheet, cut to the 31 characters that a workbook allows."""
    return f"{area.key} {short}"[:31]


def in_every_language(text: Text) -> set[str]:
    """The text in all languages of the interface, since a workbook may have been written in any of them."""
    return {text.in_language(language) for language in languages()}


def choice_of(asked: Field, text: str) -> str | None:
    """The key of the option with this key or label (in any language); None if there is none.

    Countries are also found by their other codes and names.
    """
    wanted = clean_line(text).casefold()
    for choice in asked.choices:
        if wanted in {name.casefold() for name in (choice.key, *in_every_language(choice.label))}:
            return choice.key
    return find_country(wanted, languages()) if asked.choices == countries() else None


def step_text(asked: Field, step: int, language: str) -> str:
    """A ladder step as shown in the drop-down list: number and text."""
    return f"{step}{SEPARATOR}{asked.steps[step].in_language(language)}"


def step_number(text: str) -> str:
    """The number of a ladder step, with or without its text after it."""
    return text.split(SEPARATOR.strip())[0].strip()


def cell_text(text: str) -> str:
    """`text` with the escapes of a cell."""
    return UNPRINTABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def without_control(text: str) -> str:
    """`text` without control characters, for footers and file properties."""
    return NOWHERE.sub("", text)


def text_of_cell(text: str) -> str:
    """The text of a cell without escapes; the inverse of `cell_text`."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
