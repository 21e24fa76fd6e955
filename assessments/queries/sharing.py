"""Links to reports: their state, the link of a token, and what an organisation can share."""

from __future__ import annotations

import datetime as dt
import hashlib
from enum import StrEnum

from django.db.models import Count, Max, QuerySet

from assessments.models import Organisation, ReportFile, ShareLink


class LinkState(StrEnum):
    """The state of a link."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"
    # What it led to was deleted.
    EMPTY = "empty"


def link_state(link: ShareLink, at: dt.datetime) -> LinkState:
    """The state of `link` at the time `at`."""
    if link.revoked_at:
        return LinkState.REVOKED
    if at >= link.expires_at:
        return LinkState.EXPIRED
    return LinkState.OPEN if link.report_id else LinkState.EMPTY


def token_hash(token: str) -> str:
    """What is stored of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_link(token: str) -> ShareLink | None:
    """The link with this token, with the report and its organisation."""
    found = ShareLink.objects.select_related("organisation", "report__assessment__organisation")
    return found.filter(token_hash=token_hash(token)).first()


def shareable_reports(organisation: Organisation) -> QuerySet[ReportFile]:
    """The issues that an organisation can share: the latest of each series, the newest first."""
    return (
        ReportFile.objects.latest_of_each()
        .filter(assessment__organisation=organisation)
        .select_related("assessment")
        .order_by("-finished_at", "-pk")
    )


def links_of(organisation: Organisation) -> QuerySet[ShareLink]:
    """The links of an organisation, the newest first, each with `opened` (how often) and `last_opened`."""
    return (
        organisation.share_links.select_related("report__assessment", "made_by")
        .annotate(opened=Count("openings"), last_opened=Max("openings__at"))
        .order_by("-made_at", "-pk")
    )
