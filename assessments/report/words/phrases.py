"""Whole sentences of the report in the active language with its plural forms; none is assembled from fragments."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from assessments.benchmark.disclosure import Band, Position
from assessments.issuer import outcome_words
from criteria.definitions import Measure
from criteria.formatting import format_measure
from criteria.reader import language

COUNT_SENTENCES = {
    Position.TOP_QUARTER: gettext_lazy("%(label)s: more than in three of four clusters"),
    Position.LOWEST_QUARTER: gettext_lazy("%(label)s: fewer than in three of four clusters"),
}
SHARE_SENTENCES = {
    Position.TOP_QUARTER: gettext_lazy("%(label)s: a higher share than in three of four clusters"),
    Position.LOWEST_QUARTER: gettext_lazy("%(label)s: a lower share than in three of four clusters"),
}
# For amounts of money, years, averages and levels, where neither "more" nor "share" is correct.
VALUE_SENTENCES = {
    Position.TOP_QUARTER: gettext_lazy("%(label)s: higher than in three of four clusters"),
    Position.LOWEST_QUARTER: gettext_lazy("%(label)s: lower than in three of four clusters"),
}
# Between the quartiles a value is ordinary, so that its sentence gives the numbers without a judgement. Of a rounded
# median it is only known that a value is close to it.
MEDIAN_SENTENCES = {
    Position.ABOVE: gettext_lazy("%(label)s: %(own)s, above the median of %(median)s"),
    Position.BELOW: gettext_lazy("%(label)s: %(own)s, below the median of %(median)s"),
    Position.AT_MEDIAN: gettext_lazy("%(label)s: %(own)s, close to the median of %(median)s"),
}
LEVEL_SENTENCE = gettext_lazy("%(label)s: %(own)s, level with the median")
# Close to a rounded median, and yet in the outer quarters of the published figures: only the numbers are said.
BOTH_NUMBERS_SENTENCE = gettext_lazy("%(label)s: %(own)s; the median is %(median)s")
BEYOND_QUARTILES = {Position.TOP_QUARTER: Position.ABOVE, Position.LOWEST_QUARTER: Position.BELOW}
UNCOMPARED_SENTENCES = {
    Position.NOT_COMPARED: gettext_lazy("%(label)s: too few finished assessments to compare yet"),
    Position.NOT_ANSWERED: gettext_lazy("%(label)s: no value of the cluster's own to compare"),
}


def position_sentence(
    measure: Measure,
    position: Position,
    own: Decimal | None = None,
    median: Decimal | None = None,
    quartiles: tuple[Decimal, Decimal] | None = None,
    band: Band | None = None,
) -> str:
    """The message of a comparison, used as its title; it never says that more is better.

    It agrees with the numbers beside it as they are printed: a value that prints as the median is level with it, and
    one that prints as a quartile is not beyond it. The positions around the median need `own` and `median`. A value is
    not called close to the median if its `band`, which is printed as well, is that of an outer quarter.
    """
    label = measure.label.in_language(language())
    if position in UNCOMPARED_SENTENCES:
        return UNCOMPARED_SENTENCES[position] % {"label": label}

    def printed(value: Decimal | None) -> str:
        return "" if value is None else format_measure(measure, value, language())

    numbers = {"label": label, "own": printed(own), "median": printed(median)}
    if quartiles and position in BEYOND_QUARTILES and numbers["own"] in map(printed, quartiles):
        position = BEYOND_QUARTILES[position]
    if position in MEDIAN_SENTENCES:
        if numbers["own"] == numbers["median"]:
            return LEVEL_SENTENCE % numbers
        is_outer = band is not None and (band.low >= 75 or band.high <= 25)
        sentence = BOTH_NUMBERS_SENTENCE if position is Position.AT_MEDIAN and is_outer else MEDIAN_SENTENCES[position]
        return sentence % numbers
    if measure.percent:
        sentences = SHARE_SENTENCES
    elif measure.euro or measure.unit or measure.decimals or measure.ladder:
        sentences = VALUE_SENTENCES
    else:
        sentences = COUNT_SENTENCES
    return sentences[position] % numbers


class Side(Enum):
    """Where a value is as seen from the median; near, too, if that is not known."""

    ABOVE = "above"
    NEAR = "near"
    BELOW = "below"


SIDES = {
    Position.TOP_QUARTER: Side.ABOVE,
    Position.ABOVE: Side.ABOVE,
    Position.BELOW: Side.BELOW,
    Position.LOWEST_QUARTER: Side.BELOW,
}


def side_of(measure: Measure, position: Position, own: Decimal | None, median: Decimal | None) -> Side:
    """The side of the median that `position` is on; near it if both numbers print alike."""
    numbers = {"" if value is None else format_measure(measure, value, language()) for value in (own, median)}
    return Side.NEAR if len(numbers) == 1 else SIDES.get(position, Side.NEAR)


def ladder_sentence(label: str, own: int | None, lower: str) -> str:
    """The cluster's step. `lower` is who is on lower steps, in the words of `clusters_words`; "" if not shown."""
    if own is None:
        return _("%(label)s: no step chosen yet") % {"label": label}
    if not lower:
        sentence = _("%(label)s: step %(own)s of 4")
    elif own == 0:
        sentence = _("%(label)s: step %(own)s of 4, the lowest")
    else:
        sentence = _("%(label)s: step %(own)s of 4; %(lower)s are on a lower step")
    return sentence % {"label": label, "own": own, "lower": lower}


