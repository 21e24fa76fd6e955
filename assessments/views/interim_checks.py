"""The check a year into a label: ten minutes that keep what is known of the cluster up to date."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.access import Action, Role, WrongState
from assessments.forms.interim_checks import InterimCheckForm
from assessments.models import Assessment, Label, StepOutcome
from assessments.queries.interim_checks import check_of, is_check_open, numbers_to_check
from assessments.queries.labels import label_of
from assessments.queries.recommendations import final_recommendations
from assessments.views.facts import Fact, day_in_words
from assessments.views.pages import SignedInRequest, build_page, language, on_assessment, show, today
from assessments.workflow.interim_checks import save_interim_check


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.REPLY)
def interim_check(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The check, with what was said in it before."""
    label = label_of(assessment)
    if label is None or not is_check_open(label, today()):
        raise WrongState(Action.REPLY, assessment.status)
    done = check_of(label)
    initial: dict[str, object] = {}
    if done:
        numbers = {key: Decimal(number) for key, number in done.numbers.items()}
        initial = {**numbers, **{f"step-{key}": kept for key, kept in done.outcomes.items()}, "note": done.note}
    form = InterimCheckForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        numbers=numbers_to_check(assessment),
        steps=[(step.key, step.shown_title(language())) for step in final_recommendations(assessment).first],
    )
    if form.is_valid():
        save_interim_check(assessment=assessment, by=request.user, at=timezone.now(), **form.answers())
        messages.info(request, _("The check is kept with the label. Thank you."))
        return redirect("assessment", assessment.reference)
    return show(request, "assessments/interim_check.html", build_page(assessment, roles), form=form)


def check_fact(label: Label | None) -> list[Fact]:
    """When the check was done, and what became of the first steps; nothing if it was not done."""
    done = check_of(label) if label else None
    if done is None:
        return []
    outcomes = list(done.outcomes.values())
    counted = [f"{outcome.label}: {outcomes.count(outcome)}" for outcome in StepOutcome if outcome in outcomes]
    lines = [day_in_words(done.done_at), "; ".join(counted), done.note]
    return [Fact(_("Check after a year"), "\n".join(filter(None, lines)))]
