"""The states of a mail in the outbox: the server's reply decides, and retries follow a schedule."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.tasks.base import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.models import Assessment, MailState, OutboxMail, User
from assessments.workflow.mail.delivery import AT_A_TIME, DELAYS, deliver_due
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.notices import Event
from assessments.workflow.mail.outbox import send_mail_again
from tests.conftest import NOW, Cast
from tests.mail_server import MailServer, mail_server


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    """A mail server on the loopback interface, used by the site."""
    with mail_server() as started:
        options = {"host": "127.0.0.1", "port": started.port, "timeout": 5}
        settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
        yield started


def tell(cast: Cast, assessment: Assessment, *people: User) -> None:
    notify(event=Event.SENT_BACK, assessment=assessment, to=people or [cast.assessor], at=timezone.now())


CASES = [
    ({}, MailState.SENT, 1),
    ({"connect": "421 busy"}, MailState.WAITING, 0),
    ({"mail": "451 later"}, MailState.WAITING, 0),
    ({"mail": "550 never"}, MailState.REFUSED, 0),
    ({"rcpt": "450 greylisted"}, MailState.WAITING, 0),
    ({"rcpt": "550 nobody"}, MailState.REFUSED, 0),
    ({"data": "452 full"}, MailState.WAITING, 0),
    ({"accepted": "451 later"}, MailState.WAITING, 0),
    ({"accepted": "554 spam"}, MailState.REFUSED, 0),
    ({"accepted": ""}, MailState.SENDING, 0),
    ({"quit": ""}, MailState.SENT, 1),
    ({"quit": "421 busy"}, MailState.SENT, 1),
]


@pytest.mark.parametrize(("answers", "state", "accepted"), CASES, ids=lambda value: str(value)[:30])
def test_the_servers_reply_decides(
    cast: Cast, server: MailServer, answers: dict[str, str], state: MailState, accepted: int
) -> None:
    if answers == {"accepted": ""}:
        # The mail arrives but the reply does not: its delivery is unknown.
        state = MailState.UNKNOWN
        answers = {"accepted": "x"}
    tell(cast, cast.draft())
    server.answers = answers
    assert deliver_due(now=lambda: NOW) == accepted
    found = OutboxMail.objects.get()
    assert (found.state, len(server.accepted), found.attempts) == (state, accepted, 1)
    assert found.due_at == (NOW + DELAYS[0] if state == MailState.WAITING else None)
    assert (found.text == "") == (state == MailState.SENT)


def test_a_connection_that_breaks_off_leaves_a_mail_of_unknown_delivery_that_is_not_sent_again(
    cast: Cast, server: MailServer
) -> None:
    tell(cast, cast.draft())
    server.answers = {"data": ""}
    deliver_due(now=lambda: NOW)
    server.answers = {}
    assert deliver_due(now=lambda: NOW + dt.timedelta(days=30)) == 0
    assert [row.state for row in OutboxMail.objects.of_unknown_delivery(NOW)] == [MailState.UNKNOWN]
    assert server.accepted == []


def test_retries_wait_longer_each_time_keep_the_message_id_and_end(cast: Cast, server: MailServer) -> None:
    tell(cast, cast.draft())
    server.answers = {"rcpt": "450 later"}

    def deliver_at(moment: dt.datetime) -> OutboxMail:
        deliver_due(now=lambda: moment)
        return OutboxMail.objects.get()

    at, waits = NOW, []
    while (row := deliver_at(at)).due_at and row.state == MailState.WAITING:
        waits.append(row.due_at - at)
        # A moment too early, nothing happens.
        assert deliver_at(row.due_at - dt.timedelta(seconds=1)).attempts == row.attempts
        at = row.due_at
    assert (tuple(waits), row.state, row.attempts) == (DELAYS, MailState.REFUSED, len(DELAYS) + 1)
    server.answers = {}
    send_mail_again(mail=row, attempt=row.attempts, by=cast.secretary, at=at)
    deliver_at(at)
    assert server.accepted == [row.message_id]


def unreachable(settings: Any) -> None:
    """Makes the mail server unreachable from now on."""
    options = {"host": "127.0.0.1", "port": 9}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


def test_when_the_server_cannot_be_reached_the_others_keep_their_attempts(cast: Cast, settings: Any) -> None:
    unreachable(settings)
    tell(cast, cast.draft(), cast.owner, cast.editor, cast.reader)
    assert deliver_due(now=lambda: NOW) == 0
    assert list(OutboxMail.objects.order_by("pk").values_list("state", "attempts")) == [
        (MailState.WAITING, 1),
        (MailState.WAITING, 0),
        (MailState.WAITING, 0),
    ]


def test_what_waits_behind_an_unreachable_server_goes_out_with_the_next_mail_it_takes(
    cast: Cast, settings: Any, server: MailServer
) -> None:
    reachable = settings.MAILERS
    unreachable(settings)
    tell(cast, cast.draft(), cast.owner, cast.editor, cast.reader)
    deliver_due(now=lambda: NOW)
    # A minute later there is one more attempt, with the same mail.
    later = NOW + DELAYS[0]
    deliver_due(now=lambda: later)
    attempts = OutboxMail.objects.order_by("pk").values_list("attempts", flat=True)
    assert list(attempts.all()) == [2, 0, 0]
    settings.MAILERS = reachable
    tell(cast, Assessment.objects.get(), cast.secretary)
    assert deliver_due(now=lambda: later) == 3
    assert list(attempts.all()) == [2, 1, 1, 1]
    assert deliver_due(now=lambda: later + DELAYS[1]) == 1


def test_the_mail_that_probes_an_unreachable_server_is_given_up_and_the_next_one_probes(
    cast: Cast, settings: Any
) -> None:
    unreachable(settings)
    tell(cast, cast.draft(), cast.owner, cast.editor)
    at = NOW
    for delay in DELAYS:
        deliver_due(now=lambda moment=at: moment)
        at += delay
    deliver_due(now=lambda: at)
    first, second = OutboxMail.objects.order_by("pk")
    assert (first.state, first.attempts) == (MailState.REFUSED, len(DELAYS) + 1)
    assert (second.state, second.attempts, second.due_at) == (MailState.WAITING, 0, at + DELAYS[0])


def test_only_a_limited_number_is_sent_at_a_time(cast: Cast) -> None:
    tell(cast, cast.draft(), cast.owner, cast.editor, cast.reader)
    assert [deliver_due(now=lambda: NOW, at_most=2) for _ in range(3)] == [2, 1, 0]


def test_an_invalid_address_is_refused_and_does_not_stop_other_mail(cast: Cast, server: MailServer) -> None:
    tell(cast, cast.draft(), cast.owner, cast.editor)
    first = OutboxMail.objects.order_by("pk")[0]
    OutboxMail.objects.filter(pk=first.pk).update(to="nobody at all")
    assert deliver_due(now=lambda: NOW) == 1
    first.refresh_from_db()
    assert (first.state, "nobody at all" in first.error) == (MailState.REFUSED, True)


# The second one makes Python's email package fail with an exception other than ValueError.
@pytest.mark.parametrize("fault", [{"reply_to": "two\nlines@example.org"}, {"to": "a@[b"}])
def test_a_mail_that_cannot_be_built_is_refused_and_does_not_stop_other_mail(
    cast: Cast, server: MailServer, fault: dict[str, str]
) -> None:
    tell(cast, cast.draft(), cast.owner, cast.editor)
    first, second = OutboxMail.objects.order_by("pk")
    OutboxMail.objects.filter(pk=first.pk).update(**fault)
    assert deliver_due(now=lambda: NOW) == 1
    first.refresh_from_db()
    assert (first.state, first.error != "", server.accepted) == (MailState.REFUSED, True, [second.message_id])


def test_the_command_goes_on_after_a_batch_of_which_nothing_was_accepted(cast: Cast, server: MailServer) -> None:
    OutboxMail.objects.bulk_create(
        OutboxMail(to="nobody at all", subject="?", text="?", message_id=f"<{number}@example.org>", queued_at=NOW)
        for number in range(AT_A_TIME)
    )
    tell(cast, cast.draft(), cast.reader)
    output = io.StringIO()
    call_command("send_mail", stdout=output)
    assert output.getvalue() == f"1 sent, 0 waiting, {AT_A_TIME} to settle\n"


@pytest.fixture
def kept_work(settings: Any) -> None:
    """Tasks wait in the database, as on a real site, until a worker takes them."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def test_the_worker_comes_back_to_an_unreachable_server_without_costing_the_others_an_attempt(
    live_cast: Cast, settings: Any, server: MailServer, kept_work: None
) -> None:
    reachable = settings.MAILERS
    unreachable(settings)
    tell(live_cast, live_cast.draft(), live_cast.owner, live_cast.editor, live_cast.reader)
    attempts = OutboxMail.objects.order_by("pk").values_list("attempts", flat=True)
    ahead = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    for number, delay in enumerate(DELAYS[:3], start=1):
        begun = timezone.now()
        call_command("run_worker", "--once")
        assert list(attempts.all()) == [number, 0, 0]
        (task,) = ahead.all()
        assert begun + delay <= task.run_after <= timezone.now() + delay
        # Times are changed instead of waiting.
        ahead.update(run_after=timezone.now())
        OutboxMail.objects.update(due_at=timezone.now())
    settings.MAILERS = reachable
    call_command("run_worker", "--once")
    assert (list(attempts.all()), len(server.accepted), ahead.count()) == ([4, 1, 1], 3, 0)
