"""Notifies people of events: once each, in their inbox and by mail as they chose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from assessments.models import Assessment, MailChoice, Notice, Organisation, User
from assessments.workflow.mail.addresses import notice_place, reply_address
from assessments.workflow.mail.inbox import count_unread
from assessments.workflow.mail.notices import Event, notice_words
from assessments.workflow.mail.outbox import queue_mail


def notify(
    *,
    event: Event,
    to: Iterable[User],
    at: dt.datetime,
    assessment: Assessment | None = None,
    organisation: Organisation | None = None,
    facts: Mapping[str, str] | None = None,
    reply_to: User | None = None,
    calendar: Callable[[], str] | None = None,
) -> None:
    """Notifies each of `to` of `event` of an assessment or an organisation, in the transaction of the event.

    `facts` are plain strings for the message's template, for example {"deadline": "2026-12-01"}; those named in `DATED`
    are ISO dates or times, which are formatted for each reader. `reply_to` receives replies instead of the person that
    the event suggests. `calendar` returns the calendar file for the mail, in the active language and time zone.
    """
    people = {user.pk: user for user in to if user.is_active}.values()
    with transaction.atomic():
        for user in people:
            notice = Notice(
                user=user, assessment=assessment, organisation=organisation, event=event, facts=dict(facts or {}), at=at
            )
            if user.mail == MailChoice.DAILY:
                notice.is_for_digest, notice.calendar = True, _written_in(user, calendar)
            if user.mail == MailChoice.AT_ONCE:
                notice.mail = queue_mail(
                    to=user.email,
                    name=user.name,
                    language=user.language,
                    words=notice_words(notice, user.language),
                    link=settings.SITE_ADDRESS + notice_place(notice),
                    at=at,
                    user=user,
                    assessment=assessment,
                    reply_to=reply_to.email if reply_to else reply_address(event, assessment, user),
                    calendar=_written_in(user, calendar),
                )
            notice.save()
        count_unread(user.pk for user in people)


def _written_in(reader: User, calendar: Callable[[], str] | None) -> str:
    if calendar is None:
        return ""
    with translation.override(reader.language), timezone.override(reader.time_zone):
        return calendar()
