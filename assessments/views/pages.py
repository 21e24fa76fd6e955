"""What every page of an assessment shows: the reader, the state, eligibility, progress."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django_htmx.middleware import HtmxDetails

from assessments.access import (
    MEMBERS,
    PERMISSIONS,
    Action,
    NotOpen,
    Role,
    WrongState,
    actions_of,
    assessment_or_404,
    can,
    roles_of,
)
from assessments.fragments import fragment
from assessments.material import Material
from assessments.models import Assessment, User
from assessments.queries.answers import answers_of, effective_answers
from assessments.queries.eligibility import verdict_of
from assessments.views.unsaved_input import PostedText, posted_text, unsaved
from assessments.workflow.answering import AnswerLocked
from assessments.workflow.disk_full import is_disk_full
from criteria.answers import NOTHING, Answers
from criteria.clock import site_day
from criteria.cross_checks import Finding, cross_check, findings_at
from criteria.definitions import Area, Edition, Indicator
from criteria.eligibility import RuleResult, Verdict
from criteria.languages import FALLBACK
from criteria.loader import load_edition
from criteria.reader import languages
from criteria.states import DONE, AnswerState, Progress, progress_in, state_of

logger = logging.getLogger(__name__)
# The HTTP status if the server has no disk space: 507 Insufficient Storage.
NO_ROOM: Final = 507


class SignedInRequest(HttpRequest):
    """A request behind `login_required`. `htmx` is true if only a part of the page is requested."""

    user: User
    htmx: HtmxDetails


def language() -> str:
    """The language of the current page."""
    return get_language() or FALLBACK


def follow_address(request: HttpRequest) -> None:
    """Activates the language that the address names, for readers without a cookie: frames, feeds, calendar programs."""
    if (asked := request.GET.get("language", "")) in languages():
        translation.activate(asked)


def keep_language(response: HttpResponse, chosen: str) -> None:
    """Makes the browser keep a language for a year, with the attributes of the settings LANGUAGE_COOKIE_*."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def today() -> dt.date:
    """The current date in the site's time zone."""
    return site_day(timezone.now())


@dataclass(frozen=True, slots=True)
class AreaState:
    """One area with its progress and the state of each indicator."""

    area: Area
    progress: Progress
    indicators: tuple[tuple[Indicator, AnswerState], ...]

    @property
    def minutes_left(self) -> int:
        """The estimated minutes for the unanswered indicators."""
        return sum(indicator.minutes for indicator, state in self.indicators if state not in DONE)


@dataclass(frozen=True, slots=True)
class Page:
    """An assessment as one person currently sees it."""

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
        """The permitted actions by name, for templates."""
        return {action.value: action in self.actions for action in Action}

    @property
    def is_of_cluster(self) -> bool:
        """Whether the reader belongs to the organisation."""
        return bool(self.roles & MEMBERS)

    @property
    def strip(self) -> SafeString:
        """The eligibility strip above every page of an assessment."""
        return fragment(
            _strip,
            self.verdict.binding,
            self.assessment.reference,
            self.assessment.organisation.slug,
            language(),
            Action.EDIT_ANSWERS in self.actions,
        )

    def findings_for(self, indicator: Indicator) -> list[Finding]:
        """The contradictions at the indicator `key`."""
        return findings_at(indicator, self.findings)


def build_page(
    assessment: Assessment, roles: frozenset[Role], *, own: bool = False, answers: Answers | None = None
) -> Page:
    """Builds what the pages of `assessment` show, from `answers` if they are already loaded.

    `own`: from the cluster's own answers instead of the effective ones. Eligibility is always judged by the effective
    ones.
    """
    if answers is None:
        answers = answers_of(assessment) if own else effective_answers(assessment)
    findings = cross_check(load_edition(assessment.edition), answers)
    return _page(assessment, roles, answers, findings, verdict_of(assessment, None if own else answers))


def page_of(material: Material, roles: frozenset[Role]) -> Page:
    """The same as `build_page` of an assessment whose material has been read. No query."""
    return _page(material.assessment, roles, material.answers, material.findings, material.verdict)


def _page(
    assessment: Assessment,
    roles: frozenset[Role],
    answers: Answers,
    findings: tuple[Finding, ...],
    verdict: Verdict,
) -> Page:
    edition = load_edition(assessment.edition)
    areas = tuple(area_state(area, answers, findings) for area in edition.areas)
    return Page(
        assessment=assessment,
        edition=edition,
        roles=roles,
        actions=actions_of(roles, assessment),
        answers=answers,
        verdict=verdict,
        progress=progress_in([state for area in areas for _, state in area.indicators]),
        areas=areas,
        findings=findings,
    )


