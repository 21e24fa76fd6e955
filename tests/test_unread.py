"""The count of unread notices stays right when two transactions tell the same people, and neither waits for ever."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from conftest import NOW, Cast
from django.db import connection, transaction

from assessments.models import Assessment, MailChoice, Notice, Status, User
from assessments.workflow import object_to_assessor, rule_on_objection
from assessments.workflow.notifying import Event, count_unread, make_digests, mark_read, notify

# For so long another connection is given to run into what this one has locked.
A_WHILE = 1

type Beside = Callable[[Callable[[], object]], Future[object]]


@pytest.fixture
def beside() -> Iterator[Beside]:
    """Begins work on a connection of its own."""
    with ThreadPoolExecutor(1) as pool:

        def begin(work: Callable[[], object]) -> Future[object]:
            def finish() -> object:
                try:
                    return work()
                finally:
                    connection.close()

            begun = pool.submit(finish)
            time.sleep(A_WHILE)
            assert not begun.done()
            return begun

        yield begin


def tell(assessment: Assessment, *people: User) -> None:
    notify(event=Event.SENT_BACK, assessment=assessment, to=people, at=NOW)


def unread(user: User) -> int:
    return User.objects.get(pk=user.pk).unread


def test_two_who_tell_the_same_person_at_once_count_both(live_cast: Cast, beside: Beside) -> None:
    assessment, reader = live_cast.draft(), live_cast.reader
    with transaction.atomic():
        tell(assessment, reader)
        other = beside(lambda: tell(assessment, reader))
    assert (other.exception(60), unread(reader)) == (None, 2)


def test_what_is_told_while_something_is_marked_as_read_counts(live_cast: Cast, beside: Beside) -> None:
    assessment, reader = live_cast.draft(), live_cast.reader
    tell(assessment, reader)
    first = Notice.objects.get()
    with transaction.atomic():
        tell(assessment, reader)
        other = beside(lambda: mark_read(user=reader, at=NOW, notice=first))
    assert (other.exception(60), unread(reader)) == (None, 1)


def test_people_are_locked_by_their_keys_in_order(live_cast: Cast, beside: Beside) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite locks no rows")
    first, last = live_cast.owner, live_cast.reader
    # A row that is written anew stands behind the others.
    User.objects.filter(pk=first.pk).update(name="Written anew")
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=first.pk)

        def count() -> None:
            with transaction.atomic():
                count_unread([last.pk, first.pk])

        other = beside(count)
        # Whoever waits for the first has not locked the last yet.
        assert User.objects.select_for_update(nowait=True).get(pk=last.pk) == last
    assert other.exception(60) is None


def test_reading_does_not_wait_for_a_daily_mail_that_waits_for_it(live_cast: Cast, beside: Beside) -> None:
    reader = live_cast.reader
    User.objects.filter(pk=reader.pk).update(mail=MailChoice.DAILY)
    reader.refresh_from_db()
    tell(live_cast.draft(), reader)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=reader.pk)
        other = beside(lambda: mark_read(user=reader, at=NOW))
        assert make_digests(today=dt.date(2026, 10, 2), at=NOW) == 1
    assert (other.exception(60), unread(reader)) == (None, 0)


def test_who_is_told_of_two_events_at_once_is_locked_before_the_first(live_cast: Cast, beside: Beside) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite locks no rows")
    assessment = live_cast.in_state(Status.INTERVIEW)
    object_to_assessor(assessment=assessment, reason="A rival", by=live_cast.owner, at=NOW)

    def rule() -> None:
        rule_on_objection(assessment=assessment, ruling="upheld", reason="So", by=live_cast.secretary, at=NOW)

    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=live_cast.owner.pk)
        other = beside(rule)
        # The assessor is told of the release before the owner, whose key is lower, is told of the ruling.
        User.objects.select_for_update(no_key=True, nowait=True).get(pk=live_cast.assessor.pk)
    assert other.exception(60) is None
