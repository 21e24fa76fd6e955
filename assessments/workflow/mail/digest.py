"""The daily mail for people who want one."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from assessments.models import Assessment, Notice, User
from assessments.workflow.mail.addresses import readable_notices
from assessments.workflow.mail.inbox import locked_people
from assessments.workflow.mail.notices import notice_words
from assessments.workflow.mail.outbox import queue_mail
from assessments.workflow.mail.words import Words, words_of
from criteria.formatting import format_date


@transaction.atomic
def leave_out_of_digest(*, user: User, assessment: Assessment) -> None:
    """Removes notices about an assessment that is now closed to `user` from their next daily mail.

    They stay in the inbox. No audit row: the change that closes the assessment has one.
    """
    locked_people([user.pk])
    waiting = Notice.objects.for_digest().filter(user=user, assessment=assessment).order_by()
    waiting.update(is_for_digest=False, calendar="")


def make_digests(*, today: dt.date, at: dt.datetime) -> int:
    """Queues the daily mail of everybody who wants one and has unread notices; returns how many.

    Each person gets at most one per day, however often this runs.
    """
    waiting = Notice.objects.for_digest().order_by().values_list("user", flat=True).distinct()
    return sum(_make_digest(number, today, at) for number in waiting)


@transaction.atomic
def _make_digest(number: int, today: dt.date, at: dt.datetime) -> bool:
    # A concurrent run waits here and then finds nothing left.
    user = User.objects.select_for_update(no_key=True).get(pk=number)
    if not user.is_active or user.mails.filter(digest_day=today).exists():
        return False
    waiting = Notice.objects.for_digest().filter(user=user).with_subject()
    readable = readable_notices(user, waiting)
    notices = [notice for notice in waiting if notice.pk in readable]
    if not notices:
        return False
    words = _digest_words(notices, user)
    mail = queue_mail(
        to=user.email,
        name=user.name,
        language=user.language,
        words=words,
        link=settings.SITE_ADDRESS + reverse("inbox"),
        at=at,
        user=user,
        digest_day=today,
        calendar="".join(notice.calendar for notice in notices),
    )
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mail=mail, calendar="")
    return True


def _digest_words(notices: list[Notice], reader: User) -> Words:
    zone, language = ZoneInfo(reader.time_zone), reader.language
    items = [
        {"words": notice_words(notice, language), "day": format_date(timezone.localdate(notice.at, zone), language)}
        for notice in notices
    ]
    with translation.override(language):
        return words_of("digest", {"items": items, "count": len(items)})
