"""The comparison with other clusters, on a page of its own and beside answers."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from assessments.access import Action, Role
from assessments.benchmark import Comparisons, compare
from assessments.models import Assessment
from assessments.views.pages import SignedInRequest, build_page, on_assessment, show
from assessments.workflow import assessment_year, effective_answers
from criteria.definitions import Edition
from criteria.measures import full_key, measure_all


def comparisons_of(assessment: Assessment, edition: Edition) -> Comparisons:
    """The assessment's measures, on the answers that count, against the cohorts."""
    answers = effective_answers(assessment)
    measured = measure_all(edition, answers, year=assessment_year(assessment))
    return compare(assessment, edition, answers, measured)


@require_safe
@on_assessment(Action.READ_ANSWERS)
def comparison(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Every measure with the spread among all finished assessments and those of the same portfolio."""
    page = build_page(assessment, roles)
    compared = comparisons_of(assessment, page.edition)
    areas = [
        (
            area,
            [
                (indicator, [compared[full_key(indicator, measure)] for measure in indicator.measures])
                for indicator in area.indicators
            ],
        )
        for area in page.edition.areas
    ]
    return show(request, "assessments/comparison.html", page, areas=areas)
