"""How long what is stored is kept, and what is due to be deleted. The public page shows the same rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import (
    Assessment,
    AuditAction,
    Evidence,
    Invitation,
    JoinRequest,
    MailState,
    Notice,
    OutboxMail,
    ShareLink,
    Status,
)
from assessments.models.answering import FINISHED
from criteria.validity import months_before

# Mail that nobody has to deal with any more.
DONE_WITH: Final = (MailState.SENT, MailState.REFUSED, MailState.CLOSED)
ENDING: Final = (AuditAction.DECIDED, AuditAction.WITHDRAWN)
ENDED: Final = (*FINISHED, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """What is kept, why, and for how long: `key` names its period in the setting RETENTION_MONTHS.

    `is_announced`: the owners are told before it is deleted.
    """

    key: str
    what: Promise
    why: Promise
    begins: Promise
    is_announced: bool = False

    @property
    def months(self) -> int:
        """The period in months."""
        return int(settings.RETENTION_MONTHS[self.key])


@dataclass(frozen=True, slots=True)
class Kept:
    """What has no period, and why."""

    what: Promise
    why: Promise


RULES: Final = (
    RetentionRule(
        "drafts",
        _("Drafts: answers, evidence, comments and reports of assessments that were not handed in"),
        _("So that a team can go on after a long pause."),
        _("after the last change"),
        is_announced=True,
    ),
    RetentionRule(
        "evidence",
        _("Evidence of assessments that were decided on or withdrawn: files and links"),
        _("The decision may be disputed, and the next assessment may refer to it."),
        _("after the decision or withdrawal"),
        is_announced=True,
    ),
    RetentionRule(
        "mail",
        _("Notices and mail"),
        _("So that people find what they were told, and that it can be seen whether a mail was sent."),
        _("after they were sent"),
    ),
    RetentionRule(
        "links",
        _("Links to reports, and the log of when they were opened"),
        _("So that an organisation can see later with whom it has shared what."),
        _("after the end of the link"),
    ),
    RetentionRule(
        "requests",
        _("Invitations and requests to join"),
        _("So that owners can see who was asked and who has asked."),
        _("after they were settled or have expired"),
    ),
)
KEPT: Final = (
    Kept(
        _("Assessments that were handed in: answers, agreed values, decision, label and issued reports"),
        _("Labels and the verification codes of reports must stay verifiable, and comparisons rest on them."),
    ),
    Kept(
        _("The audit trail"),
        _("It proves how a decision came about. The name of a person who deletes their account is removed from it."),
    ),
    Kept(
        _("Accounts and organisations"),
        _("People delete their accounts themselves. Backups of the operator may last longer."),
    ),
)


def _before(key: str, today: dt.date, *, ahead: int = 0) -> dt.datetime:
    """The time before which something must have happened so that its period is over `ahead` days after `today`."""
    months = next(rule.months for rule in RULES if rule.key == key)
    day = months_before(today + dt.timedelta(days=ahead), months)
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def assessments_over(key: str, today: dt.date, *, ahead: int = 0) -> QuerySet[Assessment]:
    """The assessments of which drafts or evidence are due, each with `since`: the time from which the period runs.

    With `ahead`, also those that will be due that many days after `today`.
    """
    before = _before(key, today, ahead=ahead)
    if key == "drafts":
        # What the software itself has noted is no change.
        last = Coalesce(Max("audit_entries__at", filter=Q(audit_entries__actor__isnull=False)), F("created_at"))
        drafts = Assessment.objects.filter(status=Status.DRAFT)
        return drafts.annotate(since=last).filter(since__lt=before).order_by("pk")
    ended = Max("audit_entries__at", filter=Q(audit_entries__action__in=ENDING))
    with_evidence = Assessment.objects.filter(pk__in=Evidence.objects.values("assessment"), status__in=ENDED)
    return with_evidence.annotate(since=ended).filter(since__lt=before).order_by("pk")


def notices_over(today: dt.date) -> QuerySet[Notice]:
    """The notices that are due."""
    return Notice.objects.filter(at__lt=_before("mail", today))


def mail_over(today: dt.date) -> QuerySet[OutboxMail]:
    """The mail that is due."""
    return OutboxMail.objects.filter(queued_at__lt=_before("mail", today), state__in=DONE_WITH)


def links_over(today: dt.date) -> QuerySet[ShareLink]:
    """The links that are due."""
    before = _before("links", today)
    return ShareLink.objects.filter(Q(expires_at__lt=before) | Q(revoked_at__lt=before))


def requests_over(today: dt.date) -> tuple[QuerySet[Invitation], QuerySet[JoinRequest]]:
    """The invitations and requests to join that are due."""
    before = _before("requests", today)
    settled = Q(accepted_at__lt=before) | Q(withdrawn_at__lt=before) | Q(expires_at__lt=before)
    return Invitation.objects.filter(settled), JoinRequest.objects.filter(decided_at__lt=before)
