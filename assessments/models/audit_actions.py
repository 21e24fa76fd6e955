"""The actions of the audit trail: their names, who may read their rows, and what the rows contain."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Visibility(StrEnum):
    """Who sees the row in the trail of an assessment."""

    # Everybody who can see the assessment.
    OPEN = "open"
    # Everybody sees that it happened; the cluster sees the content after the decision.
    SEALED = "sealed"
    # Only the author's side. A cluster's work on its draft is never shown to others; an assessor's work is shown to the
    # cluster after the decision.
    OWN_SIDE = "own_side"
    # Nobody: the row concerns an organisation, a person or a cohort and belongs to no assessment's trail.
    ELSEWHERE = "elsewhere"


class Subject(StrEnum):
    """What `subject` of the row refers to."""

    NONE = "none"
    INDICATOR = "indicator"
    CRITERION = "criterion"
    RECOMMENDATION = "recommendation"
    # A person, by e-mail address; they need not have an account.
    PERSON = "person"
    # A language and a kind of report, such as "en-summary".
    REPORT_SERIES = "report_series"
    REMINDER = "reminder"
    COHORT = "cohort"
    # An edition and the number of the release.
    RELEASE = "release"


class SingleValue(StrEnum):
    """The meaning of a `before` or `after` that is a single value; a dictionary is explained by its keys."""

    TEXT = "text"
    STATUS = "status"
    MAIL_STATE = "state"
    DAY = "day"
    SECONDS = "seconds"


class AuditAction(TextChoices):
    """What was done. Never rename or remove a member, because rows refer to it for ever."""

    visibility: Visibility
    subject: Subject
    single_value: SingleValue

    def __new__(
        cls,
        value: str,
        visibility: Visibility,
        subject: Subject = Subject.NONE,
        single_value: SingleValue = SingleValue.TEXT,
    ) -> AuditAction:
        """Creates a member with its attributes. Django itself takes the label, the last item of each line below."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.visibility, member.subject, member.single_value = visibility, subject, single_value
        return member

    ASSESSMENT_STARTED = "assessment_started", Visibility.OPEN, _("Started")
    ANSWER_SAVED = "answer_saved", Visibility.OWN_SIDE, Subject.INDICATOR, _("Answer saved")
    ANSWERS_IMPORTED = "answers_imported", Visibility.OWN_SIDE, _("Answers imported")
    ANSWERS_CONFIRMED = "answers_confirmed", Visibility.OWN_SIDE, _("Answers carried over confirmed")
    DRAFT_DELETED = "draft_deleted", Visibility.ELSEWHERE, _("Draft deleted")
    EVIDENCE_ADDED = "evidence_added", Visibility.OWN_SIDE, Subject.INDICATOR, _("Evidence added")
    EVIDENCE_REMOVED = "evidence_removed", Visibility.OWN_SIDE, Subject.INDICATOR, _("Evidence removed")
    EVIDENCE_SEEN = "evidence_seen", Visibility.OWN_SIDE, Subject.INDICATOR, _("Evidence marked as seen")
    EVIDENCE_NOT_SEEN = "evidence_not_seen", Visibility.OWN_SIDE, Subject.INDICATOR, _("Evidence marked as not seen")
    INDICATOR_HANDED_OVER = "indicator_handed_over", Visibility.OWN_SIDE, Subject.INDICATOR, _("Indicator handed over")
    HAND_OVER_CLOSED = "hand_over_closed", Visibility.OWN_SIDE, Subject.INDICATOR, _("Indicator given back")
    SUBMITTED = "submitted", Visibility.OPEN, Subject.NONE, SingleValue.STATUS, _("Handed in")
    WITHDRAWN = "withdrawn", Visibility.OPEN, Subject.NONE, SingleValue.STATUS, _("Withdrawn")
    ASSESSOR_ASSIGNED = "assessor_assigned", Visibility.OPEN, Subject.PERSON, SingleValue.STATUS, _("Assessor assigned")
    DECLARED = "declared", Visibility.OPEN, Subject.PERSON, _("Impartiality declared")
    ADVICE_RECORDED = "advice_recorded", Visibility.OPEN, Subject.PERSON, _("Earlier advice recorded")
    CONFLICT_OVERRULED = "conflict_overruled", Visibility.OPEN, Subject.PERSON, _("Conflict overruled")
    OBJECTED = "objected", Visibility.OPEN, Subject.PERSON, _("Objection to the assessor")
    OBJECTION_RULED = (
        "objection_ruled",
        Visibility.OPEN,
        Subject.PERSON,
        SingleValue.STATUS,
        _("Ruling on the objection"),
    )
    DUE_DATE_SET = "due_date_set", Visibility.OWN_SIDE, Subject.NONE, SingleValue.DAY, _("Due date set")
    INTERVIEW_ARRANGED = "interview_arranged", Visibility.OPEN, _("Interview arranged")
    INTERVIEW_CANCELLED = "interview_cancelled", Visibility.OPEN, _("Interview cancelled")
    INTERVIEW_PLANNED = (
        "interview_planned",
        Visibility.OPEN,
        Subject.NONE,
        SingleValue.DAY,
        _("Day of the interview noted"),
    )
    INTERVIEW_STARTED = (
        "interview_started",
        Visibility.OWN_SIDE,
        Subject.NONE,
        SingleValue.SECONDS,
        _("Interview started"),
    )
    INTERVIEW_PAUSED = "interview_paused", Visibility.OWN_SIDE, Subject.NONE, SingleValue.SECONDS, _("Interview paused")
    VALUE_AGREED = "value_agreed", Visibility.OPEN, Subject.INDICATOR, _("Value agreed")
    ANSWER_CONFIRMED = "answer_confirmed", Visibility.OPEN, Subject.INDICATOR, _("Agreed as answered")
    QUESTION_ASKED = "question_asked", Visibility.OPEN, Subject.INDICATOR, _("Question asked")
    QUESTION_REPLIED = "question_replied", Visibility.OPEN, Subject.INDICATOR, _("Reply to a question")
    QUESTION_RESOLVED = "question_resolved", Visibility.OPEN, Subject.INDICATOR, _("Question resolved")
    REMARK_WRITTEN = "remark_written", Visibility.OWN_SIDE, Subject.INDICATOR, _("Remark written")
    RECOMMENDATION_ADDED = (
        "recommendation_added",
        Visibility.OWN_SIDE,
        Subject.RECOMMENDATION,
        _("Recommendation added"),
    )
    RECOMMENDATION_EDITED = (
        "recommendation_edited",
        Visibility.OWN_SIDE,
        Subject.RECOMMENDATION,
        _("Recommendation changed"),
    )
    RECOMMENDATIONS_ORDERED = "recommendations_ordered", Visibility.OWN_SIDE, _("Recommendations put in order")
    RECOMMENDATION_REPLIED = (
        "recommendation_replied",
        Visibility.OWN_SIDE,
        Subject.RECOMMENDATION,
        _("Recommendation answered"),
    )
    CRITERION_WAIVED = "criterion_waived", Visibility.OPEN, Subject.CRITERION, _("Criterion waived")
    ASSESSED = "assessed", Visibility.SEALED, Subject.NONE, SingleValue.STATUS, _("Assessment finished")
    DECIDED = "decided", Visibility.SEALED, Subject.NONE, SingleValue.STATUS, _("Decision")
    REPORT_REQUESTED = "report_requested", Visibility.OWN_SIDE, Subject.REPORT_SERIES, _("Report requested")
    REPORT_WORDED = "report_worded", Visibility.OWN_SIDE, _("Texts of the report changed")
    REPORT_ISSUED = "report_issued", Visibility.OWN_SIDE, Subject.REPORT_SERIES, _("Report issued")
    REPORT_UNCHANGED = "report_unchanged", Visibility.OWN_SIDE, Subject.REPORT_SERIES, _("Report unchanged")
    REPORT_FAILED = "report_failed", Visibility.OWN_SIDE, Subject.REPORT_SERIES, _("Report failed")
    REPORTS_DOWNLOADED = "reports_downloaded", Visibility.OWN_SIDE, _("Reports downloaded in bulk")
    LABEL_ENTERED = "label_entered", Visibility.OPEN, _("Label entered")
    LABEL_SUSPENDED = "label_suspended", Visibility.OPEN, _("Label suspended")
    SUSPENSION_LIFTED = "suspension_lifted", Visibility.OPEN, _("Suspension of the label lifted")
    LABEL_WITHDRAWN = "label_withdrawn", Visibility.OPEN, _("Label withdrawn")
    CREDENTIAL_MADE = "credential_made", Visibility.OPEN, _("Credential of the label made")
    CERTIFICATE_SEALED = "certificate_sealed", Visibility.OPEN, _("Certificate of the label sealed")
    INTERIM_CHECK_DONE = "interim_check_done", Visibility.OWN_SIDE, _("Check after a year done")
    LABEL_REMINDER_SENT = "label_reminder_sent", Visibility.OPEN, Subject.REMINDER, _("Reminder of the label's end")
    MAIL_SENT_AGAIN = (
        "mail_sent_again",
        Visibility.OWN_SIDE,
        Subject.PERSON,
        SingleValue.MAIL_STATE,
        _("Mail sent again"),
    )
    MAIL_CLOSED = "mail_closed", Visibility.OWN_SIDE, Subject.PERSON, SingleValue.MAIL_STATE, _("Mail closed")

    ORGANISATION_REGISTERED = "organisation_registered", Visibility.ELSEWHERE, _("Organisation registered")
    ORGANISATION_UPDATED = "organisation_updated", Visibility.ELSEWHERE, _("Organisation's details changed")
    LOGO_CHANGED = "logo_changed", Visibility.ELSEWHERE, _("Logo changed")
    LOGO_REMOVED = "logo_removed", Visibility.ELSEWHERE, _("Logo removed")
    REGISTER_PAGE_WRITTEN = "register_page_written", Visibility.ELSEWHERE, _("Page in the register written")
    REGISTER_PAGE_PUBLISHED = "register_page_published", Visibility.ELSEWHERE, _("Page in the register published")
    REGISTER_PAGE_TAKEN_BACK = "register_page_taken_back", Visibility.ELSEWHERE, _("Page in the register taken back")
    HISTORICAL_LABELS_IMPORTED = (
        "historical_labels_imported",
        Visibility.ELSEWHERE,
        _("Labels of other sources imported"),
    )
    INVITATION_SENT = "invitation_sent", Visibility.ELSEWHERE, Subject.PERSON, _("Invitation sent")
    INVITATION_SENT_AGAIN = "invitation_sent_again", Visibility.ELSEWHERE, Subject.PERSON, _("Invitation sent again")
    INVITATION_WITHDRAWN = "invitation_withdrawn", Visibility.ELSEWHERE, Subject.PERSON, _("Invitation withdrawn")
    INVITATION_ACCEPTED = "invitation_accepted", Visibility.ELSEWHERE, Subject.PERSON, _("Invitation accepted")
    JOIN_REQUESTED = "join_requested", Visibility.ELSEWHERE, Subject.PERSON, _("Asked to join")
    JOIN_ACCEPTED = "join_accepted", Visibility.ELSEWHERE, Subject.PERSON, _("Request to join accepted")
    JOIN_DECLINED = "join_declined", Visibility.ELSEWHERE, Subject.PERSON, _("Request to join declined")
    MEMBER_ADDED = "member_added", Visibility.ELSEWHERE, Subject.PERSON, _("Member added")
    MEMBER_REMOVED = "member_removed", Visibility.ELSEWHERE, Subject.PERSON, _("Member removed")
    ROLE_CHANGED = "role_changed", Visibility.ELSEWHERE, Subject.PERSON, _("Role changed")
    OWNERSHIP_HANDED_OVER = "ownership_handed_over", Visibility.ELSEWHERE, Subject.PERSON, _("Ownership handed over")
    OWNER_APPOINTED = "owner_appointed", Visibility.ELSEWHERE, Subject.PERSON, _("Owner appointed")
    DETAILS_CHANGED = "details_changed", Visibility.ELSEWHERE, Subject.PERSON, _("Own details changed")
    ACCOUNT_CHANGED = "account_changed", Visibility.ELSEWHERE, Subject.PERSON, _("Account changed")
    SECOND_FACTOR_REMOVED = (
        "second_factor_removed",
        Visibility.ELSEWHERE,
        Subject.PERSON,
        _("Two-step sign-in removed"),
    )
    ACCOUNT_DELETED = "account_deleted", Visibility.ELSEWHERE, Subject.PERSON, _("Account deleted")
    COHORT_IMPORTED = "cohort_imported", Visibility.ELSEWHERE, Subject.COHORT, _("Cohort imported")
    COHORT_USED = "cohort_used", Visibility.ELSEWHERE, Subject.COHORT, _("Cohort used in comparisons")
    COHORT_HIDDEN = "cohort_hidden", Visibility.ELSEWHERE, Subject.COHORT, _("Cohort left out of comparisons")
    COHORT_REMOVED = "cohort_removed", Visibility.ELSEWHERE, Subject.COHORT, _("Cohort removed")
    RELEASE_MADE = "release_made", Visibility.ELSEWHERE, Subject.RELEASE, _("Comparison figures published")
    LINK_MADE = "link_made", Visibility.ELSEWHERE, _("Link to a report made")
    LINK_REVOKED = "link_revoked", Visibility.ELSEWHERE, _("Link to a report revoked")
    REMINDERS_CHOSEN = "reminders_chosen", Visibility.ELSEWHERE, _("Reminders of the label's end chosen")
    CONSULTATION_DRAFTED = "consultation_drafted", Visibility.ELSEWHERE, _("Position or question drafted")
    CONSULTATION_OPENED = "consultation_opened", Visibility.ELSEWHERE, _("Clusters asked")
    CONSULTATION_REPLIED = "consultation_replied", Visibility.ELSEWHERE, _("Reply to a position or question")
    CONSULTATION_PUBLISHED = "consultation_published", Visibility.ELSEWHERE, _("Position or answers published")
    CALENDAR_ADDED = "calendar_added", Visibility.ELSEWHERE, _("Call or event added to the calendar")
    CALENDAR_CHANGED = "calendar_changed", Visibility.ELSEWHERE, _("Call or event of the calendar changed")
    CALENDAR_REMOVED = "calendar_removed", Visibility.ELSEWHERE, _("Call or event removed from the calendar")
    DELETION_ANNOUNCED = "deletion_announced", Visibility.OPEN, _("Deletion announced")
    EVIDENCE_EXPIRED = "evidence_expired", Visibility.OPEN, _("Evidence deleted after its retention period")
    ROWS_EXPIRED = "rows_expired", Visibility.ELSEWHERE, _("Deleted after the retention period")
    DATA_TAKEN = "data_taken", Visibility.ELSEWHERE, _("Everything about the organisation downloaded")
    COMPARISON_LEFT = "comparison_left", Visibility.ELSEWHERE, _("Left out of comparisons")
    COMPARISON_JOINED = "comparison_joined", Visibility.ELSEWHERE, _("Counted in comparisons again")


def action_choices() -> Sequence[tuple[str, str | Promise]]:
    """The choices of the column. A function, so that migrations refer to it and do not change with every new action."""
    return AuditAction.choices
