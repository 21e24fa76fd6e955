"""The tables: people and organisations, assessments and answers, review, comparison, labels and report files."""

from assessments.models.answering import Answer, Assessment, Status
from assessments.models.comparison import CohortEntry, CohortPortfolio, Measurement
from assessments.models.evidence import Evidence
from assessments.models.interview import AdviceOrder, Interview, InterviewClock, RecommendationReply, Reply
from assessments.models.organisations import Membership, MembershipRole, Organisation
from assessments.models.outcome import Counter, Label, LabelLevel, LabelReminder, ReportFile, ReportStatus
from assessments.models.people import User
from assessments.models.review import Assignment, AuditEntry, RecommendationEdit, Remark, Waiver
from assessments.models.together import Comment, Flag, HandOver, Invitation, Presence

__all__ = [
    "AdviceOrder",
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
    "Interview",
    "InterviewClock",
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
    "RecommendationReply",
    "Remark",
    "Reply",
    "ReportFile",
    "ReportStatus",
    "Status",
    "User",
    "Waiver",
]
