"""Any number of fictional clusters that answer like the cohort, as numbers only, without a database."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from assessments.demo.carrying_out import typed_answers
from assessments.demo.cohort.clusters import answers_of_member
from assessments.demo.cohort.names import members
from assessments.demo.cohort.traits import draw_traits
from assessments.demo.shapes import DEMO_TODAY
from assessments.queries.release_data import ComparedRun
from criteria.definitions import Edition
from criteria.measures import MeasureSet, measure_all

# One in this many holds a label of a higher level.
HOLDERS = 8


def measured_clusters(edition: Edition, number: int) -> Iterator[tuple[ComparedRun, MeasureSet]]:
    """`number` clusters with their measures, the same ones every time; countries and fields are those of the cohort."""
    known = members()
    for position in range(number):
        member = known[position % len(known)]
        rng = Random(f"labelcheck {position} {member.name}")  # noqa: S311  (invented answers, no secret)
        raw = answers_of_member(rng, member, draw_traits(rng, DEMO_TODAY.year))
        answers = typed_answers(edition, raw, {}, year=DEMO_TODAY.year)
        name = f"{member.name} {position}"
        run = ComparedRun(
            run=name,
            identity=name,
            entry=position,
            organisation=None,
            imported=None,
            country=member.country,
            level="silver" if position % HOLDERS == 0 else "",
            year=DEMO_TODAY.year,
            portfolios=member.portfolios,
        )
        yield run, measure_all(edition, answers, year=DEMO_TODAY.year)
