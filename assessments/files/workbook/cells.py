"""The workbook form of the answer file: which cell stands for which answer, and how values stand in cells."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from criteria.definitions import Area, Choice, Field, FieldKind, Indicator, Text
from criteria.reader import languages

# Each sheet of ours has these two marks in its hidden first row: over the column of keys and over that of answers.
KEY_MARK = "labelcheck:key"
ANSWER_MARK = "labelcheck:answer"
EDITION_KEY = "edition"
ORGANISATION_PREFIX = "organisation."
# A row that has this instead of a key is only for reading.
NO_ANSWER = "#"
REASON = "not_applicable"
MARKED = "x"
# Longer lists of choices, such as all countries, are one cell with commas instead of one row per choice.
LONGEST_ROWS = 30
SEPARATOR = " · "

# What XML cannot hold, or does not keep, is written as the workbook format prescribes: "_x000D_".
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x(?:00[01][0-9A-Fa-f]|[fF]{3}[eEfF]|005F)_)")
# What no part of the file can hold; cells have an escape for it, heads and properties have none.
NOWHERE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|[fF]{3}[eEfF]|005F)_")


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell that takes an answer.

    `asked`: the field, or the column of a table; None: the reason why the indicator does not apply.
    `choice`: the option that the cell marks, one of several. `table` and `row`: where a cell of a table belongs.
    """

    key: str
    indicator: Indicator
    asked: Field | None = None
    choice: Choice | None = None
    table: Field | None = None
    row: int = 0

    @property
    def choice_key(self) -> str:
        """The option that the cell marks; nothing where it marks none."""
        return self.choice.key if self.choice else ""


def is_long_list(asked: Field) -> bool:
    """Whether the choices of `asked` stand in one cell with commas between them."""
    return asked.kind is FieldKind.MULTI and len(asked.choices) > LONGEST_ROWS


def slots_of(indicator: Indicator) -> tuple[Slot, ...]:
    """The cells of an indicator in the order of the sheet, the reason why it does not apply last."""
    slots = [slot for asked in indicator.fields for slot in field_slots(indicator, asked)]
    return (*slots, Slot(f"{indicator.key}.{REASON}", indicator))


def field_slots(indicator: Indicator, asked: Field) -> Iterator[Slot]:
    """The cells of one field: one, one for each choice, or one for each cell of its table."""
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
    """The name of an area's sheet; 31 characters are the most that a workbook takes."""
    return f"{area.key} {short}"[:31]


def in_every_language(text: Text) -> set[str]:
    """The text in the languages of the interface: a workbook may have been written in any of them."""
    return {text.in_language(language) for language in languages()}


def choice_of(asked: Field, text: str) -> str | None:
    """The key of the choice named by its key or its label in any language; None if there is none."""
    wanted = text.strip().casefold()
    for choice in asked.choices:
        if wanted in {name.casefold() for name in (choice.key, *in_every_language(choice.label))}:
            return choice.key
    return None


def step_text(asked: Field, step: int, language: str) -> str:
    """A step of a ladder as it stands in its list: number and text."""
    return f"{step}{SEPARATOR}{asked.steps[step].in_language(language)}"


def step_number(text: str) -> str:
    """The number of a ladder's step, however much of its text follows."""
    return text.split(SEPARATOR.strip())[0].strip()


def cell_text(text: str) -> str:
    """`text` as a cell holds it."""
    return UNPRINTABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def without_control(text: str) -> str:
    """`text` as the foot of a page and the file's properties hold it, which is without control characters."""
    return NOWHERE.sub("", text)


def text_of_cell(text: str) -> str:
    """The text that a cell holds; the reverse of `cell_text`."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def zeros_shown(number_format: str) -> int:
    """The decimal places that a number format always shows, for example 2 for "0.00" and "0.00#"."""
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", number_format.split(";")[0])
    found = re.search(r"\.(0+)", shown)
    return len(found[1]) if found else 0


def number_text(number: int | float, number_format: str, *, most_decimals: int = 0) -> str:
    """A cell's number in digits as the cell shows it, with every digit it has; percentages in hundredths.

    Zeros at the end are kept as the format shows them, up to `most_decimals`. Raises ValueError if it is infinite.
    """
    if isinstance(number, float) and not math.isfinite(number):
        raise ValueError("not a finite number")
    if isinstance(number, int) and "%" not in number_format:
        text = str(number)
    else:
        exact = Decimal(repr(number)) * (100 if "%" in number_format else 1)
        text = f"{exact:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    decimals = len(text.partition(".")[2])
    missing = min(zeros_shown(number_format), most_decimals) - decimals
    return text if missing <= 0 else f"{text}{'' if decimals else '.'}{'0' * missing}"


def number_cell(number: Decimal) -> tuple[float | int, str] | None:
    """The number and number format that give back exactly `number`; None where only its text would."""
    text = str(number)
    decimals = len(text.partition(".")[2])
    # Further digits that somebody adds later must not be hidden by the format.
    number_format = f"0.{'0' * decimals}{'#' * 4}" if decimals else "General"
    value: float | int = float(number) if decimals else int(number)
    # A workbook keeps 16 digits.
    if float(f"{value:.16g}") == value and number_text(value, number_format, most_decimals=decimals) == text:
        return value, number_format
    return None
