"""Tells people what concerns them: each event once, in their inbox and by mail as they chose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone, translation

from assessments.impartiality import read_standing
from assessments.models import Assessment, MailChoice, MembershipRole, Notice, Organisation, User
from assessments.workflow.dated import written_out
from assessments.workflow.mailing import Words, queue_mail, words_of
from criteria.formatting import format_date
from criteria.loader import load_edition


class Event(StrEnum):
    """What can happen that concerns somebody. Each has its words in templates/mail/events."""

    HANDED_IN = "handed_in"
    ASSIGNED = "assigned"
    RELEASED = "released"
    DECLARED = "declared"
    OBJECTED = "objected"
    RULED = "ruled"
    INTERVIEW_SET = "interview_set"
    INTERVIEW_MOVED = "interview_moved"
    INTERVIEW_CANCELLED = "interview_cancelled"
    QUESTION_ASKED = "question_asked"
    QUESTION_ANSWERED = "question_answered"
    QUESTION_RESOLVED = "question_resolved"
    FINISHED = "finished"
    DECIDED = "decided"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"
    HANDED_OVER = "handed_over"
    MADE_OWNER = "made_owner"
    REPORT_READY = "report_ready"
    LABEL_ENDS = "label_ends"


# The page where the event is dealt with; the assessment's own for all others.
PLACES: Final[Mapping[Event, str]] = {
    Event.RELEASED: "home",
    Event.DECLARED: "impartiality",
    Event.OBJECTED: "impartiality",
    Event.QUESTION_ASKED: "question",
    Event.QUESTION_ANSWERED: "question",
    Event.QUESTION_RESOLVED: "question",
    Event.HANDED_OVER: "team",
    Event.REPORT_READY: "reports",
}
ABOUT_AN_INDICATOR: Final = ("question", "team")
# What the cluster and its assessor settle between themselves; answers to all other mail go to the secretariat.
BETWEEN_THEM: Final = frozenset(
    {
        Event.INTERVIEW_SET,
        Event.INTERVIEW_MOVED,
        Event.INTERVIEW_CANCELLED,
        Event.QUESTION_ASKED,
        Event.QUESTION_ANSWERED,
        Event.QUESTION_RESOLVED,
    }
)


def notify(
    *,
    event: Event,
    assessment: Assessment,
    to: Iterable[User],
    at: dt.datetime,
    facts: Mapping[str, str] | None = None,
    reply_to: User | None = None,
    calendar: Callable[[], str] | None = None,
) -> None:
    """Queues the message about `event` for each of `to`, in the transaction that made it happen.

    `facts` are plain words for the message's template, for example {"deadline": "2026-12-01"}; what `dated.DATED` names
    is a day or a moment in ISO form and is written out in each reader's language. `reply_to`: who is to read answers,
    if not whom the event itself suggests. `calendar` writes the calendar file that goes with the mail, at once or
    daily, in the language in force.
    """
    people = {user.pk: user for user in to if user.is_active}.values()
    with transaction.atomic():
        for user in people:
            notice = Notice(user=user, assessment=assessment, event=event, facts=dict(facts or {}), at=at)
            if user.mail == MailChoice.DAILY:
                notice.is_for_digest, notice.calendar = True, _written_in(user.language, calendar)
            if user.mail == MailChoice.AT_ONCE:
                answers_to = reply_to.email if reply_to else _reply_address(event, assessment, user)
                notice.mail = queue_mail(
                    to=user.email,
                    name=user.name,
                    language=user.language,
                    words=notice_words(notice, user.language),
                    link=settings.SITE_ADDRESS + notice_place(notice),
                    at=at,
                    user=user,
                    assessment=assessment,
                    reply_to=answers_to,
                    calendar=_written_in(user.language, calendar),
                )
            notice.save()
        count_unread(user.pk for user in people)


def _written_in(language: str, calendar: Callable[[], str] | None) -> str:
    if calendar is None:
        return ""
    with translation.override(language):
        return calendar()


def _reply_address(event: Event, assessment: Assessment, user: User) -> str:
    """The other side's address where the two settle it between themselves; blank means the secretariat."""
    if event not in BETWEEN_THEM:
        return ""
    assessors = assessors_of(assessment)
    if user in assessors:
        owner = owners_of(assessment.organisation).first()
        return owner.email if owner else ""
    return assessors[0].email if assessors else ""


def count_unread(people: Iterable[int]) -> None:
    """Counts the unread notices of people (their keys) anew; whoever makes notices or marks them as read does so.

    Needs a transaction. Nobody else counts for them until it ends.
    """
    locked = _locked(people)
    unread = Notice.objects.filter(user=OuterRef("pk"), read_at=None).order_by().values("user")
    counted = Subquery(unread.annotate(count=Count("pk")).values("count"))
    User.objects.filter(pk__in=locked).update(unread=Coalesce(counted, 0))


