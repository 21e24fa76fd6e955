"""DEMO-0003 submitted, DEMO-0007 withdrawn, DEMO-0008 without a label, DEMO-0009 closed to its assessor.

Their answers are generated like the cohort's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from random import Random

from assessments.demo.cohort.clusters import answers_of_member, price_in_words
from assessments.demo.cohort.names import Member
from assessments.demo.cohort.traits import Traits, draw_traits
from assessments.demo.people import INES, JONAS, KAISA, OUTI, PIETER, SVEN
from assessments.demo.shapes import MARK, Agreed, Calendar, Cluster, DemoAssessment, DemoReview, Impartial, Person


def underway() -> tuple[Cluster, ...]:
    """The four clusters."""
    return (
        _cluster(
            Member("SE", "Vinterhaga", "Vinterhaga Wood Building Cluster", ("construction",)),
            SVEN,
            DemoAssessment(
                reference="DEMO-0003",
                calendar=Calendar(
                    started=dt.date(2026, 7, 6),
                    answered=(dt.date(2026, 8, 18), dt.date(2026, 9, 14)),
                    submitted=dt.date(2026, 9, 17),
                ),
                answers={},
            ),
        ),
        _cluster(
            Member("ES", "Alcornada", "Alcornada Cork and Packaging Cluster", ("materials_chemistry", "food")),
            INES,
            DemoAssessment(
                reference="DEMO-0007",
                calendar=Calendar(
                    started=dt.date(2026, 3, 9),
                    answered=(dt.date(2026, 4, 20),),
                    submitted=dt.date(2026, 4, 22),
                    withdrawn=dt.date(2026, 5, 11),
                ),
                answers={},
                reason="The cluster joins forces with its neighbour this autumn. They will apply together next year.",
            ),
        ),
        _cluster(
            Member("LT", "Pušyngalis", "Pušyngalis Robotics and Machinery Cluster", ("production",)),
            JONAS,
            _without_label(),
            # A small, young cluster that is managed two days a week.
            Traits(year=2026, age=4, total=22, fte=Decimal("0.90"), people=2, strength=0.3, pull=-0.8),
        ),
        _cluster(
            Member("FI", "Kaislaranta", "Kaislaranta Water Services Cluster", ("energy_environment",)),
            KAISA,
            DemoAssessment(
                reference="DEMO-0009",
                calendar=Calendar(
                    started=dt.date(2026, 7, 20),
                    answered=(dt.date(2026, 8, 25), dt.date(2026, 9, 7)),
                    submitted=dt.date(2026, 9, 9),
                    assigned=dt.date(2026, 9, 23),
                ),
                answers={},
                assessor=OUTI,
            ),
            host=OUTI.employer,
        ),
    )


def _without_label() -> DemoAssessment:
    return DemoAssessment(
        reference="DEMO-0008",
        calendar=Calendar(
            started=dt.date(2026, 1, 19),
            answered=(dt.date(2026, 2, 23),),
            submitted=dt.date(2026, 2, 26),
            assigned=dt.date(2026, 3, 6),
            interview=dt.date(2026, 4, 14),
            assessed=dt.date(2026, 4, 21),
            decided=dt.date(2026, 5, 6),
        ),
        answers={},
        assessor=PIETER,
        impartial=Impartial(
            objection="The assessor has published an article that is critical of small machinery clusters.",
            dismissed="The article speaks of programmes in another country and names no cluster. An opinion held in "
            "public is no conflict of interest.",
        ),
        proposal_reason="The manager works 0.40 FTE for the cluster. The binding criterion is not met.",
        review=DemoReview(
            remarks={
                "B3": "The manager works for the cluster two days a week. The second person named in the answer is "
                "employed for the host's own projects, as both confirmed.",
                "D3": "The events are well prepared, and those who came ask for more. There is interest to build on.",
            },
            agreed={
                "B3": Agreed(
                    {"people": 1, "fte": "0.40", "permanent_fte": "0.40"},
                    "Only the manager's two days a week are reserved for the cluster.",
                )
            },
        ),
        decision="no_label",
        reason="The interview showed 0.40 FTE for the management of the cluster; at least 0.5 FTE is required. A new "
        "assessment is possible as soon as the working time is agreed in writing.",
    )


def _cluster(
    member: Member, owner: Person, assessment: DemoAssessment, traits: Traits | None = None, host: str = ""
) -> Cluster:
    """The cluster with the answers of `member` filled into `assessment`; traits are drawn unless given."""
    rng = Random(f"labelcheck {member.name}")  # noqa: S311  (invented answers, no secret)
    answers = answers_of_member(rng, member, traits or draw_traits(rng, assessment.calendar.answered[-1].year))
    return Cluster(
        name=f"{member.name} {MARK}",
        country=member.country,
        region=member.place,
        host=host,
        portfolios=member.portfolios,
        owner=owner,
        registered=assessment.calendar.started - dt.timedelta(days=6),
        eccp_accepted=assessment.calendar.started - dt.timedelta(days=200),
        membership_price=price_in_words(answers["C2"]),
        assessments=(replace(assessment, answers=answers),),
    )