def level_sentence(own: int | None, typical: int | None, medians: int) -> str:
    """The cluster's development level, and the step that the medians shown above are at; None if it is not known."""
    if own is None or typical is None:
        return ladder_sentence(_("Development level"), own, "")
    sentence = ngettext(
        "Development level: step %(own)s of 4; the median above is at step %(typical)s",
        "Development level: step %(own)s of 4; the medians above are at step %(typical)s",
        medians,
    )
    return sentence % {"own": own, "typical": typical}


def choice_sentence(label: str, choice: str, alike: str, *, is_rare: bool = False) -> str:
    """What the cluster chose, and who chose the same.

    `alike` is in the words of `clusters_words`, "" if not shown; `is_rare` if it is hardly any cluster.
    """
    if not choice:
        sentence = _("%(label)s: not answered yet")
    elif not alike:
        sentence = _("%(label)s: %(choice)s")
    elif is_rare:
        sentence = _("%(label)s: %(choice)s, unlike nearly all clusters compared")
    else:
        sentence = _("%(label)s: %(choice)s, like %(alike)s")
    return sentence % {"label": label, "choice": choice, "alike": alike}


def cohort_caption(cohort: str, count: int) -> str:
    """The cohort and its size, for the caption of a chart."""
    sentence = ngettext("%(cohort)s, one cluster", "%(cohort)s, %(count)s clusters", count)
    return sentence % {"cohort": cohort, "count": count}


ELIGIBLE = {
    True: gettext_lazy("The cluster fulfils every binding criterion of the label."),
    False: gettext_lazy("The cluster does not fulfil every binding criterion of the label."),
    None: gettext_lazy("It is not known yet whether the cluster fulfils every binding criterion of the label."),
}


def eligibility_sentence(is_eligible: bool | None, has_waiver: bool) -> str:
    """The verdict in one sentence."""
    if is_eligible and has_waiver:
        return _("The cluster fulfils the binding criteria of the label, with a waiver where one is marked.")
    return str(ELIGIBLE[is_eligible])


def missing_sentence(count: int, total: int) -> str:
    """How many of `total` indicators are not fully answered."""
    if count == 0:
        sentence = _("All %(total)s indicators are answered; the profile of the organisation has gaps.")
    else:
        sentence = ngettext(
            "One of %(total)s indicators is not answered in full.",
            "%(count)s of %(total)s indicators are not answered in full.",
            count,
        )
    return sentence % {"count": count, "total": total}


def missing_fields_sentence(labels: list[str]) -> str:
    """Names the blank fields of an indicator."""
    sentence = ngettext("Still blank: %(labels)s.", "Still blank: %(labels)s.", len(labels))
    return sentence % {"labels": "; ".join(labels)}


def not_answered() -> str:
    """The sentence for an indicator without any answer."""
    return _("Not answered yet.")


