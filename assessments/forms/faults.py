"""The wording of every fault an answer can have."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from criteria.answers import AnswerFault
from criteria.formatting import format_number

WORDINGS = {
    "answered_and_not_applicable": _("There is an answer and a reason why it does not apply. Keep one of the two."),
    "not_a_date": _("“%(value)s” is not a date. Write it as year, month and day, for example 2025-03-01."),
    "not_a_list": _("A list is expected here."),
    "not_a_number": _("“%(value)s” is not a number. Write digits only, for example 12 or 0.5."),
    "not_an_address": _("“%(value)s” is not a web address. It begins with https://."),
    "not_an_object": _("Names with values are expected here, in braces."),
    "not_exact": _('“%(value)s” must be written as a string, for example "0.50", so that nothing is lost.'),
    "not_json": _("The file is not JSON: %(what)s"),
    "not_rows": _("A list of rows is expected here."),
    "not_text": _("A text is expected here."),
    "not_whole": _("“%(value)s” is not a whole number."),
    "other_edition": _("The file answers the edition “%(value)s”; this assessment asks the edition %(expected)s."),
    "out_of_range": _("The number must lie between %(min)s and %(max)s."),
    "too_long": _("The text has %(length)s characters; at most %(max)s fit."),
    "too_many": _("At most %(max)s can be given."),
    "unknown_choice": _("“%(value)s” is not one of the choices."),
    "unknown_column": _("“%(value)s” is not a column of this table."),
    "unknown_key": _("“%(value)s” is not known here."),
    "year_in_future": _("The year must not be later than %(year)s."),
}


def fault_message(fault: AnswerFault, language: str) -> str:
    """What is wrong and what to do, in the language that is active; numbers as `language` writes them."""
    shown = {
        key: format_number(value, language) if isinstance(value, int | Decimal) and key != "year" else str(value)
        for key, value in fault.params.items()
    }
    if fault.code == "too_exact":
        decimals = int(str(fault.params["decimals"]))
        return ngettext(
            "At most %(decimals)s decimal place is kept.", "At most %(decimals)s decimal places are kept.", decimals
        ) % {"decimals": decimals}
    return str(WORDINGS[fault.code]) % shown
