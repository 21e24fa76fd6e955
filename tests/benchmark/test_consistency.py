"""How far agreed levels differ from the clusters' own: the rule, the query and the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.benchmark.consistency import Distances, Judged, by_assessor, by_indicator
from assessments.models import AnswerRow, AnswerVersion, Assessment, Assignment, JudgedLevel, Proposal, Status, User
from assessments.queries.level_consistency import level_distances
from assessments.workflow.agreeing import agree_value
from assessments.workflow.deciding import decide
from assessments.workflow.level_consistency import record_levels
from assessments.workflow.reviewing import finish_assessment
from criteria.definitions import Edition
from tests.conftest import ELIGIBLE, NOW, Cast, other_organisation, typed
from tests.team_pages import text_of

type SignIn = Callable[[User], Client]
type CountQueries = Callable[[int], Any]


SECRET = b"secret"
SIGNS = (-1, 0, 1)
TRIALS = 200
# Three standard errors of a share of that many trials.
ERROR = 0.11
NUMBERS = count()


def group(assessor: int, size: int, distance: int = 0) -> list[Judged]:
    return [Judged(f"FI-{next(NUMBERS)}", (assessor,), {"B6": distance}) for _ in range(size)]


def test_the_distances_of_an_indicator() -> None:
    judged = [Judged(str(number), (1,), {"B6": -1, "E1": 1}) for number in range(4)]
    judged += [Judged(str(number), (2,), {"B6": -1}) for number in range(4, 12)]
    found = by_indicator(judged, SECRET)
    assert found == {"B6": Distances(10, mean=Decimal(-1), lower=10, same=0, higher=0), "E1": Distances(0)}


def test_the_distances_of_an_assessor_over_all_indicators() -> None:
    judged = [Judged(str(number), (1, 2), {f"B{key}": -(key % 2) for key in range(20)}) for number in range(9)]
    expected = Distances(5, mean=Decimal("-0.5"), lower=5, same=5, higher=0)
    assert by_assessor(judged, SECRET) == {1: expected, 2: expected}


def test_figures_change_only_once_five_more_are_decided() -> None:
    judged = [one for distance in (-1, 0, 1) for one in group(1, 5, distance)]
    shown = [by_indicator(judged[:number], SECRET)["B6"] for number in range(1, 16)]
    assert len({*shown[4:9]}) == len({*shown[9:14]}) == 1
    assert [one.assessments for one in (shown[3], shown[4], shown[9], shown[14])] == [0, 5, 10, 15]


def exact_counts(judged: Sequence[Judged]) -> list[float]:
    return [sum(one.distances["B6"] == sign for one in judged) for sign in SIGNS]


def shown_counts(found: Distances) -> list[float]:
    """The counts that rounded shares suggest."""
    assert found.lower is not None and found.same is not None and found.higher is not None  # noqa: PT018
    return [found.assessments * share / 10 for share in (found.lower, found.same, found.higher)]


def by_one(judged: Sequence[Judged], assessor: int) -> list[Judged]:
    return [one for one in judged if assessor in one.assessors]


def most(counts: Sequence[float]) -> int:
    return SIGNS[max(range(3), key=lambda place: counts[place])]


def test_neither_the_last_assessment_nor_one_by_two_assessors_is_found_by_subtraction() -> None:
    """Read before and after one more is decided; and the sum of two assessors less all, where they share one."""
    right = dict.fromkeys(("exact last", "last", "exact shared", "shared", "guess"), 0)
    for trial in range(TRIALS):
        distances = Random(trial).choices(SIGNS, (30, 45, 25), k=20)
        assessors = [(1, 2), *[(1,)] * 9, *[(2,)] * 10]
        judged = [
            Judged(f"{trial} {number}", by, {"B6": distance})
            for number, (by, distance) in enumerate(zip(assessors, distances, strict=True))
        ]
        all_but_one, everything = (by_indicator(some, SECRET)["B6"] for some in (judged[:-1], judged))
        people = by_assessor(judged, SECRET)
        found = {
            "exact last": zip(exact_counts(judged), exact_counts(judged[:-1]), strict=True),
            "last": zip(shown_counts(everything), shown_counts(all_but_one), strict=True),
        }
        for name, differences in found.items():
            right[name] += most([after - before for after, before in differences]) == distances[-1]
        sums = {
            "exact shared": [exact_counts(by_one(judged, 1)), exact_counts(by_one(judged, 2)), exact_counts(judged)],
            "shared": [*map(shown_counts, (people[1], people[2], everything))],
        }
        for name, counts in sums.items():
            right[name] += most([one + two - every for one, two, every in zip(*counts, strict=True)]) == distances[0]
        right["guess"] += most(shown_counts(everything)) == distances[-1]
    assert right["exact last"] == right["exact shared"] == TRIALS
    assert max(right["last"], right["shared"]) <= right["guess"] + ERROR * TRIALS


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((4,), ()),
        ((5,), (1,)),
        ((5, 6), (1, 2)),
        # The figures of the assessor with four would follow by subtraction, so the next smallest is hidden too.
        ((4, 5, 6), (3,)),
        ((4, 5), ()),
        # Together they have five assessments, so neither can be told apart.
        ((4, 1, 9), (3,)),
    ],
)
def test_nothing_is_shown_of_fewer_than_five_nor_can_be_computed(
    counts: tuple[int, ...], shown: tuple[int, ...]
) -> None:
    judged = [one for number, count in enumerate(counts, 1) for one in group(number, count)]
    found = by_assessor(judged, SECRET)
    assert tuple(number for number, distances in sorted(found.items()) if distances.is_shown) == shown


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sets(st.integers(1, 5), max_size=2), max_size=40))
def test_what_is_left_without_the_shown_assessors_is_nothing_or_five_assessments(assessors: list[set[int]]) -> None:
    judged = [Judged(str(number), tuple(by), {"B6": 0}) for number, by in enumerate(assessors)]
    found = by_assessor(judged, SECRET)
    shown = {assessor for assessor, distances in found.items() if distances.is_shown}
    left = [by for by in assessors if by and not by & shown]
    assert not shown or len(left) not in range(1, 5)
    assert all(sum(assessor in by for by in assessors) >= 5 for assessor in shown)


def assessed(cast: Cast, number: int, *, own: int, agreed: int | None, assessor: User) -> Assessment:
    """An assessment of another organisation with these own and agreed levels for strategy (B6)."""
    organisation = other_organisation(f"cluster-{number}", cast.outsider)
    assessment = Assessment.objects.create(
        reference=f"FI-2026-1{number:02}",
        organisation=organisation,
        edition="2019",
        status=Status.NOT_LABELLED,
        created_at=NOW,
        submitted_at=NOW,
        decided_at=NOW,
    )
    Assignment.objects.create(assessment=assessment, assessor=assessor, assigned_at=NOW)
    values = {"year": 2024, "horizon": 3, "level": own}
    other = None if agreed is None else {**values, "level": agreed}
    assessment.answers.create(indicator="B6", values=values, agreed=other, updated_at=NOW)
    record_levels(assessment, year=2026)
    return assessment


def test_what_was_handed_in_is_compared_with_what_was_agreed(cast: Cast) -> None:
    assessed(cast, 1, own=2, agreed=None, assessor=cast.assessor)
    assessed(cast, 2, own=3, agreed=1, assessor=cast.assessor)
    changed = assessed(cast, 3, own=2, agreed=None, assessor=cast.other_assessor)
    row = changed.answers.get()
    for version, level in ((1, 4), (2, 3)):
        # Before and after the assessor's question; only the first level is the one that the cluster submitted.
        AnswerVersion.objects.create(
            answer=row, version=version, values={**row.values, "level": level}, saved_at=NOW, replaced_at=NOW
        )
    record_levels(changed, year=2026)
    cast.in_state(Status.INTERVIEW)
    expected = [
        ("FI-2026-101", (cast.assessor.pk,), {"B6": 0}),
        ("FI-2026-102", (cast.assessor.pk,), {"B6": -2}),
        ("FI-2026-103", (cast.other_assessor.pk,), {"B6": -2}),
    ]
    assert level_distances() == expected


def test_finishing_again_replaces_the_stored_levels(cast: Cast) -> None:
    values = {"year": 2024, "horizon": 3, "level": 2}
    assessment = cast.in_state(Status.ASSESSED, {**ELIGIBLE, "B6": values, "F3": {"level": 1}})
    assert list(JudgedLevel.objects.order_by("indicator").values_list("indicator", "own", "agreed")) == [
        ("B6", 2, 2),
        ("F3", 1, 1),
    ]
    decide(assessment=assessment, decision="back", reason="Look again", by=cast.secretary, at=NOW)
    other = typed({"B6": {**values, "level": 4}})["B6"]
    agree_value(assessment=assessment, indicator="B6", answer=other, reason="Seen", by=cast.assessor, at=NOW)
    AnswerRow.objects.filter(indicator="F3").update(is_carried=True)
    finish_assessment(
        assessment=assessment, proposal=Proposal.LABEL, reason="Well", by=cast.assessor, at=NOW, today=NOW.date()
    )
    # It counts once it is decided.
    assert level_distances() == []
    decide(assessment=assessment, decision="label", reason="Well", by=cast.secretary, at=NOW)
    assert level_distances() == [(assessment.reference, (cast.assessor.pk,), {"B6": 2})]


def test_the_page_shows_rounded_means_and_shares_and_says_what_it_keeps_back(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: CountQueries, edition: Edition
) -> None:
    client = sign_in(cast.secretary)
    assessed(cast, 0, own=3, agreed=1, assessor=cast.assessor)
    with django_assert_num_queries(6):
        page = text_of(client.get("/desk/consistency/"))
    assert ("Too few assessments are decided" in page, "−2.00" in page) == (True, False)
    for number in range(1, 5):
        assessed(cast, number, own=3, agreed=1, assessor=cast.assessor)
    for number in range(5, 10):
        assessed(cast, number, own=2, agreed=3, assessor=cast.other_assessor)
    with django_assert_num_queries(6):
        page = text_of(client.get("/desk/consistency/"))
    title = edition.indicator("B6").title.in_language("en")
    cell = '<td class="number">{}</td>'
    rows = {
        "Assessor": ("5", "−2.00", "nearly all", "hardly any", "hardly any"),
        "Other-Assessor": ("5", "+1.00", "hardly any", "hardly any", "nearly all"),
        f'<span class="code">B6</span> {title}': ("10", "−0.50", "5 in 10", "hardly any", "5 in 10"),
    }
    for name, cells in rows.items():
        expected = f'<th scope="row">{name}</th> ' + " ".join(cell.format(value) for value in cells)
        assert (name, expected in page) == (name, True)
    Assessment.objects.filter(reference="FI-2026-109").update(status=Status.INTERVIEW)
    page = text_of(client.get("/desk/consistency/"))
    assert ("fewer than 5 assessments" in page, "could be derived from it" in page) == (True, True)
    assert sign_in(cast.assessor).get("/desk/consistency/").status_code == 403
