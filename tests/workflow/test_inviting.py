"""Invitations to an organisation, from the mail to the membership."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from assessments.models import AuditEntry, Invitation, MailState, Membership, MembershipRole, OutboxMail, User
from assessments.workflow.inviting import TooManyInvitations, invite, send_again, withdraw_invitation
from assessments.workflow.mail.delivery import deliver_due
from tests.conftest import Cast, delivered, other_organisation
from tests.team_pages import NEW, ORGANISATION, PEOPLE, SITE, invited, link, role_of, text_of

type SignIn = Callable[[User], Client]
type CountQueries = Callable[[int], Any]


def test_an_invitation_goes_out_by_mail_and_only_the_hash_of_its_token_is_kept(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.owner).post(PEOPLE, {"email": "New.Colleague@example.org", "role": "reader"}, follow=True)
    assert "An invitation is on its way to New.Colleague@example.org." in text_of(response)
    (message,) = delivered()
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
    # Only the mail differs: it greets people with an account by name, in their language.
    assert "Outsider" in str(delivered()[0].body)
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
    # Without this setting, allauth asks new users to sign in after confirming, and forgets where they wanted to go.
    settings.ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
    address = invited(cast)
    client = Client()
    found = re.search(r'href="(/accounts/signup/[^"]+)"', text_of(client.get(address)))
    assert found is not None
    signup = found.group(1).replace("&amp;", "&")
    assert f'value="{NEW}"' in text_of(client.get(signup))
    client.post(signup, {"email": NEW, "password1": "correct-horse-battery", "name": "New Colleague"})
    confirmation = re.search(r"http://testserver(/accounts/confirm-email/\S+)", str(delivered()[-1].body))
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
    second = link(delivered()[-1])
    client = sign_in(cast.outsider)
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    assert client.post(second).status_code == 302
    sent = len(mail.outbox)
    page = text_of(sign_in(cast.owner).post(f"{ORGANISATION}invitations/{invitation.pk}/again/", follow=True))
    assert "Nothing was changed: the invitation has been used or withdrawn meanwhile." in page
    assert len(delivered()) == sent


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


def test_an_invitation_waits_while_the_mail_server_does_not_answer(cast: Cast, sign_in: SignIn, settings: Any) -> None:
    ready = settings.MAILERS
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 9},
        }
    }
    page = text_of(sign_in(cast.owner).post(PEOPLE, {"email": NEW, "role": "editor"}, follow=True))
    assert "An invitation is on its way to new.colleague@example.org." in page
    assert (len(delivered()), OutboxMail.objects.get().state) == (0, MailState.WAITING)
    settings.MAILERS = ready
    assert deliver_due(now=lambda: timezone.now() + dt.timedelta(minutes=2)) == 1
    assert mail.outbox[0].to == [NEW]


def test_the_mail_of_an_invitation_that_is_over_stays_if_it_still_waits(cast: Cast, sign_in: SignIn) -> None:
    for _ in range(2):
        invitation = invite(
            organisation=cast.organisation,
            email=NEW,
            role=MembershipRole.READER,
            by=cast.owner,
            at=timezone.now(),
            site=SITE,
        )
    # The link in the first of the two mails is no longer valid.
    assert list(OutboxMail.objects.order_by("pk").values_list("state", flat=True)) == ["closed", "waiting"]
    assert [message.to for message in delivered()] == [[NEW]]
    send_again(invitation=invitation, by=cast.owner, at=timezone.now(), site=SITE)
    withdraw_invitation(invitation=invitation, by=cast.owner, at=timezone.now())
    assert len(delivered()) == 1
    assert set(OutboxMail.objects.values_list("state", "text")) == {("closed", ""), ("sent", "")}


def test_the_link_of_an_invitation_does_not_stay_in_the_outbox(cast: Cast) -> None:
    invited(cast)
    stored = OutboxMail.objects.values().get()
    assert (stored["state"], stored["text"], stored["html"]) == (MailState.SENT, "", "")
    assert link(mail.outbox[0]).split("/")[2] not in str(stored)


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
    with django_assert_num_queries(10):
        page = text_of(client.get(ORGANISATION))
    assert (NEW in page, "Send again" in page) == (True, True)
    for number in (2, 3):
        invited(cast, f"person-{number}@example.org")
    with django_assert_num_queries(10):
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


def test_the_secretariat_makes_an_invited_person_owner_with_a_reason(cast: Cast, sign_in: SignIn) -> None:
    invited(cast, "outsider@example.org", "reader")
    data = {"email": "outsider@example.org", "reason": "Nobody is left."}
    assert sign_in(cast.secretary).post(f"{ORGANISATION}owner/", data).status_code == 302
    assert AuditEntry.objects.filter(action="invitation_sent").latest("pk").reason == "Nobody is left."
    sign_in(cast.outsider).post(link(delivered()[-1]))
    assert role_of(cast, cast.outsider) == "owner"
