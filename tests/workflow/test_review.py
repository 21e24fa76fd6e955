"""Assigning, assessing and deciding through HTTP, and the effects of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from assessments.access import WrongState
from assessments.models import (
    AnswerRow,
    Assessment,
    CohortEntry,
    InterviewClock,
    Label,
    Measurement,
    Membership,
    Proposal,
    Remark,
    Status,
    User,
)
from assessments.queries.answers import effective_answers
from assessments.workflow.deciding import NotEligible, decide, withdraw
from assessments.workflow.impartiality import Statement, assign_assessor, declare
from assessments.workflow.interviews import set_clock
from assessments.workflow.reviewing import finish_assessment, grant_waiver
from tests.conftest import NOW, Cast, person

type SignIn = Callable[[User], Client]
REVIEW_B3 = "/assessments/FI-2026-001/review/B3/"
OTHER = {"agreed-verdict": "other"}


def test_assigning_and_declaring_opens_the_assessment_to_the_assessor_alone(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.SUBMITTED)
    assert sign_in(cast.assessor).get("/assessments/FI-2026-001/").status_code == 404
    data = {"assessor": cast.assessor.pk}
    assert sign_in(cast.secretary).post("/assessments/FI-2026-001/assign/", data).status_code == 302
    assessment.refresh_from_db()
    assert assessment.status == Status.INTERVIEW
    client = sign_in(cast.assessor)
    assert client.get("/assessments/FI-2026-001/")["Location"] == "/assessments/FI-2026-001/declare/"
    assert client.get("/assessments/FI-2026-001/check/").status_code == 403
    assert client.post("/assessments/FI-2026-001/declare/", {"standing": "none"}).status_code == 302
    assert client.get("/assessments/FI-2026-001/").status_code == 200
    assert sign_in(cast.other_assessor).get("/assessments/FI-2026-001/").status_code == 404


def test_a_new_assessor_takes_over_and_the_first_one_loses_access(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=NOW)
    declare(assessment=assessment, statement=Statement(), by=cast.other_assessor, at=NOW)
    assert sign_in(cast.assessor).get("/assessments/FI-2026-001/").status_code == 404
    assert sign_in(cast.other_assessor).get(REVIEW_B3).status_code == 200


def test_an_agreed_value_stands_beside_the_own_one_and_counts(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    client = sign_in(cast.assessor)
    data = {
        **OTHER,
        "agreed-value-people": "2",
        "agreed-value-fte": "0.80",
        "agreed-value-permanent_fte": "0.80",
        "agreed-reason": "One person is on leave.",
        "remark-remark": "Small but stable.",
    }
    assert client.post(REVIEW_B3, data).status_code == 302
    row = AnswerRow.objects.get(assessment=assessment, indicator="B3")
    assert row.values == {"people": 2, "fte": "1.20", "permanent_fte": "1.00"}
    assert row.agreed == {"people": 2, "fte": "0.80", "permanent_fte": "0.80"}
    assert (row.agreed_by, row.agreed_reason) == (cast.assessor, "One person is on leave.")
    assert str(effective_answers(assessment)["B3"].values["fte"]) == "0.80"
    assert Remark.objects.get(assessment=assessment).text == "Small but stable."


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_an_indicator_takes_the_same_queries_for_any_number(
    cast: Cast, sign_in: SignIn, number: int, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    for key in ("B3", "B4", "B5")[:number]:
        assessment.remarks.create(indicator=key, text=f"On {key}", updated_at=NOW)
        assessment.answers.filter(indicator=key).update(agreed_at=NOW, agreed_by=cast.assessor)
    client = sign_in(cast.assessor)
    with django_assert_num_queries(32):
        page = client.get(REVIEW_B3).content.decode()
    assert ("On B3" in page, "On B4" in page) == (True, False)


def test_an_agreed_value_needs_a_reason_and_what_was_typed_stays(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    data = {**OTHER, "agreed-value-fte": "0.80", "remark-remark": "Typed text"}
    response = sign_in(cast.assessor).post(REVIEW_B3, data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Say why another value than the cluster&#x27;s own was agreed." in page
    assert "Typed text" in page
    assert 'value="0.80"' in page
    assert AnswerRow.objects.get(assessment=assessment, indicator="B3").agreed is None
    # Valid parts are stored all the same.
    assert Remark.objects.get().text == "Typed text"


def test_an_agreed_value_out_of_range_is_refused_at_its_field(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.INTERVIEW)
    data = {**OTHER, "agreed-value-fte": "900", "agreed-reason": "Because", "remark-remark": "Still here"}
    response = sign_in(cast.assessor).post(REVIEW_B3, data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "The number must lie between 0 and 200." in page
    assert ('value="900"' in page, "Because" in page, "Still here" in page) == (True, True, True)


def test_finishing_needs_an_interview_that_took_place(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    client = sign_in(cast.assessor)
    Assessment.objects.filter(pk=assessment.pk).update(interview_on=dt.date(2999, 1, 1))
    data = {"proposal": "no_label", "reason": "Two criteria are not met"}
    page = client.post("/assessments/FI-2026-001/finish/", data).content.decode()
    assert "The interview has to take place first" in page
    assert "Two criteria are not met" in page
    assessment.refresh_from_db()
    assert assessment.status == Status.INTERVIEW


def test_the_assessor_recommends_and_the_secretariat_reads_it(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    client = sign_in(cast.assessor)
    page = client.post("/assessments/FI-2026-001/finish/", {"proposal": "no_label", "reason": ""}).content.decode()
    assert "This field is required." in page
    data = {"proposal": "no_label", "reason": "Half of the members are on paper only"}
    assert client.post("/assessments/FI-2026-001/finish/", data).status_code == 302
    assessment.refresh_from_db()
    assert (assessment.status, assessment.proposal) == (Status.ASSESSED, "no_label")
    page = sign_in(cast.secretary).get("/assessments/FI-2026-001/decide/").content.decode()
    assert "Half of the members are on paper only" in page
    # The cluster sees it with the decision.
    assert "on paper only" not in sign_in(cast.owner).get("/assessments/FI-2026-001/").content.decode()
    decide(assessment=assessment, decision="no_label", reason="So it is", by=cast.secretary, at=NOW)
    assert "on paper only" in sign_in(cast.owner).get("/assessments/FI-2026-001/").content.decode()
    assert Assessment.objects.get().decided_by == cast.secretary


def test_the_decision_awards_a_numbered_label_with_its_validity(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.ASSESSED)
    data = {"decision": "label", "reason": "All criteria are met."}
    assert sign_in(cast.secretary).post("/assessments/FI-2026-001/decide/", data).status_code == 302
    label = Label.objects.get(assessment=assessment)
    assessment.refresh_from_db()
    assert assessment.status == Status.LABELLED
    assert label.number == f"FI-B-{timezone.localdate(assessment.decided_at).year}-0001"
    # The interview was on 15 September 2026.
    assert (label.valid_from, label.valid_until) == (dt.date(2026, 9, 15), dt.date(2028, 9, 30))
    page = sign_in(cast.owner).get("/assessments/FI-2026-001/").content.decode()
    assert f"Bronze {label.number}, valid from 15 September 2026 until 30 September 2028" in page
    entry = CohortEntry.objects.get(assessment=assessment)
    assert entry.is_latest
    assert str(Measurement.objects.get(entry=entry, measure="B3.fte").value.normalize()) == "1.2"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        ("label", "The label is awarded."),
        ("no_label", "The decision is recorded, and the cluster is told."),
        ("back", "The assessment is with the assessor again, who is told why."),
    ],
)
def test_the_page_confirms_the_decision_and_its_effect(cast: Cast, sign_in: SignIn, decision: str, said: str) -> None:
    cast.in_state(Status.ASSESSED)
    data = {"decision": decision, "reason": "As the interview showed"}
    page = sign_in(cast.secretary).post("/assessments/FI-2026-001/decide/", data, follow=True).content.decode()
    assert said in page


def test_no_label_without_eligibility(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.ASSESSED)
    AnswerRow.objects.filter(assessment=assessment, indicator="B3").update(agreed={"fte": "0.40"})
    with pytest.raises(NotEligible):
        decide(assessment=assessment, decision="label", reason="Yes", by=cast.secretary, at=NOW)
    response = sign_in(cast.secretary).post(
        "/assessments/FI-2026-001/decide/", {"decision": "label", "reason": "It deserves it"}
    )
    page = response.content.decode()
    assert "A binding criterion is not met or not known." in page
    assert "It deserves it" in page
    assert not Label.objects.exists()


def test_a_waiver_takes_the_place_of_a_rule(cast: Cast) -> None:
    assessment = cast.in_state(Status.ASSESSED)
    AnswerRow.objects.filter(assessment=assessment, indicator="B3").update(agreed={"fte": "0.40"})
    waiver = {"programme": "Regional cluster programme", "reason": "Recognised since 2024"}
    grant_waiver(assessment=assessment, criterion="fte", by=cast.secretary, at=NOW, **waiver)
    decided = decide(assessment=assessment, decision="label", reason="Yes", by=cast.secretary, at=NOW)
    assert decided.status == Status.LABELLED


def test_the_assessor_never_decides(cast: Cast) -> None:
    assessment = cast.in_state(Status.ASSESSED)
    cast.assessor.is_secretariat = True
    cast.assessor.save()
    with pytest.raises(PermissionDenied):
        decide(assessment=assessment, decision="label", reason="Yes", by=cast.assessor, at=NOW)


def test_a_member_of_the_organisation_never_decides(cast: Cast) -> None:
    assessment = cast.in_state(Status.ASSESSED)
    Membership.objects.create(organisation=cast.organisation, user=cast.secretary, role="reader")
    with pytest.raises(PermissionDenied):
        decide(assessment=assessment, decision="label", reason="Yes", by=cast.secretary, at=NOW)


def test_back_to_the_assessor_reopens_the_interview(cast: Cast) -> None:
    assessment = cast.in_state(Status.ASSESSED)
    back = decide(assessment=assessment, decision="back", reason="F2 is unclear", by=cast.secretary, at=NOW)
    assert (back.status, back.decided_at, back.assessed_at) == (Status.INTERVIEW, None, None)


def test_the_reason_for_sending_back_is_hidden_from_the_cluster_until_the_decision(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.ASSESSED)
    decide(assessment=assessment, decision="back", reason="F2 is unclear", by=cast.secretary, at=NOW)
    for page in ("trail/", "trail/json/", "trail/csv/"):
        assert "F2 is unclear" not in sign_in(cast.reader).get(f"/assessments/FI-2026-001/{page}").content.decode()
        assert "F2 is unclear" in sign_in(cast.secretary).get(f"/assessments/FI-2026-001/{page}").content.decode()


def test_nothing_is_decided_twice(cast: Cast) -> None:
    assessment = cast.in_state(Status.LABELLED)
    with pytest.raises(WrongState):
        decide(assessment=assessment, decision="no_label", reason="No", by=cast.secretary, at=NOW)
    with pytest.raises(WrongState):
        withdraw(assessment=assessment, reason="No", by=cast.owner, at=NOW)


def test_nobody_sees_another_organisations_answers(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.LABELLED)
    from tests.conftest import other_organisation

    rival = person("rival@example.org")
    other_organisation("rival-cluster", rival)
    client = sign_in(rival)
    home = client.get("/home/").content.decode()
    assert "FI-2026-001" not in home
    for page in ("", "check/", "comparison/", "reports/", "areas/A/"):
        assert client.get(f"/assessments/FI-2026-001/{page}").status_code == 404


def test_an_agreed_value_that_does_not_fit_is_named_at_once_and_before_finishing(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.INTERVIEW)
    client = sign_in(cast.assessor)
    review, words = "/assessments/FI-2026-001/review/A2/", "What is agreed does not fit"
    assert words not in client.get(review).content.decode()
    values = {"total": 34, "signed": 35, "paying": 20, "active": 25}
    data = {**OTHER, **{f"agreed-value-{key}": value for key, value in values.items()}, "agreed-reason": "Counted"}
    saved = client.post(f"{review}save/agreed/", data)
    assert (saved.status_code, words in saved.content.decode()) == (200, True)
    assert words in client.get(review).content.decode()
    finish = client.get("/assessments/FI-2026-001/finish/").content.decode()
    assert ("Does not fit" in finish, f'href="{review}">A2' in finish, "1 of 36" in finish) == (True, True, True)
    data |= {"agreed-value-signed": 34, "agreed-version": "1"}
    saved = client.post(f"{review}save/agreed/", data)
    assert (saved.status_code, words in saved.content.decode()) == (200, False)


def test_an_assessment_sent_back_says_why_to_the_assessor_and_not_as_a_decision(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.ASSESSED)
    decide(assessment=assessment, decision="back", reason="Too <short>", by=cast.secretary, at=NOW)
    address = "/assessments/FI-2026-001/"
    for user, expected in ((cast.assessor, True), (cast.secretary, True), (cast.owner, False)):
        page = sign_in(user).get(address).content.decode()
        found = ("Sent back by the secretariat" in page, "Too &lt;short&gt;" in page, "Reason for the decision" in page)
        assert found == (expected, expected, False)
    assert "Too &lt;short&gt;" in sign_in(cast.assessor).get(f"{address}finish/").content.decode()


def test_desk_acts_come_before_the_answers_once_they_are_handed_in(cast: Cast, sign_in: SignIn) -> None:
    address, act = "/assessments/FI-2026-001/", "Go through the answers"
    cast.in_state(Status.INTERVIEW)
    page = sign_in(cast.assessor).get(address).content.decode()
    assert page.index(act) < page.index('id="course"') < page.index('id="areas"') < page.index('id="eligibility"')
    page = sign_in(cast.secretary).get(address).content.decode()
    assert ("Assign another assessor" in page, "Assign an assessor" in page) == (True, False)


@pytest.mark.parametrize("end", ["finished", "withdrawn"])
def test_the_clock_stops_with_the_interview(cast: Cast, end: str) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    set_clock(assessment=assessment, is_running=True, by=cast.assessor, at=NOW)
    at = NOW + dt.timedelta(minutes=90)
    if end == "finished":
        finish_assessment(
            assessment=assessment, proposal=Proposal.LABEL, reason="Well", by=cast.assessor, at=at, today=at.date()
        )
    else:
        withdraw(assessment=assessment, reason="Merged", by=cast.owner, at=at)
    clock = InterviewClock.objects.get()
    assert (clock.running_since, clock.seconds) == (None, 90 * 60)
