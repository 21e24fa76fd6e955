"""Sentences about the changes between two assessments, in the active language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from assessments.queries.following_up import RecommendationOutcome
from assessments.report.words.phrases import opening_number


def changes_sentence(risen: int, fallen: int, year: int) -> str:
    """How many practices have risen and fallen since the assessment of `year`, in two sentences."""
    if risen == 0:
        up = _("No practice has risen since the assessment of %(year)s.")
    else:
        up = ngettext(
            "One practice has risen since the assessment of %(year)s.",
            "%(count)s practices have risen since the assessment of %(year)s.",
            risen,
        )
    down = _("None has fallen.") if fallen == 0 else ngettext("One has fallen.", "%(count)s have fallen.", fallen)
    return f"{up % {'count': risen, 'year': year}} {down % {'count': fallen}}"


BECAME: Final = {
    RecommendationOutcome.DONE: ngettext_lazy("One is reported as done.", "%(number)s are reported as done.", "count"),
    RecommendationOutcome.NO_LONGER_APPLIES: ngettext_lazy(
        "One no longer follows from the answers and is not listed.",
        "%(number)s no longer follow from the answers and are not listed.",
        "count",
    ),
    RecommendationOutcome.UNDER_WAY: ngettext_lazy("One is under way.", "%(number)s are under way.", "count"),
    RecommendationOutcome.OVERDUE: ngettext_lazy("One is overdue.", "%(number)s are overdue.", "count"),
    RecommendationOutcome.NOT_NOW: ngettext_lazy("One was put off.", "%(number)s were put off.", "count"),
    RecommendationOutcome.NO_REPLY: ngettext_lazy("One has no reply.", "%(number)s have no reply.", "count"),
}


def followed_sentence(counts: Mapping[RecommendationOutcome, int], year: int) -> str:
    """How many recommendations the assessment of `year` made and how many had each outcome, without zero counts."""
    total = sum(counts.values())
    gave = ngettext(
        "The assessment of %(year)s gave one recommendation.",
        "The assessment of %(year)s gave %(count)s recommendations.",
        total,
    )
    said = [gave % {"year": year, "count": total}]
    for outcome, sentence in BECAME.items():
        if count := counts.get(outcome, 0):
            said.append(sentence % {"count": count, "number": opening_number(count)})
    return " ".join(said)


def effort_sentence(days: int, available: str | None) -> str:
    """The working days that the steps of the plan take, and those that the team has in a year, if they are known."""
    if available is None:
        return ngettext(
            "Together they take about %(days)s working day.", "Together they take about %(days)s working days.", days
        ) % {"days": days}
    sentence = _(
        "Together they take about %(days)s of the roughly %(available)s working days that the management has in a year."
    )
    return sentence % {"days": days, "available": available}


def plan_lead(*, has_promises: bool, has_others: bool, is_lacking: bool) -> str:
    """How the steps of the plan are spread: those promised, and the others, of which eligibility may lack some."""
    if has_promises and is_lacking:
        spread = _(
            "The others stand where a small team could begin them: what eligibility lacks first, then least effort."
        )
    elif has_promises and has_others:
        spread = _("The others stand where a small team could begin them, least effort first.")
    elif is_lacking:
        spread = _("They stand where a small team could begin them: what eligibility lacks first, then least effort.")
    else:
        spread = _("They stand where a small team could begin them, least effort first.") if has_others else ""
    promised = _("What the cluster promised stands in its month, or in the first one if that has passed.")
    return " ".join(
        filter(
            None,
            [
                _("A page to print and fill in, with the first steps that are still open."),
                promised if has_promises else "",
                spread,
                _("Move them as you like."),
            ],
        )
    )
