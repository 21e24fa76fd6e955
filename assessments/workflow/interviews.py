"""The interview: arranging and moving it, its calendar file, the day on which it took place, its clock."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.urls import reverse

from assessments.access import Action, require
from assessments.models import Assessment, Assignment, AuditAction, Interview, InterviewClock, Notice, User
from assessments.queries.appointments import (
    appointment_ahead,
    appointment_of,
    calendar_of,
    elapsed_seconds,
    people_concerned,
)
from assessments.workflow.auditing import lock, record
from assessments.workflow.mail.digest import leave_out_of_digest
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.notices import Event


class InterviewPast(Exception):
    """An interview cannot be arranged for a time in the past."""


class NothingArranged(Exception):
    """There is no appointment to cancel; somebody else was faster."""


class InterviewAhead(Exception):
    """An interview cannot have taken place on a day in the future."""


@transaction.atomic
def plan_interview(*, assessment: Assessment, day: dt.date, by: User, at: dt.datetime) -> Assessment:
    """Records the day of the interview, past or future; the label's validity starts with its month."""
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    _note_day(current, day, by, at)
    return current


def record_held(*, assessment: Assessment, day: dt.date, by: User, at: dt.datetime) -> Assessment:
    """Records that the interview took place on `day`. Raises InterviewAhead if that is in the future."""
    if day > assessment.organisation.day_of(at):
        raise InterviewAhead
    return plan_interview(assessment=assessment, day=day, by=by, at=at)


def _note_day(current: Assessment, day: dt.date, by: User, at: dt.datetime) -> None:
    before = current.interview_on
    current.interview_on = day
    current.save(update_fields=["interview_on"])
    record(
        action=AuditAction.INTERVIEW_PLANNED,
        actor=by,
        at=at,
        assessment=current,
        before=before.isoformat() if before else None,
        after=day.isoformat(),
    )


@transaction.atomic
def arrange_interview(
    *, assessment: Assessment, starts_at: dt.datetime, minutes: int, place: str, link: str, by: User, at: dt.datetime
) -> Interview:
    """Sets or moves the appointment and notifies the people concerned. Raises InterviewPast and changes nothing.

    Saving it unchanged notifies nobody and does not increase the calendar sequence.
    """
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    if starts_at <= at:
        raise InterviewPast
    interview = Interview.objects.filter(assessment=current).first() or Interview(assessment=current)
    before = _facts(interview) if interview.pk and interview.cancelled_at is None else None
    interview.starts_at, interview.minutes, interview.place, interview.link = starts_at, minutes, place, link
    after = _facts(interview)
    if after == before:
        interview.refresh_from_db()
        return interview
    if before:
        interview.sequence += 1
    elif interview.cancelled_at:
        interview.uid, interview.sequence, interview.cancelled_at = uuid.uuid4(), 0, None
    interview.arranged_at = at
    interview.save()
    current.interview_on = current.organisation.day_of(starts_at)
    current.save(update_fields=["interview_on"])
    record(action=AuditAction.INTERVIEW_ARRANGED, actor=by, at=at, assessment=current, before=before, after=after)
    interview.assessment = current
    event = Event.INTERVIEW_MOVED if before else Event.INTERVIEW_SET
    _tell_of_appointment(event, interview, people_concerned(current), at, was=before["starts"] if before else "")
    return interview


def _tell_of_appointment(
    event: Event, interview: Interview, to: Sequence[User], at: dt.datetime, *, was: str = ""
) -> None:
    notify(
        event=event,
        assessment=interview.assessment,
        to=to,
        at=at,
        facts={
            **_facts(interview),
            **({"was": was} if was else {}),
            "calendar": reverse("interview_calendar", args=[interview.assessment.reference]),
        },
        calendar=partial(calendar_of, interview),
    )


@transaction.atomic
def cancel_interview(*, assessment: Assessment, reason: str, by: User, at: dt.datetime) -> Interview:
    """Cancels the appointment, also in people's calendars. Raises NothingArranged."""
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    interview = appointment_of(current)
    if interview is None:
        raise NothingArranged
    interview.assessment, before = current, _facts(interview)
    interview.sequence += 1
    interview.cancelled_at = at
    interview.save(update_fields=["sequence", "cancelled_at"])
    current.interview_on = None
    current.save(update_fields=["interview_on"])
    record(action=AuditAction.INTERVIEW_CANCELLED, actor=by, at=at, assessment=current, before=before, reason=reason)
    notify(
        event=Event.INTERVIEW_CANCELLED,
        assessment=current,
        to=people_concerned(current),
        at=at,
        facts={"was": before["starts"], "reason": reason},
        calendar=partial(calendar_of, interview),
    )
    return interview


def _facts(interview: Interview) -> dict[str, str]:
    return {
        "starts": interview.starts_at.astimezone(dt.UTC).isoformat(),
        "minutes": str(interview.minutes),
        "place": interview.place,
        "link": interview.link,
    }


def tell_released(*, assessment: Assessment, assessors: Sequence[User], at: dt.datetime, reason: str = "") -> None:
    """Notifies former assessors, and cancels an upcoming interview in their calendars."""
    interview = appointment_ahead(assessment, at)
    if assessors:
        stop_clock(assessment, at)
    if interview and assessors:
        _count_change(interview)
    for assessor in assessors:
        leave_out_of_digest(user=assessor, assessment=assessment)
        notify(
            event=Event.RELEASED,
            assessment=assessment,
            to=[assessor],
            at=at,
            facts={"reason": reason},
            calendar=partial(calendar_of, interview, without=[assessor]) if interview else None,
        )


def tell_joined(*, assignment: Assignment, at: dt.datetime) -> None:
    """Notifies an assessor who now has access of an interview arranged before they were assigned."""
    interview = appointment_ahead(assignment.assessment, at)
    if interview is None or assignment.assigned_at < interview.arranged_at:
        return
    told = Notice.objects.filter(user=assignment.assessor, assessment=assignment.assessment, event=Event.INTERVIEW_SET)
    if told.filter(at__gte=assignment.assigned_at).exists():
        return
    _count_change(interview)
    _tell_of_appointment(Event.INTERVIEW_SET, interview, [assignment.assessor], at)


def _count_change(interview: Interview) -> None:
    interview.sequence += 1
    interview.save(update_fields=["sequence"])


@transaction.atomic
def set_clock(*, assessment: Assessment, is_running: bool, by: User, at: dt.datetime) -> InterviewClock:
    """Starts or stops the interview's clock; does nothing if it is already in that state."""
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    clock, _created = InterviewClock.objects.get_or_create(assessment=current)
    if is_running == (clock.running_since is not None):
        return clock
    _turn(clock, is_running=is_running, at=at)
    action = AuditAction.INTERVIEW_STARTED if is_running else AuditAction.INTERVIEW_PAUSED
    record(action=action, actor=by, at=at, assessment=current, after=clock.seconds)
    return clock


def stop_clock(assessment: Assessment, at: dt.datetime) -> None:
    """Stops the interview's clock if it is running, as part of a change that writes the audit row."""
    clock = InterviewClock.objects.filter(assessment=assessment, running_since__isnull=False).first()
    if clock:
        _turn(clock, is_running=False, at=at)


def _turn(clock: InterviewClock, *, is_running: bool, at: dt.datetime) -> None:
    clock.seconds = elapsed_seconds(clock, at=at)
    clock.running_since = at if is_running else None
    clock.save(update_fields=["seconds", "running_since"])
