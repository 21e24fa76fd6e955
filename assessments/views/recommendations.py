"""The assessor's page of recommendations: wording, order, first steps, rejecting, adding their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.access import Action, Role
from assessments.forms.editing import Edit, Seen
from assessments.forms.recommendations import OwnRecommendationForm, RecommendationForm
from assessments.models import Assessment, RecommendationEdit, User
from assessments.queries.answers import effective_answers, portfolios_of
from assessments.queries.marks import mark_of
from assessments.queries.recommendations import (
    FIRST_STEPS,
    DraftedRecommendation,
    FinalRecommendations,
    advice_by_field,
    draft_recommendations,
    final_recommendations,
)
from assessments.views.pages import SignedInRequest, build_page, language, on_assessment, show
from assessments.workflow.recommendations import (
    OWN_AT_MOST,
    TooManyFirst,
    TooManyOwn,
    UnknownRecommendation,
    add_recommendation,
    edit_recommendation,
    mark_first,
    move_recommendation,
)
from criteria.loader import load_edition

FAR: Final = 1000


@dataclass
class RecommendationRow(Edit[RecommendationEdit]):
    """One drafted recommendation with its form."""

    advice: DraftedRecommendation
    form: RecommendationForm
    shown: Seen
    is_first: bool = False
    by_field: Sequence[tuple[str, str]] = ()

    @property
    def name(self) -> str:
        return self.advice.key

    @property
    def typed(self) -> Any:
        return [self.form.cleaned_data["title"], self.form.cleaned_data["text"]]

    def seen_of(self, current: RecommendationEdit) -> Seen:
        return _seen(replace(self.advice, title=current.title, text=current.text, version=current.version))

    def save(self, assessment: Assessment, by: User) -> bool:
        """Saves the wording, like `attempt`."""
        return self.attempt(lambda seen: self._store(assessment, by, seen))

    def _store(self, assessment: Assessment, by: User, seen: Seen) -> bool:
        title, text = self.typed
        original, is_own = self.advice.recommendation, self.advice.is_own
        return edit_recommendation(
            assessment=assessment,
            key=self.advice.key,
            is_rejected=self.advice.is_rejected,
            # The catalogue's wording is not stored again, so that the other language keeps its own.
            title=title if is_own or title != original.title.in_language(language()) else "",
            text=text if is_own or text != original.text.in_language(language()) else "",
            by=by,
            at=timezone.now(),
            based_on=seen.version,
        )


def _seen(advice: DraftedRecommendation) -> Seen:
    return Seen(advice.version, mark_of([advice.shown_title(language()), advice.shown_text(language())]))


def _row(advice: DraftedRecommendation, data: Any = None, *, is_first: bool = False) -> RecommendationRow:
    initial = {"title": advice.shown_title(language()), "text": advice.shown_text(language())}
    form = RecommendationForm(data, prefix=advice.key, initial=initial)
    return RecommendationRow(advice, form, _seen(advice), is_first)


def _rows(
    assessment: Assessment, data: Any = None
) -> tuple[list[RecommendationRow], list[RecommendationRow], FinalRecommendations]:
    """The accepted rows in order, and the rejected ones."""
    answers = effective_answers(assessment)
    drafted = draft_recommendations(assessment, answers)
    final = final_recommendations(assessment, drafted)
    edition = load_edition(assessment.edition)
    portfolios = portfolios_of(edition, assessment.organisation, answers)
    kept = [_row(advice, data, is_first=advice in final.first) for advice in final.ordered]
    for row in kept:
        indicator = edition.indicator(row.advice.recommendation.indicator)
        row.by_field = advice_by_field(edition, indicator, portfolios, language())
    return kept, [_row(advice) for advice in drafted if advice.is_rejected], final


def _page(
    request: SignedInRequest,
    assessment: Assessment,
    roles: frozenset[Role],
    kept: list[RecommendationRow],
    left_out: list[RecommendationRow],
    final: FinalRecommendations,
    *,
    own_form: OwnRecommendationForm | None = None,
    status: int = 200,
) -> HttpResponse:
    edition = load_edition(assessment.edition)
    return show(
        request,
        "assessments/recommendations.html",
        build_page(assessment, roles),
        rows=kept,
        left_out=left_out,
        final=final,
        own_form=own_form or OwnRecommendationForm(edition=edition, language=language(), prefix="own"),
        has_faults=status != 200,
        full=request.GET.get("full", "") if len(final.first) >= FIRST_STEPS else "",
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.REVIEW)
def recommendations(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """All recommendations in order; valid input is saved, invalid input stays on the page."""
    kept, left_out, final = _rows(assessment, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        saved = [row.save(assessment, request.user) for row in kept]
        if all(saved):
            messages.info(request, _("Saved"))
            return redirect("recommendations", assessment.reference)
        return _page(request, assessment, roles, kept, left_out, final, status=422)
    return _page(request, assessment, roles, kept, left_out, final)


@require_POST
@on_assessment(Action.REVIEW)
def save(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], key: str) -> HttpResponse:
    """Saves the wording of one recommendation without leaving the page.

    200: stored. 422: errors. 409: conflict, because a colleague stored something else in the meantime.
    """
    row = _row(_advice_or_404(assessment, key), request.POST)
    is_saved = row.save(assessment, request.user)
    if is_saved:
        row.advice = _advice_or_404(assessment, key)
    parts = {"edit": row, "at": timezone.now(), "is_saved": is_saved}
    return render(request, "assessments/parts/advice_saved.html", parts, status=200 if is_saved else row.status)


def _advice_or_404(assessment: Assessment, key: str) -> DraftedRecommendation:
    for advice in draft_recommendations(assessment):
        if advice.key == key:
            return advice
    raise Http404


def _set_left_out(assessment: Assessment, key: str, by: User, *, is_rejected: bool) -> None:
    _advice_or_404(assessment, key)
    edit_recommendation(assessment=assessment, key=key, is_rejected=is_rejected, by=by, at=timezone.now())


type Act = Callable[[Assessment, str, User], None]


def _moved(by_places: int) -> Act:
    return lambda assessment, key, by: move_recommendation(
        assessment=assessment, key=key, by_places=by_places, by=by, at=timezone.now()
    )


def _marked(is_first: bool) -> Act:
    return lambda assessment, key, by: mark_first(
        assessment=assessment, key=key, is_first=is_first, by=by, at=timezone.now()
    )


ACTS: Final[Mapping[str, Act]] = {
    "up": _moved(-1),
    "down": _moved(1),
    "top": _moved(-FAR),
    "first": _marked(True),
    "not-first": _marked(False),
    "leave-out": lambda assessment, key, by: _set_left_out(assessment, key, by, is_rejected=True),
    "take-in": lambda assessment, key, by: _set_left_out(assessment, key, by, is_rejected=False),
}


@require_POST
@on_assessment(Action.REVIEW)
def act_on(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], key: str, act: str
) -> HttpResponse:
    """Moves, marks, rejects or restores one recommendation, after saving the input on the page."""
    if act not in ACTS:
        raise Http404
    kept, left_out, final = _rows(assessment, request.POST)
    # A request without form fields, such as one made by hand, has nothing to save.
    typed = [row for row in kept if f"{row.advice.key}-title" in request.POST]
    saved = [row.save(assessment, request.user) for row in typed]
    if not all(saved):
        return _page(request, assessment, roles, kept, left_out, final, status=422)
    try:
        ACTS[act](assessment, key, request.user)
    except UnknownRecommendation as error:
        raise Http404 from error
    except TooManyFirst:
        # Shown beside the button, because the top of the page may be far away.
        return redirect(f"{reverse('recommendations', args=[assessment.reference])}?full={quote(key)}#advice-{key}")
    return redirect(f"{reverse('recommendations', args=[assessment.reference])}#advice-{key}")


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.REVIEW)
def add(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Adds a recommendation of the assessor's own."""
    if request.method != "POST":
        return redirect(f"{reverse('recommendations', args=[assessment.reference])}#own")
    form = OwnRecommendationForm(
        request.POST, edition=load_edition(assessment.edition), language=language(), prefix="own"
    )
    if form.is_valid():
        try:
            added = add_recommendation(assessment=assessment, by=request.user, at=timezone.now(), **form.cleaned_data)
        except TooManyOwn:
            most = _("At most %(most)s recommendations of your own can be added. Reword one of those you have instead.")
            form.add_error("title", most % {"most": OWN_AT_MOST})
        else:
            messages.info(request, _("The recommendation is added."))
            return redirect(f"{reverse('recommendations', args=[assessment.reference])}#advice-{added.key}")
    kept, left_out, final = _rows(assessment)
    return _page(request, assessment, roles, kept, left_out, final, own_form=form, status=422)
