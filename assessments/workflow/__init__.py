"""The only functions that change anything. Each is atomic and ends in one audit row."""

from assessments.workflow.answering import (
    AnswerLocked,
    StaleAnswer,
    agreed_of,
    answer_of,
    answers_of,
    effective_answers,
    save_answer,
    save_answers,
)
from assessments.workflow.deciding import NotEligible, award_label, decide, withdraw
from assessments.workflow.importing import DryRun, NoOpenDraft, NoSuchOrganisation, export_answers, import_answers
from assessments.workflow.organising import (
    add_member,
    invite_member,
    register_organisation,
    start_assessment,
    update_organisation,
)
from assessments.workflow.reporting import request_report
from assessments.workflow.reviewing import (
    Advice,
    InterviewMissing,
    NotImpartial,
    agree_value,
    assessment_year,
    assign_assessor,
    draft_recommendations,
    edit_recommendation,
    finish_assessment,
    grant_waiver,
    plan_interview,
    write_remark,
)
from assessments.workflow.submitting import NotSubmittable, facts_of, submit, verdict_of

__all__ = [
    "Advice",
    "AnswerLocked",
    "DryRun",
    "InterviewMissing",
    "NoOpenDraft",
    "NoSuchOrganisation",
    "NotEligible",
    "NotImpartial",
    "NotSubmittable",
    "StaleAnswer",
    "add_member",
    "agree_value",
    "agreed_of",
    "answer_of",
    "answers_of",
    "assessment_year",
    "assign_assessor",
    "award_label",
    "decide",
    "draft_recommendations",
    "edit_recommendation",
    "effective_answers",
    "export_answers",
    "facts_of",
    "finish_assessment",
    "grant_waiver",
    "import_answers",
    "invite_member",
    "plan_interview",
    "register_organisation",
    "request_report",
    "save_answer",
    "save_answers",
    "start_assessment",
    "submit",
    "update_organisation",
    "verdict_of",
    "withdraw",
    "write_remark",
]
