"""A person's account: one page that links to everything the person can see or change about themselves."""

from __future__ import annotations

from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import has_second_factor, needs_second_factor
from assessments.forms.people import DetailsForm, PreferencesForm
from assessments.models import User
from assessments.queries.leaving import duties_of
from assessments.queries.own_data import own_data, own_data_name
from assessments.queries.sessions import SignedIn, sessions_of
from assessments.views.pages import SignedInRequest
from assessments.workflow.leaving import DutiesLeft, delete_account
from assessments.workflow.people import choose_preferences, end_other_sessions, update_details


def _sessions(request: SignedInRequest) -> list[SignedIn]:
    return sessions_of(request.user, request.session.session_key, at=timezone.now())


@login_required
@require_safe
def account(request: SignedInRequest) -> HttpResponse:
    """Everything about the person's account, each with a link to change it."""
    return render(
        request,
        "person/account.html",
        {
            "sessions": _sessions(request),
            "has_second_factor": has_second_factor(request.user),
            "needs_second_factor": needs_second_factor(request.user),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: SignedInRequest) -> HttpResponse:
    """The person's name, employer and region."""
    # A separate copy: the form changes its instance, but the page's head must show the stored name.
    form = DetailsForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if form.is_valid():
        update_details(user=request.user, at=timezone.now(), **form.cleaned_data)
        messages.info(request, _("Saved"))
        return redirect("account")
    return render(request, "person/details.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: SignedInRequest) -> HttpResponse:
    """The language and the time zone in which the person reads pages and mail."""
    initial = {"language": request.user.language, "time_zone": request.user.time_zone}
    form = PreferencesForm(request.POST or None, initial=initial)
    if form.is_valid():
        choose_preferences(user=request.user, **form.cleaned_data)
        with translation.override(form.cleaned_data["language"]):
            messages.info(request, _("Saved"))
        return redirect("account")
    return render(request, "person/preferences.html", {"form": form})


@login_required
@require_safe
@reauthentication_required  # type: ignore[untyped-decorator]
def own_data_file(request: SignedInRequest) -> StreamingHttpResponse:
    """Streams a copy of the person's data as a JSON file."""
    headers = {"Content-Disposition": f'attachment; filename="{own_data_name(timezone.now())}"'}
    return StreamingHttpResponse(own_data(request.user), content_type="application/json", headers=headers)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]
def delete(request: SignedInRequest) -> HttpResponse:
    """Explains the deletion of the account, lists what has to be handed over first, and deletes the account."""
    duties = duties_of(request.user)
    if request.method == "POST" and not duties:
        try:
            delete_account(user=request.user, at=timezone.now())
        except DutiesLeft as error:
            duties = error.duties
        else:
            logout(request)
            messages.info(request, _("Your account is deleted."))
            return redirect("start")
    status = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
    return render(request, "person/delete.html", {"duties": duties}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: SignedInRequest) -> HttpResponse:
    """The person's sessions, and the button that ends all others."""
    if request.method == "POST":
        count = end_other_sessions(user=request.user, key=request.session.session_key)
        ended = ngettext("%(count)d other session was ended.", "%(count)d other sessions were ended.", count)
        messages.info(request, ended % {"count": count})
        return redirect("sessions")
    return render(request, "person/sessions.html", {"sessions": _sessions(request)})
