"""Pages of a draft as a whole: answers that were carried over, and its deletion."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assessments.access import Action, Role
from assessments.models import Assessment
from assessments.queries.renewal import previous_assessment
from assessments.views.pages import Page, SignedInRequest, area_or_404, build_page, on_assessment, show
from assessments.workflow.deleting import delete_draft
from assessments.workflow.renewing import confirm_carried
from criteria.definitions import Area


@dataclass(frozen=True, slots=True)
class CarriedArea:
    """An area of a draft with `waiting` carried-over answers that are not confirmed yet."""

    area: Area
    waiting: int
    address: str
    confirm_address: str


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """The `indicators` whose answers wait for confirmation, and the assessment they were carried over from."""

    reference: str
    indicators: frozenset[str]
    areas: tuple[CarriedArea, ...]

    @property
    def waiting(self) -> int:
        """How many answers wait."""
        return len(self.indicators)


def carried_over(page: Page) -> CarriedOver | None:
    """The answers that the reader may confirm; None if there are none. At most two queries."""
    if Action.EDIT_ANSWERS not in page.actions:
        return None
    reference = page.assessment.reference
    waiting = frozenset(page.assessment.answers.filter(is_carried=True).values_list("indicator", flat=True))
    previous = previous_assessment(page.assessment) if waiting else None
    if previous is None:
        return None
    counts = {area: sum(indicator.key in waiting for indicator in area.indicators) for area in page.edition.areas}
    areas = tuple(
        CarriedArea(
            area,
            count,
            reverse("area", args=[reference, area.key]),
            reverse("confirm_area", args=[reference, area.key]),
        )
        for area, count in counts.items()
        if count
    )
    return CarriedOver(previous.reference, waiting, areas)


@require_POST
@on_assessment(Action.EDIT_ANSWERS)
def confirm_area(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], key: str) -> HttpResponse:
    """Confirms all carried-over answers of an area that nobody has changed."""
    area = area_or_404(assessment, key)
    keys = [indicator.key for indicator in area.indicators]
    confirmed = confirm_carried(assessment=assessment, indicators=keys, by=request.user, at=timezone.now())
    if confirmed:
        told = ngettext("%(count)s answer is confirmed.", "%(count)s answers are confirmed.", len(confirmed))
        messages.info(request, told % {"count": len(confirmed)})
    else:
        messages.info(request, _("Nothing was left to confirm here."))
    return redirect("area", assessment.reference, key)


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.DELETE)
def delete(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Asks whether the draft is to be deleted, and deletes it."""
    if request.method == "POST":
        delete_draft(assessment=assessment, by=request.user, at=timezone.now())
        messages.info(request, _("The draft %(reference)s is deleted.") % {"reference": assessment.reference})
        return redirect("organisation", assessment.organisation.slug)
    return show(request, "assessments/delete.html", build_page(assessment, roles))
