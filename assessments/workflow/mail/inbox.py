"""Notices in a person's inbox: counted, marked as read, and whether mail comes with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from assessments.models import MailChoice, Notice, User


def count_unread(people: Iterable[int]) -> None:
    """Counts the unread notices of people (their keys) anew; whoever makes notices or marks them as read does so.

    Needs a transaction. Nobody else counts for them until it ends.
    """
    locked = locked_people(people)
    unread = Notice.objects.filter(user=OuterRef("pk"), read_at=None).order_by().values("user")
    counted = Subquery(unread.annotate(count=Count("pk")).values("count"))
    User.objects.filter(pk__in=locked).update(unread=Coalesce(counted, 0))


def locked_people(people: Iterable[int]) -> list[int]:
    """Locks people, by their keys in order, so that two who lock several never wait for each other.

    Only a statement that begins after the lock sees what whoever held it before has stored. Without `no_key` it would
    also keep everybody from storing rows that only refer to these people.
    """
    users = User.objects.select_for_update(no_key=True).filter(pk__in=list(people)).order_by("pk")
    return list(users.values_list("pk", flat=True))


def lock_people(people: Iterable[User]) -> None:
    """For whoever tells different people of several events in one transaction: with all of them, before the first.

    `notify` locks those it tells in order; two calls after one another could not keep to one order.
    """
    locked_people(user.pk for user in people)


@transaction.atomic
def mark_read(*, user: User, at: dt.datetime, notice: Notice | None = None) -> int:
    """Notes that `user` has read a notice of theirs, or all of them; returns how many were unread.

    It is a mark of their own and leaves no audit row.
    """
    # The daily mail locks its person before their notices too.
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
    """When `user` wants mail. What waits for a daily mail stays in the inbox alone once no daily mail is wanted.

    It is a choice of their own and leaves no audit row.
    """
    User.objects.filter(pk=user.pk).update(mail=choice)
    if choice != MailChoice.DAILY:
        Notice.objects.for_digest().filter(user=user).order_by().update(is_for_digest=False)
