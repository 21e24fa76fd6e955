"""Conflicts of interest of an assessor: the facts, and the conflicts that follow from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from assessments.models import AdviserRelation, Assessment, Status, User
from assessments.queries.conflicts import ConflictFacts, ConflictKind, House, judge_conflicts, read_facts
from assessments.workflow.deciding import withdraw
from assessments.workflow.impartiality import assign_assessor
from assessments.workflow.organising import start_assessment
from tests.conftest import NOW, Cast, other_organisation, person

CLUSTER = House(1, "Kuvitelma Cluster", "Aalto Park", "Savo")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (ConflictFacts(CLUSTER), []),
        (ConflictFacts(CLUSTER, member_of=(CLUSTER,)), [(ConflictKind.MEMBER, "", True)]),
        (
            ConflictFacts(CLUSTER, member_of=(House(2, "Rival", "aalto  PARK"),)),
            [(ConflictKind.SAME_HOST, "Rival", True)],
        ),
        (ConflictFacts(CLUSTER, member_of=(House(2, "Aalto Park"),)), [(ConflictKind.SAME_HOST, "Aalto Park", True)]),
        (ConflictFacts(CLUSTER, member_of=(House(2, "Rival", "Another"),)), []),
        (ConflictFacts(House(1, "A"), member_of=(House(2, "B"),)), []),
        (ConflictFacts(CLUSTER, advice=("Strategy 2023",)), [(ConflictKind.ADVISER, "Strategy 2023", True)]),
        (ConflictFacts(CLUSTER, assessed=("FI-2024-001",)), [(ConflictKind.ASSESSED_BEFORE, "FI-2024-001", True)]),
        (ConflictFacts(CLUSTER, employer="AALTO park"), [(ConflictKind.SAME_EMPLOYER, "AALTO park", True)]),
        (
            ConflictFacts(CLUSTER, employer="Kuvitelma Cluster"),
            [(ConflictKind.SAME_EMPLOYER, "Kuvitelma Cluster", True)],
        ),
        (
            ConflictFacts(CLUSTER, employer="JYVÄ Oy", employers=("Jyvä oy",)),
            [(ConflictKind.SAME_EMPLOYER, "JYVÄ Oy", True)],
        ),
        (
            ConflictFacts(CLUSTER, employer="Jyvä\u00a0Oy (Kuopio)", employers=("Jyva\u0308 oy",)),
            [(ConflictKind.SAME_EMPLOYER, "Jyvä\u00a0Oy (Kuopio)", True)],
        ),
        (ConflictFacts(House(1, "A"), employer="", employers=("",)), []),
        (ConflictFacts(CLUSTER, is_refused=True), [(ConflictKind.REFUSED, "", True)]),
        (ConflictFacts(CLUSTER, region="savo "), [(ConflictKind.SAME_REGION, "Savo", False)]),
        (
            ConflictFacts(CLUSTER, employer="X", region="Savo", employers=("X",), advice=("a", "b")),
            [
                (ConflictKind.ADVISER, "a; b", True),
                (ConflictKind.SAME_EMPLOYER, "X", True),
                (ConflictKind.SAME_REGION, "Savo", False),
            ],
        ),
    ],
)
def test_conflicts_follow_from_facts(facts: ConflictFacts, expected: list[tuple[ConflictKind, str, bool]]) -> None:
    assert [(found.kind, found.detail, found.blocks) for found in judge_conflicts(facts)] == expected


def found_by(cast: Cast, assessment: Assessment) -> list[ConflictKind]:
    return [found.kind for found in judge_conflicts(read_facts(assessment, [cast.assessor])[cast.assessor.pk])]


def test_facts_are_read_from_people_hosts_advice_and_earlier_runs(cast: Cast) -> None:
    first = cast.in_state(Status.LABELLED)
    later = NOW + dt.timedelta(days=700)
    second = start_assessment(organisation=cast.organisation, by=cast.owner, at=later, reference="FI-2028-001")
    assert found_by(cast, first) == []
    assert found_by(cast, second) == [ConflictKind.ASSESSED_BEFORE]
    User.objects.filter(pk=cast.reader.pk).update(employer="Pellava Oy")
    User.objects.filter(pk=cast.assessor.pk).update(employer="pellava oy", region="Savo")
    cast.organisation.host, cast.organisation.region = "Aalto Park", "Savo"
    cast.organisation.save()
    cast.assessor.refresh_from_db()
    other_organisation("sister", cast.assessor, host="Aalto Park")
    AdviserRelation.objects.create(
        organisation=cast.organisation, adviser=cast.assessor, note="Strategy", recorded_at=NOW
    )
    second = Assessment.objects.select_related("organisation").get(pk=second.pk)
    assert found_by(cast, second) == [
        ConflictKind.SAME_HOST,
        ConflictKind.ADVISER,
        ConflictKind.ASSESSED_BEFORE,
        ConflictKind.SAME_EMPLOYER,
        ConflictKind.SAME_REGION,
    ]


def test_only_the_previous_two_runs_count_and_only_who_assessed_to_the_end(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=NOW)
    withdraw(assessment=assessment, reason="Later", by=cast.owner, at=NOW)
    assessments = []
    for year in (1, 2, 3):
        at = NOW + dt.timedelta(days=365 * year)
        assessment = start_assessment(
            organisation=cast.organisation, by=cast.owner, at=at, reference=f"FI-{2026 + year}-001"
        )
        assessments.append(assessment)
        Assessment.objects.filter(pk=assessment.pk).update(status=Status.NOT_LABELLED)
    both = [cast.assessor, cast.other_assessor]
    found = [{pk: facts.assessed for pk, facts in read_facts(assessment, both).items()} for assessment in assessments]
    former, last = cast.assessor.pk, cast.other_assessor.pk
    assert found == [
        {former: (), last: ("FI-2026-001",)},
        {former: (), last: ("FI-2026-001",)},
        {former: (), last: ()},
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_facts_take_four_queries_however_many_assessors(
    cast: Cast, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    assessment = cast.draft()
    assessors = [person(f"a{number}@example.org", is_assessor=True) for number in range(count)]
    for assessor in assessors:
        other_organisation(assessor.email.split("@")[0], assessor)
    with django_assert_num_queries(4):
        assert len(read_facts(assessment, assessors)) == count
