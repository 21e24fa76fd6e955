"""The interview appointment: whether there is one, who takes part, its calendar file and its clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.files.calendar import Appointment, Attendee, calendar_file
from assessments.models import Assessment, Interview, InterviewClock, Membership, MembershipRole, Status, User
from assessments.queries.people import open_assessors_of
from criteria.definitions import Edition
from criteria.reader import language
from criteria.time_zones import moment_words


def appointment_of(assessment: Assessment) -> Interview | None:
    """The current appointment, if any. One query."""
    interview = Interview.objects.filter(assessment=assessment, cancelled_at=None).first()
    if interview:
        interview.assessment = assessment
    return interview


def appointment_ahead(assessment: Assessment, at: dt.datetime) -> Interview | None:
    """The current appointment if it has not started yet. One query."""
    interview = appointment_of(assessment)
    if interview is None or interview.starts_at <= at:
        return None
    return interview


def people_concerned(assessment: Assessment) -> list[User]:
    """The participants, by name: owners and editors of the organisation, and the assessors who have access."""
    memberships = Membership.objects.filter(
        organisation=assessment.organisation_id,
        user__is_active=True,
        role__in=[MembershipRole.OWNER, MembershipRole.EDITOR],
    ).select_related("user")
    found = [membership.user for membership in memberships] + open_assessors_of(assessment)
    return sorted(dict.fromkeys(found), key=lambda user: (user.name, user.email))


def calendar_of(interview: Interview, *, without: Sequence[User] = ()) -> str:
    """The calendar file of an appointment, in the active language and time zone.

    Its times are in UTC, which calendars convert; the description names the reader's time zone. If the appointment was
    cancelled or the assessment withdrawn, the file cancels the entry in calendars. `without` are people who no longer
    take part: the file is for them and cancels their entry.
    """
    assessment = interview.assessment
    people = list(without) or people_concerned(assessment)
    is_withdrawn = assessment.status == Status.WITHDRAWN
    address = settings.SITE_ADDRESS + reverse("assessment", args=[assessment.reference])
    starts = moment_words(timezone.localtime(interview.starts_at), language())
    lines = [starts, assessment.reference, interview.link, address]
    return calendar_file(
        Appointment(
            uid=f"{interview.uid}@labelcheck",
            # Cancelling and leaving have already increased the sequence; withdrawing, after which nothing follows, has
            # not.
            sequence=interview.sequence + (is_withdrawn and interview.cancelled_at is None),
            starts_at=interview.starts_at,
            minutes=interview.minutes,
            written_at=interview.cancelled_at or interview.arranged_at,
            summary=_("Label interview: %(cluster)s") % {"cluster": assessment.organisation.name},
            description="\n".join(line for line in lines if line),
            location=interview.place or interview.link,
            link=interview.link,
            # Not the assessor, who may change: calendars ignore changes by another organiser.
            organiser=Attendee("labelcheck", settings.SECRETARIAT_ADDRESS),
            attendees=[Attendee(str(user), user.email) for user in people],
            is_cancelled=bool(without) or is_withdrawn or interview.cancelled_at is not None,
        )
    )


def planned_length(edition: Edition, interview: Interview | None) -> int:
    """The planned length of the interview in minutes: as arranged, otherwise as in the edition."""
    return interview.minutes if interview else edition.process.interview_minutes


def elapsed_seconds(clock: InterviewClock | None, *, at: dt.datetime) -> int:
    """How long the interview has taken so far, in seconds."""
    if clock is None:
        return 0
    running = int((at - clock.running_since).total_seconds()) if clock.running_since else 0
    return clock.seconds + max(running, 0)
