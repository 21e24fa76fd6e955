"""The assessor's page of recommendations: wording, order, the first five, leaving out, adding own ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
from assessments.forms.interview import Seen, seen_of
from assessments.forms.recommendations import OwnRecommendationForm, RecommendationForm
from assessments.models import Assessment, RecommendationEdit, User
from assessments.queries.recommendations import (
    FIRST_STEPS,
    DraftedRecommendation,
    FinalRecommendations,
    draft_recommendations,
    final_recommendations,
)
from assessments.views.pages import SignedInRequest, build_page, language, on_assessment, show
from assessments.workflow.recommendations import (
    OWN_AT_MOST,
    StaleRecommendation,
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


def _seen_advice(version: int, title: str, text: str) -> Seen:
    return seen_of(version, [title, text])


@dataclass(slots=True)
class RecommendationRow:
    """One recommendation with its form. `conflict` is what somebody else stored meanwhile."""

    advice: DraftedRecommendation
    form: RecommendationForm
    shown: Seen
    is_first: bool = False
    conflict: RecommendationEdit | None = None

    def save(self, assessment: Assessment, by: User) -> bool:
        """Saves the wording that was typed if it is valid; True if it is stored now. A conflict stores nothing."""
        is_valid = self.form.is_valid()
        # What a colleague stored meanwhile has not been seen: what is typed next must meet it as a conflict.
        self.shown = self.form.seen
        if not is_valid:
            return False
        title, text = (self.form.cleaned_data[part].replace("\r\n", "\n") for part in ("title", "text"))
        if _seen_advice(0, title, text).mark == self.form.seen.mark:
            return True
        original = self.advice.recommendation
        is_own = self.advice.is_own
        try:
            is_new = edit_recommendation(
                assessment=assessment,
                key=self.advice.key,
                is_rejected=self.advice.is_rejected,
                # The catalogue's wording is not stored twice, so that the other language keeps its own.
                title=title if is_own or title != original.title.in_language(language()) else "",
                text=text if is_own or text != original.text.in_language(language()) else "",
                by=by,
                at=timezone.now(),
                based_on=self.form.seen.version,
            )
        except StaleRecommendation as stale:
            self.conflict = stale.current
            stored = _with_edit(self.advice, stale.current)
            self.shown = _seen_of(stored)
            return False
        if is_new:
            self.shown = _seen_advice(self.form.seen.version + 1, title, text)
        return True


def _with_edit(advice: DraftedRecommendation, edit: RecommendationEdit) -> DraftedRecommendation:
    return DraftedRecommendation(
        advice.recommendation, edit.is_rejected, edit.title, edit.text, edit.version, advice.is_own
    )


def _seen_of(advice: DraftedRecommendation) -> Seen:
    return _seen_advice(advice.version, advice.shown_title(language()), advice.shown_text(language()))


def _row(advice: DraftedRecommendation, data: Any = None, *, is_first: bool = False) -> RecommendationRow:
    initial = {"title": advice.shown_title(language()), "text": advice.shown_text(language())}
    form = RecommendationForm(data, prefix=advice.key, initial=initial)
    return RecommendationRow(advice, form, _seen_of(advice), is_first)


def _rows(
    assessment: Assessment, data: Any = None
) -> tuple[list[RecommendationRow], list[RecommendationRow], FinalRecommendations]:
    """The rows that are kept, in order, and those left out."""
    drafted = draft_recommendations(assessment)
    final = final_recommendations(assessment, drafted)
    kept = [_row(advice, data, is_first=advice in final.first) for advice in final.ordered]
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
    """All recommendations in order; what is valid is saved, what is not stays on the page."""
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

    200: stored. 422: something needs correcting. 409 with a conflict: a colleague stored something else meanwhile.
    """
    row = _row(_advice_or_404(assessment, key), request.POST)
    is_saved = row.save(assessment, request.user)
    if is_saved:
        row.advice = _advice_or_404(assessment, key)
    status = 200 if is_saved else 409 if row.conflict else 422
    parts = {"row": row, "at": timezone.now(), "is_saved": is_saved}
    return render(request, "assessments/parts/advice_saved.html", parts, status=status)


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
    """Moves, marks, leaves out or takes in one recommendation, after saving what was typed into the page."""
    if act not in ACTS:
        raise Http404
    kept, left_out, final = _rows(assessment, request.POST)
    # Of a page without fields, such as one that was called up by hand, nothing is to be saved.
    typed = [row for row in kept if f"{row.advice.key}-title" in request.POST]
    saved = [row.save(assessment, request.user) for row in typed]
    if not all(saved):
        return _page(request, assessment, roles, kept, left_out, final, status=422)
    try:
        ACTS[act](assessment, key, request.user)
    except UnknownRecommendation as error:
        raise Http404 from error
    except TooManyFirst:
        # Said beside the button, for the top of the page may be far away.
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
