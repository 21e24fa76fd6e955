"""Evidence while a question has opened an indicator: more can be added, and submitted evidence stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.utils import timezone

from assessments.access import WrongState
from assessments.models import Status, User
from assessments.workflow.clarifications import ask_cluster
from assessments.workflow.evidence import EvidenceHandedIn, add_link, remove_evidence
from assessments.workflow.impartiality import Statement, assign_assessor, declare
from assessments.workflow.submitting import submit
from tests.conftest import NOW, Cast
from tests.team_pages import text_of

pytestmark = pytest.mark.any_database

type SignIn = Callable[[User], Client]
RUN = "/assessments/FI-2026-001/"
LINK = {"title": "Register", "statement": "34 members", "link": "https://register.example.org/"}


def test_a_question_opens_the_evidence_of_its_indicator_alone_and_keeps_what_was_handed_in(cast: Cast) -> None:
    assessment = cast.draft()
    at = NOW - dt.timedelta(hours=1)
    handed_in = add_link(assessment=assessment, indicator="B3", by=cast.editor, at=at, **LINK)
    submit(assessment=assessment, by=cast.owner, at=NOW)
    assign_assessor(assessment=assessment, assessor=cast.assessor, by=cast.secretary, at=NOW)
    declare(assessment=assessment, statement=Statement(), by=cast.assessor, at=NOW)
    deadline = NOW.date() + dt.timedelta(days=7)
    ask_cluster(assessment=assessment, indicator="B3", text="Which?", deadline=deadline, by=cast.assessor, at=NOW)
    later = NOW + dt.timedelta(hours=1)
    added = add_link(assessment=assessment, indicator="B3", by=cast.editor, at=later, **LINK)
    for person, refusal in (
        (cast.reader, PermissionDenied),
        (cast.assessor, PermissionDenied),
        (cast.outsider, Http404),
    ):
        with pytest.raises(refusal):
            add_link(assessment=assessment, indicator="B3", by=person, at=later, **LINK)
    with pytest.raises(WrongState):
        add_link(assessment=assessment, indicator="B6", by=cast.editor, at=later, **LINK)
    with pytest.raises(EvidenceHandedIn):
        remove_evidence(evidence=handed_in, by=cast.editor, at=later)
    remove_evidence(evidence=added, by=cast.editor, at=later)
    with pytest.raises(WrongState):
        add_link(assessment=assessment, indicator="B3", by=cast.editor, at=NOW + dt.timedelta(days=9), **LINK)
    assert list(assessment.evidence.all()) == [handed_in]


def test_the_page_of_a_question_leads_to_its_evidence_and_back(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    question, page = f"{RUN}questions/A2/", f"{RUN}evidence/A2/"
    owner = sign_in(cast.owner)
    assert 'name="add_link"' not in text_of(owner.get(page))
    at = timezone.now()
    ask_cluster(
        assessment=assessment,
        indicator="A2",
        text="Which?",
        deadline=timezone.localdate() + dt.timedelta(days=3),
        by=cast.assessor,
        at=at,
    )
    assert f'href="{page}"' in text_of(owner.get(question))
    opened = text_of(owner.get(page))
    assert ('name="add_link"' in opened, f'href="{question}"' in opened) == (True, True)
    data = {"add_link": "1", "link-title": "Register", "link-statement": "34 members", "link-link": "https://a.example"}
    assert owner.post(page, data).status_code == 302
    assert "34 members" in text_of(sign_in(cast.assessor).get(question))
    item = assessment.evidence.get()
    assert "Remove it" in text_of(owner.get(page))
    assessment.evidence.update(added_at=NOW)
    # Submitted evidence cannot be removed.
    assert "Remove it" not in text_of(owner.get(page))
    refused = owner.post(f"{RUN}evidence/{item.pk}/remove/", follow=True)
    assert "Evidence that was handed in stays. Nothing was removed." in text_of(refused)
    assert assessment.evidence.count() == 1
