"""What stands out across the areas: the edition's observations on one assessment, in sentences with references."""

from __future__ import annotations

from typing import Final

from assessments.material import Material
from assessments.queries.assessments import assessment_year
from assessments.queries.wording import area_part
from assessments.report.content.tree import Reference, StandsOut
from criteria.clock import site_day
from criteria.observations import Facts, Observed, Standing, observe, varied

# More would not be read on one page.
MOST_SHOWN: Final = 7


def stands_out(material: Material) -> tuple[StandsOut, ...]:
    """At most seven observations of different kinds, risks first; () if the answers carry none.

    None rests on an answer that contradicts itself or another one.
    """
    found = observe(material.edition, _facts(material))
    disputed = {key for finding in material.findings for key in finding.indicators}
    sound = [each for each in found if not disputed & _indicators(material, each)]
    return tuple(_told(material, each) for each in varied(sound, MOST_SHOWN))


def _facts(material: Material) -> Facts:
    """The facts as of the day on which the answers were handed in or, before that, of today."""
    assessment, earlier = material.assessment, material.earlier
    return Facts(
        answers=material.answers,
        day=site_day(assessment.submitted_at) if assessment.submitted_at else material.today,
        now=Standing(assessment_year(assessment), material.measured.numbers, material.development.levels),
        earlier=Standing(earlier.year, earlier.measured.numbers, earlier.development.levels) if earlier else None,
    )


def _indicators(material: Material, observed: Observed) -> set[str]:
    """The indicators that an observation rests on, with all those of an area."""
    areas = {area.key: [indicator.key for indicator in area.indicators] for area in material.edition.areas}
    return {key for part in observed.rests_on for key in areas.get(part, [part])}


def _told(material: Material, observed: Observed) -> StandsOut:
    return StandsOut(
        title=observed.observation.title.in_language(material.language),
        text=observed.sentences(material.edition, material.language),
        references=tuple(_reference(material, key) for key in observed.rests_on),
    )


def _reference(material: Material, key: str) -> Reference:
    """A reference to an indicator or an area, with a page if its chapter is printed."""
    indicator = material.edition.by_key.get(key)
    area = indicator.area if indicator else key
    title = indicator.title if indicator else material.edition.area(key).title
    return Reference(
        anchor=key if indicator else area_part(key),
        code=key,
        title=title.in_language(material.language),
        has_page=material.prints(area_part(area)),
    )
