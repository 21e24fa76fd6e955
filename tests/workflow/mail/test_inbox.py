"""The inbox pages, mail preferences, and the page of mail that was not sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessments.access import is_outsider, roles_of, subjects_open_to
from assessments.models import MailChoice, MailState, Notice, OutboxMail, Status, User
from assessments.models.mailing import LEASE
from assessments.views.inbox import ON_A_PAGE
from assessments.workflow.impartiality import assign_assessor
from assessments.workflow.mail.addresses import readable_notices
from assessments.workflow.mail.delivery import DELAYS
from assessments.workflow.mail.digest import make_digests
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.inbox import choose_mail
from assessments.workflow.mail.notices import Event
from tests.conftest import NOW, Cast, delivered
from tests.team_pages import text_of

type SignIn = Callable[[User], Client]
type CountQueries = Callable[[int], Any]


@pytest.fixture
def tell(cast: Cast) -> Callable[..., None]:
    assessment = cast.draft()

    def told(*people: User, event: Event = Event.WITHDRAWN, **facts: str) -> None:
        notify(event=event, assessment=assessment, to=people, at=timezone.now(), facts=facts)

    return told


def test_a_message_is_new_until_it_is_opened_and_leads_to_its_place(
    cast: Cast, sign_in: SignIn, tell: Callable[..., None]
) -> None:
    tell(cast.reader, reason="<i>Merged</i>")
    client = sign_in(cast.reader)
    page = text_of(client.get("/inbox/"))
    assert "FI-2026-001: Kuvitelma Cluster has withdrawn</a> <span" in page
    assert 'Inbox <span class="count">1<span class="visually-hidden"> unread</span></span>' in page
    page = text_of(client.get(f"/inbox/{Notice.objects.get().pk}/"))
    assert "It ends without a decision.<br>" not in page
    assert "Reason: &lt;i&gt;Merged&lt;/i&gt;" in page
    assert ('href="/assessments/FI-2026-001/">Go there' in page, 'class="count"' in page) == (True, False)
    assert 'class="count"' not in text_of(client.get("/inbox/"))


def test_a_message_about_what_is_closed_to_its_reader_by_now_names_nothing(
    cast: Cast, sign_in: SignIn, tell: Callable[..., None]
) -> None:
    tell(cast.reader, reason="Merged")
    cast.reader.memberships.all().delete()
    client = sign_in(cast.reader)
    pages = [text_of(client.get(place)) for place in ("/inbox/", f"/inbox/{Notice.objects.get().pk}/")]
    for page in pages:
        assert "A message that is not open to you any more" in page
        assert [word for word in ("Kuvitelma", "FI-2026-001", "Merged", "Go there") if word in page] == []
    assert "This assessment is not open to you any more." in pages[1]
    choose_mail(user=cast.reader, choice=MailChoice.DAILY)
    Notice.objects.update(read_at=None, is_for_digest=True)
    assert make_digests(today=NOW.date(), at=NOW) == 0


def test_messages_are_open_to_whom_their_assessment_is_not_hidden_from(
    cast: Cast, django_assert_num_queries: CountQueries
) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=NOW)
    cast.reader.memberships.all().delete()
    people = (cast.owner, cast.reader, cast.assessor, cast.other_assessor, cast.secretary, cast.outsider)
    notify(event=Event.WITHDRAWN, assessment=assessment, to=people, at=NOW)
    told = list(Notice.objects.filter(event=Event.WITHDRAWN).with_subject())
    for person in people:
        with django_assert_num_queries(1 + person.is_assessor):
            open_ones = subjects_open_to(person, told)
        assert open_ones == ({row.pk for row in told} if not is_outsider(roles_of(person, assessment)) else set())
    released = Notice.objects.filter(event=Event.RELEASED, user=cast.assessor).with_subject()
    assert readable_notices(cast.assessor, released) == {row.pk for row in released} != set()


def test_everything_is_marked_as_read_at_once(cast: Cast, sign_in: SignIn, tell: Callable[..., None]) -> None:
    for event in (Event.WITHDRAWN, Event.HANDED_IN):
        tell(cast.reader, cast.editor, event=event)
    client = sign_in(cast.reader)
    page = text_of(client.post("/inbox/read/", follow=True))
    assert ('class="count"' in page, "Mark all as read" in page) == (False, False)
    assert [User.objects.get(pk=user.pk).unread for user in (cast.reader, cast.editor)] == [0, 2]


def test_the_inbox_speaks_the_language_of_the_page(cast: Cast, sign_in: SignIn, tell: Callable[..., None]) -> None:
    tell(cast.reader, event=Event.DECIDED, decision="label")
    cast.reader.language = "fi"
    cast.reader.save()
    client = sign_in(cast.reader)
    assert '<html lang="fi">' in text_of(client.get("/inbox/"))
    assert "Kuvitelma Cluster: päätös" in text_of(client.get("/inbox/"))


def test_the_inbox_takes_the_same_queries_at_one_and_three_and_has_pages(
    cast: Cast, sign_in: SignIn, tell: Callable[..., None], django_assert_num_queries: CountQueries
) -> None:
    client = sign_in(cast.reader)
    tell(cast.reader)
    with django_assert_num_queries(5):
        client.get("/inbox/")
    for event in (Event.HANDED_IN, Event.FINISHED):
        tell(cast.reader, event=event)
    with django_assert_num_queries(5):
        page = text_of(client.get("/inbox/"))
    assert "Page 1 of" not in page
    for _ in range(30):
        tell(cast.reader)
    page = text_of(client.get("/inbox/"))
    assert (page.count("has withdrawn"), "Page 1 of 2" in page) == (30, True)


def test_the_choice_is_stored_and_an_invalid_one_is_refused(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.reader)
    assert "Select a valid choice. often is not one of the available choices." in text_of(
        client.post("/inbox/mail/", {"mail": "often"})
    )
    page = text_of(client.post("/inbox/mail/", {"mail": "daily"}, follow=True))
    assert "What is not read yet also comes by mail, once a day." in page
    assert User.objects.get(pk=cast.reader.pk).mail == "daily"


def stuck(cast: Cast, tell: Callable[..., None]) -> OutboxMail:
    """A mail whose worker died while sending it."""
    tell(cast.reader)
    row = OutboxMail.objects.latest("pk")
    OutboxMail.objects.filter(pk=row.pk).update(
        state=MailState.SENDING, attempts=1, claimed_at=timezone.now() - LEASE - dt.timedelta(seconds=1)
    )
    return row


def test_a_mail_of_unknown_delivery_is_shown_as_such_and_sent_again_once(
    cast: Cast, sign_in: SignIn, tell: Callable[..., None]
) -> None:
    row = stuck(cast, tell)
    client = sign_in(cast.secretary)
    assert 'Mail on its way <span class="count">1<' in text_of(client.get("/desk/"))
    page = text_of(client.get("/desk/mail/"))
    unknown, rest = page.split('id="refused"')
    assert ("reader@example.org" in unknown, "reader@example.org" in rest) == (True, False)
    for said in ("The mail goes out again.", "Nothing was changed: this mail has moved on meanwhile."):
        page = text_of(client.post(f"/desk/mail/{row.pk}/again/", {"attempt": 1}, follow=True))
        assert said in page
    assert [message.to for message in delivered()] == [["reader@example.org"]]


def test_a_mail_that_is_closed_is_sent_by_nobody_and_loses_its_words(
    cast: Cast, sign_in: SignIn, tell: Callable[..., None]
) -> None:
    row = stuck(cast, tell)
    client = sign_in(cast.secretary)
    assert "Nothing was changed" in text_of(client.post(f"/desk/mail/{row.pk}/close/", {}, follow=True))
    page = text_of(client.post(f"/desk/mail/{row.pk}/close/", {"attempt": 1}, follow=True))
    assert "The mail is closed. Nobody will send it." in page
    row.refresh_from_db()
    assert (row.state, row.text, delivered()) == (MailState.CLOSED, "", [])


def test_the_page_of_mail_takes_the_same_queries_at_one_and_three(
    cast: Cast, sign_in: SignIn, tell: Callable[..., None], django_assert_num_queries: CountQueries
) -> None:
    client = sign_in(cast.secretary)

    def one_of_each() -> None:
        stuck(cast, tell)
        OutboxMail.objects.filter(pk=stuck(cast, tell).pk).update(state=MailState.REFUSED)
        tell(cast.owner)

    one_of_each()
    with django_assert_num_queries(8):
        client.get("/desk/mail/")
    for _ in range(2):
        one_of_each()
    with django_assert_num_queries(8):
        client.get("/desk/mail/")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("unknown", {"state": MailState.UNKNOWN}),
        ("refused", {"state": MailState.REFUSED}),
        ("on_its_way", {"state": MailState.WAITING}),
    ],
)
def test_all_mail_that_is_stuck_or_waits_can_be_reached(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: CountQueries, name: str, values: dict[str, Any]
) -> None:
    OutboxMail.objects.bulk_create(
        OutboxMail(to=f"to-{number}@example.org", subject="?", message_id=f"<{number}@b>", queued_at=NOW, **values)
        for number in range(ON_A_PAGE + 1)
    )
    client = sign_in(cast.secretary)
    first = text_of(client.get("/desk/mail/"))
    assert (">to-0@" in first, f">to-{ON_A_PAGE}@" in first, first.count("Page 1 of 2")) == (True, False, 1)
    assert f'href="?{name}=2#' in first
    # Of the other two lists only the count is read: it is zero.
    with django_assert_num_queries(6):
        second = text_of(client.get(f"/desk/mail/?{name}=2"))
    assert (">to-0@" in second, f">to-{ON_A_PAGE}@" in second) == (False, True)


def test_the_words_about_mail_that_was_not_sent_agree_with_the_delays(cast: Cast, sign_in: SignIn) -> None:
    assert sum(DELAYS, dt.timedelta()) == dt.timedelta(hours=17, minutes=21)
    client = sign_in(cast.secretary)
    assert "or could not be reached for more than 17 hours. They did not arrive." in text_of(client.get("/desk/mail/"))
    client.post("/language/", {"language": "fi"})
    assert "tai siihen ei saatu yhteyttä yli 17 tuntiin. Ne eivät menneet perille." in text_of(
        client.get("/desk/mail/")
    )
