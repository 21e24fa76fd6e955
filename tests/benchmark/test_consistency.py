"""How far agreed levels differ from the clusters' own: the rule, the query and the page."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

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


def group(assessor: int, count: int, distance: int = 0) -> list[Judged]:
    return [Judged((assessor,), {"B6": distance})] * count


def test_the_distances_of_an_indicator() -> None:
    judged = [Judged((1,), {"B6": distance, "E1": 1}) for distance in (-2, -1, 0, 0, 1)][:4]
    judged.append(Judged((2,), {"B6": 1}))
    assert by_indicator(judged) == {
        "B6": Distances(5, mean=Decimal("-0.40"), lower=2, same=2, higher=1),
        "E1": Distances(4),
    }


def test_the_distances_of_an_assessor_over_all_indicators() -> None:
    judged = [Judged((1, 2), {"B6": -1, "E1": 0})] * 5
    expected = Distances(5, mean=Decimal("-0.50"), lower=5, same=5, higher=0)
    assert by_assessor(judged) == {1: expected, 2: expected}


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
    found = by_assessor(judged)
    assert tuple(number for number, distances in sorted(found.items()) if distances.is_shown) == shown
    assert {number: distances.assessments for number, distances in found.items()} == dict(enumerate(counts, 1))


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
        ((cast.assessor.pk,), {"B6": 0}),
        ((cast.assessor.pk,), {"B6": -2}),
        ((cast.other_assessor.pk,), {"B6": -2}),
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
    # Until it is finished again, it does not count as finished.
    assert level_distances() == []
    other = typed({"B6": {**values, "level": 4}})["B6"]
    agree_value(assessment=assessment, indicator="B6", answer=other, reason="Seen", by=cast.assessor, at=NOW)
    AnswerRow.objects.filter(indicator="F3").update(is_carried=True)
    finish_assessment(
        assessment=assessment, proposal=Proposal.LABEL, reason="Well", by=cast.assessor, at=NOW, today=NOW.date()
    )
    assert level_distances() == [((cast.assessor.pk,), {"B6": 2})]


def test_the_page_shows_means_and_counts_and_says_what_it_keeps_back(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: CountQueries, edition: Edition
) -> None:
    client = sign_in(cast.secretary)
    assessed(cast, 0, own=3, agreed=1, assessor=cast.assessor)
    with django_assert_num_queries(6):
        page = text_of(client.get("/desk/consistency/"))
    assert ("Too few assessments are finished" in page, "−2.00" in page) == (True, False)
    for number in range(1, 5):
        assessed(cast, number, own=3, agreed=None, assessor=cast.assessor)
    for number in range(5, 10):
        assessed(cast, number, own=2, agreed=3, assessor=cast.other_assessor)
    with django_assert_num_queries(6):
        page = text_of(client.get("/desk/consistency/"))
    title = edition.indicator("B6").title.in_language("en")
    cell = '<td class="number">{}</td>'
    rows = {
        "Assessor": ("5", "−0.40", "1", "4", "0"),
        "Other-Assessor": ("5", "+1.00", "0", "0", "5"),
        f'<span class="code">B6</span> {title}': ("10", "+0.30", "1", "4", "5"),
    }
    for name, cells in rows.items():
        expected = f'<th scope="row">{name}</th> ' + " ".join(cell.format(value) for value in cells)
        assert (name, expected in page) == (name, True)
    Assessment.objects.filter(reference="FI-2026-109").update(status=Status.INTERVIEW)
    page = text_of(client.get("/desk/consistency/"))
    assert ("fewer than 5 assessments" in page, "could be derived from it" in page) == (True, True)
    assert sign_in(cast.assessor).get("/desk/consistency/").status_code == 403
