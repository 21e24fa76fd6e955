"""The count of unread notices is right when two transactions notify the same people, and neither waits for ever."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.models import Assessment, MailChoice, Notice, User
from assessments.workflow.mail.digest import make_digests
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.inbox import mark_read
from assessments.workflow.mail.notices import Event
from tests.conftest import NOW, Beside, Cast


def tell(assessment: Assessment, *people: User) -> None:
    notify(event=Event.SENT_BACK, assessment=assessment, to=people, at=NOW)


def unread(user: User) -> int:
    return User.objects.get(pk=user.pk).unread


def test_two_transactions_that_notify_one_person_are_both_counted(live_cast: Cast, beside: Beside) -> None:
    assessment, reader = live_cast.draft(), live_cast.reader
    with transaction.atomic():
        tell(assessment, reader)
        other = beside(lambda: tell(assessment, reader))
    assert (other.exception(60), unread(reader)) == (None, 2)


def test_a_notice_added_while_others_are_marked_as_read_counts(live_cast: Cast, beside: Beside) -> None:
    assessment, reader = live_cast.draft(), live_cast.reader
    tell(assessment, reader)
    first = Notice.objects.get()
    with transaction.atomic():
        tell(assessment, reader)
        other = beside(lambda: mark_read(user=reader, at=NOW, notice=first))
    assert (other.exception(60), unread(reader)) == (None, 1)


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
