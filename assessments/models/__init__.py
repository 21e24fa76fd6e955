"""The database models: people, organisations, assessments, answers, review, comparison, labels, reports and mail."""

from assessments.models.answering import AnswerRow, Assessment, Proposal, Status, StoredAnswer
from assessments.models.audit_actions import AuditAction
from assessments.models.audit_trail import AuditEntry
from assessments.models.calendar import CalendarEntry, CalendarKind
from assessments.models.clarifications import AnswerVersion, Clarification, ClarificationMessage
from assessments.models.collaboration import Comment, Flag, HandOver, Invitation, JoinRequest, Presence
from assessments.models.comparison import CohortEntry, CohortPortfolio, ImportedCohort, JudgedLevel, Measurement
from assessments.models.consultations import Consultation, ConsultationKind, ConsultationReply, Stance
from assessments.models.evidence import Evidence
from assessments.models.impartiality import AdviserRelation, Objection, Overruling, Ruling
from assessments.models.interview import Interview, InterviewClock
from assessments.models.mailing import MailState, Notice, OutboxMail
from assessments.models.organisations import Membership, MembershipRole, Organisation, OrganisationName
from assessments.models.outcome import (
    Counter,
    Credential,
    InterimCheck,
    Label,
    LabelCertificate,
    LabelReminder,
    StepOutcome,
)
from assessments.models.people import (
    Erasure,
    MailChoice,
    User,
    former_address,
    interface_languages,
    person_word,
    site_time_zone,
    time_zones,
)
from assessments.models.recommendations import RecommendationEdit, RecommendationOrder, RecommendationReply, Reply
from assessments.models.register import HistoricalLabel, RegisterDraft, RegisterEntry, SuccessStory
from assessments.models.releases import (
    ComparisonObjection,
    Release,
    ReleaseFigure,
    ReleaseGroup,
    ReleaseMember,
    ReleaseOutlier,
    Withheld,
)
from assessments.models.reports import ReportFault, ReportFile, ReportKind, ReportStatus, ReportStep
from assessments.models.retention import DeletionWarning
from assessments.models.review import Assignment, Remark
from assessments.models.sessions import Session
from assessments.models.sharing import OpenedPart, ShareLink, ShareOpening
from assessments.models.waivers import Waiver
from assessments.models.wording import ReportPart

__all__ = [
    "AdviserRelation",
    "AnswerRow",
    "AnswerVersion",
    "Assessment",
    "Assignment",
    "AuditAction",
    "AuditEntry",
    "CalendarEntry",
    "CalendarKind",
    "Clarification",
    "ClarificationMessage",
    "CohortEntry",
    "CohortPortfolio",
    "Comment",
    "ComparisonObjection",
    "Consultation",
    "ConsultationKind",
    "ConsultationReply",
    "Counter",
    "Credential",
    "DeletionWarning",
    "Erasure",
    "Evidence",
    "Flag",
    "HandOver",
    "HistoricalLabel",
    "ImportedCohort",
    "InterimCheck",
    "Interview",
    "InterviewClock",
    "Invitation",
    "JoinRequest",
    "JudgedLevel",
    "Label",
    "LabelCertificate",
    "LabelReminder",
    "MailChoice",
    "MailState",
    "Measurement",
    "Membership",
    "MembershipRole",
    "Notice",
    "Objection",
    "OpenedPart",
    "Organisation",
    "OrganisationName",
    "OutboxMail",
    "Overruling",
    "Presence",
    "Proposal",
    "RecommendationEdit",
    "RecommendationOrder",
    "RecommendationReply",
    "RegisterDraft",
    "RegisterEntry",
    "Release",
    "ReleaseFigure",
    "ReleaseGroup",
    "ReleaseMember",
    "ReleaseOutlier",
    "Remark",
    "Reply",
    "ReportFault",
    "ReportFile",
    "ReportKind",
    "ReportPart",
    "ReportStatus",
    "ReportStep",
    "Ruling",
    "Session",
    "ShareLink",
    "ShareOpening",
    "Stance",
    "Status",
    "StepOutcome",
    "StoredAnswer",
    "SuccessStory",
    "User",
    "Waiver",
    "Withheld",
    "former_address",
    "interface_languages",
    "person_word",
    "site_time_zone",
    "time_zones",
]
