"""Requests to join an organisation that is already registered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from assessments.models import AuditEntry, JoinRequest, Membership, MembershipRole, Notice, Organisation, User
from assessments.workflow.inviting import AlreadyMember
from assessments.workflow.joining import (
    MOST_BY_ONE_PERSON,
    MOST_TO_ONE_ORGANISATION,
    RequestSettled,
    TooManyRequests,
    accept_join_request,
    ask_to_join,
    decline_join_request,
)
from tests.conftest import NOW, Cast, delivered, other_organisation, person

type SignIn = Callable[[User], Client]
AGAIN = {"name": "KUVITELMA  cluster", "country": "FI", "eccp_status": "", "region": "Savo"}
PLACE = "/organisations/kuvitelma/join/"


def ask(cast: Cast, by: User | None = None, note: str = "I manage it", at: dt.datetime = NOW) -> JoinRequest:
    return ask_to_join(organisation=cast.organisation, note=note, by=by or cast.outsider, at=at)


def told() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("pk").values_list("event", "user__email"))


def without_owner(cast: Cast) -> None:
    cast.owner.is_active = False
    cast.owner.save()


def test_registering_a_name_again_offers_to_join_and_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.outsider).post("/organisations/new/", AGAIN).content.decode()
    assert "<h1>Ask to join Kuvitelma Cluster</h1>" in page
    assert 'value="KUVITELMA  cluster"' in page or 'value="KUVITELMA cluster"' in page
    assert 'value="Savo"' in page
    assert f'<form method="post" action="{PLACE}"' in page
    assert Organisation.objects.count() == 1
    for user in (cast.owner, cast.editor, cast.reader):
        assert user.name not in page
        assert user.email not in page


@pytest.mark.parametrize("number", ["0112038-9", "FI01120389"])
def test_registering_a_number_again_offers_to_join(cast: Cast, sign_in: SignIn, number: str) -> None:
    Organisation.objects.filter(pk=cast.organisation.pk).update(
        registration_number="0112038-9", number_identity="01120389"
    )
    data = {**AGAIN, "name": "Another", "registration_number": number}
    page = sign_in(cast.outsider).post("/organisations/new/", data).content.decode()
    assert "<h1>Ask to join Kuvitelma Cluster</h1>" in page
    assert "An organisation with this number is registered already." in page


def test_a_member_who_registers_it_again_gets_a_link_to_it(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.reader).post("/organisations/new/", AGAIN).content.decode()
    assert "<h1>You belong to Kuvitelma Cluster</h1>" in page
    assert PLACE not in page


def test_a_request_reaches_the_owners_and_says_nothing_of_them(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.outsider)
    page = client.post(PLACE, {"note": " I manage\u200b it "}, follow=True).content.decode()
    assert "You will find the answer in your inbox." in page
    assert "Ask to join</button>" not in page
    for user in (cast.owner, cast.editor, cast.reader):
        assert user.email not in page
    asked = JoinRequest.objects.get()
    assert (asked.user, asked.note) == (cast.outsider, "I manage it")
    assert told() == [("join_requested", "owner@example.org")]
    (mail,) = delivered()
    assert mail.subject == "Outsider asks to join Kuvitelma Cluster"
    assert "Note: I manage it" in mail.body
    assert "http://testserver/organisations/kuvitelma/" in mail.body
    entry = AuditEntry.objects.get(action="join_requested")
    assert (entry.actor, entry.organisation, entry.subject) == (cast.outsider, cast.organisation, cast.outsider.email)


def test_asking_again_returns_the_open_request(cast: Cast) -> None:
    assert ask(cast) == ask(cast, note="Again")
    assert len(told()) == 1


def test_a_member_does_not_ask(cast: Cast, sign_in: SignIn) -> None:
    with pytest.raises(AlreadyMember):
        ask(cast, cast.reader)
    assert sign_in(cast.reader).get(PLACE)["Location"] == "/organisations/kuvitelma/"


def test_an_owner_accepts_with_a_role(cast: Cast, sign_in: SignIn) -> None:
    asked = ask(cast)
    owner = sign_in(cast.owner)
    members = owner.get("/organisations/kuvitelma/").content.decode()
    assert f'<a href="{PLACE}{asked.pk}/">Outsider</a>' in members
    page = owner.post(f"{PLACE}{asked.pk}/", {"role": "reader"}, follow=True).content.decode()
    assert "Outsider is now reader." in page
    assert "Requests to join" not in page
    assert Membership.objects.get(user=cast.outsider).role == MembershipRole.READER
    assert AuditEntry.objects.get(action="join_accepted").after == {"email": "outsider@example.org", "role": "reader"}
    assert told()[-1] == ("join_accepted", "outsider@example.org")
    assert sign_in(cast.outsider).get("/organisations/kuvitelma/").status_code == 200


def test_an_owner_declines_and_the_person_does_not_learn_who(cast: Cast, sign_in: SignIn) -> None:
    asked = ask(cast)
    delivered()
    page = sign_in(cast.owner).post(f"{PLACE}{asked.pk}/decline/", follow=True).content.decode()
    assert "The request of Outsider is declined." in page
    assert not Membership.objects.filter(user=cast.outsider).exists()
    mail = delivered()[-1]
    assert (mail.to, mail.reply_to) == (["outsider@example.org"], ["secretariat@testserver"])
    assert "owner" not in mail.body.lower()
    notice = Notice.objects.get(event="join_declined")
    inbox = sign_in(cast.outsider).get(f"/inbox/{notice.pk}/").content.decode()
    assert "Your request to join Kuvitelma Cluster is declined." in inbox
    # They may ask again later.
    assert ask(cast, at=NOW + dt.timedelta(days=2)) != asked


@pytest.mark.parametrize("who", ["editor", "reader", "secretary"])
def test_others_neither_see_requests_nor_decide(cast: Cast, sign_in: SignIn, who: str) -> None:
    asked = ask(cast)
    user = getattr(cast, who)
    assert "Requests to join" not in sign_in(user).get("/organisations/kuvitelma/").content.decode()
    with pytest.raises(PermissionDenied):
        accept_join_request(request=asked, role=MembershipRole.OWNER, by=user, at=NOW)
    with pytest.raises(PermissionDenied):
        decline_join_request(request=asked, by=user, at=NOW)


def test_without_owners_the_secretariat_decides(cast: Cast, sign_in: SignIn) -> None:
    without_owner(cast)
    colleague = person("colleague@example.org", is_secretariat=True)
    Membership.objects.create(organisation=cast.organisation, user=colleague, role=MembershipRole.READER)
    asked = ask(cast)
    assert told() == [("join_requested", "secretary@example.org")]
    assert sign_in(colleague).get(f"{PLACE}{asked.pk}/").status_code == 403
    secretary = sign_in(cast.secretary)
    assert "Requests to join" in secretary.get("/organisations/kuvitelma/").content.decode()
    secretary.post(f"{PLACE}{asked.pk}/", {"role": "owner"})
    assert Membership.objects.get(user=cast.outsider).role == MembershipRole.OWNER


def test_nobody_lets_themselves_in(cast: Cast, sign_in: SignIn) -> None:
    without_owner(cast)
    asked = ask(cast, cast.secretary)
    assert told() == []
    assert sign_in(cast.secretary).post(f"{PLACE}{asked.pk}/", {"role": "owner"}).status_code == 404
    with pytest.raises(PermissionDenied):
        accept_join_request(request=asked, role=MembershipRole.OWNER, by=cast.secretary, at=NOW)


def test_a_request_is_decided_once(cast: Cast, sign_in: SignIn) -> None:
    asked = ask(cast)
    decline_join_request(request=asked, by=cast.owner, at=NOW)
    with pytest.raises(RequestSettled):
        accept_join_request(request=asked, role=MembershipRole.EDITOR, by=cast.owner, at=NOW)
    assert sign_in(cast.owner).post(f"{PLACE}{asked.pk}/", {"role": "owner"}).status_code == 404


def test_accepting_a_request_of_somebody_who_is_a_member_keeps_their_role(cast: Cast, sign_in: SignIn) -> None:
    asked = ask(cast)
    Membership.objects.create(organisation=cast.organisation, user=cast.outsider, role=MembershipRole.READER)
    assert "Requests to join" not in sign_in(cast.owner).get("/organisations/kuvitelma/").content.decode()
    kept = accept_join_request(request=asked, role=MembershipRole.OWNER, by=cast.owner, at=NOW)
    assert kept.role == MembershipRole.READER


def test_a_person_asks_only_so_often(cast: Cast, sign_in: SignIn) -> None:
    places = [other_organisation(f"place-{n}", cast.owner) for n in range(MOST_BY_ONE_PERSON)]
    for organisation in places:
        ask_to_join(organisation=organisation, note="", by=cast.outsider, at=NOW)
    with pytest.raises(TooManyRequests):
        ask(cast)
    assert ask(cast, at=NOW + dt.timedelta(days=1, minutes=1))


def test_an_organisation_is_asked_only_so_often(cast: Cast) -> None:
    for number in range(MOST_TO_ONE_ORGANISATION):
        ask(cast, person(f"asks-{number}@example.org"))
    with pytest.raises(TooManyRequests):
        ask(cast)


def test_the_page_says_that_there_were_too_many_requests(cast: Cast, sign_in: SignIn) -> None:
    for number in range(MOST_BY_ONE_PERSON):
        organisation = other_organisation(f"place-{number}", cast.owner)
        ask_to_join(organisation=organisation, note="", by=cast.outsider, at=timezone.now())
    page = sign_in(cast.outsider).post(PLACE, {"note": "I manage it"}).content.decode()
    assert "So many requests have been made since yesterday that no more can be made today." in page
    assert 'value="I manage it"' in page
    assert not cast.organisation.join_requests.exists()


def test_a_note_that_is_too_long_is_refused_with_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.outsider).post(PLACE, {"note": "x" * 201}).content.decode()
    assert "x" * 201 in page
    assert not JoinRequest.objects.exists()


def test_the_inbox_shows_notices_about_organisations(cast: Cast, sign_in: SignIn) -> None:
    ask(cast)
    notice = Notice.objects.get()
    owner = sign_in(cast.owner)
    assert "Outsider asks to join Kuvitelma Cluster" in owner.get("/inbox/").content.decode()
    assert 'href="/organisations/kuvitelma/"' in owner.get(f"/inbox/{notice.pk}/").content.decode()
    Membership.objects.filter(user=cast.owner).delete()
    closed = owner.get(f"/inbox/{notice.pk}/").content.decode()
    assert "This organisation is not open to you any more." in closed


@pytest.mark.parametrize("waiting", [1, 3])
def test_the_page_of_an_organisation_asks_the_database_as_often_for_one_request_as_for_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Any, waiting: int
) -> None:
    for number in range(waiting):
        ask(cast, person(f"asks-{number}@example.org"))
    client = sign_in(cast.owner)
    with django_assert_num_queries(10):
        client.get("/organisations/kuvitelma/")
