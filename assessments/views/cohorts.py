"""The secretariat's pages of cohorts: what there is to compare with, and imported past benchmarks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.benchmark.overview import Overview, outliers, overview
from assessments.benchmark.publishing import measures_of
from assessments.benchmark.release_groups import KINDS, dominated_by
from assessments.files.cohort_file import CohortRow
from assessments.files.csv_cells import csv_file
from assessments.forms.cohorts import CohortForm
from assessments.models import ImportedCohort, User, Withheld
from assessments.queries.release_data import runs_to_release
from assessments.queries.releases import PublishedGroup
from assessments.report.words.cohorts import shares_words, values_words
from assessments.report.words.groups import group_words
from assessments.report.words.shares import share_words
from assessments.views.pages import SignedInRequest, language, today
from assessments.workflow.cohorts import import_cohort, remove_cohort, use_cohort
from criteria.definitions import Edition, Level
from criteria.formatting import format_alternatives, format_measure
from criteria.loader import current_edition
from criteria.measures import full_key
from criteria.sorting import sort_key

type View = Callable[..., HttpResponse]


def _page_of_import(
    request: SignedInRequest, form: CohortForm, *, checked: Sequence[CohortRow] = (), status: int = 200
) -> HttpResponse:
    """The page for uploading a cohort file, with the columns that such a file can have."""
    measures = [asked.measure for asked in form.edition.roles.key_numbers if asked.measure]
    context = {
        "form": form,
        "checked": checked,
        "levels": format_alternatives(list(Level), language()),
        "measures": format_alternatives(measures[:2], language()),
    }
    return render(request, "cohorts/import.html", context, status=status)


def for_those_who(may: Callable[[User], bool]) -> Callable[[View], View]:
    """Signed-out people are redirected to sign in; everybody else who `may` not gets 403."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


