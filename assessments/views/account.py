"""The page on which a person says who they are."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.forms.people import DetailsForm
from assessments.models import User
from assessments.views.pages import SignedInRequest
from assessments.workflow.people import update_details


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: SignedInRequest) -> HttpResponse:
    """The person's name, employer and region."""
    # A copy of its own: the form writes what was typed into it, and the page's head keeps the stored name.
    form = DetailsForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if form.is_valid():
        update_details(user=request.user, at=timezone.now(), **form.cleaned_data)
        messages.info(request, _("Saved"))
        return redirect("details")
    return render(request, "details.html", {"form": form})
