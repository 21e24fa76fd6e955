"""The assessor's impartiality in words: its state, the declaration, the objection and its ruling."""

from __future__ import annotations

import datetime as dt

import pytest

from assessments.models import Assignment, Objection, Ruling, User
from assessments.queries.conflicts import AssessorStanding, Conflict, ConflictKind, Weighed
from assessments.views.facts import Fact
from assessments.views.impartiality_view import (
    assignment_facts,
    objection_facts,
    standing_words,
    standing_words_for_assessor,
)
from tests.conftest import NOW, in_both

BLOCKED = (Weighed(Conflict(ConflictKind.MEMBER), None),)
CONTESTED = Objection(reason="A rival")


def assignment(*, is_declared: bool = True, interest: str = "", **profile: str) -> Assignment:
    assessor = User(name="Pieter", **profile)
    return Assignment(assessor=assessor, assigned_at=NOW, declared_at=NOW if is_declared else None, interest=interest)


@pytest.mark.parametrize(
    ("is_declared", "conflicts", "objection", "to_all", "to_assessor"),
    [
        (False, (), None, "The assessor has not declared yet and has no", "You are asked to assess this cluster."),
        (True, (), None, "The assessor has declared, and no conflict", "You have declared, and the assessment is open"),
        (True, (), CONTESTED, "The cluster has objected.", "The cluster has objected to the assignment."),
        (True, BLOCKED, None, "There is a conflict of interest.", "You have declared. There is a conflict of interest"),
        (True, BLOCKED, CONTESTED, "The cluster has objected.", "The cluster has objected to the assignment."),
    ],
)
def test_words_for_each_state_of_the_assessor(
    is_declared: bool, conflicts: tuple[Weighed, ...], objection: Objection | None, to_all: str, to_assessor: str
) -> None:
    standing = AssessorStanding(assignment(is_declared=is_declared), conflicts, objection)
    assert standing_words(standing).startswith(to_all)
    assert standing_words_for_assessor(standing).startswith(to_assessor)


def test_without_an_assessor_the_page_says_so() -> None:
    assert in_both(lambda: standing_words(None)) == ("No assessor is assigned.", "Arvioijaa ei ole nimetty.")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            assignment(is_declared=False),
            [("Assessor", "Pieter"), ("Assigned", "1 October 2026"), ("Declaration", "Not made yet")],
        ),
        (
            assignment(employer="Proef", region="Savo"),
            [
                ("Assessor", "Pieter"),
                ("Employer", "Proef"),
                ("Region", "Savo"),
                ("Assigned", "1 October 2026"),
                ("Declaration", "1 October 2026: no interest"),
            ],
        ),
        (
            assignment(interest="Advised\nonce"),
            [
                ("Assessor", "Pieter"),
                ("Assigned", "1 October 2026"),
                ("Declaration", "1 October 2026: Advised\nonce"),
            ],
        ),
    ],
)
def test_facts_of_an_assignment(given: Assignment, expected: list[tuple[str, str]]) -> None:
    assert assignment_facts(given) == [Fact(term, text) for term, text in expected]


@pytest.mark.parametrize(
    ("ruling", "expected"),
    [
        ({}, "The secretariat has not ruled yet"),
        (
            {"ruling": Ruling.DISMISSED, "ruled_at": NOW + dt.timedelta(days=1), "ruling_reason": "Unfounded"},
            "Dismissed: the assessor stays, 2 October 2026\nUnfounded",
        ),
    ],
)
def test_facts_of_an_objection(ruling: dict[str, object], expected: str) -> None:
    objection = Objection(assignment=assignment(), reason="A rival", raised_at=NOW, **ruling)
    assert objection_facts(objection) == [
        Fact("Against", "Pieter, 1 October 2026"),
        Fact("Reason", "A rival"),
        Fact("Ruling", expected),
    ]
