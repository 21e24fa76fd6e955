"""Pages about impartiality: assignment, declaration, the cluster's objection, the secretariat's rulings."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import MEMBERS, Action, Role
from assessments.forms.editing import Seen, posted_seen
from assessments.forms.impartiality import (
    AssignForm,
    DeclarationForm,
    EarlierAdviceForm,
    ObjectionForm,
    OverrulingForm,
    RulingForm,
)
from assessments.models import Assessment, Objection, User
from assessments.queries.conflicts import Weighed, current_standing, judge_conflicts, read_facts, read_standing
from assessments.views.impartiality_view import (
    assignment_facts,
    objection_facts,
    standing_words,
    standing_words_for_assessor,
)
from assessments.views.next_steps import impartiality_steps
from assessments.views.pages import SignedInRequest, build_page, language, on_assessment, show
from assessments.views.unsaved_input import posted_text
from assessments.workflow.impartiality import (
    AlreadyObjected,
    NotAnAssessor,
    NothingToRule,
    Statement,
    assign_assessor,
    declare,
    object_to_assessor,
    overrule,
    record_advice,
    rule_on_objection,
)
from criteria.sorting import sort_key


def _by_name(people: QuerySet[User]) -> list[User]:
    """People who stand on one page, all of them, in the order of the reader's language."""
    return sorted(people.order_by("email"), key=lambda user: sort_key(str(user), language()))


