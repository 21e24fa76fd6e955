"""A request submitted twice is carried out once; later, or by another person, it counts as a new one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from assessments.models import (
    AuditEntry,
    Clarification,
    ClarificationMessage,
    Comment,
    Evidence,
    HandOver,
    Notice,
    Organisation,
    RecommendationEdit,
    Status,
    User,
)
from assessments.workflow.clarifications import ask_cluster, reply_to_clarification
from assessments.workflow.collaboration import add_comment
from assessments.workflow.evidence import CheckedFile, add_file, add_link
from assessments.workflow.organising import register_organisation
from assessments.workflow.recommendations import add_recommendation, edit_recommendation
from tests.conftest import NOW, Beside, Cast

type SignIn = Callable[[User], Client]
PROFILE = {"name": "Twice Cluster", "country": "FI", "eccp_status": ""}


def twice(client: Client, address: str, data: dict[str, Any]) -> None:
    for _ in range(2):
        assert client.post(address, data).status_code == 302


def test_an_organisation_sent_twice(cast: Cast, sign_in: SignIn) -> None:
    twice(sign_in(cast.outsider), "/organisations/new/", PROFILE)
    assert [found.slug for found in Organisation.objects.filter(name="Twice Cluster")] == ["twice-cluster"]
    # Another person does not register it again.
    assert sign_in(cast.owner).post("/organisations/new/", PROFILE).status_code == 200
    assert Organisation.objects.filter(name="Twice Cluster").count() == 1


def test_a_comment_sent_twice(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    twice(sign_in(cast.owner), "/assessments/FI-2026-001/team/B3/comment/", {"text": "Who knows this?"})
    assert Comment.objects.count() == 1
    later = Comment.objects.get().written_at + dt.timedelta(hours=1)
    add_comment(assessment=assessment, indicator="B3", text="Who knows this?", by=cast.owner, at=later)
    assert Comment.objects.count() == 2


def test_a_hand_over_sent_twice(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    data = {"to": cast.editor.pk, "note": "You know this"}
    twice(sign_in(cast.owner), "/assessments/FI-2026-001/team/B3/hand-over/", data)
    assert HandOver.objects.count() == 1
    assert Notice.objects.filter(user=cast.editor).count() == 1


def test_a_link_sent_twice(cast: Cast) -> None:
    assessment = cast.draft()
    said = {"title": "Minutes", "statement": "It was decided", "link": "https://a.example/minutes"}
    first, second = (add_link(assessment=assessment, indicator="B3", **said, by=cast.owner, at=NOW) for _ in range(2))
    assert (first, Evidence.objects.count()) == (second, 1)
    assert AuditEntry.objects.filter(action="evidence_added").count() == 1


def test_a_file_sent_twice(cast: Cast) -> None:
    assessment = cast.draft()

    def add(content: bytes) -> Evidence:
        return add_file(
            assessment=assessment,
            indicator="B3",
            title="Minutes",
            statement="It was decided",
            file=CheckedFile(ContentFile(content), "minutes.pdf", "application/pdf", ".pdf"),
            by=cast.owner,
            at=NOW,
        )

    assert add(b"first") == add(b"first")
    # A corrected file may have the same name and size.
    add(b"other")
    assert [Path(item.file.path).read_bytes() for item in Evidence.objects.order_by("pk")] == [b"first", b"other"]


def test_an_own_recommendation_sent_twice(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.INTERVIEW)
    said = {"indicator": "B3", "title": "Share the work", "text": "Two people know more.", "effect": "3", "effort": "2"}
    data = {f"own-{name}": value for name, value in said.items()}
    twice(sign_in(cast.assessor), "/assessments/FI-2026-001/recommendations/new/", data)
    assert RecommendationEdit.objects.count() == 1


def test_what_was_left_out_meanwhile_is_added_again(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)

    def add() -> RecommendationEdit:
        return add_recommendation(
            assessment=assessment, indicator="B3", title="A", text="B", effect=3, effort=2, by=cast.assessor, at=NOW
        )

    first = add()
    edit_recommendation(assessment=assessment, key=first.key, is_rejected=True, by=cast.assessor, at=NOW)
    assert add() != first


def test_a_question_sent_twice(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.INTERVIEW)
    deadline = timezone.localdate() + dt.timedelta(days=7)
    data = {"text": "How many?", "deadline": deadline.isoformat()}
    twice(sign_in(cast.assessor), "/assessments/FI-2026-001/questions/B3/ask/", data)
    assert Clarification.objects.count() == 1
    assert AuditEntry.objects.filter(action="question_asked").count() == 1
    assert Notice.objects.filter(user=cast.owner, event="question_asked").count() == 1


def test_a_reply_sent_twice(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    deadline = NOW.date() + dt.timedelta(days=14)
    asked = ask_cluster(assessment=assessment, indicator="B3", text="How?", deadline=deadline, by=cast.assessor, at=NOW)
    for _ in range(2):
        reply_to_clarification(clarification=asked, text="So", by=cast.owner, at=NOW)
    assert list(ClarificationMessage.objects.values_list("text", flat=True)) == ["How?", "So"]
    # Repeating something after a reply is a new message.
    reply_to_clarification(clarification=asked, text="Sure?", by=cast.assessor, at=NOW)
    reply_to_clarification(clarification=asked, text="So", by=cast.owner, at=NOW)
    assert list(ClarificationMessage.objects.values_list("text", flat=True)) == ["How?", "So", "Sure?", "So"]


def test_two_requests_at_the_same_moment(live_cast: Cast, beside: Beside) -> None:
    """The clocks of two processes may differ: the later request may have the earlier time."""
    assessment = live_cast.draft()
    earlier = NOW - dt.timedelta(seconds=1)

    def register(at: dt.datetime) -> Organisation:
        return register_organisation(profile=PROFILE, by=live_cast.owner, at=at)

    def comment(at: dt.datetime) -> Comment:
        return add_comment(assessment=assessment, indicator="B3", text="Who knows this?", by=live_cast.owner, at=at)

    acts: list[Callable[[dt.datetime], object]] = [register, comment]
    for act in acts:
        with transaction.atomic():
            first = act(NOW)
            second = beside(lambda act=act: act(earlier))  # type: ignore[misc]
        assert second.result(60) == first
