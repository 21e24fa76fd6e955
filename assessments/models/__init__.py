"""The tables: people and organisations, assessments and answers, review, comparison, labels and report files."""

from assessments.models.answering import Answer, Assessment, Status
from assessments.models.comparison import CohortEntry, CohortPortfolio, Measurement
from assessments.models.evidence import Evidence
from assessments.models.organisations import Membership, MembershipRole, Organisation
from assessments.models.outcome import Counter, Label, LabelLevel, LabelReminder
from assessments.models.people import User
from assessments.models.reports import ReportFault, ReportFile, ReportKind, ReportStatus, ReportStep
from assessments.models.review import Assignment, AuditEntry, RecommendationEdit, Remark, Waiver
from assessments.models.together import Comment, Flag, HandOver, Invitation, Presence

__all__ = [
    "Answer",
    "Assessment",
    "Assignment",
    "AuditEntry",
    "CohortEntry",
    "CohortPortfolio",
    "Comment",
    "Counter",
    "Evidence",
    "Flag",
    "HandOver",
    "Invitation",
    "Label",
    "LabelLevel",
    "LabelReminder",
    "Measurement",
    "Membership",
    "MembershipRole",
    "Organisation",
    "Presence",
    "RecommendationEdit",
    "Remark",
    "ReportFault",
    "ReportFile",
    "ReportKind",
    "ReportStatus",
    "ReportStep",
    "Status",
    "User",
    "Waiver",
]
