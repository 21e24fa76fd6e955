"""The workbook's texts in the active language: how to fill it in, and what each cell accepts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.files.workbook.cells import Slot, is_long_list, step_text
from criteria.answers import decimals_allowed, limits
from criteria.definitions import TYPED_KINDS, UNIT_SIGNS, Field, FieldKind, Indicator
from criteria.formatting import format_number


def how_to_fill_in() -> list[str]:
    """The instructions for filling in the workbook, one or two sentences each."""
    return [
        _("There is one sheet for each area. Cells with a frame take answers; all others are locked."),
        _("What is not known yet stays blank. Zero and no are answers."),
        _("Where a cell has a list, choose from it. Where several choices may be true, mark each with x."),
        _("If a question makes no sense for the cluster, leave its cells blank and write the reason below them."),
        _("Type values, not formulas: of a formula, only the result that was stored with it is read."),
        _(
            "Write nowhere else: the import refuses texts beside the answers and notes on cells, so that nothing is "
            "lost."
        ),
        _(
            "Keep the rows and their order. A whole sheet may be taken out, for example to give a colleague only one "
            "area: its answers then stay as they are."
        ),
        _(
            "When the file is imported, an indicator left wholly blank changes nothing; one that is filled in replaces "
            "the stored answer as a whole."
        ),
        _("The import first shows what would change. Nothing is stored until it is confirmed, and then all of it."),
    ]


def organisation_label(key: str) -> str:
    """The label of a value of the organisation's profile."""
    return {
        "slug": _("Short name"),
        "name": _("Cluster"),
        "country": _("Country"),
        "eccp_status": _("Profile on the ECCP"),
        "eccp_profile": _("Address of the ECCP profile"),
        "eccp_accepted": _("Accepted on"),
    }[key]


def unit_sign(asked: Field, language: str) -> str:
    """The unit shown beside a number; "" if there is none."""
    if asked.unit and asked.kind in TYPED_KINDS:
        return asked.unit.in_general(language)
    return UNIT_SIGNS.get(asked.kind, "")


def takes(asked: Field, *, language: str, year: int) -> str:
    """What the cell of `asked` accepts, in a sentence."""
    match asked.kind:
        case FieldKind.TEXT:
            return _("At most %(max)s characters.") % {"max": format_number(asked.max_length, language)}
        case FieldKind.CHOICE | FieldKind.LADDER:
            return _("Choose from the list.")
        case FieldKind.MULTI if is_long_list(asked):
            return _("Codes or names with commas between them, for example EE, SE.")
        case FieldKind.MULTI if asked.max_choices:
            return _("Mark with x; at most %(max)s.") % {"max": asked.max_choices}
        case FieldKind.MULTI:
            return _("Mark with x what applies.")
        case FieldKind.TABLE:
            return ""
        case _:
            return _number_sentence(asked, language=language, year=year)


def _number_sentence(asked: Field, *, language: str, year: int) -> str:
    low, high = (limit if limit is not None else Decimal(0) for limit in limits(asked, year=year))
    if asked.kind is FieldKind.YEAR:
        return _("A year from %(min)s to %(max)s.") % {"min": low, "max": high}
    shown = {"min": format_number(low, language), "max": format_number(high, language)}
    if asked.kind is FieldKind.INTEGER:
        return _("A whole number from %(min)s to %(max)s.") % shown
    decimals = decimals_allowed(asked)
    places = ngettext("at most %(decimals)s decimal place", "at most %(decimals)s decimal places", decimals)
    return _("A number from %(min)s to %(max)s, %(places)s.") % {**shown, "places": places % {"decimals": decimals}}


def _condition(indicator: Indicator, asked: Field, language: str) -> str:
    depends = asked.show_if
    if depends is None:
        return ""
    other = indicator.field(depends.field)
    label = other.label.in_language(language)
    if depends.equals is not None:
        choice = other.choice_label(depends.equals, language)
        return _("Only if the answer to “%(field)s” is “%(choice)s”.") % {"field": label, "choice": choice}
    return _("Only if “%(field)s” is more than %(number)s.") % {"field": label, "number": depends.above or 0}


def guidance(indicator: Indicator, asked: Field, *, language: str, year: int) -> str:
    """The text beside an answer: the field's condition and help, what the cell accepts, and the steps of a ladder."""
    parts = [
        _condition(indicator, asked, language),
        asked.help.in_language(language) if asked.help else "",
        takes(asked, language=language, year=year),
    ]
    steps = [step_text(asked, number, language) for number in range(len(asked.steps))]
    return "\n".join([" ".join(part for part in parts if part), *steps]).strip()


@dataclass(frozen=True, slots=True)
class Beside:
    """The texts beside an answer cell: the label to its left, the unit and the guidance to its right."""

    label: str
    unit: str = ""
    guidance: str = ""


def column_heads() -> Beside:
    """The heads of the columns beside the answers."""
    return Beside(_("Question"), _("Unit"), _("How to answer"))


def beside(slot: Slot, *, language: str, year: int) -> Beside:
    """The texts beside the answer cell of `slot`."""
    if slot.asked is None:
        return Beside(
            _("Why it does not apply"),
            guidance=_("Only if the question makes no sense for this cluster. Zero and no are answers."),
        )
    if slot.choice:
        return Beside(slot.choice.label.in_language(language))
    return Beside(
        slot.asked.label.in_language(language),
        unit_sign(slot.asked, language),
        guidance(slot.indicator, slot.asked, language=language, year=year),
    )
