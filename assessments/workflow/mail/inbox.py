"""Notices in a person's inbox: counting them, marking them as read, and choosing when mail is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from assessments.models import MailChoice, Notice, User


def count_unread(people: Iterable[int]) -> None:
    """Recounts the unread notices of people (by primary key); called after adding notices or marking them as read.

    Must run in a transaction, which locks the people until it ends.
    """
    locked = locked_people(people)
    unread = Notice.objects.filter(user=OuterRef("pk"), read_at=None).order_by().values("user")
    counted = Subquery(unread.annotate(count=Count("pk")).values("count"))
    User.objects.filter(pk__in=locked).update(unread=Coalesce(counted, 0))


def locked_people(people: Iterable[int]) -> list[int]:
    """Locks people in the order of their primary keys, to avoid deadlocks.

    Only a statement that begins after the lock sees what the previous holder has stored. `no_key` allows others to
    insert rows that refer to these people.
    """
    users = User.objects.select_for_update(no_key=True).filter(pk__in=list(people)).order_by("pk")
    return list(users.values_list("pk", flat=True))


def lock_people(people: Iterable[User]) -> None:
    """Locks everybody who will be notified, before the first of several `notify` calls in a transaction.

    Each `notify` locks its people in order, but two calls in sequence could not keep one order.
    """
    locked_people(user.pk for user in people)


@transaction.atomic
def mark_read(*, user: User, at: dt.datetime, notice: Notice | None = None) -> int:
    """Marks one or all notices of `user` as read; returns how many were unread.

    This is a personal matter and leaves no audit row.
    """
    # The same order of locks as in the daily mail: the person first, then the notices.
    locked_people([user.pk])
    unread = Notice.objects.filter(user=user, read_at=None)
    if notice is not None:
        unread = unread.filter(pk=notice.pk)
    changed = unread.update(read_at=at)
    if changed:
        count_unread([user.pk])
    return changed


@transaction.atomic
def choose_mail(*, user: User, choice: MailChoice) -> None:
    """Sets when `user` wants mail. If that is not daily, notices waiting for the daily mail stay only in the inbox.

    This is a personal matter and leaves no audit row.
    """
    User.objects.filter(pk=user.pk).update(mail=choice)
    if choice != MailChoice.DAILY:
        Notice.objects.for_digest().filter(user=user).order_by().update(is_for_digest=False)
