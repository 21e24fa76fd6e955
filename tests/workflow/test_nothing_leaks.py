"""People who are not concerned by an assessment learn nothing of it from mail, lists, counts or response times."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Assessment, Membership, OutboxMail, Proposal, Status, User
from assessments.workflow.clarifications import ask_cluster, reply_to_clarification, resolve_clarification
from assessments.workflow.deciding import decide
from assessments.workflow.impartiality import Statement, assign_assessor, declare
from assessments.workflow.interviews import arrange_interview, cancel_interview, record_held
from assessments.workflow.reviewing import finish_assessment
from assessments.workflow.submitting import submit
from tests.conftest import NOW, Cast, person

type SignIn = Callable[[User], Client]
LISTS = ("/home/", "/queue/", "/inbox/", "/desk/", "/desk/consistency/", "/desk/mail/")


def whole_life(cast: Cast, assessment: Assessment) -> None:
    """From submission to decision, with everything that sends notices on the way."""
    assign_assessor(assessment=assessment, assessor=cast.assessor, by=cast.secretary, at=NOW)
    declare(assessment=assessment, statement=Statement(), by=cast.assessor, at=NOW)
    starts = NOW + dt.timedelta(days=5)
    given = {"minutes": 180, "place": "Oulu", "link": "", "by": cast.assessor, "at": NOW}
    arrange_interview(assessment=assessment, starts_at=starts, **given)
    cancel_interview(assessment=assessment, reason="Ill", by=cast.assessor, at=NOW)
    record_held(assessment=assessment, day=NOW.date(), by=cast.assessor, at=NOW)
    deadline = NOW.date() + dt.timedelta(days=7)
    question = ask_cluster(
        assessment=assessment, indicator="B3", text="Which?", deadline=deadline, by=cast.assessor, at=NOW
    )
    reply_to_clarification(clarification=question, text="These", by=cast.owner, at=NOW)
    resolve_clarification(clarification=question, by=cast.assessor, at=NOW)
    finish_assessment(
        assessment=assessment, proposal=Proposal.LABEL, reason="Good", by=cast.assessor, at=NOW, today=NOW.date()
    )
    decide(assessment=assessment, decision="label", reason="Good", by=cast.secretary, at=NOW)


def seen_by(client: Client) -> list[tuple[str, int, str, int]]:
    """What each list shows, with its status and number of queries, which determines its response time."""
    seen = []
    for address in LISTS:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(address)
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
        seen.append((address, response.status_code, text, len(queries)))
    return seen


@pytest.mark.parametrize("who", ["outsider", "other assessor", "released assessor"])
def test_a_whole_assessment_leaves_no_trace_with_those_it_does_not_concern(
    cast: Cast, sign_in: SignIn, who: str
) -> None:
    assessment = cast.in_state(Status.SUBMITTED)
    user = cast.outsider if who == "outsider" else cast.other_assessor
    if who == "released assessor":
        assign_assessor(assessment=assessment, assessor=user, by=cast.secretary, at=NOW)
        assign_assessor(assessment=assessment, assessor=cast.assessor, by=cast.secretary, at=NOW)
    client = sign_in(user)
    before, mails = seen_by(client), OutboxMail.objects.filter(to=user.email).count()
    whole_life(cast, assessment)
    assert Assessment.objects.get().status == Status.LABELLED
    assert seen_by(client) == before
    assert OutboxMail.objects.filter(to=user.email).count() == mails


def test_a_member_of_the_secretariat_hears_of_their_own_cluster_what_the_cluster_hears(cast: Cast) -> None:
    member = person("member@example.org", is_secretariat=True)
    Membership.objects.create(organisation=cast.organisation, user=member, role="editor")
    assessment = cast.draft()
    submit(assessment=assessment, by=cast.owner, at=NOW)
    whole_life(cast, assessment)
    told = assessment.notices.filter(user=member).order_by("pk").values_list("event", flat=True)
    editor = assessment.notices.filter(user=cast.editor).order_by("pk").values_list("event", flat=True)
    assert list(told) == list(editor)
    assert "finished" not in told
