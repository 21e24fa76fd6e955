"""The team's page of an indicator: comments, hand-overs, flags; and what is handed over to a person."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import Action, Role, require_team
from assessments.forms.collaboration import CommentForm, FlagForm, HandOverForm
from assessments.models import Assessment, HandOver, User
from assessments.queries.collaboration import comments_of, handed_to, team_states
from assessments.views.next_steps import back_from_team
from assessments.views.pages import PageView, SignedInRequest, build_page, on_assessment, show
from assessments.workflow.collaboration import NotAColleague, add_comment, close_hand_over, hand_over, set_flag
from criteria.definitions import Indicator
from criteria.loader import load_edition


class Handed(NamedTuple):
    """An open hand-over and its indicator."""

    hand_over: HandOver
    indicator: Indicator


def handed_over_to(user: User) -> list[Handed]:
    """The open hand-overs to `user`, the oldest first."""
    return [Handed(row, load_edition(row.assessment.edition).indicator(row.indicator)) for row in handed_to(user)]


def on_team(action: Action) -> Callable[[PageView], PageView]:
    """Loads the assessment and the indicator in the URL for a member of the team who may take `action`.

    Outsiders get 404, assessors and the secretariat 403; an unknown indicator is 404.
    """

    def decorate(view: PageView) -> PageView:
        @on_assessment(action)
        @wraps(view)
        def load(
            request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], key: str
        ) -> HttpResponseBase:
            require_team(request.user, assessment)
            try:
                indicator = load_edition(assessment.edition).indicator(key)
            except KeyError as error:
                raise Http404 from error
            return view(request, assessment, roles, indicator)

        return load

    return decorate


@require_safe
@on_team(Action.VIEW)
def team(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], indicator: Indicator
) -> HttpResponse:
    """The team's comments on an indicator, its hand-over, and its flag."""
    return _team_page(request, assessment, roles, indicator)


def _team_page(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], indicator: Indicator, **forms: Any
) -> HttpResponse:
    page = build_page(assessment, roles)
    state = team_states(assessment)[indicator.key]
    has_it = state.hand_over is not None and state.hand_over.to == request.user
    return show(
        request,
        "assessments/team.html",
        page,
        indicator=indicator,
        team=state,
        comments=comments_of(assessment, indicator.key),
        comment_form=forms.get("comment_form", CommentForm()),
        hand_over_form=forms.get("hand_over_form", HandOverForm(organisation=assessment.organisation)),
        faulty=next(iter(forms.values()), None),
        back=back_from_team(page, indicator),
        may_close=assessment.is_draft and (has_it or Action.EDIT_ANSWERS in page.actions),
    )


def _to_team(assessment: Assessment, indicator: Indicator, anchor: str) -> HttpResponse:
    return redirect(f"{reverse('team', args=[assessment.reference, indicator.key])}#{anchor}")


@require_http_methods(["GET", "HEAD", "POST"])
@on_team(Action.VIEW)
def team_comment(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], indicator: Indicator
) -> HttpResponse:
    """Adds a comment. A GET request (after a reload or a change of language) shows the team's page."""
    if request.method != "POST":
        return _to_team(assessment, indicator, "comments")
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _team_page(request, assessment, roles, indicator, comment_form=form)
    comment = add_comment(
        assessment=assessment,
        indicator=indicator.key,
        text=form.cleaned_data["text"],
        to_assessor=form.cleaned_data["to_assessor"],
        by=request.user,
        at=timezone.now(),
    )
    return _to_team(assessment, indicator, f"comment-{comment.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@on_team(Action.EDIT_ANSWERS)
def hand_over_indicator(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], indicator: Indicator
) -> HttpResponse:
    """Hands the indicator over to a colleague. A GET request shows the team's page."""
    if request.method != "POST":
        return _to_team(assessment, indicator, "hand-over")
    form = HandOverForm(request.POST, organisation=assessment.organisation)
    if form.is_valid() and _hand_over(request, assessment, indicator, form):
        return _to_team(assessment, indicator, "hand-over")
    return _team_page(request, assessment, roles, indicator, hand_over_form=form)


def _hand_over(request: SignedInRequest, assessment: Assessment, indicator: Indicator, form: HandOverForm) -> bool:
    """Returns True if it was handed over."""
    to = form.cleaned_data["to"]
    try:
        hand_over(
            assessment=assessment,
            indicator=indicator.key,
            to=to,
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
        )
    except NotAColleague:
        form.add_error("to", _("This person can no longer answer for the organisation."))
        return False
    if to == request.user:
        messages.info(request, _("The indicator is yours now."))
    else:
        messages.info(request, _("The indicator is handed to %(name)s, who is told.") % {"name": to})
    return True


@require_POST
@on_team(Action.VIEW)
def end_hand_over(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], indicator: Indicator
) -> HttpResponse:
    """Ends the hand-over, by the colleague who has it or by any owner or editor."""
    close_hand_over(assessment=assessment, indicator=indicator.key, by=request.user, at=timezone.now())
    return _to_team(assessment, indicator, "hand-over")


@require_POST
@on_team(Action.EDIT_ANSWERS)
def flag(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], indicator: Indicator
) -> HttpResponse:
    """Flags the indicator, or removes the flag, as posted."""
    form = FlagForm(request.POST)
    if form.is_valid():
        set_flag(
            assessment=assessment,
            indicator=indicator.key,
            is_flagged=form.cleaned_data["flag"] == "on",
            by=request.user,
            at=timezone.now(),
        )
    return _to_team(assessment, indicator, "flag")
