"""Inviting colleagues, roles and ownership, comments, hand-overs and flags."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from conftest import NOW, Cast, other_organisation, person
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from assessments.models import (
    Assessment,
    AuditEntry,
    Comment,
    Flag,
    HandOver,
    Invitation,
    Membership,
    MembershipRole,
    Status,
    User,
)
from assessments.workflow import (
    LastOwner,
    NotAColleague,
    TeamState,
    TooManyInvitations,
    add_comment,
    change_role,
    close_hand_over,
    hand_over,
    handed_to,
    invite,
    remove_member,
    set_flag,
    submit,
    team_states,
)

type SignIn = Callable[[User], Client]
type CountQueries = Callable[[int], Any]
ORGANISATION = "/organisations/kuvitelma/"
PEOPLE = f"{ORGANISATION}people/"
TEAM = "/assessments/FI-2026-001/team/B6/"
SITE = "http://testserver"
NEW = "new.colleague@example.org"


def link(message: Any) -> str:
    """The link of an invitation's mail, without the site."""
    found = re.search(r"http://testserver(/invitations/[\w-]{43}/)", str(message.body))
    assert found is not None
    return found.group(1)


def invited(cast: Cast, email: str = NEW, role: str = "editor", at: dt.datetime | None = None) -> str:
    """Invites somebody in the owner's name; the link in the mail."""
    invite(
        organisation=cast.organisation,
        email=email,
        role=MembershipRole(role),
        by=cast.owner,
        at=at or timezone.now(),
        site=SITE,
    )
    return link(mail.outbox[-1])


def role_of(cast: Cast, user: User) -> str | None:
    found = Membership.objects.filter(organisation=cast.organisation, user=user).first()
    return found.role if found else None


def text_of(response: Any) -> str:
    """A page's text with its white space folded."""
    return " ".join(response.content.decode().split())


# Invitations


def test_an_invitation_goes_out_by_mail_and_only_the_hash_of_its_token_is_kept(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.owner).post(PEOPLE, {"email": "New.Colleague@example.org", "role": "reader"}, follow=True)
    assert "An invitation is on its way to New.Colleague@example.org." in text_of(response)
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([NEW], "Invitation to Kuvitelma Cluster")
    assert "Owner invites you to work on the Bronze label of Kuvitelma Cluster. Your role would be: reader." in str(
        message.body
    )
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.invited_by) == (NEW, "reader", cast.owner)
    assert invitation.expires_at - invitation.invited_at == dt.timedelta(days=14)
    token = link(message).split("/")[2]
    assert token not in str(Invitation.objects.values().get())
    entry = AuditEntry.objects.get(action="invitation_sent")
    assert (entry.actor, entry.after) == (cast.owner, {"email": NEW, "role": "reader"})
    assert not User.objects.filter(email=NEW).exists()


def test_the_answer_is_the_same_whether_the_address_has_an_account(cast: Cast, sign_in: SignIn) -> None:
    cast.outsider.language = "fi"
    cast.outsider.save()
    client = sign_in(cast.owner)
    pages = []
    for email in ("outsider@example.org", "nobodyyy@example.org"):
        page = text_of(client.post(PEOPLE, {"email": email, "role": "editor"}, follow=True))
        Invitation.objects.all().delete()
        pages.append(re.sub(r'value="\w{64}"|/invitations/\d+/', "", page.replace(email, "address")))
    assert pages[0] == pages[1]
    # Only the mail knows: it greets those who have an account by name, in their own language.
    assert "Outsider" in str(mail.outbox[0].body)
    assert mail.outbox[1].body.splitlines()[0] == "Hello,"


