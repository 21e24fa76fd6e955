"""The wording of every fault an answer can have."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from criteria.answers import AnswerFault
from criteria.formatting import format_number


def fault_message(fault: AnswerFault, language: str) -> str:
    """What is wrong and what to do, in the language that is active; numbers as `language` writes them."""
    shown = {
        key: format_number(value, language) if isinstance(value, int | Decimal) and key != "year" else str(value)
        for key, value in fault.params.items()
    }
    match fault.code:
        case "not_a_number":
            return _("“%(value)s” is not a number. Write digits only, for example 12 or 0.5.") % shown
        case "not_whole":
            return _("“%(value)s” is not a whole number.") % shown
        case "not_exact":
            return _('“%(value)s” must be written as a string, for example "0.50", so that nothing is lost.') % shown
        case "out_of_range":
            return _("The number must lie between %(min)s and %(max)s.") % shown
        case "year_in_future":
            return _("The year must not be later than %(year)s.") % shown
        case "too_exact":
            decimals = int(str(fault.params["decimals"]))
            return ngettext(
                "At most %(decimals)s decimal place is kept.", "At most %(decimals)s decimal places are kept.", decimals
            ) % {"decimals": decimals}
        case "too_long":
            return _("The text has %(length)s characters; at most %(max)s fit.") % shown
        case "too_many":
            return _("At most %(max)s can be given.") % shown
        case "unknown_choice":
            return _("“%(value)s” is not one of the choices.") % shown
        case "unknown_column":
            return _("“%(value)s” is not a column of this table.") % shown
        case "not_a_list" | "not_rows":
            return _("A list is expected here.")
        case _:
            return _("This is not a text.")
