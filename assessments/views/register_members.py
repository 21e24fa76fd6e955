"""What members of a cluster may show on their websites: a text and a badge "we are part of …"."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.models import Organisation
from assessments.queries.labels import state_of_label
from assessments.queries.register import cluster_in_register, labels_of_cluster
from assessments.queries.register_data import cluster_address
from assessments.report.charts.badge import member_badge
from assessments.report.words.labels import state_sentence
from assessments.views.badges import badge_response, language_of_badge
from assessments.views.pages import language, today
from criteria.countries import country_name
from criteria.validity import LabelState


def _found_or_404(slug: str) -> Organisation:
    found = cluster_in_register(slug)
    if found is None:
        raise Http404
    return found


def member_text(cluster: Organisation, reader: str) -> str:
    """What a member can say of the cluster and its valid labels, in the active language."""
    names = {"cluster": cluster.name, "country": country_name(cluster.country, reader)}
    sentences = [_("We are part of %(cluster)s, a cluster organisation (%(country)s).") % names]
    for label in labels_of_cluster(cluster):
        if (state := state_of_label(label, today())) is LabelState.VALID:
            sentences.append(state_sentence(label, state, reader))
    return " ".join(sentences)


@require_safe
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """The text and the badge to copy."""
    found = _found_or_404(slug)
    context = {
        "organisation": found,
        "text": member_text(found, language()),
        "address": cluster_address(found),
        "badge_address": settings.SITE_ADDRESS + reverse("member_badge", args=[slug]),
    }
    return render(request, "register/members.html", context)


@require_safe
def badge_of_member(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The badge, in the language that its address names."""
    found = _found_or_404(slug)
    reader = language_of_badge(request)
    with translation.override(reader):
        return badge_response(
            request, member_badge(lead=_("We are part of"), cluster=found.name, title=member_text(found, reader))
        )
