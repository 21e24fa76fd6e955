"""The dataclasses of demo data: people, clusters, assessments and reviews, and their fixed calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assessments.models import MembershipRole, Reply
from assessments.workflow.deciding import Decision
from criteria.text import address_part

# All dates of the demo data are relative to this day, so that the data are always the same.
DEMO_TODAY = dt.date(2026, 10, 1)
PASSWORD = "demo-labelcheck"  # noqa: S105  (printed for everybody to see: it opens fictional accounts only)
MARK = "(demo)"

# The portable form of answers: indicator -> field -> raw value.
type Raw = Mapping[str, Mapping[str, Any]]


def moment(day: dt.date, hour: int = 9) -> dt.datetime:
    """The given hour on `day`, in UTC."""
    return dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Person:
    """A fictional person. Without a `task` nobody can sign in as them: they only belong to the cohort."""

    email: str
    name: str
    language: str = "en"
    task: str = ""
    is_assessor: bool = False
    is_secretariat: bool = False
    is_staff: bool = False
    employer: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The dates of one assessment. With several days in `answered`, the answers are saved in as many portions."""

    started: dt.date
    answered: tuple[dt.date, ...]
    submitted: dt.date | None = None
    assigned: dt.date | None = None
    interview: dt.date | None = None
    assessed: dt.date | None = None
    decided: dt.date | None = None
    withdrawn: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """The agreed changes to the fields of one indicator, and the reason."""

    changes: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class EditedRecommendation:
    """The assessor's edit of the recommendation `key`: another wording, or a rejection."""

    key: str
    title: str = ""
    text: str = ""
    is_rejected: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """A recommendation of the assessor's own."""

    indicator: str
    title: str
    text: str
    effect: int
    effort: int


@dataclass(frozen=True, slots=True)
class SaidInThread:
    """One message in the thread of a question, by the assessor or the cluster's owner."""

    text: str
    day: dt.date
    is_from_assessor: bool = False


@dataclass(frozen=True, slots=True)
class DemoClarification:
    """A question of the assessor about one indicator with its messages. Unresolved if `resolved` is not set."""

    indicator: str
    text: str
    day: dt.date
    deadline: dt.date
    replies: tuple[SaidInThread, ...] = ()
    resolved: dt.date | None = None


@dataclass(frozen=True, slots=True)
class DemoReview:
    """The assessor's additions: remarks and agreed values by indicator, edited recommendations, questions.

    `confirmed` are the indicators agreed as answered, `first` the keys of the first steps in their order, `minutes` the
    length of the interview.
    """

    remarks: Mapping[str, str] = field(default_factory=dict)
    agreed: Mapping[str, Agreed] = field(default_factory=dict)
    edits: tuple[EditedRecommendation, ...] = ()
    confirmed: tuple[str, ...] = ()
    own: tuple[Own, ...] = ()
    first: tuple[str, ...] = ()
    minutes: int = 0
    questions: tuple[DemoClarification, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """The place of the interview, and the day on which it was to take place before it was moved, if it was."""

    place: str = ""
    link: str = ""
    moved_from: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """The cluster's reply to the recommendation `key`, and when it was given."""

    key: str
    reply: Reply
    on: dt.date
    note: str = ""
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ForAssessor:
    """A comment of the team to the assessor."""

    indicator: str
    text: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Document:
    """A document on the cluster's website as evidence, which the assessor has seen or not."""

    indicator: str
    title: str
    statement: str
    link: str
    is_seen: bool = True


@dataclass(frozen=True, slots=True)
class Impartial:
    """Statements and rulings about the assessor of an assessment; "" if there was none.

    `interest` is what the assessor declared, `overruled` the secretariat's reason for overruling all conflicts,
    `objection` the cluster's, `dismissed` the reason for dismissing it.
    """

    interest: str = ""
    overruled: str = ""
    objection: str = ""
    dismissed: str = ""


@dataclass(frozen=True, slots=True)
class DemoAssessment:
    """One assessment. It goes as far as its calendar: a step without a date is not taken."""

    reference: str
    calendar: Calendar
    answers: Raw
    not_applicable: Mapping[str, str] = field(default_factory=dict)
    assessor: Person | None = None
    impartial: Impartial = field(default_factory=Impartial)
    review: DemoReview = field(default_factory=DemoReview)
    proposal_reason: str = "The answers were gone through in the interview and are borne out."
    decision: Decision = "label"
    reason: str = ""
    meeting: Meeting | None = None
    said: tuple[Said, ...] = ()
    for_assessor: tuple[ForAssessor, ...] = ()
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    """A fictional cluster organisation with its people and assessments, the oldest first."""

    name: str
    country: str
    region: str
    portfolios: tuple[str, ...]
    owner: Person
    registered: dt.date
    assessments: tuple[DemoAssessment, ...]
    name_local: str = ""
    host: str = ""
    eccp_status: str = "accepted"
    eccp_accepted: dt.date | None = None
    membership_price: str = ""
    members: tuple[tuple[Person, MembershipRole], ...] = ()

    @property
    def slug(self) -> str:
        return address_part(self.name)