def test_joining_makes_the_invited_person_a_member_once(cast: Cast, sign_in: SignIn) -> None:
    address = invited(cast, "Outsider@example.org")
    client = sign_in(cast.outsider)
    assert "Join as editor" in text_of(client.get(address))
    response = client.post(address, follow=True)
    assert response.redirect_chain == [(ORGANISATION, 302)]
    assert "You now belong to Kuvitelma Cluster as editor." in text_of(response)
    assert role_of(cast, cast.outsider) == "editor"
    entry = AuditEntry.objects.get(action="invitation_accepted")
    assert (entry.actor, entry.after) == (cast.outsider, {"email": "outsider@example.org", "role": "editor"})
    again = client.post(address)
    assert (again.status_code, "The invitation has been used" in text_of(again)) == (410, True)
    assert Membership.objects.filter(user=cast.outsider).count() == 1


def test_signed_out_people_sign_in_and_come_back(cast: Cast) -> None:
    address = invited(cast, "outsider@example.org")
    client = Client()
    page = text_of(client.get(address))
    assert f'href="/accounts/login/?next={address}"' in page
    assert "Join as" not in page
    assert client.post(address)["Location"] == f"/accounts/login/?next={address}"
    data = {"login": "outsider@example.org", "password": "correct-horse-battery"}
    response = client.post(f"/accounts/login/?next={address}", data, follow=True)
    assert response.redirect_chain == [(address, 302)]
    assert "Join as editor" in text_of(response)


