"""Deleting an account: the name leaves pages, mail and trail, actions stay, and duties are handed over first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import DatabaseError, connection, transaction
from django.test import Client

from assessments.models import (
    AuditEntry,
    Erasure,
    Invitation,
    Membership,
    MembershipRole,
    Notice,
    OutboxMail,
    Session,
    Status,
    User,
)
from assessments.queries.leaving import duties_of
from assessments.workflow.agreeing import write_remark
from assessments.workflow.clarifications import ask_cluster, reply_to_clarification
from assessments.workflow.collaboration import add_comment, hand_over
from assessments.workflow.deciding import withdraw
from assessments.workflow.leaving import DutiesLeft, delete_account
from assessments.workflow.people import update_details
from tests.conftest import NOW, PASSWORD, Cast, delivered
from tests.team_pages import text_of

type SignIn = Callable[[User], Client]

RUN = "/assessments/FI-2026-001/"
NAME = "Ääri Lähtijä"
ADDRESS = "editor@example.org"


def everything_stored() -> str:
    """The text of all rows in the database; hashed values cannot be searched."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [f"{table} {row}" for row in cursor.fetchall()]
    return "\n".join(rows).encode().decode("unicode_escape", "ignore") + "\n".join(rows)


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """The cast, in which the editor has left their name in as many places as possible."""
    update_details(user=cast.editor, name="Earlier Name", employer="Pellava Oy", region="Savo", at=NOW)
    cast.editor = update_details(user=cast.editor, name=NAME, employer="Pellava Oy", region="Savo", at=NOW)
    assessment = cast.draft()
    hand_over(assessment=assessment, indicator="E1", to=cast.editor, note="Yours", by=cast.owner, at=NOW)
    hand_over(assessment=assessment, indicator="E2", to=cast.owner, note="Mine", by=cast.editor, at=NOW)
    add_comment(assessment=assessment, indicator="E1", text="As discussed", to_assessor=False, by=cast.editor, at=NOW)
    Invitation.objects.create(
        organisation=cast.organisation, email=ADDRESS, role="reader", token_hash="x", invited_at=NOW, expires_at=NOW
    )
    TOTP.activate(cast.editor, generate_totp_secret())
    # Sent mail no longer holds its text; the mail queued below still waits.
    delivered()
    hand_over(assessment=assessment, indicator="E3", to=cast.editor, note="Later", by=cast.owner, at=NOW)
    return cast


def test_name_and_addresses_leave_everything(busy: Cast, sign_in: SignIn) -> None:
    sign_in(busy.editor)
    before = everything_stored()
    assert [text in before for text in (NAME, "Earlier Name", ADDRESS, "Pellava")] == [True] * 4
    delete_account(user=busy.editor, at=NOW)
    left = everything_stored()
    found = [line for text in (NAME, "Earlier Name", ADDRESS, "Pellava") for line in left.splitlines() if text in line]
    assert found == []


def test_facts_stay_and_a_former_member_did_them(busy: Cast, sign_in: SignIn) -> None:
    entries = AuditEntry.objects.filter(actor=busy.editor).count()
    delete_account(user=busy.editor, at=NOW)
    # One for leaving the organisation, one for the account.
    assert AuditEntry.objects.filter(actor=busy.editor).count() == entries + 2
    client = sign_in(busy.owner)
    trail, team = (text_of(client.get(f"{RUN}{page}")) for page in ("trail/", "team/E1/"))
    assert ("A former member" in trail, "To: A former member" in trail) == (True, True)
    assert ("As discussed" in team, "A former member" in team) == (True, True)
    (handed,) = Notice.objects.filter(user=busy.owner, event="handed_over")
    assert "A former member" in text_of(client.get(f"/inbox/{handed.pk}/"))
    assert [NAME in page for page in (trail, team)] == [False, False]


def test_nobody_can_sign_in_any_more_and_the_address_is_free(busy: Cast, sign_in: SignIn, client: Client) -> None:
    open_session = sign_in(busy.editor)
    delete_account(user=busy.editor, at=NOW)
    assert open_session.get("/home/").status_code == 302
    assert client.post("/accounts/login/", {"login": ADDRESS, "password": PASSWORD}).status_code == 200
    assert (Session.objects.exclude(user=None).count(), Authenticator.objects.count()) == (0, 0)
    assert Membership.objects.filter(user=busy.editor).count() == 0
    new = User.objects.create_user(ADDRESS, PASSWORD, name="Somebody new")
    assert new.pk != busy.editor.pk


