"""Impartiality: the assessor's declaration, the cluster's objection, the rulings, and their effect on access."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from assessments.models import (
    AdviserRelation,
    Assessment,
    AuditEntry,
    InterviewClock,
    Membership,
    Objection,
    OutboxMail,
    Status,
    User,
)
from assessments.queries.conflicts import Conflict, ConflictKind, current_standing
from assessments.queries.impartiality import impartiality_record
from assessments.report.content.impartiality import impartiality_passages
from assessments.workflow.clarifications import ask_cluster, reply_to_clarification
from assessments.workflow.deciding import decide, withdraw
from assessments.workflow.impartiality import (
    NotAnAssessor,
    Statement,
    assign_assessor,
    declare,
    object_to_assessor,
    overrule,
    rule_on_objection,
)
from assessments.workflow.interviews import set_clock
from tests.conftest import NOW, PROFILE, Cast, other_organisation

type SignIn = Callable[[User], Client]
RUN = "/assessments/FI-2026-001"
# Every page that could reveal something about the answers.
CLOSED = ("check/", "comparison/", "reports/", "export/json/", "evidence/A2/", "review/A1/", "impartiality/", "trail/")


def assign(cast: Cast, **profile: str) -> Assessment:
    assessment = cast.in_state(Status.SUBMITTED)
    User.objects.filter(pk=cast.assessor.pk).update(**profile)
    assign_assessor(assessment=assessment, assessor=cast.assessor, by=cast.secretary, at=NOW)
    return Assessment.objects.get(pk=assessment.pk)


def statuses(client: Client) -> set[int]:
    return {client.get(f"{RUN}/{page}").status_code for page in CLOSED}


def test_nothing_opens_before_the_declaration(cast: Cast, sign_in: SignIn) -> None:
    assign(cast)
    client = sign_in(cast.assessor)
    assert statuses(client) == {302, 403}
    assert client.get(f"{RUN}/check/").status_code == 403
    page = client.get(f"{RUN}/declare/").content.decode()
    assert "You have no access before you have declared." in page
    # The eligibility strip, which is based on the answers, is not on the page.
    assert "1.20" not in page
    assert "FTE" not in page
    assert client.post(f"{RUN}/declare/", {"standing": "none", "employer": "Own firm"}).status_code == 302
    assert statuses(client) == {200}
    entry = AuditEntry.objects.filter(action="declared").get()
    assert (entry.actor, entry.after) == (cast.assessor, {"interest": "", "employer": "Own firm", "found": []})


def test_a_declaration_says_which_interest_and_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    assign(cast)
    client = sign_in(cast.assessor)
    page = client.post(f"{RUN}/declare/", {"standing": "some", "advice": "Typed"}).content.decode()
    assert "Say which interest you have." in page
    assert "Typed" in page
    page = client.post(f"{RUN}/declare/", {"standing": "none", "interest": "My sister"}).content.decode()
    assert "You name an interest below" in page
    assert "My sister" in page
    assert not AdviserRelation.objects.exists()
    assert client.post(f"{RUN}/declare/", {"standing": "some", "interest": "My sister"}).status_code == 302
    assert statuses(client) == {302, 403}
    assert "There is a conflict of interest" in client.get(f"{RUN}/declare/").content.decode()


CONFLICTS: list[tuple[str, Callable[[Cast], object]]] = [
    (
        "member",
        lambda cast: Membership.objects.create(organisation=cast.organisation, user=cast.assessor, role="reader"),
    ),
    ("same_employer", lambda cast: User.objects.update(employer="Pellava Oy")),
    (
        "adviser",
        lambda cast: AdviserRelation.objects.create(
            organisation=cast.organisation, adviser=cast.assessor, note="2024", recorded_at=NOW
        ),
    ),
    (
        "same_host",
        lambda cast: (
            type(cast.organisation).objects.update(host="Aalto Park"),
            other_organisation("sister", cast.assessor, host="Aalto Park"),
        ),
    ),
]


@pytest.mark.parametrize(("kind", "make"), CONFLICTS, ids=[kind for kind, _ in CONFLICTS])
def test_a_conflict_blocks_until_the_secretariat_overrules_it_with_a_reason(
    cast: Cast, sign_in: SignIn, kind: str, make: Callable[[Cast], object]
) -> None:
    # It is found during the assessment, and closes it at once.
    assessment = cast.in_state(Status.INTERVIEW)
    client, secretary = sign_in(cast.assessor), sign_in(cast.secretary)
    assert client.get(f"{RUN}/review/A1/").status_code == 200
    make(cast)
    assert client.get(f"{RUN}/review/A1/").status_code == 403
    assert client.post(f"{RUN}/finish/", {"proposal": "label", "reason": "Fine"}).status_code == 403
    page = secretary.get(f"{RUN}/overrule/{kind}/").content.decode()
    seen = page.split('name="version" value="')[1].split('"')[0]
    page = secretary.post(f"{RUN}/overrule/{kind}/", {"version": seen, "reason": ""}).content.decode()
    assert "This field is required." in page
    response = secretary.post(f"{RUN}/overrule/{kind}/", {"version": "another", "reason": "Long ago"})
    assert response.status_code == 409
    assert "Long ago" in response.content.decode()
    assert client.get(f"{RUN}/review/A1/").status_code == 403
    assert secretary.post(f"{RUN}/overrule/{kind}/", {"version": seen, "reason": "Long ago"}).status_code == 302
    assert client.get(f"{RUN}/review/A1/").status_code == 200
    entry = AuditEntry.objects.filter(assessment=assessment).latest("pk")
    assert (entry.action, entry.after["kind"], entry.reason) == ("conflict_overruled", kind, "Long ago")
    page = secretary.post(f"{RUN}/overrule/{kind}/", {"version": seen, "reason": "Again"}, follow=True).content.decode()
    assert "There is nothing left to rule on" in page


def test_an_overruling_covers_only_what_it_was_given_for(cast: Cast) -> None:
    assessment = assign(cast)
    declare(assessment=assessment, statement=Statement(interest="A cousin"), by=cast.assessor, at=NOW)
    conflict = Conflict(ConflictKind.DECLARED, "A cousin")
    overrule(assessment=assessment, conflict=conflict, reason="Distant", by=cast.secretary, at=NOW)
    standing = current_standing(assessment)
    assert standing is not None
    assert standing.is_open
    again = declare(assessment=assessment, statement=Statement(interest="A brother"), by=cast.assessor, at=NOW)
    assert not again.is_open


def test_declared_and_found_conflicts_remain_whatever_the_assessor_says_later(cast: Cast, sign_in: SignIn) -> None:
    type(cast.organisation).objects.update(host="Aalto Park")
    assessment = assign(cast)
    stated = Statement(interest="I own shares", employer="Aalto Park")
    declare(assessment=assessment, statement=stated, by=cast.assessor, at=NOW)
    again = declare(assessment=assessment, statement=Statement(employer=""), by=cast.assessor, at=NOW)
    expected = [Conflict(ConflictKind.DECLARED, "I own shares"), Conflict(ConflictKind.SAME_EMPLOYER, "Aalto Park")]
    assert [weighed.conflict for weighed in again.blocking] == expected
    # Changing one's own details or being assigned again does not help either.
    client = sign_in(cast.assessor)
    client.post("/account/details/", {"name": "Outi", "employer": "Elsewhere", "region": ""})
    assign_assessor(assessment=assessment, assessor=cast.assessor, by=cast.secretary, at=NOW)
    assert statuses(client) == {302, 403}
    page = sign_in(cast.secretary).get(f"{RUN}/impartiality/").content.decode()
    assert ("I own shares" in page, "Aalto Park" in page) == (True, True)
    for conflict in expected:
        overrule(assessment=assessment, conflict=conflict, reason="Sold", by=cast.secretary, at=NOW)
    assert statuses(client) == {200}


def test_conflicts_found_at_the_assignment_are_kept_before_the_declaration(cast: Cast) -> None:
    membership = Membership.objects.create(organisation=cast.organisation, user=cast.assessor, role="reader")
    assessment = assign(cast)
    membership.delete()
    standing = declare(assessment=assessment, statement=Statement(), by=cast.assessor, at=NOW)
    assert [weighed.conflict for weighed in standing.blocking] == [Conflict(ConflictKind.MEMBER)]


@pytest.mark.parametrize("how", ["upheld", "settled"])
def test_a_replaced_assessor_who_is_assigned_again_is_shown_as_a_conflict(
    cast: Cast, sign_in: SignIn, how: str
) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    object_to_assessor(assessment=assessment, reason="A rival", by=cast.owner, at=NOW)
    if how == "upheld":
        rule_on_objection(assessment=assessment, ruling="upheld", reason="Indeed", by=cast.secretary, at=NOW)
    else:
        assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=NOW)
    page = sign_in(cast.secretary).get(f"{RUN}/assign/").content.decode()
    assert page.count("Was replaced in this assessment after the cluster had objected") == 1
    assign_assessor(assessment=assessment, assessor=cast.assessor, by=cast.secretary, at=NOW)
    standing = declare(assessment=assessment, statement=Statement(), by=cast.assessor, at=NOW)
    assert [weighed.conflict for weighed in standing.blocking] == [Conflict(ConflictKind.REFUSED)]


@pytest.mark.parametrize("how", ["upheld", "replaced"])
def test_the_interview_day_is_cleared_when_its_assessor_is_replaced(cast: Cast, how: str) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    assert assessment.interview_on is not None
    set_clock(assessment=assessment, is_running=True, by=cast.assessor, at=NOW)
    if how == "upheld":
        object_to_assessor(assessment=assessment, reason="A rival", by=cast.owner, at=NOW)
        rule_on_objection(assessment=assessment, ruling="upheld", reason="Indeed", by=cast.secretary, at=NOW)
    else:
        assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=NOW)
    assessment.refresh_from_db()
    assert assessment.interview_on is None
    entry = AuditEntry.objects.latest("pk")
    assert entry.after["interview"] is None
    assert not InterviewClock.objects.exists()


def test_assessors_without_access_get_no_mail_about_the_assessment(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    asked = {"indicator": "E1", "text": "Whom?", "deadline": NOW.date()}
    question = ask_cluster(assessment=assessment, by=cast.assessor, at=NOW, **asked)  # type: ignore[arg-type]
    reply_to_clarification(clarification=question, text="Twenty firms", by=cast.owner, at=NOW)
    assert cast.assessor.notices.filter(event="question_answered").count() == 1
    object_to_assessor(assessment=assessment, reason="A rival", by=cast.owner, at=NOW)
    reply_to_clarification(clarification=question, text="Their names", by=cast.owner, at=NOW)
    withdraw(assessment=assessment, reason="Merged with Rival", by=cast.owner, at=NOW)
    assert cast.assessor.notices.filter(event="question_answered").count() == 1
    assert cast.assessor.notices.get(event="withdrawn").facts == {}
    assert not OutboxMail.objects.filter(to=cast.assessor.email, text__contains="Their names").exists()
    assert not OutboxMail.objects.filter(to=cast.assessor.email, text__contains="Merged with").exists()


def test_the_same_region_is_shown_and_does_not_block(cast: Cast, sign_in: SignIn) -> None:
    cast.organisation.region = "Savo"
    cast.organisation.save()
    assessment = assign(cast, region="Savo")
    standing = declare(assessment=assessment, statement=Statement(), by=cast.assessor, at=NOW)
    assert standing.is_open
    page = sign_in(cast.owner).get(f"{RUN}/impartiality/").content.decode()
    assert "Comes from the same region" in page
    assert "Shown, does not block" in page


def test_the_secretariat_sees_what_speaks_against_each_before_it_assigns(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.SUBMITTED)
    Membership.objects.create(organisation=cast.organisation, user=cast.other_assessor, role="reader")
    page = sign_in(cast.secretary).get(f"{RUN}/assign/").content.decode()
    assert "Other-Assessor · Belongs to the organisation" in page
    with pytest.raises(NotAnAssessor):
        assign_assessor(assessment=Assessment.objects.get(), assessor=cast.outsider, by=cast.secretary, at=NOW)


def test_the_cluster_objects_once_and_the_secretariat_rules(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.INTERVIEW)
    owner, secretary, assessor = sign_in(cast.owner), sign_in(cast.secretary), sign_in(cast.assessor)
    assert owner.post(f"{RUN}/object/", {"reason": "A rival of ours"}).status_code == 302
    assert assessor.get(f"{RUN}/review/A1/").status_code == 403
    page = owner.post(f"{RUN}/object/", {"reason": "Once more"}, follow=True).content.decode()
    assert "a cluster may object once" in page
    assert Objection.objects.get().reason == "A rival of ours"
    assert secretary.post(f"{RUN}/rule/", {"ruling": "dismissed", "reason": "Long ago"}).status_code == 302
    assert assessor.get(f"{RUN}/review/A1/").status_code == 200
    page = secretary.post(f"{RUN}/rule/", {"ruling": "upheld", "reason": "Changed"}, follow=True).content.decode()
    assert "There is nothing left to rule on" in page
    trail = list(AuditEntry.objects.order_by("pk").values_list("action", "reason"))[-2:]
    assert trail == [("objected", "A rival of ours"), ("objection_ruled", "Long ago")]


def test_an_objection_that_is_upheld_sends_the_assessor_away(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    object_to_assessor(assessment=assessment, reason="A rival", by=cast.owner, at=NOW)
    ruled = rule_on_objection(assessment=assessment, ruling="upheld", reason="Indeed", by=cast.secretary, at=NOW)
    assert ruled.status == Status.SUBMITTED
    assert sign_in(cast.assessor).get(f"{RUN}/").status_code == 404
    assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=NOW)
    page = sign_in(cast.owner).post(f"{RUN}/object/", {"reason": "Again"}, follow=True).content.decode()
    assert "a cluster may object once" in page


def test_another_assessor_settles_an_objection(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    object_to_assessor(assessment=assessment, reason="A rival", by=cast.owner, at=NOW)
    assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=NOW)
    standing = declare(assessment=assessment, statement=Statement(), by=cast.other_assessor, at=NOW)
    assert (Objection.objects.get().ruling, standing.is_open) == ("settled", True)


def test_particulars_of_a_conflict_are_not_shown_to_the_cluster(cast: Cast, sign_in: SignIn) -> None:
    cast.organisation.host = "Aalto Park"
    cast.organisation.save()
    other_organisation("secret-sister", cast.assessor, host="Aalto Park")
    assign(cast)
    for page in ("impartiality", "trail", "trail/json", "trail/csv"):
        own = sign_in(cast.owner).get(f"{RUN}/{page}/").content.decode()
        assert "secret-sister" not in own
        assert "secret-sister" in sign_in(cast.secretary).get(f"{RUN}/{page}/").content.decode()


def test_a_secretariat_member_assigned_as_assessor_has_no_other_access(cast: Cast, sign_in: SignIn) -> None:
    cast.assessor.is_secretariat = True
    cast.assessor.save()
    assign(cast)
    client = sign_in(cast.assessor)
    assert statuses(client) == {302, 403}
    assert client.post(f"{RUN}/overrule/declared/", {"reason": "Mine"}).status_code == 403
    declare(assessment=Assessment.objects.get(), statement=Statement(), by=cast.assessor, at=NOW)
    assert client.get(f"{RUN}/review/A1/").status_code == 200
    assert client.get(f"{RUN}/earlier-advice/").status_code == 403


TYPED = {"remark-B3-remark": "Three hours of notes", "agreed-B3-fte": "0.80", "remark-B3-reason": "Leave"}


def test_a_note_typed_while_the_cluster_withdraws_is_shown_back(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    withdraw(assessment=assessment, reason="Merged", by=cast.owner, at=NOW)
    response = sign_in(cast.assessor).post(f"{RUN}/review/B/", TYPED)
    page = response.content.decode()
    assert response.status_code == 409
    assert "in the state “Withdrawn”" in page
    assert "Three hours of notes</textarea>" in page
    assert "<dt>B3 Working time dedicated to cluster management</dt><dd>0.80</dd>" in page


@pytest.mark.parametrize("how", ["replaced", "objection", "conflict"])
def test_a_note_typed_while_the_assignment_is_overruled_is_shown_back(cast: Cast, sign_in: SignIn, how: str) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    if how == "replaced":
        assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=NOW)
    elif how == "objection":
        object_to_assessor(assessment=assessment, reason="A rival", by=cast.owner, at=NOW)
        rule_on_objection(assessment=assessment, ruling="upheld", reason="Yes", by=cast.secretary, at=NOW)
    else:
        Membership.objects.create(organisation=cast.organisation, user=cast.assessor, role="reader")
    response = sign_in(cast.assessor).post(f"{RUN}/review/B/", TYPED)
    page = response.content.decode()
    assert response.status_code == (403 if how == "conflict" else 409)
    assert (
        "once you have declared that you are impartial" if how == "conflict" else "You no longer assess FI-2026-001"
    ) in page
    assert "Three hours of notes</textarea>" in page
    # A replaced assessor learns nothing more.
    assert PROFILE["name"] not in page
    assert not assessment.remarks.exists()


def test_the_report_states_impartiality_in_one_line(cast: Cast) -> None:
    assessment = cast.in_state(Status.SUBMITTED)
    assign_assessor(assessment=assessment, assessor=cast.assessor, by=cast.secretary, at=NOW)
    assert impartiality_record(assessment) is None
    statement = Statement(interest="I know the manager.", employer="Own firm")
    declare(assessment=assessment, statement=statement, by=cast.assessor, at=NOW)
    conflict = Conflict(ConflictKind.DECLARED, "I know the manager.")
    overrule(assessment=assessment, conflict=conflict, reason="Everybody does", by=cast.secretary, at=NOW)
    object_to_assessor(assessment=assessment, reason="No", by=cast.owner, at=NOW)
    rule_on_objection(assessment=assessment, ruling="dismissed", reason="Yes", by=cast.secretary, at=NOW)
    assert impartiality_passages(Assessment.objects.get(), "en") == ()
    Assessment.objects.update(status=Status.ASSESSED)
    decided = decide(assessment=assessment, decision="no_label", reason="No", by=cast.secretary, at=NOW)
    (passage,) = impartiality_passages(decided, "en")
    assert (passage.title, passage.text) == (
        "Impartiality",
        "Assessor declared an interest on 1 October 2026: I know the manager. 1 conflict was overruled by the "
        "secretariat with a reason: Has declared an interest. The cluster objected; the secretariat dismissed the "
        "objection. The decision was taken by Secretary, who did not assess.",
    )
    # A later change of the facts does not change the record of what was true at the time.
    Membership.objects.create(organisation=cast.organisation, user=cast.assessor, role="reader")
    assert impartiality_passages(decided, "en") == (passage,)


def test_the_report_states_that_there_was_no_conflict(cast: Cast) -> None:
    (passage,) = impartiality_passages(cast.in_state(Status.LABELLED), "en")
    assert passage.text == (
        "Assessor declared on 1 October 2026 that they have no interest in the cluster. There was no blocking "
        "conflict of interest. "
        "The cluster did not object. The decision was taken by Secretary, who did not assess."
    )


def test_people_say_where_they_work(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.reader)
    page = client.post("/account/details/", {"name": "", "employer": "Pellava Oy"}).content.decode()
    assert "This field is required." in page
    assert 'value="Pellava Oy"' in page
    data = {"name": "Reader", "employer": "Pellava Oy", "region": "Savo"}
    assert client.post("/account/details/", data).status_code == 302
    cast.reader.refresh_from_db()
    assert (cast.reader.employer, cast.reader.region) == ("Pellava Oy", "Savo")
    assert AuditEntry.objects.latest("pk").after == data


def test_the_declaration_remains_valid_after_the_assessment_is_sent_back(cast: Cast) -> None:
    assessment = cast.in_state(Status.ASSESSED)
    decide(assessment=assessment, decision="back", reason="Unclear", by=cast.secretary, at=NOW)
    standing = current_standing(assessment)
    assert standing is not None
    assert standing.is_open
