"""The comparison with other clusters, with the same charts as in the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.access import Action, Role
from assessments.benchmark.compare import Standing, Withheld
from assessments.benchmark.trends import own_assessments, trends
from assessments.forms.what_if import WhatIfForm
from assessments.material import Material, read_material
from assessments.models import Assessment
from assessments.queries.assessments import assessment_year
from assessments.report.charts.data import Figure
from assessments.report.charts.figures import area_profile_figure
from assessments.report.charts.indicator import figures_of
from assessments.report.charts.trends import trend_figures
from assessments.report.what_if import WhatIf, what_if
from assessments.report.words.cohorts import cohort_words, years_words
from assessments.report.words.published import PublishedLine, published_lines
from assessments.views.pages import SignedInRequest, language, on_assessment, page_of, show, today
from criteria.definitions import Indicator
from criteria.measures import full_key

# The value of `?cohort=` for the cluster's own earlier assessments.
OWN: Final = "own"


@dataclass(frozen=True, slots=True)
class CohortLine:
    """A cohort that the reader may choose. `count` is None, and `is_shown` False, if it must not be shown."""

    key: str
    name: str
    count: int | None
    years: str
    is_shown: bool
    is_told_by_subtraction: bool


@dataclass(frozen=True, slots=True)
class ComparedIndicator:
    """An indicator with its charts, and published figures as context."""

    indicator: Indicator
    figures: tuple[Figure, ...]
    published: tuple[PublishedLine, ...]


def compared(material: Material, indicator: Indicator) -> ComparedIndicator:
    """An indicator compared with a cohort, as shown on the page."""
    published = published_lines(material.edition, indicator, material.language)
    return ComparedIndicator(indicator, figures_of(material, indicator), published)


def compared_over_time(material: Material) -> Callable[[Indicator], ComparedIndicator]:
    """A function that shows an indicator over the cluster's own assessments instead of with a cohort."""
    assessment, edition = material.assessment, material.edition
    found = trends(assessment, edition, material.measured, year=assessment_year(assessment))
    figures = trend_figures(found, material.language)

    def shown(indicator: Indicator) -> ComparedIndicator:
        keys = [full_key(indicator, measure) for measure in indicator.measures]
        return ComparedIndicator(indicator, tuple(figures[key] for key in keys if key in figures), ())

    return shown


def _own_line(assessment: Assessment) -> Sequence[CohortLine]:
    """The cluster's own earlier assessments as a choice, if there are any."""
    own = own_assessments(assessment)
    if not own.count:
        return ()
    return (
        CohortLine(OWN, _("The cluster's own earlier assessments"), own.count, years_words(own.years), True, False),
    )


def cohort_line(material: Material, standing: Standing) -> CohortLine:
    """A cohort with its name, size and years."""
    key = standing.cohort.key
    return CohortLine(
        key=key,
        name=cohort_words(material.edition, key, material.language),
        count=standing.count if standing.withheld is None else None,
        years=years_words(standing.years),
        is_shown=standing.withheld is None,
        is_told_by_subtraction=standing.withheld is Withheld.SUBTRACTION,
    )


def _what_if(form: WhatIfForm, material: Material) -> WhatIf | None:
    """The consequences of the number to try, if one was submitted and is valid."""
    if not form.is_bound or not form.is_valid() or form.indicator is None or form.asked is None or form.value is None:
        return None
    year = assessment_year(material.assessment)
    return what_if(material, form.indicator, form.asked, form.value, year=year)


@require_safe
@on_assessment(Action.READ_ANSWERS)
def comparison(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Every measure compared with the closest group with enough clusters, or the one chosen by `?cohort=`.

    `?cohort=own` shows the cluster's values over time instead. `?change=` and `?to=` try a different number; nothing is
    saved.
    """
    asked = request.GET.get("cohort", "")
    material = read_material(assessment, language(), today=today(), cohort=asked)
    page = page_of(material, roles)
    cohorts = [cohort_line(material, standing) for standing in material.benchmark.standings]
    cohorts += _own_line(assessment)
    chosen = next((line for line in cohorts if line.key == asked), None)
    show_indicator = compared_over_time(material) if chosen and chosen.key == OWN else partial(compared, material)
    tried = request.GET if "change" in request.GET else None
    form = WhatIfForm(page.edition, language=language(), year=today().year, data=tried)
    return show(
        request,
        "assessments/comparison.html",
        page,
        areas=[(area, [show_indicator(indicator) for indicator in area.indicators]) for area in page.edition.areas],
        profile=[figure] if (figure := area_profile_figure(material)) else [],
        cohorts=cohorts,
        chosen=chosen,
        what_if=_what_if(form, material),
        what_if_form=form,
    )
