"""The comparison with other clusters, drawn by the same functions as in the report."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from assessments.access import Action, Role
from assessments.models import Assessment
from assessments.report.context_indicator import indicator_page
from assessments.report.context_material import Material, read_material
from assessments.report.context_tree import Figure
from assessments.views.pages import SignedInRequest, build_page, language, on_assessment, show, today
from criteria.definitions import Indicator


def figures_of(material: Material, indicator: Indicator) -> list[Figure]:
    """The charts of an indicator with their tables, as the report shows them."""
    page = indicator_page(material, indicator)
    return [*page.comparisons, *(ladder.figure for ladder in page.ladders)]


@require_safe
@on_assessment(Action.READ_ANSWERS)
def comparison(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Every measure with the spread among all finished assessments or those of the same portfolio."""
    page = build_page(assessment, roles)
    material = read_material(assessment, language(), today=today())
    areas = [
        (area, [(indicator, figures_of(material, indicator)) for indicator in area.indicators])
        for area in page.edition.areas
    ]
    return show(request, "assessments/comparison.html", page, areas=areas)
