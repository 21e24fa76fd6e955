"""Where a notice links to, who may still read it, and where replies to its mail go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.urls import reverse

from assessments.access import subjects_open_to
from assessments.models import Assessment, Notice, User
from assessments.queries.people import assessors_of, owners_of
from assessments.workflow.mail.notices import Event

# The page on which the event is dealt with; for all others, the assessment's page.
PLACES: Final[Mapping[Event, str]] = {
    Event.RELEASED: "home",
    Event.DECLARED: "impartiality",
    Event.OBJECTED: "impartiality",
    Event.QUESTION_ASKED: "question",
    Event.QUESTION_ANSWERED: "question",
    Event.QUESTION_RESOLVED: "question",
    Event.HANDED_OVER: "team",
    Event.DRAFT_DELETED: "organisation",
    Event.JOIN_REQUESTED: "organisation",
    Event.JOIN_ACCEPTED: "organisation",
    Event.JOIN_DECLINED: "home",
    Event.REPORT_READY: "reports",
    Event.CONSULTATION_OPENED: "consultations",
    Event.CONSULTATION_PUBLISHED: "consultations",
    Event.DATA_TAKEN: "organisation",
    Event.LINK_MADE: "share_links",
    Event.INTERIM_CHECK: "interim_check",
    # Its button opens the renewal, with the earlier answers.
    Event.LABEL_ENDS: "organisation",
}

ABOUT_AN_INDICATOR: Final = ("question", "team")

# Events between the cluster and its assessor; replies to all other mail go to the secretariat.
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


def reply_address(event: Event, assessment: Assessment | None, user: User) -> str:
    """The other side's address for events between cluster and assessor; "" means the secretariat."""
    if event not in BETWEEN_THEM or assessment is None:
        return ""
    assessors = assessors_of(assessment)
    if user in assessors:
        owner = owners_of(assessment.organisation).first()
        return owner.email if owner else ""
    return assessors[0].email if assessors else ""


def notice_place(notice: Notice) -> str:
    """The path of the page on which a notice is dealt with."""
    place = PLACES.get(Event(notice.event), "assessment")
    if place == "home":
        return reverse(place)
    if notice.assessment is None or place == "organisation":
        return reverse(place, args=[notice.cluster.slug])
    about = [notice.facts["indicator"]] if place in ABOUT_AN_INDICATOR else []
    return reverse(place, args=[notice.assessment.reference, *about])


def readable_notices(user: User, notices: Iterable[Notice]) -> frozenset[int]:
    """The primary keys of the `notices` that `user` may still read.

    What was said about an assessment or an organisation is closed to a person who has left it since. Notices that lead
    home, such as that of the release of an assessor, are about leaving itself.
    """
    listed = list(notices)
    return subjects_open_to(user, listed) | {row.pk for row in listed if PLACES.get(Event(row.event)) == "home"}
