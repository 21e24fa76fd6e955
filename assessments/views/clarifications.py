"""Questions of the assessor to the cluster: asked, answered and resolved on one page per indicator."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.access import Action, Role, WrongState, has_role_for
from assessments.forms.clarifications import AskForm, ClarificationReplyForm, FollowUpForm
from assessments.forms.editing import posted_seen
from assessments.models import Assessment
from assessments.queries.clarifications import clarifications_of, unresolved_clarification
from assessments.views.clarification_view import clarification_state, clarification_view
from assessments.views.pages import PageView, SignedInRequest, build_page, on_assessment, show, today
from assessments.views.question_view import QuestionView, question_of
from assessments.workflow.answering import AnswerLocked
from assessments.workflow.clarifications import (
    ClarificationOpen,
    ClarificationResolved,
    DeadlinePassed,
    ask_cluster,
    reply_to_clarification,
    resolve_clarification,
)
from criteria.definitions import Indicator
from criteria.loader import load_edition


def on_indicator(view: PageView) -> PageView:
    """Loads the assessment and the indicator in the URL for a person who may read the answers."""

    @on_assessment(Action.READ_ANSWERS)
    @wraps(view)
    def load(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], key: str) -> HttpResponseBase:
        try:
            indicator = load_edition(assessment.edition).indicator(key)
        except KeyError as error:
            raise Http404 from error
        return view(request, assessment, roles, indicator)

    return load


@require_safe
@on_assessment(Action.READ_ANSWERS)
def questions(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """All questions to the cluster, the unresolved ones first."""
    page = build_page(assessment, roles)
    rows = sorted(clarifications_of(assessment), key=lambda row: row.resolved_at is not None)
    asked = [(row, page.edition.indicator(row.indicator), clarification_state(row, today=today())) for row in rows]
    return show(request, "assessments/questions.html", page, asked=asked)


@require_safe
@on_indicator
def question(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], indicator: Indicator
) -> HttpResponse:
    """The question about an indicator with its messages, and the answer with its earlier versions."""
    return _page(request, assessment, roles, indicator)


def _page(
    request: SignedInRequest,
    assessment: Assessment,
    roles: frozenset[Role],
    indicator: Indicator,
    *,
    form: forms.Form | None = None,
    changing: QuestionView | None = None,
    status: int = 200,
) -> HttpResponse:
    """Renders the page. `form` and `changing` hold input that could not be saved."""
    page = build_page(assessment, roles, own=True)
    shown = clarification_view(page, indicator, form=form, changing=changing, today=today())
    return show(request, "assessments/question.html", page, indicator=indicator, shown=shown, status=status)


def _to_question(assessment: Assessment, indicator: Indicator) -> HttpResponse:
    return redirect(reverse("question", args=[assessment.reference, indicator.key]))


def _moved_on(assessment: Assessment) -> str:
    assessment.refresh_from_db(fields=["status"])
    state = {"state": assessment.get_status_display()}
    return _("This cannot be done in the state “%(state)s”. Nothing was changed.") % state


def _attempt(form: forms.Form, assessment: Assessment, act: Callable[..., Any]) -> int:
    """Calls `act` if the form is valid; returns 0 on success, otherwise the status of the page to show again."""
    if not form.is_valid():
        return 422
    try:
        act(**form.cleaned_data, at=timezone.now())
    except DeadlinePassed:
        form.add_error("deadline", _("This day is over. Give today or a later one."))
        return 422
    except ClarificationOpen:
        form.add_error("text", _("Somebody has asked about this indicator meanwhile. Write in that thread instead."))
    except ClarificationResolved:
        form.add_error("text", _("The question has been resolved meanwhile. Nothing was changed."))
    except WrongState:
        form.add_error("text", _moved_on(assessment))
    else:
        return 0
    return 409


def _require_role(action: Action, roles: frozenset[Role]) -> None:
    """Refuses people who may never do this, before their input is validated."""
    if not has_role_for(action, roles):
        raise PermissionDenied


@require_POST
@on_indicator
def ask(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], indicator: Indicator) -> HttpResponse:
    """The assessor asks the cluster a question."""
    _require_role(Action.REVIEW, roles)
    form = AskForm(request.POST)
    act = partial(ask_cluster, assessment=assessment, indicator=indicator.key, by=request.user)
    status = _attempt(form, assessment, act)
    if status:
        return _page(request, assessment, roles, indicator, form=form, status=status)
    messages.info(request, _("The question is asked. The cluster can change this answer until the deadline."))
    return _to_question(assessment, indicator)


def _reply_form(request: SignedInRequest, roles: frozenset[Role]) -> ClarificationReplyForm:
    return (FollowUpForm if Role.ASSESSOR in roles else ClarificationReplyForm)(request.POST)


def _typed_answer(request: SignedInRequest, assessment: Assessment, indicator: Indicator) -> QuestionView | None:
    """The answer submitted with the page, if it was changed."""
    row = assessment.answers.filter(indicator=indicator.key).first()
    typed = question_of(assessment, indicator, row, data=request.POST)
    # Changes by others have not been seen, so they must still be met as a conflict.
    typed.form.full_clean()
    typed.shown = posted_seen(typed.form)
    is_sent = any(name.startswith(f"{indicator.key}-") for name in request.POST)
    return typed if is_sent and typed.form.changed_data else None


@require_POST
@on_indicator
def reply_to_question(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], indicator: Indicator
) -> HttpResponse:
    """The cluster or the assessor writes in the thread; a changed answer on the same page is saved too."""
    _require_role(Action.REVIEW if Role.ASSESSOR in roles else Action.EDIT_ANSWERS, roles)
    form, changing = _reply_form(request, roles), _typed_answer(request, assessment, indicator)
    row = (
        unresolved_clarification(assessment, indicator.key)
        or assessment.clarifications.filter(indicator=indicator.key).last()
    )
    if row is None:
        raise Http404
    status = 0
    if changing is not None:
        status = _save_answer(request, assessment, changing) if form.is_valid() else 422
    status = status or _attempt(form, assessment, partial(reply_to_clarification, clarification=row, by=request.user))
    if status:
        return _page(request, assessment, roles, indicator, form=form, changing=changing, status=status)
    return _to_question(assessment, indicator)


def _save_answer(request: SignedInRequest, assessment: Assessment, changing: QuestionView) -> int:
    """Saves a changed answer; returns 0 on success, otherwise the status of the page to show again."""
    try:
        if changing.save(assessment, request.user):
            return 0
    except AnswerLocked:
        messages.error(request, _("This answer is closed: the deadline is over, or the question is resolved."))
        return 409
    return changing.status


@require_POST
@on_indicator
def change_answer(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], indicator: Indicator
) -> HttpResponse:
    """The cluster changes the answer that a question has opened; the earlier version is kept."""
    _require_role(Action.EDIT_ANSWERS, roles)
    changing = question_of(
        assessment, indicator, assessment.answers.filter(indicator=indicator.key).first(), data=request.POST
    )
    status, form = _save_answer(request, assessment, changing), _reply_form(request, roles)
    # An unsent reply stays in its field, because it has its own button.
    begun = form if form["text"].value() else None
    if status:
        return _page(request, assessment, roles, indicator, form=begun, changing=changing, status=status)
    if begun is None:
        messages.info(request, _("Saved. The earlier version is kept. Write a reply once you are done."))
        return _to_question(assessment, indicator)
    messages.info(request, _("Saved. The earlier version is kept. The reply is not sent yet."))
    return _page(request, assessment, roles, indicator, form=begun)


@require_POST
@on_indicator
def resolve(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], indicator: Indicator
) -> HttpResponse:
    """The assessor resolves the question, which closes the indicator again; a typed message is sent first."""
    _require_role(Action.REVIEW, roles)
    row, form = unresolved_clarification(assessment, indicator.key), _reply_form(request, roles)
    begun = form if form["text"].value() else None
    if row is None:
        messages.error(request, _("The question has been resolved meanwhile. Nothing was changed."))
        if begun is None:
            return _to_question(assessment, indicator)
        return _page(request, assessment, roles, indicator, form=begun, status=409)
    if begun and (
        status := _attempt(begun, assessment, partial(reply_to_clarification, clarification=row, by=request.user))
    ):
        return _page(request, assessment, roles, indicator, form=begun, status=status)
    resolve_clarification(clarification=row, by=request.user, at=timezone.now())
    messages.info(request, _("The question is resolved. The answer is frozen again."))
    return _to_question(assessment, indicator)