for_secretariat = for_those_who(lambda user: user.is_secretariat)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group of the release. `size` is None if it is withheld, for the reason `withheld`."""

    name: str
    size: int | None
    withheld: str


def _measure_lines(edition: Edition, seen: Overview) -> list[dict[str, Any]]:
    lines = []
    for indicator, measure in ((i, m) for i in edition.indicators for m in i.measures):
        key = full_key(indicator, measure)
        spread = seen.spreads[key]
        lines.append(
            {
                "key": key,
                "label": measure.label.in_language(language()),
                "count": spread.count,
                "values": values_words(measure, spread, language()),
                "shares": shares_words(indicator, measure, spread, language()),
            }
        )
    return lines


def _group_lines(edition: Edition, seen: Overview) -> list[GroupLine]:
    """Every group of the release with its name, by kind and then by name."""
    named = [(group_words(edition, group, language()), group) for group in seen.groups]
    named.sort(key=lambda pair: (KINDS.index(pair[1].kind), sort_key(pair[0], language())))
    return [
        GroupLine(name, group.size, str(Withheld(group.withheld).label) if group.withheld else "")
        for name, group in named
    ]


@require_safe
@for_secretariat
def cohorts(request: SignedInRequest) -> HttpResponse:
    """The groups of the current release, the spread of every measure, outliers, and the imported cohorts."""
    edition = current_edition(today())
    seen = overview(edition)
    groups = _group_lines(edition, seen)
    far = [(line, format_measure(line.measure, line.value, language())) for line in outliers(seen)]
    # The secretariat imports few files: all are shown, sorted for the reader's language.
    imported = sorted(ImportedCohort.objects.all(), key=lambda found: sort_key(found.name, language()))
    return render(
        request,
        "cohorts/list.html",
        {
            "release": seen.release,
            "shown": [line for line in groups if not line.withheld],
            "withheld": [line for line in groups if line.withheld],
            "measures": _measure_lines(edition, seen),
            "outliers": [(line, value, line.measure.label.in_language(language())) for line, value in far],
            "imported": imported,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_secretariat
def bring(request: SignedInRequest) -> HttpResponse:
    """Reads a cohort file and lists every fault; stores it unless it is only to be checked."""
    is_sent, edition = request.method == "POST", current_edition(today())
    form = CohortForm(
        edition,
        language=language(),
        year=today().year,
        data=request.POST if is_sent else None,
        files=request.FILES if is_sent else None,
    )
    if not form.is_valid():
        return _page_of_import(request, form, status=422 if is_sent else 200)
    if "check" in request.POST:
        return _page_of_import(request, form, checked=form.rows)
    cohort = import_cohort(
        edition=edition,
        name=form.cleaned_data["name"],
        source=form.cleaned_data["source"],
        rows=form.rows,
        by=request.user,
        at=timezone.now(),
    )
    count = len(form.rows)
    messages.info(
        request,
        ngettext("%(name)s: one row was stored.", "%(name)s: %(count)s rows were stored.", count)
        % {"name": cohort.name, "count": count},
    )
    _warn_of_groups(request, edition, cohort)
    return redirect("cohorts")


def _warn_of_groups(request: SignedInRequest, edition: Edition, cohort: ImportedCohort) -> None:
    """Says which groups the next release cannot show because nearly all of their clusters come from this cohort."""
    runs = list(runs_to_release([asked.key for asked in measures_of(edition)]))
    if keys := dominated_by(cohort.pk, runs, edition.release):
        groups = [PublishedGroup(key, None, Withheld.DOMINATED, (), None, None) for key in keys]
        messages.error(
            request,
            _(
                "Nearly all clusters of these groups come from this cohort: %(groups)s. Whoever has its file could see"
                " the others, so they are not published while the cohort is used."
            )
            % {"groups": "; ".join(group_words(edition, group, language()) for group in groups)},
        )


@require_POST
@for_secretariat
def use(request: SignedInRequest, number: int) -> HttpResponse:
    """Uses an imported cohort in comparisons, or hides it (`is_used` is "no")."""
    cohort = get_object_or_404(ImportedCohort, pk=number)
    is_used = request.POST.get("is_used") != "no"
    use_cohort(cohort=cohort, is_used=is_used, by=request.user, at=timezone.now())
    if is_used:
        _warn_of_groups(request, current_edition(today()), cohort)
    return redirect("cohorts")


@require_http_methods(["GET", "HEAD", "POST"])
@for_secretariat
def remove(request: SignedInRequest, number: int) -> HttpResponse:
    """Removes an imported cohort with all its rows, after a confirmation."""
    cohort = get_object_or_404(ImportedCohort, pk=number)
    if request.method != "POST":
        return render(request, "cohorts/remove.html", {"cohort": cohort, "rows": cohort.rows})
    remove_cohort(cohort=cohort, by=request.user, at=timezone.now())
    messages.info(request, _("The cohort %(name)s was removed.") % {"name": cohort.name})
    return redirect("cohorts")


def _csv_rows(edition: Edition) -> Iterator[list[str]]:
    seen = overview(edition)
    release = f"{seen.release.number}" if seen.release else ""
    yield ["release", "measure", "label", "n", "p10", "q1", "median", "q3", "p90", "shares"]
    for key, measure in seen.measures.items():
        spread = seen.spreads[key]
        numbers = (spread.tenth, spread.first_quartile, spread.median, spread.third_quartile, spread.ninetieth)
        told = {key: share_words(share, spread.share_step, language()) for key, share in (spread.shares or {}).items()}
        shares = "; ".join(f"{choice}: {share}" for choice, share in told.items())
        count = "" if spread.count is None else str(spread.count)
        written = ["" if number is None else f"{number:f}" for number in numbers]
        yield [release, key, measure.label.in_language(language()), count, *written, shares]


@require_safe
@for_secretariat
def measures_csv(request: SignedInRequest) -> HttpResponse:
    """What the current release shows of every measure among all clusters, as CSV."""
    headers = {"Content-Disposition": 'attachment; filename="labelcheck-measures.csv"'}
    content = csv_file(_csv_rows(current_edition(today())))
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
