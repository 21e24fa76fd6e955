"""The tables: people and organisations, assessments and answers, review, comparison, labels and report files."""

from assessments.models.answering import Answer, Assessment, Status
from assessments.models.comparison import CohortEntry, CohortPortfolio, Measurement
from assessments.models.evidence import Evidence
from assessments.models.organisations import Membership, MembershipRole, Organisation
from assessments.models.outcome import Counter, Label, LabelLevel, LabelReminder, ReportFile, ReportStatus
from assessments.models.people import User
from assessments.models.review import Assignment, AuditEntry, RecommendationEdit, Remark, Waiver
from assessments.models.together import Comment, Flag, HandOver, Invitation, Presence
from assessments.models.wording import ReportPart

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
    "ReportFile",
    "ReportPart",
    "ReportStatus",
    "Status",
    "User",
    "Waiver",
]