def test_people_without_an_account_sign_up_confirm_their_address_and_come_back(cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
    address = invited(cast)
    client = Client()
    found = re.search(r'href="(/accounts/signup/[^"]+)"', text_of(client.get(address)))
    assert found is not None
    signup = found.group(1).replace("&amp;", "&")
    assert f'value="{NEW}"' in text_of(client.get(signup))
    client.post(signup, {"email": NEW, "password1": "correct-horse-battery", "name": "New Colleague"})
    confirmation = re.search(r"http://testserver(/accounts/confirm-email/\S+)", str(mail.outbox[-1].body))
    assert confirmation is not None
    response = client.post(confirmation.group(1), follow=True)
    assert response.redirect_chain[-1] == (address, 302)
    assert "Join as editor" in text_of(response)
    client.post(address)
    assert role_of(cast, User.objects.get(email=NEW)) == "editor"


def test_another_account_cannot_use_the_invitation(cast: Cast, sign_in: SignIn) -> None:
    address = invited(cast)
    client = sign_in(cast.outsider)
    page = client.get(address)
    assert page.status_code == 403
    assert "You are signed in as outsider@example.org, but the invitation is for new.colleague@example.org." in text_of(
        page
    )
    assert client.post(address).status_code == 403
    assert role_of(cast, cast.outsider) is None
    assert Invitation.objects.get().accepted_at is None


def test_a_second_address_counts_once_it_is_confirmed(cast: Cast, sign_in: SignIn) -> None:
    address = invited(cast)
    second = cast.outsider.emailaddress_set.create(email=NEW, verified=False)
    assert sign_in(cast.outsider).post(address).status_code == 403
    second.verified = True
    second.save()
    assert sign_in(cast.outsider).post(address).status_code == 302
    assert role_of(cast, cast.outsider) == "editor"


def test_a_link_that_is_over_withdrawn_or_unknown_says_so(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.outsider)
    late = timezone.now() - dt.timedelta(days=14)
    address = invited(cast, "outsider@example.org", at=late)
    for response in (client.get(address), client.post(address), Client().get(address)):
        assert (response.status_code, "The invitation has ended" in text_of(response)) == (410, True)
    sign_in(cast.owner).post(f"{ORGANISATION}invitations/{Invitation.objects.get().pk}/withdraw/")
    response = client.post(address)
    assert (response.status_code, "The invitation was withdrawn" in text_of(response)) == (410, True)
    response = client.get("/invitations/no-such-token/")
    assert (response.status_code, "This link leads to no invitation" in text_of(response)) == (404, True)
    assert role_of(cast, cast.outsider) is None
    assert AuditEntry.objects.filter(action="invitation_withdrawn").count() == 1


def test_inviting_a_member_changes_nothing_and_says_so(cast: Cast, sign_in: SignIn) -> None:
    cast.reader.emailaddress_set.create(email="second@example.org", verified=True)
    for email in ("Reader@example.org", "second@example.org"):
        page = text_of(sign_in(cast.owner).post(PEOPLE, {"email": email, "role": "owner"}))
        assert "This person is a member already. Nothing was changed." in page
    assert role_of(cast, cast.reader) == "reader"
    assert (Invitation.objects.count(), len(mail.outbox)) == (0, 0)


def test_whoever_became_a_member_meanwhile_keeps_their_role(cast: Cast, sign_in: SignIn) -> None:
    address = invited(cast, "outsider@example.org", "reader")
    Membership.objects.create(organisation=cast.organisation, user=cast.outsider, role="editor")
    page = text_of(sign_in(cast.outsider).post(address, follow=True))
    assert "You belong to Kuvitelma Cluster already. You stay editor; nothing was changed." in page
    assert role_of(cast, cast.outsider) == "editor"


def test_sending_again_ends_the_first_link_and_starts_the_time_anew(cast: Cast, sign_in: SignIn) -> None:
    first = invited(cast, "outsider@example.org", at=timezone.now() - dt.timedelta(days=20))
    page = text_of(sign_in(cast.owner).get(ORGANISATION))
    assert "<strong>ended</strong>" in page
    invitation = Invitation.objects.get()
    sign_in(cast.owner).post(f"{ORGANISATION}invitations/{invitation.pk}/again/")
    second = link(mail.outbox[-1])
    client = sign_in(cast.outsider)
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    assert client.post(second).status_code == 302
    sent = len(mail.outbox)
    page = text_of(sign_in(cast.owner).post(f"{ORGANISATION}invitations/{invitation.pk}/again/", follow=True))
    assert "Nothing was changed: the invitation has been used or withdrawn meanwhile." in page
    assert len(mail.outbox) == sent


def test_an_address_has_one_open_invitation_with_the_latest_role(cast: Cast) -> None:
    first = invited(cast, role="reader")
    invited(cast, role="owner")
    assert [(item.email, item.role) for item in Invitation.objects.all()] == [(NEW, "owner")]
    assert Client().get(first).status_code == 404


def test_an_organisation_sends_only_so_many_invitations_in_a_day(cast: Cast, sign_in: SignIn) -> None:
    for number in range(20):
        invited(cast, f"person-{number}@example.org")
    with pytest.raises(TooManyInvitations):
        invited(cast)
    page = text_of(sign_in(cast.owner).post(PEOPLE, {"email": NEW, "role": "editor"}))
    assert "So many invitations have gone out since yesterday that no more can be sent today." in page
    number = Invitation.objects.latest("pk").pk
    page = text_of(sign_in(cast.owner).post(f"{ORGANISATION}invitations/{number}/again/", follow=True))
    assert "So many invitations have gone out since yesterday" in page
    assert (Invitation.objects.count(), len(mail.outbox)) == (20, 20)
    invited(cast, at=timezone.now() + dt.timedelta(days=1, minutes=1))


def test_an_invitation_stays_when_the_mail_server_does_not_answer(
    cast: Cast, sign_in: SignIn, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 9},
        }
    }
    page = text_of(sign_in(cast.owner).post(PEOPLE, {"email": NEW, "role": "editor"}, follow=True))
    assert "The invitation is stored, but the mail could not be sent. Send it again in a while." in page
    assert Invitation.objects.get().email == NEW
    assert "A mail could not be sent" in caplog.text


def test_a_name_with_a_line_break_does_not_end_the_header_of_a_mail(cast: Cast) -> None:
    cast.organisation.name = "Kuvitelma\nBcc: everybody@example.org"
    cast.organisation.save()
    invited(cast)
    assert mail.outbox[0].subject == "Invitation to Kuvitelma Bcc: everybody@example.org"
    assert mail.outbox[0].bcc == []