@require_safe
@on_assessment(Action.VIEW)
def impartiality(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Who assesses, their declaration, the conflicts, and the rulings.

    Members of the organisation see the kinds of conflict; only the secretariat sees the details.
    """
    return _overview(request, assessment, roles)


def _overview(
    request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], *, status: int = 200
) -> HttpResponse:
    """The page of impartiality, with the text that was sent if it came too late."""
    page, standing = build_page(assessment, roles), current_standing(assessment)
    objection = Objection.objects.filter(assessment=assessment).select_related("assignment__assessor").first()
    steps = impartiality_steps(
        page,
        has_assessor=standing is not None,
        is_contested=standing is not None and standing.is_contested,
        has_objection=objection is not None,
    )
    return show(
        request,
        "assessments/impartiality.html",
        page,
        standing=standing,
        standing_words=standing_words(standing),
        assignment_facts=assignment_facts(standing.assignment) if standing else [],
        objection_facts=objection_facts(objection) if objection else [],
        steps=steps,
        sees_particulars=not roles & MEMBERS,
        typed=posted_text(request),
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.ASSIGN)
def assign(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Chooses the assessor, with the conflicts of each candidate in view."""
    assessors = _by_name(User.objects.filter(is_assessor=True, is_active=True))
    conflicts = {pk: judge_conflicts(facts) for pk, facts in read_facts(assessment, assessors).items()}
    form = AssignForm(request.POST or None, assessors=assessors, conflicts=conflicts)
    if form.is_valid():
        assessor = form.cleaned_data["assessor"]
        try:
            assign_assessor(assessment=assessment, assessor=assessor, by=request.user, at=timezone.now())
        except NotAnAssessor:
            form.add_error("assessor", _("This person does not assess any more. Choose another one."))
        else:
            return redirect("impartiality", assessment.reference)
    return show(request, "assessments/assign.html", build_page(assessment, roles), form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.DECLARE)
def declaration(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The assessor's declaration of impartiality or of an interest. The page shows nothing of the answers."""
    assignment = assessment.assignments.select_related("assessor").get(assessor=request.user, ended_at=None)
    form = DeclarationForm(
        request.POST or None,
        initial={
            "employer": request.user.employer,
            "region": request.user.region,
            "interest": assignment.interest,
            "standing": DeclarationForm.chosen(assignment),
        },
    )
    if form.is_valid():
        standing = declare(
            assessment=assessment, statement=Statement(**form.statement), by=request.user, at=timezone.now()
        )
        if standing.is_open:
            messages.info(request, _("Your declaration is recorded. The assessment is open to you."))
            return redirect("assessment", assessment.reference)
        messages.info(request, _("Your declaration is recorded. The secretariat decides on the conflict of interest."))
        return redirect("declare", assessment.reference)
    standing = read_standing(assignment, assessment)
    context = {
        "form": form,
        "assessment": assessment,
        "organisation": assessment.organisation,
        "people": _by_name(assessment.organisation.people.all()),
        "standing": standing,
        "standing_words": standing_words_for_assessor(standing),
    }
    return render(request, "assessments/declare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.OBJECT)
def objection(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The cluster's objection to the assessor, which it can make once."""
    form = ObjectionForm(request.POST or None)
    try:
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            object_to_assessor(assessment=assessment, reason=reason, by=request.user, at=timezone.now())
            return redirect("impartiality", assessment.reference)
        if Objection.objects.filter(assessment=assessment).exists():
            raise AlreadyObjected
    except AlreadyObjected:
        words = _("An objection was raised already; a cluster may object once in an assessment.")
        return _too_late(request, assessment, roles, words)
    page = build_page(assessment, roles)
    return show(request, "assessments/object.html", page, form=form, standing=current_standing(assessment))


def _nothing_left(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    words = _("There is nothing left to rule on: it was ruled on already, or the facts have changed.")
    return _too_late(request, assessment, roles, words)


def _too_late(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], words: str) -> HttpResponse:
    """Says why nothing is stored, and shows the text that was sent."""
    messages.error(request, words)
    if posted_text(request):
        return _overview(request, assessment, roles, status=422)
    return redirect("impartiality", assessment.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.RULE)
def ruling(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The secretariat's ruling on the objection."""
    raised = Objection.objects.filter(assessment=assessment, ruling="").select_related("assignment__assessor").first()
    if raised is None:
        return _nothing_left(request, assessment, roles)
    form = RulingForm(request.POST or None)
    if form.is_valid():
        try:
            rule_on_objection(assessment=assessment, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NothingToRule:
            return _nothing_left(request, assessment, roles)
        return redirect("impartiality", assessment.reference)
    return show(request, "assessments/rule.html", build_page(assessment, roles), form=form, objection=raised)


def _conflict_or_404(assessment: Assessment, kind: str) -> Weighed:
    standing = current_standing(assessment)
    conflicts = standing.conflicts if standing else ()
    for weighed in conflicts:
        if weighed.conflict.kind == kind and weighed.conflict.blocks:
            return weighed
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.RULE)
def overruling(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role], kind: str) -> HttpResponse:
    """The secretariat overrules the conflict that was on the page."""
    weighed = _conflict_or_404(assessment, kind)
    if not weighed.is_blocking:
        return _nothing_left(request, assessment, roles)
    conflict = weighed.conflict
    form = OverrulingForm(request.POST or None)
    has_changed = form.is_valid() and posted_seen(form).mark != conflict.mark
    if has_changed:
        form.add_error("reason", _("The conflict has changed meanwhile. Read it again; your reason is still here."))
    elif form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            overrule(assessment=assessment, conflict=conflict, reason=reason, by=request.user, at=timezone.now())
        except NothingToRule:
            return _nothing_left(request, assessment, roles)
        return redirect("impartiality", assessment.reference)
    return show(
        request,
        "assessments/overrule.html",
        build_page(assessment, roles),
        status=409 if has_changed else 200,
        form=form,
        shown=Seen(0, conflict.mark),
        conflict=conflict,
        standing=current_standing(assessment),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.RULE)
def earlier_advice(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The secretariat records that an assessor advised the organisation earlier."""
    form = EarlierAdviceForm(request.POST or None)
    if form.is_valid():
        record_advice(assessment=assessment, by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect("impartiality", assessment.reference)
    return show(request, "assessments/earlier_advice.html", build_page(assessment, roles), form=form)
