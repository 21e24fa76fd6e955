"""Cohorts and bands in words: who is compared, and where a value lies among them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.benchmark.compare import Spread
from assessments.benchmark.disclosure import MIN_FOR_ANYTHING, Band
from assessments.models import Withheld
from assessments.report.words.shares import share_words
from criteria.definitions import Choice, Indicator, Measure
from criteria.formatting import format_measure, format_percent
from criteria.languages import put_together


def years_words(years: tuple[int, int] | None) -> str:
    """The reporting years of a cohort's assessments: "2024" or "2022–2026"; "" if not known."""
    if years is None:
        return ""
    first, last = years
    return str(first) if first == last else f"{first}–{last}"


def band_words(band: Band | None, language: str) -> str:
    """The share of a cohort at or below a value, as a band: "25–50%"; "" if it is not shown."""
    if band is None:
        return ""
    low, high = format_percent(band.low, language), format_percent(band.high, language)
    if band.low == 0:
        return _("under %(share)s") % {"share": high}
    if band.high == 100:
        return _("at least %(share)s") % {"share": low}
    return f"{band.low}–{high}"


def withheld_words(spread: Spread) -> str:
    """Why part of a cohort's numbers is withheld; "" if nothing is."""
    match spread.withheld:
        case Withheld.FEW:
            return _("Not shown: there are too few clusters in this group for this question.")
        case Withheld.SUBTRACTION:
            return _("Not shown: subtracting one group from another would reveal fewer than %(count)s clusters.") % {
                "count": MIN_FOR_ANYTHING
            }
        case Withheld.DOMINATED:
            return _("Only the median is shown: hardly more than one cluster may make up the group's total.")
        case Withheld.AUDIT:
            return _("Not shown: together with other figures it would reveal the answer of a cluster.")
        case None:
            return ""


def tails_words(measure: Measure, spread: Spread, language: str) -> str:
    """The range of the middle 80 %; "" if the group is too small to show it."""
    if spread.tenth is None or spread.ninetieth is None:
        return ""
    low = format_measure(measure, spread.tenth, language, with_unit=False)
    high = format_measure(measure, spread.ninetieth, language)
    return _("Four in five lie between %(low)s and %(high)s.") % {"low": low, "high": high}


def values_words(measure: Measure, spread: Spread, language: str) -> tuple[str, ...]:
    """The five percentiles of a spread as printed, from the 10th to the 90th; "–" if one is not shown."""
    numbers = (spread.tenth, spread.first_quartile, spread.median, spread.third_quartile, spread.ninetieth)
    return tuple("–" if number is None else format_measure(measure, number, language) for number in numbers)


def shares_words(indicator: Indicator, measure: Measure, spread: Spread, language: str) -> str:
    """The shares of a spread in one line: steps by number, choices by name; "" if there are none."""
    if spread.shares is None:
        return ""
    labels = {choice.key: choice.label.in_language(language) for choice in _choices(indicator, measure)}
    names = {key: label.split(":")[0] for key, label in labels.items()}
    told = " · ".join(
        f"{names.get(key, key)}: {share_words(share, spread.share_step, language)}"
        for key, share in spread.shares.items()
    )
    return put_together(told, *labels.values())


def _choices(indicator: Indicator, measure: Measure) -> tuple[Choice, ...]:
    return indicator.choices_of(measure) if measure.distribution else ()
