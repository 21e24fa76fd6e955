"""The audit trail as a page and as a file: who may read what, and that no cell can start a formula."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from assessments.files.csv_cells import harmless
from assessments.models import AuditAction, AuditEntry, Status, User
from assessments.models.audit_actions import Visibility
from assessments.views.trail_words import subject_in_words, values_in_words
from assessments.workflow.agreeing import agree_value, write_remark
from assessments.workflow.answering import save_answer
from assessments.workflow.auditing import record
from assessments.workflow.deciding import decide, withdraw
from criteria.answers import Answer
from criteria.definitions import Edition
from tests.conftest import NOW, Cast

type SignIn = Callable[[User], Client]
TRAIL = "/assessments/FI-2026-001/trail/"
FROM_THE_DRAFT = ["assessment_started", "answers_imported"]
UNTIL_INTERVIEW = ["submitted", "assessor_assigned", "declared", "interview_planned"]


def actions(client: Client) -> list[str]:
    return [entry["action"] for entry in json.loads(client.get(f"{TRAIL}json/").content)["entries"]]


def test_a_draft_is_the_organisations_own(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    save_answer(
        assessment=assessment,
        indicator="B6",
        answer=Answer({"horizon": 4}),
        based_on=0,
        by=cast.editor,
        at=NOW,
    )
    secretary = sign_in(cast.secretary)
    assert actions(sign_in(cast.reader)) == [*FROM_THE_DRAFT, "answer_saved"]
    assert actions(secretary) == ["assessment_started"]
    for address in (TRAIL, f"{TRAIL}csv/"):
        page = secretary.get(address).content.decode()
        # As a word: the token against forged requests has letters and digits at random.
        assert re.findall(r"\b(?:A2|B6)\b", page) == []


def test_what_was_done_to_the_draft_stays_the_organisations_own(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.INTERVIEW)
    assert actions(sign_in(cast.owner)) == [*FROM_THE_DRAFT, *UNTIL_INTERVIEW]
    assert actions(sign_in(cast.secretary)) == ["assessment_started", *UNTIL_INTERVIEW]
    assert actions(sign_in(cast.assessor)) == ["assessment_started", *UNTIL_INTERVIEW]


def test_what_the_assessor_writes_is_shown_to_the_cluster_with_the_decision(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    write_remark(assessment=assessment, indicator="B3", text="A secret so far", by=cast.assessor, at=NOW)
    unknown = {"action": "something_new", "actor": cast.assessor, "after": "A secret so far"}
    AuditEntry.objects.create(assessment=assessment, at=NOW, **unknown)
    owner, secretary = sign_in(cast.owner), sign_in(cast.secretary)
    assert "A secret so far" not in owner.get(TRAIL).content.decode()
    assert actions(owner)[-1] == "interview_planned"
    assert actions(secretary)[-2:] == ["remark_written", "something_new"]
    type(assessment).objects.update(status=Status.ASSESSED)
    decide(assessment=assessment, decision="no_label", reason="No", by=cast.secretary, at=NOW)
    assert actions(owner)[-3:] == ["remark_written", "something_new", "decided"]


def test_the_recommendation_is_sealed_until_the_decision(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.ASSESSED)
    owner = sign_in(cast.owner)
    assert actions(owner)[-1] == "assessed"
    assert "All is as said" not in owner.get(TRAIL).content.decode()
    assert "All is as said" not in owner.get(f"{TRAIL}json/").content.decode()
    decide(assessment=assessment, decision="label", reason="Yes", by=cast.secretary, at=NOW)
    assert "All is as said" in owner.get(TRAIL).content.decode()


def test_a_row_says_who_when_what_before_after_and_why(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    values = {"assessment": assessment, "indicator": "B3", "by": cast.assessor, "at": NOW}
    agree_value(answer=Answer({"people": 3}), reason="One more", **values)
    agree_value(answer=Answer({"people": 2}), reason="On leave", **values)
    entry = json.loads(sign_in(cast.owner).get(f"{TRAIL}json/").content)["entries"][-1]
    assert entry == {
        "at": "2026-10-01T12:00:00+00:00",
        "who": "Assessor",
        "action": "value_agreed",
        "subject": "B3",
        "before": {"people": 3},
        "after": {"people": 2},
        "reason": "On leave",
    }
    page = sign_in(cast.owner).get(TRAIL).content.decode()
    team = [f"People in the management team: {people}\N{NO-BREAK SPACE}people" for people in (3, 2)]
    for words in ("1 October 2026 15:00", "Value agreed", *team, "On leave"):
        assert words in page


@pytest.mark.parametrize(
    ("action", "subject", "words"),
    [
        (AuditAction.CRITERION_WAIVED, "fte", "Management of at least 0.5 full-time equivalents"),
        (AuditAction.RECOMMENDATION_REPLIED, "D7.1.1", "Take a small group to one fair abroad"),
        (AuditAction.RECOMMENDATION_REPLIED, "own-1", "own-1"),
        (AuditAction.VALUE_AGREED, "B3", "B3"),
        (AuditAction.INVITATION_SENT, "former-7@deleted.invalid", "A former member"),
    ],
)
def test_the_subject_of_a_row_is_named_by_its_title(
    action: AuditAction, subject: str, words: str, edition: Edition
) -> None:
    assert subject_in_words(AuditEntry(action=action, subject=subject), edition) == words


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+358 40", "'+358 40"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("1=1", "1=1"),
        ("", ""),
        ('{"a": "=1"}', '{"a": "=1"}'),
    ],
)
def test_no_cell_starts_a_formula(text: str, cell: str) -> None:
    assert harmless(text) == cell


def test_the_csv_holds_the_same_rows_without_formulas(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.SUBMITTED)
    withdraw(assessment=assessment, reason='=HYPERLINK("https://example.org")', by=cast.owner, at=NOW)
    User.objects.filter(pk=cast.owner.pk).update(name="@owner")
    response = sign_in(cast.secretary).get(f"{TRAIL}csv/")
    assert response["Content-Disposition"] == 'attachment; filename="labelcheck-FI-2026-001-trail.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["action"] for row in rows] == ["assessment_started", "submitted", "withdrawn"]
    assert rows[-1] == {
        "at": "2026-10-01T12:00:00+00:00",
        "who": "'@owner",
        "action": "withdrawn",
        "subject": "",
        "before": "submitted",
        "after": "withdrawn",
        "reason": '\'=HYPERLINK("https://example.org")',
    }
    assert sign_in(cast.secretary).get(f"{TRAIL}xlsx/").status_code == 404


def test_texts_in_the_trail_are_plain_text(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.SUBMITTED)
    withdraw(assessment=assessment, reason="<script>alert(1)</script>", by=cast.owner, at=NOW)
    page = sign_in(cast.secretary).get(TRAIL).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_however_long_the_trail(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    assessment = cast.in_state(Status.SUBMITTED)
    for number in range(count):
        record(
            action=AuditAction.CRITERION_WAIVED,
            actor=cast.secretary,
            at=NOW,
            assessment=assessment,
            subject=str(number),
        )
    client = sign_in(cast.secretary)
    client.get(TRAIL)
    with django_assert_num_queries(10):
        client.get(TRAIL)


def test_a_long_trail_is_turned_page_by_page(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.SUBMITTED)
    for number in range(120):
        record(
            action=AuditAction.CRITERION_WAIVED,
            actor=cast.secretary,
            at=NOW,
            assessment=assessment,
            subject=f"No {number}.",
        )
    client = sign_in(cast.secretary)
    first, second = client.get(TRAIL).content.decode(), client.get(f"{TRAIL}?page=2").content.decode()
    assert ("No 119." in first, "No 20." in first, "No 19." in first) == (True, True, False)
    assert ("No 19." in second, "Page 2 of 2" in second) == (True, True)
    assert len(actions(client)) == AuditEntry.objects.filter(assessment=assessment).count() - 1


def test_each_action_is_stored_by_a_value_that_fits_and_called_by_a_word_of_its_own() -> None:
    longest = AuditEntry._meta.get_field("action").max_length
    assert [
        action for action in AuditAction if len(action.value) > longest or action.value != action.name.lower()
    ] == []
    words = [str(action.label) for action in AuditAction]
    assert len(set(words)) == len(words)


def test_the_cluster_learns_at_once_of_what_concerns_it() -> None:
    sealed = {action.value for action in AuditAction if action.visibility is Visibility.SEALED}
    opened = {action.value for action in AuditAction if action.visibility is Visibility.OPEN}
    assert sealed == {"assessed", "decided"}
    assert opened == {
        "advice_recorded", "answer_confirmed", "assessment_started", "assessor_assigned", "certificate_sealed",
        "conflict_overruled",
        "credential_made", "criterion_waived", "declared", "deletion_announced", "evidence_expired",
        "interview_arranged", "interview_cancelled", "interview_planned", "label_entered",
        "label_reminder_sent", "label_suspended", "label_withdrawn", "objected", "objection_ruled",
        "question_asked", "question_replied", "question_resolved", "submitted", "suspension_lifted",
        "value_agreed", "withdrawn",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("action", "stored", "expected"),
    [
        (
            "interview_arranged",
            {"starts": "2026-12-01T12:30:00+00:00", "minutes": "180", "place": "", "link": "https://a.example"},
            [
                "Starts: 1 December 2026, 14:30 (Helsinki, UTC+2)",
                "Length in minutes: 180",
                "Place: –",
                "Link: https://a.example",
            ],
        ),
        ("interview_planned", "2026-12-01", ["1 December 2026"]),
        ("interview_paused", 4440, ["74 minutes"]),
        (
            "recommendation_replied",
            {"reply": "will_do", "due": "2026-12-01", "note": "After the fair"},
            ["Reply: We will do it", "By: 1 December 2026", "Note: After the fair"],
        ),
        ("advice_recorded", {"note": "In 2024"}, ["When and on what: In 2024"]),
        ("recommendation_edited", {"is_rejected": True, "title": ""}, ["Left out: yes", "Title: –"]),
        ("decided", "not_labelled", ["No label"]),
        ("remark_written", "It is so", ["It is so"]),
    ],
)
def test_stored_values_are_said_in_words(action: str, stored: Any, expected: list[str], edition: Edition) -> None:
    assert values_in_words(AuditEntry(action=action, at=NOW), edition, stored) == expected