def test_mail_is_plain_text_and_escapes_nothing(cast: Cast) -> None:
    cast.organisation.name = "R&D <Cluster>"
    cast.organisation.save()
    invited(cast)
    assert "R&D <Cluster>" in str(mail.outbox[0].body)


def test_only_owners_and_the_secretariat_see_who_is_invited(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: CountQueries
) -> None:
    invited(cast)
    client = sign_in(cast.owner)
    with django_assert_num_queries(8):
        page = text_of(client.get(ORGANISATION))
    assert (NEW in page, "Send again" in page) == (True, True)
    for number in (2, 3):
        invited(cast, f"person-{number}@example.org")
    with django_assert_num_queries(8):
        client.get(ORGANISATION)
    shown = {user.email: NEW in text_of(sign_in(user).get(ORGANISATION)) for user in (cast.editor, cast.secretary)}
    assert shown == {"editor@example.org": False, "secretary@example.org": True}
    assert "Send again" not in text_of(sign_in(cast.secretary).get(ORGANISATION))


def test_an_invitation_of_another_organisation_cannot_be_touched(cast: Cast, sign_in: SignIn) -> None:
    other_organisation("other", cast.outsider)
    invited(cast)
    number = Invitation.objects.get().pk
    response = sign_in(cast.outsider).post(f"/organisations/other/invitations/{number}/withdraw/")
    assert response.status_code == 404
    assert Invitation.objects.get().withdrawn_at is None


# Roles and ownership


def membership(cast: Cast, user: User) -> Membership:
    return Membership.objects.get(organisation=cast.organisation, user=user)


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
    # An owner who can no longer sign in does not count.
    change_role(membership=membership(cast, cast.editor), role=MembershipRole.OWNER, by=cast.owner, at=NOW)
    User.objects.filter(pk=cast.editor.pk).update(is_active=False)
    with pytest.raises(LastOwner):
        remove_member(membership=membership(cast, cast.owner), by=cast.owner, at=NOW)


