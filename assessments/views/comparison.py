"""The comparison with other clusters, with the same charts as in the report."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from assessments.access import Action, Role
from assessments.forms.groups import GroupsForm
from assessments.forms.what_if import WhatIfForm
from assessments.material import Material, read_material
from assessments.models import Assessment, Withheld
from assessments.queries.assessments import assessment_year
from assessments.queries.releases import PublishedGroup
from assessments.report.charts.data import Figure
from assessments.report.charts.figures import area_profile_figure
from assessments.report.charts.indicator import figures_of
from assessments.report.what_if import WhatIf, what_if
from assessments.report.words.cohorts import years_words
from assessments.report.words.groups import group_words
from assessments.report.words.published import PublishedLine, published_lines
from assessments.views.pages import SignedInRequest, language, on_assessment, page_of, show, today
from criteria.definitions import Indicator


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group of the release. `size` is None if it is withheld, for the reason `withheld`."""

    key: str
    name: str
    size: int | None
    years: str
    withheld: str


@dataclass(frozen=True, slots=True)
class ComparedIndicator:
    """An indicator with its charts, and published figures as context."""

    indicator: Indicator
    figures: tuple[Figure, ...]
    published: tuple[PublishedLine, ...]


def compared(material: Material, indicator: Indicator) -> ComparedIndicator:
    """An indicator compared with groups, as shown on the page."""
    published = published_lines(material.edition, indicator, material.language)
    return ComparedIndicator(indicator, figures_of(material, indicator), published)


def group_line(material: Material, group: PublishedGroup) -> GroupLine:
    """A group with its name, size and years."""
    return GroupLine(
        key=group.key,
        name=group_words(material.edition, group, material.language),
        size=group.size,
        years=years_words(group.years),
        withheld=str(Withheld(group.withheld).label) if group.withheld else "",
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
    """Every measure compared with two groups of the current release, chosen by `?first=` and `?second=`.

    `?change=` and `?to=` try a different number; nothing is saved.
    """
    chosen = [request.GET.get("first", ""), request.GET.get("second", "")]
    material = read_material(assessment, language(), today=today(), groups=chosen)
    page = page_of(material, roles)
    lines = [group_line(material, group) for group in material.benchmark.groups]
    shown = [group.key for group in material.benchmark.shown(chosen)]
    tried = request.GET if "change" in request.GET else None
    form = WhatIfForm(page.edition, language=language(), year=today().year, data=tried)
    return show(
        request,
        "assessments/comparison.html",
        page,
        areas=[(area, [compared(material, indicator) for indicator in area.indicators]) for area in page.edition.areas],
        profile=[figure] if (figure := area_profile_figure(material)) else [],
        release=material.benchmark.release,
        groups=lines,
        groups_form=GroupsForm([(line.key, line.name) for line in lines if line.size is not None], shown),
        shown=shown,
        what_if=_what_if(form, material),
        what_if_form=form,
    )
