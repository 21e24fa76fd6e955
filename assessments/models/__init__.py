"""The tables: people and organisations, assessments and answers, review, comparison, labels and report files."""

from assessments.models.answering import Answer, Assessment, Status
from assessments.models.comparison import CohortEntry, CohortPortfolio, Measurement
from assessments.models.organisations import Membership, MembershipRole, Organisation
from assessments.models.outcome import Counter, Label, LabelLevel, LabelReminder, ReportFile, ReportStatus
from assessments.models.people import User
from assessments.models.review import Assignment, AuditEntry, RecommendationEdit, Remark, Waiver

__all__ = [
    "Answer",
    "Assessment",
    "Assignment",
    "AuditEntry",
    "CohortEntry",
    "CohortPortfolio",
    "Counter",
    "Label",
    "LabelLevel",
    "LabelReminder",
    "Measurement",
    "Membership",
    "MembershipRole",
    "Organisation",
    "RecommendationEdit",
    "Remark",
    "ReportFile",
    "ReportStatus",
    "Status",
    "User",
    "Waiver",
]
