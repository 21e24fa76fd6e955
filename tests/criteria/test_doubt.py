"""Reasons for doubt, the order they give, and the time plan of an interview."""

from __future__ import annotations

from decimal import Decimal

import pytest

from criteria.doubt import Doubt, Known, by_doubt, doubts_of, is_far, planned_minutes


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (Known(is_answered=True, has_evidence=True), ()),
        (Known(is_answered=True), (Doubt.WITHOUT_EVIDENCE,)),
        (Known(is_answered=False), (Doubt.UNANSWERED,)),
        (Known(is_answered=False, has_evidence=True), (Doubt.UNANSWERED,)),
        (Known(is_answered=True, has_evidence=True, is_far=True), (Doubt.FAR,)),
        (
            Known(is_answered=True, has_findings=True, is_flagged=True, is_far=True),
            (Doubt.INCONSISTENT, Doubt.FLAGGED, Doubt.FAR, Doubt.WITHOUT_EVIDENCE),
        ),
    ],
)
def test_each_reason_is_named_the_weightiest_first(known: Known, expected: tuple[Doubt, ...]) -> None:
    assert doubts_of(known) == expected


@pytest.mark.parametrize(
    ("own", "first", "third", "expected"),
    [
        ("10", "10", "20", False),
        ("35", "10", "20", False),
        ("35.01", "10", "20", True),
        ("-5", "10", "20", False),
        ("-5.01", "10", "20", True),
        # If half of the cohort has the same value, a neighbouring value is no reason for doubt.
        ("3", "2", "2", False),
        (None, "10", "20", False),
        ("99", None, None, False),
    ],
)
def test_far_is_beyond_the_fences(own: str | None, first: str | None, third: str | None, expected: bool) -> None:
    numbers = [None if text is None else Decimal(text) for text in (own, first, third)]
    assert is_far(*numbers) is expected


def test_the_largest_doubt_comes_first_and_equals_keep_their_order() -> None:
    doubts = {
        "A1": (Doubt.WITHOUT_EVIDENCE,),
        "A2": (),
        "A3": (Doubt.INCONSISTENT,),
        "A4": (Doubt.FAR, Doubt.WITHOUT_EVIDENCE),
        "A5": (Doubt.WITHOUT_EVIDENCE,),
        "A6": (Doubt.FLAGGED,),
    }
    assert by_doubt(doubts) == ["A3", "A6", "A4", "A1", "A5", "A2"]


@pytest.mark.parametrize(("done", "expected"), [(0, 0), (1, 30), (2, 60), (3, 180), (9, 180)])
def test_the_plan_shares_the_time_by_weight(done: int, expected: int) -> None:
    assert planned_minutes([5, 5, 20], done=done, total=180) == expected


def test_no_indicators_take_no_time() -> None:
    assert planned_minutes([], done=0, total=180) == 0
