"""The labels of the public register as files and as a feed, with the filters of its page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.files.csv_cells import csv_lines
from assessments.queries.labels import label_address, state_of_label
from assessments.queries.register import FoundLabels
from assessments.queries.register_data import labels_as_json, latest_changes, table_of_labels
from assessments.report.words.labels import label_name, state_sentence
from assessments.views.limits import limited
from assessments.views.pages import language, today
from assessments.views.public_lists import empty_feed
from assessments.views.register import found_by, search_form

MOST_IN_FEED: Final = 50
type FileView = Callable[[HttpRequest, FoundLabels], HttpResponseBase]


def _of_search(view: FileView) -> Callable[[HttpRequest], HttpResponseBase]:
    """Finds the labels that match what the address says. 400 for what cannot be looked for."""

    @wraps(view)
    def find(request: HttpRequest) -> HttpResponseBase:
        form = search_form(request)
        if not form.is_valid():
            return HttpResponse(form.errors.as_text(), content_type="text/plain", status=HTTPStatus.BAD_REQUEST)
        return view(request, found_by(form))

    return find


@require_safe
@limited
@_of_search
def register_csv(request: HttpRequest, found: FoundLabels) -> StreamingHttpResponse:
    """Streams the labels as a CSV file."""
    headers = {"Content-Disposition": 'attachment; filename="labels.csv"'}
    lines = csv_lines(table_of_labels(found, today()))
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
@limited
@_of_search
def register_json(request: HttpRequest, found: FoundLabels) -> StreamingHttpResponse:
    """Streams the labels as JSON."""
    return StreamingHttpResponse(labels_as_json(found, today()), content_type="application/json")


@require_safe
@limited
@_of_search
def register_feed(request: HttpRequest, found: FoundLabels) -> HttpResponse:
    """What changed last as an Atom feed in the reader's language: labels awarded, suspended or withdrawn."""
    feed = empty_feed(request, _("Register of labels"), "register")
    for changed_on, label in latest_changes(found.labels, MOST_IN_FEED):
        address, state = label_address(label), state_of_label(label, today())
        feed.add_item(
            title=f"{label.organisation.name}: {label_name(label, language())}",
            link=address,
            unique_id=address,
            description=state_sentence(label, state, language()),
            author_name=label.issuer or None,
            updateddate=dt.datetime.combine(changed_on, dt.time(), get_default_timezone()),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
