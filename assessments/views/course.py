"""The course of an assessment so far, as facts on its overview: days, people, reasons, the label."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access import Action
from assessments.models import Assignment, Label
from assessments.queries.labels import state_of_label
from assessments.report.words.labels import STATE_WORDS
from assessments.views.facts import Fact, day_in_words
from assessments.views.next_steps import ActionLink
from assessments.views.pages import Page, language, today
from criteria.validity import LabelState


def course_of(page: Page, *, assignment: Assignment | None, label: Label | None) -> list[Fact]:
    """What has happened so far, in order, as far as the reader may see it. `assignment` is the current one."""
    return _until_assessed(page, assignment) + _decision(page, label)


def _until_assessed(page: Page, assignment: Assignment | None) -> list[Fact]:
    assessment = page.assessment
    facts = [Fact(_("Started"), day_in_words(assessment.created_at))]
    if assessment.submitted_at:
        facts.append(Fact(_("Handed in"), day_in_words(assessment.submitted_at)))
    if assignment:
        facts.append(Fact(_("Assessor"), str(assignment.assessor)))
        if assignment.due_on and page.actions & {Action.ASSIGN, Action.REVIEW}:
            facts.append(Fact(_("Due"), day_in_words(assignment.due_on), _change_of_due_date(page)))
    if assessment.interview_on:
        facts.append(Fact(_("Interview"), is_interview=True))
    if assessment.assessed_at:
        facts.append(Fact(_("Assessed"), day_in_words(assessment.assessed_at)))
    return facts


def _change_of_due_date(page: Page) -> ActionLink | None:
    if Action.ASSIGN not in page.actions:
        return None
    return ActionLink(_("Change the due date"), reverse("due_date", args=[page.assessment.reference]))


def _decision(page: Page, label: Label | None) -> list[Fact]:
    assessment, facts = page.assessment, []
    may_read = Action.READ_ANSWERS in page.actions
    if assessment.proposal and (Action.DECIDE in page.actions or (may_read and assessment.is_finished)):
        lines = [assessment.get_proposal_display(), assessment.proposal_reason]
        facts.append(Fact(_("The assessor recommended"), "\n".join(filter(None, lines))))
    if assessment.decided_by:
        facts.append(Fact(_("Decided by"), str(assessment.decided_by)))
    if assessment.decided_at:
        facts.append(Fact(_("Decided"), day_in_words(assessment.decided_at)))
    if assessment.decision_reason and assessment.is_finished:
        facts.append(Fact(_("Reason for the decision"), assessment.decision_reason))
    elif assessment.decision_reason and page.actions & {Action.REVIEW, Action.ASSIGN, Action.DECIDE}:
        facts.append(Fact(_("Sent back by the secretariat"), assessment.decision_reason))
    if label:
        facts.append(Fact(_("Label"), _label_line(page, label)))
        if label.issuer:
            facts.append(Fact(_("Issued by"), label.issuer))
    return facts


def _label_line(page: Page, label: Label) -> str:
    validity = _("valid from %(from)s until %(until)s") % {
        "from": day_in_words(label.valid_from),
        "until": day_in_words(label.valid_until),
    }
    state = state_of_label(label, today())
    words = "" if state is LabelState.VALID else f" ({STATE_WORDS[state]})"
    return f"{page.edition.level_title.in_language(language())} {label.number}, {validity}{words}"
