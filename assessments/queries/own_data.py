"""A copy of the data of one person: their details, their actions, and the notices and mail that they received.

Names and addresses of other people, and what those did, are left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Model

from assessments.models import (
    AnswerRow,
    Assignment,
    AuditAction,
    AuditEntry,
    ClarificationMessage,
    Comment,
    ConsultationReply,
    Evidence,
    Flag,
    HandOver,
    InterimCheck,
    JoinRequest,
    Membership,
    Notice,
    OutboxMail,
    RecommendationEdit,
    RecommendationReply,
    Remark,
    ReportFile,
    Session,
    ShareLink,
    User,
)
from assessments.models.audit_actions import Subject
from assessments.queries.json_stream import json_part, json_text, rows_of

ACCOUNT: Final = (
    "email", "name", "language", "time_zone", "employer", "region", "mail", "is_assessor", "is_secretariat",
    "is_coordinator", "is_staff", "date_joined", "last_login",
)  # fmt: skip
REFERENCE: Final = "assessment__reference"
# The parts of the copy: the model, its field that refers to the person, and the columns to copy.
PARTS: Final[Mapping[str, tuple[type[Model], str, tuple[str, ...]]]] = {
    "addresses": (EmailAddress, "user", ("email", "verified", "primary")),
    "second_factors": (Authenticator, "user", ("type", "created_at", "last_used_at")),
    "sessions": (Session, "user", ("device", "expire_date")),
    "roles": (Membership, "user", ("organisation__name", "role")),
    "requests_to_join": (JoinRequest, "user", ("organisation__name", "note", "asked_at", "decided_at")),
    "assessed": (
        Assignment,
        "assessor",
        (REFERENCE, "assigned_at", "declared_at", "interest", "due_on", "ended_at"),
    ),
    "answers": (AnswerRow, "updated_by", (REFERENCE, "indicator", "values", "not_applicable", "updated_at")),
    "agreed_values": (AnswerRow, "agreed_by", (REFERENCE, "indicator", "agreed", "agreed_reason", "agreed_at")),
    "comments": (Comment, "author", (REFERENCE, "indicator", "text", "to_assessor", "written_at")),
    "flags": (Flag, "flagged_by", (REFERENCE, "indicator", "flagged_at")),
    "handed_to_me": (HandOver, "to", (REFERENCE, "indicator", "handed_at", "closed_at")),
    "handed_by_me": (HandOver, "by", (REFERENCE, "indicator", "note", "handed_at", "closed_at")),
    "evidence": (Evidence, "added_by", (REFERENCE, "indicator", "title", "statement", "link", "file_name", "added_at")),
    "evidence_seen": (Evidence, "seen_by", (REFERENCE, "indicator", "title", "seen_at")),
    "messages": (
        ClarificationMessage,
        "author",
        ("clarification__assessment__reference", "clarification__indicator", "text", "written_at"),
    ),
    "remarks": (Remark, "updated_by", (REFERENCE, "indicator", "text", "updated_at")),
    "recommendations": (RecommendationEdit, "updated_by", (REFERENCE, "key", "title", "text", "updated_at")),
    "replies": (RecommendationReply, "updated_by", (REFERENCE, "key", "reply", "due_on", "note", "updated_at")),
    "interim_checks": (InterimCheck, "done_by", ("label__number", "numbers", "outcomes", "note", "done_at")),
    "reports": (ReportFile, "requested_by", (REFERENCE, "language", "kind", "requested_at")),
    "links_to_reports": (ShareLink, "made_by", ("organisation__name", "for_whom", "made_at", "expires_at")),
    "replies_to_positions": (
        ConsultationReply,
        "replied_by",
        ("organisation__name", "consultation__title", "choice", "text", "is_named", "replied_at"),
    ),
    "notices": (Notice, "user", (REFERENCE, "event", "at", "read_at")),
    "mail": (OutboxMail, "user", ("to", "queued_at", "sent_at", "state")),
}
# Short names for columns of related tables.
SHORT: Final = {
    REFERENCE: "assessment",
    "clarification__assessment__reference": "assessment",
    "clarification__indicator": "indicator",
    "organisation__name": "organisation",
    "consultation__title": "title",
    "label__number": "label",
}


def own_data(user: User) -> Iterator[str]:
    """The copy as pieces of one JSON text, so that it can be streamed. About one query for each part."""
    yield '{"account": ' + json_text({name: getattr(user, name) for name in ACCOUNT})
    for name, (model, owner, columns) in PARTS.items():
        yield from json_part(name, rows_of(model._default_manager.filter(**{owner: user}), columns, SHORT))
    yield from json_part("trail", _trail(user))
    yield "\n}\n"


def _trail(user: User) -> Iterator[dict[str, Any]]:
    """The person's actions from the audit trail, without values, which belong to the assessments."""
    own = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    about_people = {action.value for action in AuditAction if action.subject is Subject.PERSON}
    entries = AuditEntry.objects.filter(actor=user).order_by("pk")
    for at, action, subject, reference in entries.values_list("at", "action", "subject", REFERENCE).iterator():
        is_other = action in about_people and subject not in own
        yield {"at": at, "action": action, "subject": "" if is_other else subject, "assessment": reference}


def own_data_name(at: dt.datetime) -> str:
    """The file name of a copy made at `at`."""
    return f"labelcheck-account-{at:%Y-%m-%d}.json"
