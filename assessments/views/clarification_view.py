"""The page of a question to the cluster for one reader: thread, form and buttons, current and earlier answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access import Action, may_change, may_reply
from assessments.forms.clarifications import AskForm, ClarificationReplyForm, FollowUpForm
from assessments.models import AnswerVersion, Clarification, Evidence
from assessments.queries.answers import agreed_of, answer_of, earlier_versions
from assessments.queries.clarifications import clarifications_of
from assessments.queries.evidence import evidence_of
from assessments.views.facts import day_in_words
from assessments.views.next_steps import Weight
from assessments.views.pages import Page
from assessments.views.question_view import QuestionView, question_of
from criteria.answers import Answer
from criteria.definitions import Indicator
from criteria.states import AnswerState

USUAL_TIME: Final = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SubmitButton:
    """A submit button with a `note` beside it. `address` overrides the action of the form."""

    words: str
    address: str = ""
    weight: Weight = Weight.PRIMARY
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClarificationState:
    """In words, whose turn it is and until when, or when it was resolved. `answer_state` gives it its colour."""

    words: str
    answer_state: AnswerState = AnswerState.IN_PROGRESS


def clarification_state(clarification: Clarification, *, today: dt.date) -> ClarificationState:
    """The state of a clarification, whose messages are loaded."""
    if clarification.resolved_at:
        words = _("resolved on %(when)s") % {"when": day_in_words(clarification.resolved_at)}
        return ClarificationState(words, AnswerState.COMPLETE)
    if clarification.is_replied:
        return ClarificationState(_("the cluster has replied"))
    when = {"when": day_in_words(clarification.deadline)}
    if clarification.deadline < today:
        return ClarificationState(_("the deadline was %(when)s") % when)
    return ClarificationState(_("needs a reply by %(when)s") % when)


@dataclass(frozen=True, slots=True)
class ClarificationView:
    """What the page shows. `clarification` is the unresolved one; `resolved` are all others of the indicator.

    `interview_address` leads to the indicator in the interview; "" unless the reader reviews. `form` is what the reader
    can send to `action` with one of `buttons`. `editing` is the cluster's answer if the reader can change it; `unsaved`
    is a change that could not be saved because the answer has been closed meanwhile.
    """

    clarification: Clarification | None
    state: ClarificationState | None
    resolved: Sequence[tuple[Clarification, ClarificationState]]
    interview_address: str
    form: forms.Form | None
    action: str
    buttons: Sequence[SubmitButton]
    own: Answer | None
    agreed: Answer | None
    editing: QuestionView | None
    unsaved: QuestionView | None
    is_past_deadline: bool
    evidence: Sequence[Evidence]
    versions: Sequence[tuple[AnswerVersion, Answer]]

    @property
    def edit(self) -> QuestionView | None:
        """The answer whose errors are listed at the top of the page."""
        return self.editing or self.unsaved

    @property
    def shows_evidence(self) -> bool:
        """Whether there is evidence, or the reader can add some."""
        return bool(self.evidence or self.editing)


def clarification_view(
    page: Page, indicator: Indicator, *, form: forms.Form | None, changing: QuestionView | None, today: dt.date
) -> ClarificationView:
    """The content of the page about `indicator`. `form` and `changing` hold input that could not be saved."""
    assessment, roles = page.assessment, page.roles
    row = assessment.answers.filter(indicator=indicator.key).first()
    asked = [item for item in clarifications_of(assessment) if item.indicator == indicator.key]
    current = next((item for item in asked if item.resolved_at is None), None)
    is_open = not assessment.is_draft and may_change(indicator.key, roles, assessment, today)
    form = form or _empty_form(page, current, today)
    return ClarificationView(
        clarification=current,
        state=clarification_state(current, today=today) if current else None,
        resolved=[(item, clarification_state(item, today=today)) for item in asked if item is not current],
        interview_address=_interview_address(page, indicator),
        form=form,
        action=reverse("reply_to_question" if current else "ask", args=[assessment.reference, indicator.key]),
        buttons=_buttons(page, indicator, current, has_form=form is not None, is_open=is_open),
        own=answer_of(indicator, row) if row else None,
        agreed=agreed_of(indicator, row) if row else None,
        editing=(changing or question_of(assessment, indicator, row)) if is_open else None,
        unsaved=None if is_open else changing,
        is_past_deadline=_is_past_deadline(page, current, today),
        evidence=list(evidence_of(assessment, indicator.key)),
        versions=earlier_versions(assessment, indicator),
    )


def _interview_address(page: Page, indicator: Indicator) -> str:
    if Action.REVIEW not in page.actions:
        return ""
    return reverse("review", args=[page.assessment.reference, indicator.key])


def _empty_form(page: Page, current: Clarification | None, today: dt.date) -> forms.Form | None:
    """The form that the reader can fill in now: a question, a follow-up or a reply; None if there is none."""
    may_ask = Action.REVIEW in page.actions
    if current is None:
        return AskForm(initial={"deadline": today + USUAL_TIME}) if may_ask else None
    if not may_reply(page.roles, page.assessment):
        return None
    return FollowUpForm() if may_ask else ClarificationReplyForm()


def _buttons(
    page: Page, indicator: Indicator, current: Clarification | None, *, has_form: bool, is_open: bool
) -> list[SubmitButton]:
    may_ask = Action.REVIEW in page.actions
    if current is None:
        return [SubmitButton(_("Ask the cluster"))] if has_form and may_ask else []
    buttons = []
    if has_form:
        weight = Weight.PLAIN if may_ask else Weight.PRIMARY
        note = _("Saves a changed answer too.") if is_open else ""
        buttons.append(SubmitButton(_("Send the reply"), weight=weight, note=note))
    if may_ask:
        address = reverse("resolve", args=[page.assessment.reference, indicator.key])
        buttons.append(SubmitButton(_("Resolve"), address, note=_("Ends the thread and closes the answer.")))
    return buttons


def _is_past_deadline(page: Page, current: Clarification | None, today: dt.date) -> bool:
    """Whether the page tells the cluster that it can no longer change its answer."""
    is_over = current is not None and current.deadline < today
    return is_over and page.is_of_cluster and may_reply(page.roles, page.assessment)