def test_removing_somebody_keeps_their_work_and_frees_what_they_had(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    hand_over(assessment=assessment, indicator="B6", to=cast.editor, note="", by=cast.owner, at=NOW, site=SITE)
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


def test_the_secretariat_makes_an_invited_person_owner_with_a_reason(cast: Cast, sign_in: SignIn) -> None:
    invited(cast, "outsider@example.org", "reader")
    data = {"email": "outsider@example.org", "reason": "Nobody is left."}
    assert sign_in(cast.secretary).post(f"{ORGANISATION}owner/", data).status_code == 302
    assert AuditEntry.objects.filter(action="invitation_sent").latest("pk").reason == "Nobody is left."
    sign_in(cast.outsider).post(link(mail.outbox[-1]))
    assert role_of(cast, cast.outsider) == "owner"


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


# Comments


def test_a_reader_comments_in_any_state_and_the_team_reads_it(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    words = "Is <b>that</b> so?\nI doubt it."
    response = sign_in(cast.reader).post(f"{TEAM}comment/", {"text": words})
    comment = Comment.objects.get()
    assert response["Location"] == f"{TEAM}#comment-{comment.pk}"
    assert (comment.assessment, comment.indicator, comment.author) == (assessment, "B6", cast.reader)
    assert "Is &lt;b&gt;that&lt;/b&gt; so?<br>I doubt it." in text_of(sign_in(cast.editor).get(TEAM))
    assert AuditEntry.objects.filter(actor=cast.reader).count() == 0


def test_a_comment_that_is_empty_or_too_long_stays_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    client = sign_in(cast.editor)
    assert "Your comment: This field is required." in text_of(client.post(f"{TEAM}comment/", {"text": " "}))
    page = text_of(client.post(f"{TEAM}comment/", {"text": "x" * 2001}))
    assert "at most 2000 characters (it has 2001)" in page
    assert "x" * 2001 in page
    assert Comment.objects.count() == 0


def test_a_comment_is_no_part_of_what_assessors_see(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    add_comment(assessment=assessment, indicator="E1", text="Between ourselves", by=cast.editor, at=NOW)
    for address in ("review/E/", "check/", ""):
        page = sign_in(cast.assessor).get(f"/assessments/FI-2026-001/{address}")
        assert (page.status_code, "Between ourselves" in page.content.decode()) == (200, False)


def test_an_indicator_that_does_not_exist_has_no_team(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    assert sign_in(cast.owner).get("/assessments/FI-2026-001/team/Z9/").status_code == 404
    assert sign_in(cast.owner).post("/assessments/FI-2026-001/team/Z9/flag/", {"flag": "on"}).status_code == 404


# Hand-overs


def test_an_indicator_is_handed_to_a_colleague_with_a_note(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    note = "Could you & Anna finish <this> by Friday?"
    page = text_of(sign_in(cast.owner).post(f"{TEAM}hand-over/", {"to": cast.editor.pk, "note": note}, follow=True))
    assert "The indicator is handed to Editor, who gets a mail." in page
    assert escape(note) in page
    (message,) = mail.outbox
    assert message.to == ["editor@example.org"]
    assert message.subject.startswith("FI-2026-001: B6 ")
    for line in (note, f"{SITE}/assessments/FI-2026-001/areas/B/#B6", f"{SITE}{TEAM}"):
        assert line in str(message.body).splitlines()
    entry = AuditEntry.objects.get(action="indicator_handed_over")
    assert (entry.assessment, entry.subject, entry.after) == (assessment, "B6", {"to": "editor@example.org"})
    home = text_of(sign_in(cast.editor).get("/home/"))
    assert ("Handed to you" in home, escape(note) in home, f'href="{TEAM}"' in home) == (True, True, True)
    assert "Handed to you" not in text_of(sign_in(cast.owner).get("/home/"))


def test_the_mail_speaks_the_colleagues_language(cast: Cast, edition: Any) -> None:
    cast.editor.language = "fi"
    cast.editor.save()
    hand_over(assessment=cast.draft(), indicator="B6", to=cast.editor, note="", by=cast.owner, at=NOW, site=SITE)
    assert edition.indicator("B6").title.in_language("fi") in mail.outbox[0].subject


def test_taking_an_indicator_oneself_sends_no_mail(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    page = text_of(sign_in(cast.editor).post(f"{TEAM}hand-over/", {"to": cast.editor.pk}, follow=True))
    assert "The indicator is yours now." in page
    assert len(mail.outbox) == 0
    assert [row.indicator for row in handed_to(cast.editor)] == ["B6"]
    assert assessment.hand_overs.count() == 1


def test_handing_on_ends_the_earlier_hand_over(cast: Cast) -> None:
    assessment = cast.draft()
    for to in (cast.editor, cast.owner):
        hand_over(assessment=assessment, indicator="B6", to=to, note="", by=cast.owner, at=NOW, site=SITE)
    assert list(assessment.hand_overs.order_by("pk").values_list("to", "closed_at")) == [
        (cast.editor.pk, NOW),
        (cast.owner.pk, None),
    ]
    assert AuditEntry.objects.latest("pk").before == {"to": "editor@example.org"}


def test_only_owners_and_editors_can_be_handed_something(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    for user in (cast.reader, cast.outsider):
        page = text_of(sign_in(cast.owner).post(f"{TEAM}hand-over/", {"to": user.pk}))
        assert "Colleague: Select a valid choice." in page
        with pytest.raises(NotAColleague):
            hand_over(assessment=assessment, indicator="B6", to=user, note="", by=cast.owner, at=NOW, site=SITE)
    assert HandOver.objects.count() == 0


@pytest.mark.parametrize("who", ["editor", "owner", "reader"])
def test_whoever_has_it_or_may_answer_says_done(cast: Cast, sign_in: SignIn, who: str) -> None:
    assessment = cast.draft()
    hand_over(assessment=assessment, indicator="B6", to=cast.editor, note="", by=cast.owner, at=NOW, site=SITE)
    response = sign_in(getattr(cast, who)).post(f"{TEAM}done/")
    is_open = HandOver.objects.get().closed_at is None
    assert (response.status_code, is_open) == ((403, True) if who == "reader" else (302, False))
    assert AuditEntry.objects.filter(action="hand_over_closed").count() == (0 if who == "reader" else 1)


def test_saying_done_twice_changes_nothing_more(cast: Cast) -> None:
    assessment = cast.draft()
    hand_over(assessment=assessment, indicator="B6", to=cast.editor, note="", by=cast.owner, at=NOW, site=SITE)
    first = close_hand_over(assessment=assessment, indicator="B6", by=cast.editor, at=NOW)
    assert first is not None
    assert close_hand_over(assessment=assessment, indicator="B6", by=cast.editor, at=NOW) is None
    assert AuditEntry.objects.filter(action="hand_over_closed").count() == 1


def test_whoever_becomes_a_reader_has_nothing_handed_to_them(cast: Cast) -> None:
    assessment = cast.draft()
    hand_over(assessment=assessment, indicator="B6", to=cast.editor, note="", by=cast.owner, at=NOW, site=SITE)
    change_role(membership=membership(cast, cast.editor), role=MembershipRole.READER, by=cast.owner, at=NOW)
    assert team_states(assessment)["B6"].hand_over is None


def test_after_handing_in_nothing_is_handed_over_any_more(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    hand_over(assessment=assessment, indicator="B6", to=cast.editor, note="", by=cast.owner, at=NOW, site=SITE)
    submit(assessment=assessment, by=cast.owner, at=NOW)
    client = sign_in(cast.editor)
    for action, data in (("hand-over", {"to": cast.owner.pk}), ("done", {}), ("flag", {"flag": "on"})):
        assert client.post(f"{TEAM}{action}/", data).status_code == 409
    assert "Handed to you" not in text_of(client.get("/home/"))
    assert "Hand it on" not in text_of(client.get(TEAM))
    assert (HandOver.objects.filter(closed_at=None).count(), Flag.objects.count()) == (1, 0)


def test_a_hand_over_stays_when_the_mail_server_does_not_answer(cast: Cast, sign_in: SignIn, settings: Any) -> None:
    cast.draft()
    options = {"host": "127.0.0.1", "port": 9}
    backend = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
    page = text_of(sign_in(cast.owner).post(f"{TEAM}hand-over/", {"to": cast.editor.pk}, follow=True))
    assert "The indicator is handed over, but the mail could not be sent. Tell your colleague yourself." in page
    assert HandOver.objects.get().to == cast.editor


# Flags and the states of the team


def test_a_flag_is_set_and_taken_away_as_posted(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    client = sign_in(cast.editor)
    for posted, expected in (("on", True), ("on", True), ("off", False), ("off", False), ("else", False)):
        assert client.post(f"{TEAM}flag/", {"flag": posted})["Location"] == f"{TEAM}#flag"
        assert team_states(assessment)["B6"].is_flagged == expected


def test_the_states_of_all_indicators_take_three_queries(cast: Cast, django_assert_num_queries: CountQueries) -> None:
    assessment = cast.draft()

    def work_on(indicator: str) -> None:
        add_comment(assessment=assessment, indicator=indicator, text="A", by=cast.reader, at=NOW)
        add_comment(assessment=assessment, indicator=indicator, text="B", by=cast.owner, at=NOW)
        hand_over(assessment=assessment, indicator=indicator, to=cast.editor, note="N", by=cast.owner, at=NOW, site="")
        set_flag(assessment=assessment, indicator=indicator, is_flagged=True, by=cast.owner, at=NOW)

    def read() -> dict[str, tuple[int, str, bool]]:
        states = Assessment.objects.get(pk=assessment.pk)
        return {
            key: (state.comments, f"{state.hand_over.by} to {state.hand_over.to}", state.is_flagged)
            for key, state in team_states(states).items()
            if state.hand_over
        }

    work_on("A1")
    with django_assert_num_queries(4):
        assert read() == {"A1": (2, "Owner to Editor", True)}
    work_on("B6")
    work_on("F3")
    with django_assert_num_queries(4):
        assert read() == dict.fromkeys(["A1", "B6", "F3"], (2, "Owner to Editor", True))
    assert team_states(assessment)["C1"] == TeamState(comments=0, hand_over=None, is_flagged=False)


def test_the_home_page_takes_the_same_queries_at_one_and_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: CountQueries
) -> None:
    assessment = cast.draft()
    client = sign_in(cast.editor)

    def give(indicator: str) -> None:
        hand_over(assessment=assessment, indicator=indicator, to=cast.editor, note="", by=cast.owner, at=NOW, site="")

    give("A1")
    with django_assert_num_queries(6):
        client.get("/home/")
    give("B6")
    give("F3")
    with django_assert_num_queries(6):
        page = text_of(client.get("/home/"))
    assert [f"/team/{key}/" in page for key in ("A1", "B6", "F3")] == [True, True, True]


def test_the_team_page_takes_the_same_queries_at_one_and_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: CountQueries
) -> None:
    assessment = cast.draft()
    client = sign_in(cast.editor)
    add_comment(assessment=assessment, indicator="B6", text="A", by=cast.reader, at=NOW)
    with django_assert_num_queries(12):
        client.get(TEAM)
    for number in (1, 2):
        author = person(f"author-{number}@example.org")
        Membership.objects.create(organisation=cast.organisation, user=author, role="reader")
        add_comment(assessment=assessment, indicator="B6", text="A", by=author, at=NOW)
    with django_assert_num_queries(12):
        client.get(TEAM)


# A browser without JavaScript


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_team_comes_together_without_javascript(live_cast: Cast, visit: Callable[..., Any], live_server: Any) -> None:
    live_cast.draft()
    owner = visit("owner@example.org", java_script_enabled=False)
    owner.goto(PEOPLE)
    owner.get_by_label("E-mail address").fill("outsider@example.org")
    owner.get_by_label("Editor").check()
    owner.get_by_role("button", name="Send the invitation").click()
    assert owner.get_by_role("heading", name="Open invitations").is_visible()
    found = re.search(r"/invitations/[\w-]+/", str(mail.outbox[0].body))
    assert found is not None

    guest = visit(java_script_enabled=False)
    guest.goto(found.group())
    guest.get_by_role("main").get_by_role("link", name="Sign in").click()
    guest.get_by_label("Email").fill("outsider@example.org")
    guest.get_by_label("Password").fill("correct-horse-battery")
    guest.get_by_role("main").get_by_role("button", name="Sign in").click()
    guest.get_by_role("button", name="Join as editor").click()
    assert guest.url == f"{live_server.url}{ORGANISATION}"

    owner.goto(TEAM)
    owner.get_by_label("Colleague").select_option(label="Outsider")
    owner.get_by_label("Note").fill("By Friday")
    owner.get_by_role("button", name="Hand over").click()
    guest.goto("/home/")
    guest.get_by_role("link", name="B6").click()
    guest.get_by_label("Your comment").fill("It is in the minutes of May.")
    guest.get_by_role("button", name="Comment").click()
    assert guest.get_by_text("It is in the minutes of May.").is_visible()
    guest.get_by_role("button", name="Flag to come back to").click()
    guest.get_by_role("button", name="Done").click()
    assert guest.get_by_text("Nobody in particular.").is_visible()
    assert guest.get_by_text("Flagged: the team wants to come back to it.").is_visible()
