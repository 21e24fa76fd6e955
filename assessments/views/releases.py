"""The secretariat's page of releases: what was published, what can be published now, and who is left out."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.forms.releases import LeaveForm
from assessments.models import Organisation, Withheld
from assessments.queries.releases import PublishedGroup, left_out, losses_of, summaries_of
from assessments.report.words.groups import group_words
from assessments.views.cohorts import for_secretariat
from assessments.views.pages import SignedInRequest, language, today
from assessments.workflow.releasing import ReleaseRefused, join_comparisons, leave_comparisons, make_release
from criteria.definitions import Edition
from criteria.loader import current_edition
from criteria.sorting import sort_key


def _lines(edition: Edition, groups: Sequence[PublishedGroup]) -> list[tuple[str, str]]:
    """The name of each group and why it is withheld ("" if it is not), by name."""
    lines = [
        (group_words(edition, group, language()), str(Withheld(group.withheld).label) if group.withheld else "")
        for group in groups
    ]
    return sorted(lines, key=lambda line: sort_key(line[0], language()))


def _page(request: SignedInRequest, form: LeaveForm, *, status: int = 200) -> HttpResponse:
    edition = current_edition(today())
    losses = losses_of(edition.key)
    context = {
        "releases": summaries_of(edition.key),
        "losses": losses,
        "lost": _lines(edition, losses.lost) if losses else [],
        "outdated": _lines(edition, losses.outdated) if losses else [],
        "left_out": left_out(),
        "form": form,
        "days_apart": edition.release.days_apart,
        "least_new": edition.release.least_new,
    }
    return render(request, "cohorts/releases.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_secretariat
def releases(request: SignedInRequest) -> HttpResponse:
    """All releases of the edition in force; makes another one."""
    if request.method != "POST":
        return _page(request, LeaveForm())
    try:
        release = make_release(edition=current_edition(today()), by=request.user, at=timezone.now())
    except ReleaseRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.info(request, _("Release %(number)s was published.") % {"number": release.number})
    return redirect("releases")


@require_POST
@for_secretariat
def leave(request: SignedInRequest) -> HttpResponse:
    """Leaves a cluster that objects out of the releases to come."""
    form = LeaveForm(request.POST)
    if not form.is_valid() or form.organisation is None:
        return _page(request, form, status=422)
    reason = form.cleaned_data["reason"]
    leave_comparisons(organisation=form.organisation, reason=reason, by=request.user, at=timezone.now())
    return redirect("releases")


@require_POST
@for_secretariat
def join(request: SignedInRequest, slug: str) -> HttpResponse:
    """Counts a cluster that objected again, from the next release on."""
    organisation = get_object_or_404(Organisation, slug=slug)
    join_comparisons(organisation=organisation, by=request.user, at=timezone.now())
    return redirect("releases")
