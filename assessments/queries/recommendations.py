"""The recommendations of an assessment: derived from the answers, edited and ordered by the assessor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from assessments.models import Assessment, RecommendationEdit, RecommendationOrder, RecommendationReply
from assessments.queries.answers import effective_answers
from assessments.queries.assessments import assessment_year
from criteria.answers import Answers
from criteria.definitions import Edition, Indicator, Recommendation, Text
from criteria.development import by_effect, develop
from criteria.languages import as_written
from criteria.loader import load_edition
from criteria.measures import measure_all

FIRST_STEPS: Final = 5
# How many recommendations a report prints in full: about six a year until the label ends.
PRINTED_IN_FULL: Final = 12
# For how many of its technology fields a cluster is given advice.
FIELDS_ADVISED: Final = 2


@dataclass(frozen=True, slots=True)
class DraftedRecommendation:
    """A recommendation with the assessor's edit. A `title` or `text` of "" keeps the catalogue's wording.

    `version` is that of the edit (0 if there is none). `is_own`: written by the assessor, not from the catalogue.
    `written_in` is the language of the assessor's wording; "" if not known.
    """

    recommendation: Recommendation
    is_rejected: bool = False
    title: str = ""
    text: str = ""
    version: int = 0
    is_own: bool = False
    written_in: str = ""

    @property
    def key(self) -> str:
        return self.recommendation.key

    def shown_title(self, language: str) -> str:
        """The title as shown: the assessor's wording, otherwise the catalogue's in `language`."""
        return as_written(self.title, self.written_in, language) or self.recommendation.title.in_language(language)

    def shown_text(self, language: str) -> str:
        """The text as shown: the assessor's wording, otherwise the catalogue's in `language`."""
        return as_written(self.text, self.written_in, language) or self.recommendation.text.in_language(language)


@dataclass(frozen=True, slots=True)
class FinalRecommendations:
    """The recommendations that are not rejected, in order, and the first steps among them (at most five).

    `is_ordered`: the assessor put them in order. `is_marked`: the assessor chose the first steps. Otherwise both are
    determined by effect and effort, after the assessor's own best one.
    """

    ordered: tuple[DraftedRecommendation, ...]
    first: tuple[DraftedRecommendation, ...]
    is_ordered: bool
    is_marked: bool


def advice_by_field(
    edition: Edition, indicator: Indicator, portfolios: Iterable[str], language: str
) -> list[tuple[str, str]]:
    """The names of a cluster's technology fields, at most two in its order, with the advice for each.

    Fields for which the indicator has none are left out.
    """
    names = {portfolio.key: portfolio.label for portfolio in edition.portfolios}
    texts = {advice.key: advice.label for advice in indicator.by_portfolio}
    fields = islice((key for key in portfolios if key in texts), FIELDS_ADVISED)
    return [(names[key].in_language(language), texts[key].in_language(language)) for key in fields]


def draft_recommendations(assessment: Assessment, answers: Answers | None = None) -> list[DraftedRecommendation]:
    """The recommendations that follow from the effective answers and the assessor's own, in form order."""
    if answers is None:
        answers = effective_answers(assessment)
    edition = load_edition(assessment.edition)
    measured = measure_all(edition, answers, year=assessment_year(assessment))
    edits = {edit.key: edit for edit in assessment.recommendation_edits.order_by("pk")}
    drafted = [
        _changed(recommendation, edits.get(recommendation.key), assessment.written_in)
        for recommendation in develop(edition, answers, measured).recommendations
    ]
    own = [_own(edition, edit, assessment.written_in) for edit in edits.values() if edit.is_own]
    places = {indicator.key: place for place, indicator in enumerate(edition.indicators)}
    return sorted([*drafted, *own], key=lambda advice: places[advice.recommendation.indicator])


def _changed(recommendation: Recommendation, edit: RecommendationEdit | None, written_in: str) -> DraftedRecommendation:
    if edit is None:
        return DraftedRecommendation(recommendation)
    return DraftedRecommendation(
        recommendation, edit.is_rejected, edit.title, edit.text, edit.version, written_in=written_in
    )


