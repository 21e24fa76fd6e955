"""The interview's appointment: arranging, moving, cancelling, its calendar file, the day it was held; due dates."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import Action, Role
from assessments.forms.interview import AppointmentForm, CancelForm, DueDateForm, HeldForm, appointment_initial
from assessments.models import Assessment, Interview
from assessments.queries.appointments import appointment_of, calendar_of, planned_length
from assessments.views.pages import SignedInRequest, build_page, on_assessment, show
from assessments.workflow.due_dates import DueInPast, set_due_date
from assessments.workflow.interviews import (
    InterviewAhead,
    InterviewPast,
    NothingArranged,
    arrange_interview,
    cancel_interview,
    record_held,
)
from criteria.loader import load_edition


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.REVIEW)
def interview(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """When and where the interview takes place, or the day on which it took place."""
    appointment = appointment_of(assessment)
    is_held = "held" in request.POST
    initial = appointment_initial(appointment, planned_length(load_edition(assessment.edition), appointment))
    form = AppointmentForm(request.POST if request.method == "POST" and not is_held else None, initial=initial)
    held = HeldForm(request.POST if is_held else None, initial={"held_on": assessment.interview_on})
    if (is_held and _held(held, assessment, request)) or (not is_held and _arranged(form, assessment, request)):
        return redirect("assessment", assessment.reference)
    return show(
        request,
        "assessments/interview.html",
        build_page(assessment, roles),
        form=form,
        held=held,
        faulty=held if is_held else form,
        appointment=appointment,
    )


def _arranged(form: AppointmentForm, assessment: Assessment, request: SignedInRequest) -> bool:
    if not form.is_valid():
        return False
    cleaned = form.cleaned_data
    try:
        arrange_interview(
            assessment=assessment,
            starts_at=cleaned["starts_at"],
            minutes=cleaned["minutes"],
            place=cleaned["place"],
            link=cleaned["link"],
            by=request.user,
            at=timezone.now(),
        )
    except InterviewPast:
        form.add_error(
            "day",
            _("This time has passed. If the interview took place then, note its date further down instead."),
        )
        return False
    messages.info(request, _("The interview is arranged, and everybody concerned is told."))
    return True


def _held(form: HeldForm, assessment: Assessment, request: SignedInRequest) -> bool:
    if not form.is_valid():
        return False
    try:
        record_held(assessment=assessment, day=form.cleaned_data["held_on"], by=request.user, at=timezone.now())
    except InterviewAhead:
        form.add_error("held_on", _("This day is still to come. Arrange the interview above instead."))
        return False
    messages.info(request, _("The date is noted."))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.REVIEW)
def cancel(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Cancels the appointment, with a reason."""
    form = CancelForm(request.POST or None)
    if form.is_valid():
        try:
            cancel_interview(
                assessment=assessment, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except NothingArranged:
            messages.info(request, _("The interview was cancelled already. Nothing was changed."))
        else:
            messages.info(request, _("The interview is cancelled, and everybody concerned is told."))
        return redirect("assessment", assessment.reference)
    appointment = appointment_of(assessment)
    if appointment is None:
        return redirect("interview", assessment.reference)
    page = build_page(assessment, roles)
    return show(request, "assessments/cancel_interview.html", page, form=form, appointment=appointment)


@require_safe
@on_assessment(Action.VIEW)
def interview_calendar(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """The appointment as a calendar file, for everybody concerned."""
    try:
        appointment = Interview.objects.select_related("assessment__organisation").get(assessment=assessment)
    except Interview.DoesNotExist as error:
        raise Http404 from error
    calendar = calendar_of(appointment)
    method = "CANCEL" if "METHOD:CANCEL" in calendar else "REQUEST"
    response = HttpResponse(calendar, content_type=f"text/calendar; charset=utf-8; method={method}")
    response["Content-Disposition"] = f'attachment; filename="labelcheck-{assessment.reference}.ics"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@on_assessment(Action.ASSIGN)
def due_date(request: SignedInRequest, assessment: Assessment, roles: frozenset[Role]) -> HttpResponse:
    """Sets the due date for the assessor."""
    assignment = assessment.assignments.filter(ended_at=None).select_related("assessor").first()
    form = DueDateForm(request.POST or None, initial={"due_on": assignment.due_on if assignment else None})
    if form.is_valid():
        try:
            set_due_date(assessment=assessment, due_on=form.cleaned_data["due_on"], by=request.user, at=timezone.now())
        except DueInPast:
            form.add_error("due_on", _("This day has passed. Choose today or a later day."))
        else:
            return redirect("assessment", assessment.reference)
    return show(request, "assessments/due_date.html", build_page(assessment, roles), form=form, assignment=assignment)