def test_mail_that_waits_is_cancelled_and_answers_go_to_the_secretariat(busy: Cast) -> None:
    OutboxMail.objects.filter(user=busy.owner).update(reply_to=ADDRESS)
    delete_account(user=busy.editor, at=NOW)
    own = OutboxMail.objects.filter(user=busy.editor).exclude(state="sent")
    assert {(mail.state, mail.text, mail.html) for mail in own} == {("closed", "", "")}
    assert set(OutboxMail.objects.filter(user=busy.owner).values_list("reply_to", flat=True)) == {
        "secretariat@testserver"
    }


def test_the_only_owner_hands_over_first(cast: Cast) -> None:
    with pytest.raises(DutiesLeft) as raised:
        delete_account(user=cast.owner, at=NOW)
    assert (raised.value.duties.organisations, raised.value.duties.assessments) == ((cast.organisation,), ())
    assert User.objects.get(pk=cast.owner.pk).name == "Owner"
    # An inactive owner does not count.
    Membership.objects.filter(user=cast.editor).update(role=MembershipRole.OWNER)
    User.objects.filter(pk=cast.editor.pk).update(is_active=False)
    assert duties_of(cast.owner)
    User.objects.filter(pk=cast.editor.pk).update(is_active=True)
    delete_account(user=cast.owner, at=NOW)
    assert set(cast.organisation.people.all()) == {cast.editor, cast.reader}


@pytest.mark.parametrize(
    ("status", "is_held"),
    [
        (Status.INTERVIEW, True),
        (Status.ASSESSED, True),
        (Status.LABELLED, False),
        (Status.NOT_LABELLED, False),
        (Status.SUBMITTED, False),
    ],
)
def test_an_assessor_finishes_or_hands_over_what_they_assess(status: Status, is_held: bool, cast: Cast) -> None:
    assessment = cast.in_state(status)
    assert duties_of(cast.assessor).assessments == ((assessment,) if is_held else ())


def test_what_a_former_assessor_wrote_stays(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    write_remark(assessment=assessment, indicator="B3", text="Three hours", by=cast.assessor, at=NOW)
    question = ask_cluster(
        assessment=assessment, indicator="B6", text="Why?", deadline=NOW.date(), by=cast.assessor, at=NOW
    )
    reply_to_clarification(clarification=question, text="So", by=cast.owner, at=NOW)
    withdraw(assessment=assessment, reason="Merged", by=cast.owner, at=NOW)
    delete_account(user=cast.assessor, at=NOW)
    client = sign_in(cast.secretary)
    for page in ("trail/", "questions/B6/", "impartiality/", ""):
        text = text_of(client.get(f"{RUN}{page}"))
        assert ("A former member" in text, "assessor@example.org" in text) == (True, False)


def test_the_page_explains_asks_who_it_is_and_says_what_to_hand_over(cast: Cast, client: Client) -> None:
    client.post("/accounts/login/", {"login": cast.owner.email, "password": PASSWORD})
    assert client.get("/account/delete/")["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = text_of(client.get("/account/delete/"))
    assert page.count("You are the only owner of Kuvitelma Cluster. Make somebody else an owner;") == 1
    assert ("Delete my account for good" in page, "What stays" in page) == (False, True)
    response = client.post("/account/delete/")
    assert (response.status_code, User.objects.get(pk=cast.owner.pk).is_active) == (409, True)
    Membership.objects.filter(user=cast.editor).update(role=MembershipRole.OWNER)
    assert "Delete my account for good" in text_of(client.get("/account/delete/"))
    page = text_of(client.post("/account/delete/", follow=True))
    assert ("Your account is deleted." in page, "Sign in" in page) == (True, True)
    assert User.objects.get(pk=cast.owner.pk).is_active is False


def test_the_trail_opens_for_a_name_alone_and_only_within_an_erasure(cast: Cast) -> None:
    cast.draft()
    entry = AuditEntry.objects.first()
    assert entry is not None
    rows = AuditEntry.objects.filter(pk=entry.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(subject="another")
    erasure = Erasure.objects.create(user=cast.reader)
    for change in (
        {"reason": "Otherwise"},
        {"actor": cast.reader},
        {"action": "decided"},
        {"at": NOW.replace(year=2020)},
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(**change)
    assert rows.update(subject="another") == 1
    erasure.finished_at = NOW
    erasure.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(subject="a third")


def test_a_deletion_leaves_no_erasure_open(cast: Cast) -> None:
    delete_account(user=cast.reader, at=NOW)
    assert list(Erasure.objects.values_list("user", "finished_at")) == [(cast.reader.pk, NOW)]