def _locked(people: Iterable[int]) -> list[int]:
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
    _locked(user.pk for user in people)


def owners_of(organisation: Organisation) -> QuerySet[User]:
    """The owners of the organisation who can sign in, by their time as members."""
    return _members(organisation, (MembershipRole.OWNER,))


def writers_of(organisation: Organisation) -> QuerySet[User]:
    """Its owners and editors who can sign in."""
    return _members(organisation, (MembershipRole.OWNER, MembershipRole.EDITOR))


def _members(organisation: Organisation, roles: Iterable[MembershipRole]) -> QuerySet[User]:
    return User.objects.filter(
        is_active=True, memberships__organisation=organisation, memberships__role__in=roles
    ).order_by("memberships__pk")


def assessors_of(assessment: Assessment) -> list[User]:
    """Who assesses it now."""
    return list(
        User.objects.filter(is_active=True, assignments__assessment=assessment, assignments__ended_at=None).order_by(
            "assignments__pk"
        )
    )


def open_assessors_of(assessment: Assessment) -> list[User]:
    """Who assesses it now and may read it; before they have declared, or while something blocks, nothing is theirs."""
    assignments = assessment.assignments.filter(ended_at=None, assessor__is_active=True).select_related("assessor")
    standings = (read_standing(assignment, assessment) for assignment in assignments.order_by("pk"))
    return [standing.assignment.assessor for standing in standings if standing.is_open]


def secretariat_of(assessment: Assessment) -> QuerySet[User]:
    """Who of the secretariat may act on it: nobody of the organisation, and nobody who assesses it."""
    return (
        User.objects.filter(is_secretariat=True, is_active=True)
        .exclude(memberships__organisation=assessment.organisation_id)
        .exclude(pk__in=[assessor.pk for assessor in assessors_of(assessment)])
        .order_by("pk")
    )


def notice_words(notice: Notice, language: str) -> Words:
    """What a notice says in `language` ("en" or "fi")."""
    assessment = notice.assessment
    facts = {name: written_out(name, fact, language) for name, fact in notice.facts.items()}
    edition = load_edition(assessment.edition)
    if (key := notice.facts.get("indicator")) in edition.by_key:
        facts["indicator"] = f"{key} {edition.indicator(key).title.in_language(language)}"
    facts |= {"cluster": assessment.organisation.name, "reference": assessment.reference, "site": settings.SITE_ADDRESS}
    with translation.override(language):
        return words_of(notice.event, facts)


def notice_place(notice: Notice) -> str:
    """The address, without the site, where a notice is dealt with."""
    place = PLACES.get(Event(notice.event), "assessment")
    if place == "home":
        return reverse(place)
    about = [notice.facts["indicator"]] if place in ABOUT_AN_INDICATOR else []
    return reverse(place, args=[notice.assessment.reference, *about])


@transaction.atomic
def mark_read(*, user: User, at: dt.datetime, notice: Notice | None = None) -> int:
    """Notes that `user` has read a notice of theirs, or all of them; returns how many were unread.

    It is a mark of their own and leaves no audit row.
    """
    # The daily mail locks its person before their notices too.
    _locked([user.pk])
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


@transaction.atomic
def leave_out_of_digest(*, user: User, assessment: Assessment) -> None:
    """What waits for the daily mail of `user` about an assessment that is closed to them now stays in the inbox alone.

    It is no change of the assessment and leaves no audit row; the one that closes it does.
    """
    _locked([user.pk])
    waiting = Notice.objects.for_digest().filter(user=user, assessment=assessment).order_by()
    waiting.update(is_for_digest=False, calendar="")


def make_digests(*, today: dt.date, at: dt.datetime) -> int:
    """Queues the daily mail of everybody who wants one and has not read everything; returns how many.

    Nobody gets two for one day, however often this runs.
    """
    waiting = Notice.objects.for_digest().order_by().values_list("user", flat=True).distinct()
    return sum(_make_digest(number, today, at) for number in waiting)


@transaction.atomic
def _make_digest(number: int, today: dt.date, at: dt.datetime) -> bool:
    # Whoever else makes digests at this moment waits here and then finds nothing left.
    user = User.objects.select_for_update(no_key=True).get(pk=number)
    if not user.is_active or user.mails.filter(digest_day=today).exists():
        return False
    notices = list(Notice.objects.for_digest().filter(user=user).select_related("assessment__organisation"))
    if not notices:
        return False
    words = _digest_words(notices, user.language)
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


def _digest_words(notices: list[Notice], language: str) -> Words:
    items = [
        {"words": notice_words(notice, language), "day": format_date(timezone.localdate(notice.at), language)}
        for notice in notices
    ]
    with translation.override(language):
        return words_of("digest", {"items": items, "count": len(items)})