def _own(edition: Edition, edit: RecommendationEdit, written_in: str) -> DraftedRecommendation:
    recommendation = Recommendation(
        key=edit.key,
        indicator=edit.indicator,
        level=None,
        situation=None,
        effect=edit.effect,
        effort=edit.effort,
        higher=edition.indicator(edit.indicator).higher,
        title=Text.as_written(edit.title),
        text=Text.as_written(edit.text),
    )
    return DraftedRecommendation(
        recommendation, edit.is_rejected, edit.title, edit.text, edit.version, is_own=True, written_in=written_in
    )


def in_order(
    drafted: Iterable[DraftedRecommendation], keys: Sequence[str], marked: Sequence[str] | None
) -> FinalRecommendations:
    """The recommendations that are not rejected, in the assessor's order and with the assessor's first steps.

    Recommendations not in `keys` follow by effect, the assessor's own best one first: it was written for this cluster.
    If `marked` is None, the first steps are the first ones in this order, at most one per indicator; if it is empty,
    there are none.
    """
    kept = {advice.key: advice for advice in drafted if not advice.is_rejected}
    named = [key for key in keys if key in kept]
    rest = by_effect(advice.recommendation for key, advice in kept.items() if key not in named)
    best_own = next((recommendation for recommendation in rest if kept[recommendation.key].is_own), None)
    rest.sort(key=lambda recommendation: recommendation is not best_own)
    ordered = tuple(kept[key] for key in [*named, *(recommendation.key for recommendation in rest)])
    leading: dict[str, DraftedRecommendation] = {}
    for advice in ordered:
        leading.setdefault(advice.recommendation.indicator, advice)
    first = leading.values() if marked is None else (advice for advice in ordered if advice.key in marked)
    return FinalRecommendations(
        ordered, tuple(islice(first, FIRST_STEPS)), is_ordered=bool(named), is_marked=marked is not None
    )


def printed_in_full(edition: Edition, final: FinalRecommendations) -> tuple[DraftedRecommendation, ...]:
    """The recommendations that a report prints in full, at most twelve; it names the others in one line each.

    First come the first steps and the assessor's own. If the assessor put the recommendations in order, the next in
    that order follow; otherwise they are spread evenly over indicators and areas, each time the one of most effect,
    least effort, and with use for the next level.
    """
    chosen = list(dict.fromkeys([*final.first, *(advice for advice in final.ordered if advice.is_own)]))
    if final.is_ordered:
        return tuple(dict.fromkeys([*chosen, *final.ordered]))[:PRINTED_IN_FULL]
    next_level = {higher.code for higher in edition.higher if higher.in_next_level}
    areas = {indicator.key: area.key for area in edition.areas for indicator in area.indicators}

    def rank(advice: DraftedRecommendation) -> tuple[bool, int, int, int, bool]:
        given, taken = advice.recommendation, [one.recommendation.indicator for one in chosen]
        of_area = sum(areas[indicator] == areas[given.indicator] for indicator in taken)
        return given.indicator in taken, of_area, -given.effect, given.effort, next_level.isdisjoint(given.higher)

    while len(chosen) < PRINTED_IN_FULL and (left := [advice for advice in final.ordered if advice not in chosen]):
        chosen.append(min(left, key=rank))
    return tuple(chosen[:PRINTED_IN_FULL])


def final_recommendations(
    assessment: Assessment, drafted: Iterable[DraftedRecommendation] | None = None
) -> FinalRecommendations:
    """The recommendations as the cluster receives them. One query in addition to those for the drafts."""
    order = RecommendationOrder.objects.filter(assessment=assessment).first()
    if drafted is None:
        drafted = draft_recommendations(assessment)
    return in_order(drafted, order.keys if order else [], order.first if order else None)


def replies_to(assessment: Assessment) -> Mapping[str, RecommendationReply]:
    """The cluster's replies by the recommendation's key. One query."""
    return {row.key: row for row in assessment.replies.select_related("updated_by")}
