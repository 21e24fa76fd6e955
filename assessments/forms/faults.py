"""The messages for all faults of answers."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from criteria.faults import AnswerFault
from criteria.formatting import format_number

# Invalid values are shown up to this length.
LONGEST_SHOWN = 80

WORDINGS = {
    "answered_and_not_applicable": _("There is an answer and a reason why it does not apply. Keep one of the two."),
    "beyond_columns": _("The row has a cell after the last named column."),
    "blank": _("This cell must not be empty."),
    "code_pages": _(
        "The file is not in UTF-8, and its countries write in different code pages. Save it as CSV in UTF-8."
    ),
    "column_missing": _("The column “%(value)s” is missing."),
    "column_twice": _("The column “%(value)s” appears twice in the file."),
    "date_value": _("The cell holds a date. Write the answer itself; a whole year as four digits."),
    "error_value": _("The cell shows an error instead of a value."),
    "file_too_large": _("The file is larger than %(max)s MB."),
    "formula": _("The cell holds a formula. Write its result instead."),
    "fraction": _(
        "“%(value)s” in a percentage can mean %(value)s %% or %(hundredfold)s %%. Write the one that is meant, with "
        "the percent sign."
    ),
    "formula_sign": _("“%(value)s” begins like a formula. Write the name without the sign in front."),
    "key_repeated": _("“%(value)s” appears twice in one pair of braces."),
    "key_twice": _("The row “%(value)s” appears twice in the workbook."),
    "macros": _("The workbook holds macros. Save it as XLSX without macros."),
    "marks_missing": _(
        "The hidden first row or column of this sheet is missing, so it is not clear which cell answers what. "
        "Download the workbook again and copy the answers into it."
    ),
    "no_answer_file": _("The file is neither a workbook (XLSX) nor a text in UTF-8 (JSON)."),
    "no_edition": _("The file does not say which edition it answers; this assessment asks the edition %(expected)s."),
    "no_rows": _("The file has no rows under its headings."),
    "no_question": _(
        "The cell belongs to no question, so its content would be lost. Move it to a cell with a frame, or empty it."
    ),
    "merged": _(
        "The cells %(value)s are merged, so it is not clear what the answer is. Undo the merging and write the answer "
        "into %(answer)s."
    ),
    "note": _(
        "The cell has a note: “%(value)s”. Notes are not read. Write what belongs to the answer into its cell, then "
        "delete the note."
    ),
    "not_a_date": _("“%(value)s” is not a date. Write it as year, month and day, for example 2025-03-01."),
    "not_a_list": _("A list is expected here."),
    "not_a_mark": _("Only %(mark)s marks a choice; “%(value)s” does not."),
    "not_a_number": _("“%(value)s” is not a number. Write digits only."),
    "not_a_step": _("“%(value)s” is not a step of a ladder: whole numbers from 0 to 4."),
    "not_a_table": _("The file is neither a workbook (XLSX) nor a table in UTF-8 (CSV)."),
    "not_a_year": _("“%(value)s” is not a year of four digits."),
    "not_a_workbook": _(
        "The workbook cannot be read. Open it in a spreadsheet program and save it as XLSX without a password."
    ),
    "not_an_address": _("“%(value)s” is not a web address. It begins with https://."),
    "not_an_object": _("Names with values are expected here, in braces."),
    "not_exact": _('“%(value)s” must be written as a string, for example "0.50", so that nothing is lost.'),
    "not_json": _("The file is not JSON: it cannot be read from line %(line)s, character %(column)s."),
    "not_our_workbook": _("This is not the workbook that can be downloaded here, or its first sheet is missing."),
    "not_rows": _("A list of rows is expected here."),
    "not_text": _("A text is expected here."),
    "not_utf8": _("The file is not in UTF-8, and its letters cannot be read: “%(value)s”. Save it as CSV in UTF-8."),
    "not_whole": _("“%(value)s” is not a whole number."),
    "old_workbook": _("This is an older Excel file or one with a password. Save it as XLSX without a password."),
    "other_edition": _("The file answers the edition “%(value)s”; this assessment asks the edition %(expected)s."),
    "out_of_range": _("“%(value)s” does not fit. The number must lie between %(min)s and %(max)s."),
    "row_twice": _("“%(value)s” appears twice in the file for the year %(when)s."),
    "rows_missing": _(
        "Rows of this indicator are missing: %(value)s. Download the workbook again and copy the answers into it."
    ),
    "stray": _(
        "“%(value)s” is in a place where no answer is read. If it is the answer, move it to %(answer)s; otherwise "
        "empty the cell."
    ),
    "too_deep": _("The brackets of the file are nested more than %(max)s deep."),
    "too_large": _("“%(value)s” does not fit. The number must not be greater than %(max)s."),
    "too_small": _("“%(value)s” does not fit. The number must not be less than %(min)s."),
    "torn_digits": _(
        "“%(value)s” has a space that does not separate thousands. Write the number without it, or with the decimal "
        "mark that is missing."
    ),
    "no_words": _("The text has no letter and no digit: write the answer in words."),
    "too_long": _("The text has %(length)s characters; at most %(max)s fit."),
    "too_many": _("At most %(max)s can be given."),
    "too_many_columns": _("The file has more than %(max)s columns."),
    "too_many_rows": _("The file has more than %(max)s rows."),
    "too_many_sheets": _("The workbook has more than %(max)s sheets."),
    "two_meanings": _("“%(value)s” can mean %(grouped)s or %(decimal)s. Write thousands without a mark: %(grouped)s."),
    "true_or_false": _(
        "The cell holds TRUE or FALSE. Write the answer as a text or a number, or mark a choice with x."
    ),
    "unknown_choice": _("“%(value)s” is not one of the choices."),
    "unknown_column": _("“%(value)s” is not a column of this table."),
    "unknown_key": _("“%(value)s” is not known here."),
    "unknown_measure": _("“%(value)s” is not a column of a cohort: neither the profile nor a measure."),
    "workbook_too_large": _("The workbook has more than %(max)s MB when it is unpacked."),
    "wrong_unit": _("“%(value)s” has a unit that this number is not given in. Write the number alone."),
    "year_in_future": _("“%(value)s” does not fit. The year must not be later than %(year)s."),
    "year_out_of_range": _("“%(value)s” does not fit. The year must lie between %(first)s and %(year)s."),
}


def fault_message(fault: AnswerFault, language: str) -> str:
    """What is wrong and what to do, in the active language, with numbers formatted in `language`.

    Includes the further faults of the same value.
    """
    return " ".join(_sentence(each, language) for each in (fault, *fault.others))


def _sentence(fault: AnswerFault, language: str) -> str:
    shown = {key: _shown(key, value, language) for key, value in fault.params.items()}
    if fault.code == "too_exact":
        decimals = int(str(fault.params["decimals"]))
        return ngettext(
            "“%(value)s” does not fit. At most %(decimals)s decimal place is kept.",
            "“%(value)s” does not fit. At most %(decimals)s decimal places are kept.",
            decimals,
        ) % {**shown, "decimals": decimals}
    return str(WORDINGS[fault.code]) % shown


def _shown(key: str, value: object, language: str) -> str:
    if isinstance(value, int | Decimal) and key not in ("first", "year"):
        return format_number(value, language)
    text = str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