def area_or_404(assessment: Assessment, key: str) -> Area:
    """The area `key` of the edition of `assessment`; raises Http404 if there is none."""
    try:
        return load_edition(assessment.edition).area(key)
    except KeyError as error:
        raise Http404 from error


def area_state(area: Area, answers: Answers, findings: Collection[Finding]) -> AreaState:
    """The progress of one area, given the findings in all answers."""
    states = tuple((i, state_of(i, answers.get(i.key, NOTHING), findings)) for i in area.indicators)
    return AreaState(area, progress_in([state for _, state in states]), states)


def show(request: HttpRequest, template: str, page: Page, *, status: int = 200, **context: Any) -> HttpResponse:
    """Renders a page of an assessment."""
    return render(
        request,
        template,
        {"page": page, "assessment": page.assessment, "may": page.may(), "language": language(), **context},
        status=status,
    )


def _strip(
    rules: tuple[RuleResult, ...], reference: str, organisation: str, language: str, may_edit: bool
) -> SafeString:
    """The binding criteria in one line."""
    context = {
        "rules": rules,
        "assessment": {"reference": reference, "organisation": {"slug": organisation}},
        "may": {"edit_answers": may_edit},
    }
    with translation.override(language):
        return render_to_string("assessments/parts/eligibility_strip.html", context)


type PageView = Callable[..., HttpResponseBase]


def explained(action: Action) -> Callable[[PageView], PageView]:
    """Decorates a view that loads an assessment for a person who may take `action`, and explains refusals.

    Signed-out people are redirected to sign in, outsiders get 404, people without the role 403. Assessors without
    access are told what is missing. If only the state of the assessment forbids the action, or another assessor was
    assigned in the meantime, the page explains this with 409 and shows the input; nothing is changed.
    """

    def decorate(view: PageView) -> PageView:
        @login_required
        @wraps(view)
        def explain(request: SignedInRequest, reference: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, reference, *args, **kwargs)
            except (WrongState, AnswerLocked, PermissionDenied, Http404) as error:
                explanation = _explain(request, reference, action, error)
                if explanation is None:
                    raise
                return explanation

        return explain

    return decorate


def on_assessment(action: Action) -> Callable[[PageView], PageView]:
    """Loads the assessment in the URL for a person who may take `action`; refusals are explained by `explained`.

    If the server has no disk space, the page says so with 507.
    """

    def decorate(view: PageView) -> PageView:
        @explained(action)
        @wraps(view)
        def load(request: SignedInRequest, reference: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            assessment, roles = assessment_or_404(request.user, reference, action)
            try:
                return view(request, assessment, roles, *args, **kwargs)
            except OperationalError as error:
                if not is_disk_full(error):
                    raise
                logger.exception("The database is full")
                return show(request, "assessments/no_room.html", build_page(assessment, roles), status=NO_ROOM)

        return load

    return decorate


def _explain(request: SignedInRequest, reference: str, action: Action, error: Exception) -> HttpResponseBase | None:
    """The page that explains the refusal; None if the plain 403 or 404 says all that may be said."""
    assessment = Assessment.objects.select_related("organisation").filter(reference=reference).first()
    if assessment is None:
        return None
    roles = roles_of(request.user, assessment)
    typed = posted_text(request)
    if isinstance(error, WrongState | AnswerLocked):
        if can(Action.VIEW, roles, assessment):
            page = build_page(assessment, roles)
            # Answers are shown with the labels of the questionnaire, other input as it was sent.
            may_read = can(Action.READ_ANSWERS, roles, assessment)
            kept = unsaved(assessment, request.POST, language=language(), year=today().year, may_read=may_read)
            typed = posted_text(request, but=page.edition.by_key) if kept else typed
            return show(request, "assessments/wrong_state.html", page, status=409, kept=kept, typed=typed)
        return _closed(request, assessment, "moved_on", typed, status=409)
    if isinstance(error, NotOpen):
        may_declare = can(Action.DECLARE, roles, assessment)
        if action is Action.VIEW and may_declare and request.method in ("GET", "HEAD"):
            return redirect("declare", reference)
        return _closed(request, assessment, "not_open" if may_declare else "moved_on", typed, status=403)
    if Role.FORMER in roles and Role.ASSESSOR in PERMISSIONS[action] and request.method == "POST":
        return _closed(request, assessment, "no_longer", typed, status=409)
    return None


def _closed(
    request: HttpRequest, assessment: Assessment, why: str, typed: Sequence[PostedText], *, status: int
) -> HttpResponse:
    """A page for a person without access to the assessment."""
    context = {"reference": assessment.reference, "why": why, "typed": typed}
    return render(request, "assessments/closed.html", context, status=status)
