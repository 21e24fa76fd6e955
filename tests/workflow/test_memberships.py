"""Roles and ownership in an organisation, through HTTP."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from assessments.models import AuditEntry, Invitation, Membership, MembershipRole, User
from assessments.queries.collaboration import TeamState, team_states
from assessments.workflow.collaboration import add_comment, hand_over
from assessments.workflow.memberships import LastOwner, change_role, remove_member
from tests.conftest import NOW, Cast
from tests.team_pages import NEW, ORGANISATION, PEOPLE, membership, role_of, text_of

type SignIn = Callable[[User], Client]


def test_an_owner_changes_a_role(cast: Cast, sign_in: SignIn) -> None:
    number = membership(cast, cast.reader).pk
    page = text_of(sign_in(cast.owner).post(f"{PEOPLE}{number}/", {"role": "editor"}, follow=True))
    assert "Reader is now editor." in page
    assert role_of(cast, cast.reader) == "editor"
    entry = AuditEntry.objects.get(action="role_changed")
    assert (entry.before, entry.after) == ({"role": "reader"}, {"email": "reader@example.org", "role": "editor"})


def test_the_last_owner_neither_steps_down_nor_leaves(cast: Cast, sign_in: SignIn) -> None:
    client, number = sign_in(cast.owner), membership(cast, cast.owner).pk
    refusal = "An organisation needs an owner. Make somebody else an owner first."
    assert refusal in text_of(client.post(f"{PEOPLE}{number}/", {"role": "reader"}))
    assert refusal in text_of(client.post(f"{PEOPLE}{number}/remove/", follow=True))
    assert role_of(cast, cast.owner) == "owner"
    # An inactive owner does not count.
    change_role(membership=membership(cast, cast.editor), role=MembershipRole.OWNER, by=cast.owner, at=NOW)
    User.objects.filter(pk=cast.editor.pk).update(is_active=False)
    with pytest.raises(LastOwner):
        remove_member(membership=membership(cast, cast.owner), by=cast.owner, at=NOW)


def test_removing_somebody_keeps_their_work_and_frees_what_they_had(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    hand_over(assessment=assessment, indicator="B6", to=cast.editor, note="", by=cast.owner, at=NOW)
    add_comment(assessment=assessment, indicator="B6", text="Mine", by=cast.editor, at=NOW)
    response = sign_in(cast.owner).post(f"{PEOPLE}{membership(cast, cast.editor).pk}/remove/")
    assert response["Location"] == ORGANISATION
    assert role_of(cast, cast.editor) is None
    assert team_states(assessment)["B6"] == TeamState(comments=1, hand_over=None, is_flagged=False)
    assert sign_in(cast.editor).get(ORGANISATION).status_code == 404
    entry = AuditEntry.objects.get(action="member_removed")
    assert (entry.actor, entry.before) == (cast.owner, {"email": "editor@example.org", "role": "editor"})


def test_an_owner_hands_ownership_over_and_steps_down_with_it(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.owner)
    data = {"member": membership(cast, cast.editor).pk, "own_role": "reader"}
    assert client.post(f"{ORGANISATION}ownership/", data)["Location"] == ORGANISATION
    assert (role_of(cast, cast.editor), role_of(cast, cast.owner)) == ("owner", "reader")
    entry = AuditEntry.objects.get(action="ownership_handed_over")
    assert entry.after == {"email": "editor@example.org", "role": "owner", "own_role": "reader"}
    assert client.get(f"{ORGANISATION}ownership/").status_code == 403


def test_an_owner_may_stay_one(cast: Cast, sign_in: SignIn) -> None:
    data = {"member": membership(cast, cast.reader).pk, "own_role": "owner"}
    sign_in(cast.owner).post(f"{ORGANISATION}ownership/", data)
    assert (role_of(cast, cast.reader), role_of(cast, cast.owner)) == ("owner", "owner")


def test_the_secretariat_makes_a_member_owner_with_a_reason(cast: Cast, sign_in: SignIn) -> None:
    client, member = sign_in(cast.secretary), membership(cast, cast.editor).pk
    assert f'href="{ORGANISATION}owner/"' in text_of(client.get(ORGANISATION))
    page = text_of(client.post(f"{ORGANISATION}owner/", {"member": member, "reason": " "}))
    assert "Reason: This field is required." in page
    assert role_of(cast, cast.editor) == "editor"
    data = {"member": member, "reason": "The owner has left; the board asked for it."}
    assert client.post(f"{ORGANISATION}owner/", data)["Location"] == ORGANISATION
    assert role_of(cast, cast.editor) == "owner"
    entry = AuditEntry.objects.get(action="owner_appointed")
    assert (entry.actor, entry.reason, entry.before) == (cast.secretary, data["reason"], {"role": "editor"})


@pytest.mark.parametrize("both", [True, False])
def test_the_secretariat_names_one_person(cast: Cast, sign_in: SignIn, both: bool) -> None:
    named = {"member": membership(cast, cast.editor).pk, "email": NEW} if both else {}
    page = text_of(sign_in(cast.secretary).post(f"{ORGANISATION}owner/", {**named, "reason": "Left"}))
    assert "Choose a member, or give the address of somebody else: one of the two." in page
    assert (role_of(cast, cast.editor), Invitation.objects.count()) == ("editor", 0)


def test_a_member_of_the_secretariat_cannot_appoint_in_their_own_organisation(cast: Cast, sign_in: SignIn) -> None:
    Membership.objects.create(organisation=cast.organisation, user=cast.secretary, role="reader")
    data = {"member": membership(cast, cast.secretary).pk, "reason": "Because"}
    assert sign_in(cast.secretary).post(f"{ORGANISATION}owner/", data).status_code == 403
    assert role_of(cast, cast.secretary) == "reader"


def test_members_are_warned_while_there_is_one_owner(cast: Cast, sign_in: SignIn) -> None:
    def warnings() -> list[bool]:
        people = (cast.owner, cast.reader, cast.secretary)
        pages = [text_of(sign_in(user).get(ORGANISATION)) for user in people]
        return ["You are the only owner." in pages[0], *("There is one owner left." in page for page in pages[1:])]

    assert warnings() == [True, True, False]
    change_role(membership=membership(cast, cast.editor), role=MembershipRole.OWNER, by=cast.owner, at=NOW)
    assert warnings() == [False, False, False]
