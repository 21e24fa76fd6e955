"""Links by which an owner shows a report to somebody without an account: made, revoked, and opened."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.access import may_share, membership_of
from assessments.models import AuditAction, OpenedPart, Organisation, ReportFile, ShareLink, ShareOpening, User
from assessments.queries.people import owners_of
from assessments.queries.sharing import LinkState, link_state, shareable_reports, token_hash
from assessments.workflow.auditing import record
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.notices import Event

# The choices of how long a link is valid, in days.
PERIODS: Final = (7, 30, 90, 365)
# Whoever opens a link that often within ten minutes reloads it; that is logged once.
SAME_OPENING: Final = dt.timedelta(minutes=10)


@transaction.atomic
def share_report(
    *, organisation: Organisation, report: ReportFile, for_whom: str, days: int, by: User, at: dt.datetime
) -> tuple[ShareLink, str]:
    """Makes a link to an issue of a report, valid for `days`. Returns it with its token, which is not stored.

    The other owners are notified. Raises PermissionDenied for people who are not owners, and ReportFile.DoesNotExist
    for an issue that the organisation cannot share.
    """
    current = _locked(organisation, by)
    shared = shareable_reports(current).get(pk=report.pk)
    token = secrets.token_urlsafe(32)
    link = ShareLink.objects.create(
        organisation=current,
        report=shared,
        token_hash=token_hash(token),
        for_whom=for_whom,
        made_by=by,
        made_at=at,
        expires_at=at + dt.timedelta(days=days),
    )
    record(action=AuditAction.LINK_MADE, actor=by, at=at, organisation=current, after=_facts(link))
    notify(
        event=Event.LINK_MADE,
        organisation=current,
        to=owners_of(current).exclude(pk=by.pk),
        at=at,
        facts={
            "who": by.name,
            "for_whom": for_whom,
            "document": shared.file_stem,
            "ends": current.day_of(link.expires_at).isoformat(),
        },
    )
    return link, token


@transaction.atomic
def revoke_link(*, link: ShareLink, by: User, at: dt.datetime) -> None:
    """Ends a link at once. A link that has ended stays as it is. Raises PermissionDenied."""
    organisation = _locked(link.organisation, by)
    current = ShareLink.objects.select_related("report__assessment").get(pk=link.pk)
    if link_state(current, at) in (LinkState.REVOKED, LinkState.EXPIRED):
        return
    current.revoked_at = at
    current.save(update_fields=["revoked_at"])
    record(action=AuditAction.LINK_REVOKED, actor=by, at=at, organisation=organisation, before=_facts(current))


@transaction.atomic
def log_opening(*, link: ShareLink, part: OpenedPart, at: dt.datetime) -> None:
    """Logs that the recipient opened a link; the same within ten minutes counts once."""
    current = ShareLink.objects.select_for_update().get(pk=link.pk)
    if not current.openings.filter(part=part, at__gt=at - SAME_OPENING).exists():
        ShareOpening.objects.create(link=current, part=part, at=at)


def _locked(organisation: Organisation, by: User) -> Organisation:
    """The organisation, locked, if `by` may share its documents."""
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not may_share(membership_of(by, current)):
        raise PermissionDenied
    return current


def _facts(link: ShareLink) -> dict[str, str]:
    return {
        "document": link.report.file_stem if link.report else "",
        "for_whom": link.for_whom,
        "ends": link.expires_at.isoformat(),
    }