def summary_opening(answered: int, total: int, in_full: int, named: int, *, is_compared: bool = True) -> str:
    """How many answers the report is based on, and how many recommendations it gives, in full and by name only."""
    recommended = in_full + named
    if recommended == 0 and answered == total:
        sentence = _("This report is based on answers to all %(total)s indicators. It contains no recommendations yet.")
    elif recommended == 0:
        sentence = _(
            "This report is based on answers to %(answered)s of %(total)s indicators. It contains no recommendations "
            "yet."
        )
    elif answered == total:
        sentence = ngettext(
            "This report is based on answers to all %(total)s indicators and contains one recommendation.",
            "This report is based on answers to all %(total)s indicators and contains %(recommended)s recommendations.",
            recommended,
        )
    else:
        sentence = ngettext(
            "This report is based on answers to %(answered)s of %(total)s indicators and contains one recommendation.",
            "This report is based on answers to %(answered)s of %(total)s indicators and contains %(recommended)s "
            "recommendations.",
            recommended,
        )
    opening = sentence % {"answered": answered, "total": total, "recommended": recommended}
    sentences = [opening]
    if named:
        sentences.append(_("The report prints %(count)s of them in full.") % {"count": in_full})
    if not is_compared:
        sentences.append(_("Too few other clusters have finished an assessment to compare the numbers with yet."))
    return " ".join(sentences)


NUMBER_WORDS = (
    pgettext_lazy("beginning of a sentence", "Two"),
    pgettext_lazy("beginning of a sentence", "Three"),
    pgettext_lazy("beginning of a sentence", "Four"),
    pgettext_lazy("beginning of a sentence", "Five"),
    pgettext_lazy("beginning of a sentence", "Six"),
    pgettext_lazy("beginning of a sentence", "Seven"),
    pgettext_lazy("beginning of a sentence", "Eight"),
    pgettext_lazy("beginning of a sentence", "Nine"),
    pgettext_lazy("beginning of a sentence", "Ten"),
)


def opening_number(count: int) -> str:
    """A number of at least two at the beginning of a sentence: in words up to ten, then in digits."""
    return str(NUMBER_WORDS[count - 2]) if 2 <= count < 2 + len(NUMBER_WORDS) else str(count)


EFFECT_WORDS = (
    pgettext_lazy("effect", "slight"),
    pgettext_lazy("effect", "small"),
    pgettext_lazy("effect", "noticeable"),
    pgettext_lazy("effect", "considerable"),
    pgettext_lazy("effect", "felt beyond the team"),
)
EFFORT_WORDS = (
    pgettext_lazy("effort", "some days"),
    pgettext_lazy("effort", "a week or two"),
    pgettext_lazy("effort", "some weeks beside daily work"),
    pgettext_lazy("effort", "several months"),
    pgettext_lazy("effort", "a project of its own"),
)
FILLED, HOLLOW = "●", "○"


def dots(grade: int) -> str:
    """A grade of 1 to 5 as filled and hollow dots."""
    return FILLED * grade + HOLLOW * (5 - grade)


def effect_words(grade: int) -> str:
    """The effect of a recommendation, 1 to 5, in words."""
    return str(EFFECT_WORDS[grade - 1])


def effort_words(grade: int) -> str:
    """The effort of a recommendation, 1 to 5, in words."""
    return str(EFFORT_WORDS[grade - 1])


SELF_ASSESSED = gettext_lazy("Self-assessment, not assessed")
DECISION_PENDING = gettext_lazy("Draft, decision pending")
STATE_MARKS = {
    "draft": SELF_ASSESSED,
    "submitted": SELF_ASSESSED,
    "interview": DECISION_PENDING,
    "assessed": DECISION_PENDING,
    "withdrawn": gettext_lazy("Withdrawn"),
}


def marks(status: str, is_fictional: bool) -> str:
    """What every page must carry: the state of an undecided assessment, and whether the data are fictional."""
    said = [str(STATE_MARKS[status])] if status in STATE_MARKS else []
    return " · ".join([*said, *([_("Fictional demo data")] if is_fictional else [])])


def cover_state(status: str, level: str, label: Mapping[str, str] | None) -> str:
    """The state on the cover. `label`: its formatted last `day`, `issuer`, and `refusal`, if it is not to be used."""
    if status in STATE_MARKS:
        return str(STATE_MARKS[status])
    if label and label["refusal"]:
        return label["refusal"]
    if label:
        if label["issuer"]:
            return _("Label issued by %(issuer)s, valid until %(day)s") % label
        return _("Label valid until %(day)s") % label
    return outcome_words(level, is_positive=status == "labelled")
