"""What every page of an assessment shows: who looks, where it stands, eligibility, progress."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from assessments.access import MEMBERS, Action, Role, WrongState, actions_of, assessment_or_404
from assessments.models import Assessment, User
from assessments.workflow import AnswerLocked, answers_of, effective_answers, verdict_of
from criteria.answers import NOTHING, Answers, AnswerState, Progress, progress_of, state_of
from criteria.cross_checks import Finding, cross_check
from criteria.definitions import Area, Edition, Indicator
from criteria.eligibility import Verdict
from criteria.loader import load_edition


class SignedInRequest(HttpRequest):
    """A request behind `login_required`."""

    user: User


def language() -> str:
    """The language of the page being made: "en" or "fi"."""
    return "fi" if (get_language() or "en").startswith("fi") else "en"


def today() -> dt.date:
    """The day on the clock of the site's time zone."""
    return timezone.localdate()


@dataclass(frozen=True, slots=True)
class AreaState:
    """One area with its progress and the state of each of its indicators."""

    area: Area
    progress: Progress
    indicators: tuple[tuple[Indicator, AnswerState], ...]

    @property
    def minutes_left(self) -> int:
        """The minutes that the indicators still open take."""
        done = (AnswerState.COMPLETE, AnswerState.NOT_APPLICABLE)
        return sum(indicator.minutes for indicator, state in self.indicators if state not in done)


@dataclass(frozen=True, slots=True)
class Page:
    """An assessment as one person sees it now."""

    assessment: Assessment
    edition: Edition
    roles: frozenset[Role]
    actions: frozenset[Action]
    answers: Answers
    verdict: Verdict
    progress: Progress
    areas: tuple[AreaState, ...]
    findings: tuple[Finding, ...]

    def may(self) -> Mapping[str, bool]:
        """Each action by name, for templates."""
        return {action.value: action in self.actions for action in Action}

    @property
    def is_of_cluster(self) -> bool:
        """Whether the reader belongs to the organisation."""
        return bool(self.roles & MEMBERS)

    def findings_for(self, key: str) -> list[Finding]:
        """What does not fit together at the indicator `key`."""
        return [finding for finding in self.findings if key in finding.check.indicators]


def build_page(assessment: Assessment, roles: frozenset[Role], *, own: bool = False) -> Page:
    """What the pages of `assessment` show. `own`: on the cluster's own answers, otherwise on those that count."""
    edition = load_edition(assessment.edition)
    answers = answers_of(assessment) if own else effective_answers(assessment)
    return Page(
        assessment=assessment,
        edition=edition,
        roles=roles,
        actions=actions_of(roles, assessment),
        answers=answers,
        verdict=verdict_of(assessment, answers),
        progress=progress_of(edition.indicators, answers),
        areas=tuple(area_state(area, answers) for area in edition.areas),
        findings=cross_check(edition, answers),
    )


def area_state(area: Area, answers: Answers) -> AreaState:
    """The progress of one area."""
    states = tuple((i, state_of(i, answers.get(i.key, NOTHING))) for i in area.indicators)
    return AreaState(area, progress_of(area.indicators, answers), states)


def show(request: HttpRequest, template: str, page: Page, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of an assessment."""
    return render(
        request,
        template,
        {"page": page, "assessment": page.assessment, "may": page.may(), "language": language(), **context},
        status=status,
    )


type PageView = Callable[..., HttpResponseBase]


def on_assessment(action: Action) -> Callable[[PageView], PageView]:
    """Loads the assessment of the address for somebody who may take `action`, or says why not.

    Signed-out people are sent to sign in, outsiders get 404, people without the role 403. If only the state of the
    assessment forbids it, the page says so with 409 and nothing is changed.
    """

    def decorate(view: PageView) -> PageView:
        @login_required
        @wraps(view)
        def load(request: SignedInRequest, reference: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                assessment, roles = assessment_or_404(request.user, reference, action)
                return view(request, assessment, roles, *args, **kwargs)
            except (WrongState, AnswerLocked):
                assessment, roles = assessment_or_404(request.user, reference, Action.VIEW)
                return show(request, "assessments/wrong_state.html", build_page(assessment, roles), status=409)

        return load

    return decorate
