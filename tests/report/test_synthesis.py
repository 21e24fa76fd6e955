"""What stands out is told from answers that agree with each other, with the pages it rests on."""

from __future__ import annotations

import datetime as dt

import pytest

from assessments.material import read_material
from assessments.models import Assessment, ReportPart, Status
from assessments.report.content.synthesis import stands_out
from assessments.report.content.tree import Reference, StandsOut
from tests.conftest import ELIGIBLE, NOW, Cast

pytestmark = pytest.mark.any_database
TODAY = dt.date(2026, 11, 22)
ANSWERS = {
    **ELIGIBLE,
    "A2": {"total": 34, "paying": 30, "active": 20},
    "B3": {"people": 1, "fte": "0.80", "permanent_fte": "0.80"},
    "C3": {"months": 7, "level": 1},
}


def told(assessment: Assessment) -> dict[str, StandsOut]:
    return {each.title: each for each in stands_out(read_material(assessment, "en", today=TODAY))}


def test_what_stands_out_has_its_numbers_and_references(cast: Cast) -> None:
    assessment = cast.in_state(Status.SUBMITTED, ANSWERS)
    found = told(assessment)
    assert [*found] == ["Money for less than a year", "Everything rests on one person", "Paying, but not taking part"]
    # Counted from the day on which the answers were handed in.
    assert f"{NOW:%Y-%m}" == "2026-10"
    assert found["Money for less than a year"].text.startswith(
        "The management's funding is secured for 7\u00a0months from the day of the answers, until May 2027."
    )
    assert found["Everything rests on one person"].references == (
        Reference("B3", "B3", "Management resources", True),
        Reference("A2", "A2", "Committed participants", True),
    )
    ReportPart.objects.create(assessment=assessment, part="area-A", is_shown=False, updated_at=NOW)
    assert [to.has_page for to in told(assessment)["Everything rests on one person"].references] == [True, False]


def test_a_draft_counts_from_today_and_says_nothing_about_a_contradiction(cast: Cast) -> None:
    found = told(cast.draft({**ANSWERS, "A2": {"total": 34, "paying": 35, "active": 20}}))
    assert [*found] == ["Money for less than a year"]
    assert "until June 2027" in found["Money for less than a year"].text
