"""Deletes an account: the person's name is removed from pages and audit trail; what they did stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Q

from assessments.models import (
    AuditAction,
    AuditEntry,
    Erasure,
    Invitation,
    MailChoice,
    Notice,
    OutboxMail,
    User,
    former_address,
)
from assessments.models.audit_trail import SUBJECT_LENGTH
from assessments.queries.leaving import Duties, duties_of
from assessments.queries.written_dates import NAMING
from assessments.workflow.auditing import record
from assessments.workflow.mail.outbox import call_back
from assessments.workflow.memberships import remove_member

# Actions whose rows hold a person's details, and the keys of these details.
DETAILS: Final = (AuditAction.DETAILS_CHANGED, AuditAction.ACCOUNT_CHANGED)
OWN_DETAILS: Final = ("name", "employer", "region", "email")


class DutiesLeft(Exception):
    """The person has to hand over `duties` first."""

    def __init__(self, duties: Duties) -> None:
        super().__init__()
        self.duties = duties


@transaction.atomic
def delete_account(*, user: User, at: dt.datetime) -> User:
    """Closes the account of `user` for good and removes their name from everything except texts and issued files.

    The row stays, without name and addresses, because other rows refer to it. Raises DutiesLeft.
    """
    current = User.objects.select_for_update().get(pk=user.pk)
    if duties := duties_of(current):
        raise DutiesLeft(duties)
    for membership in current.memberships.select_related("organisation").order_by("organisation"):
        remove_member(membership=membership, by=current, at=at)
    record(action=AuditAction.ACCOUNT_DELETED, actor=current, at=at, subject=current.email)
    addresses = {current.email, *EmailAddress.objects.filter(user=current).values_list("email", flat=True)}
    _erase_from_trail(current, addresses, at)
    _erase_from_mail(current, addresses)
    _close(current, at)
    return current


def _erase_from_trail(user: User, addresses: set[str], at: dt.datetime) -> None:
    erasure = Erasure.objects.create(user=user)
    subjects = {address[:SUBJECT_LENGTH] for address in addresses}
    about = Q(subject__in=subjects) | Q(before__to__in=list(addresses)) | Q(after__to__in=list(addresses))
    entries = list(AuditEntry.objects.filter(about))
    instead = dict.fromkeys(addresses, former_address(user.pk))
    for entry in entries:
        if entry.action in DETAILS:
            entry.before, entry.after = _without_details(entry.before), _without_details(entry.after)
        entry.before, entry.after = _replaced(entry.before, instead), _replaced(entry.after, instead)
        if entry.subject in subjects:
            entry.subject = former_address(user.pk)
    AuditEntry.objects.bulk_update(entries, ["subject", "before", "after"], batch_size=100)
    erasure.finished_at = at
    erasure.save(update_fields=["finished_at"])


def _without_details(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: "" if key in OWN_DETAILS else item for key, item in value.items()}


def _replaced(value: Any, instead: Mapping[str, str]) -> Any:
    """The JSON value with every string that is a key of `instead` replaced."""
    if isinstance(value, dict):
        return {key: _replaced(item, instead) for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, instead) for item in value]
    return instead.get(value, value) if isinstance(value, str) else value


def _erase_from_mail(user: User, addresses: Iterable[str]) -> None:
    word, addresses = former_address(user.pk), list(addresses)
    user.notices.all().delete()
    instead = dict.fromkeys([*addresses, *filter(None, [user.name])], word)
    named = Q()
    for key in NAMING:
        named |= Q(**{f"facts__{key}__in": list(instead)})
    notices = list(Notice.objects.filter(named))
    for notice in notices:
        notice.facts |= {key: _replaced(notice.facts[key], instead) for key in NAMING if key in notice.facts}
    Notice.objects.bulk_update(notices, ["facts"], batch_size=100)
    mails = OutboxMail.objects.filter(Q(user=user) | Q(to__in=addresses))
    for mail in mails:
        call_back(mail)
    mails.update(to=word, text="", html="", calendar="")
    OutboxMail.objects.filter(reply_to__in=addresses).update(reply_to=settings.SECRETARIAT_ADDRESS)
    Invitation.objects.filter(email__in=addresses).delete()


def _close(user: User, at: dt.datetime) -> None:
    user.sessions.all().delete()
    user.presences.all().delete()
    user.join_requests.all().delete()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    LogEntry.objects.filter(content_type__model="user", object_id=str(user.pk)).update(
        object_repr=former_address(user.pk)
    )
    user.email, user.name, user.employer, user.region = former_address(user.pk), "", "", ""
    user.is_active = user.is_assessor = user.is_secretariat = user.is_coordinator = False
    user.is_staff = user.is_superuser = False
    user.mail, user.unread, user.deleted_at, user.last_login = MailChoice.NEVER, 0, at, None
    user.set_unusable_password()
    user.save()
