"""Changes people's own details and preferences, and what the administration decides about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.models import AuditAction, User
from assessments.workflow.auditing import record


@transaction.atomic
def update_details(*, user: User, name: str, employer: str, region: str, at: dt.datetime) -> User:
    """Stores a person's details; employer and region are used to find conflicts of interest."""
    current = User.objects.select_for_update().get(pk=user.pk)
    before = {"name": current.name, "employer": current.employer, "region": current.region}
    current.name, current.employer, current.region = name, employer, region
    current.save(update_fields=["name", "employer", "region"])
    record(
        action=AuditAction.DETAILS_CHANGED,
        actor=user,
        at=at,
        subject=user.email,
        before=before,
        after={"name": name, "employer": employer, "region": region},
    )
    return current


def end_other_sessions(*, user: User, key: str | None) -> int:
    """Ends all sessions of `user` except the one with `key`; returns how many.

    This is a personal matter and leaves no audit row.
    """
    ended = user.sessions.exclude(session_key=key or "")
    return ended.delete()[0]


def choose_preferences(*, user: User, language: str, time_zone: str) -> None:
    """Sets the language and time zone of pages and mail for `user`; a personal matter without an audit row."""
    User.objects.filter(pk=user.pk).update(language=language, time_zone=time_zone)


@transaction.atomic
def change_account(*, account: User, changes: Mapping[str, str | bool], by: User, at: dt.datetime) -> bool:
    """Changes a person's flags and the details relevant for impartiality, by the administration.

    Returns True if anything changed. Raises PermissionDenied for anybody without access to the administration.
    """
    if not by.is_staff:
        raise PermissionDenied
    current = User.objects.select_for_update().get(pk=account.pk)
    before = {name: getattr(current, name) for name, value in changes.items() if getattr(current, name) != value}
    if not before:
        return False
    after = {name: changes[name] for name in before}
    for name, value in after.items():
        setattr(current, name, value)
    current.save(update_fields=list(after))
    record(action=AuditAction.ACCOUNT_CHANGED, actor=by, at=at, subject=current.email, before=before, after=after)
    return True


@transaction.atomic
def remove_second_factor(*, account: User, by: User, at: dt.datetime) -> bool:
    """Removes the second factor of somebody who has lost it, and ends their sessions; False if they have none.

    They sign in by password alone until they set it up again, which some roles must do first. Raises PermissionDenied.
    """
    if not by.is_staff:
        raise PermissionDenied
    removed, _models = Authenticator.objects.filter(user=account).delete()
    if not removed:
        return False
    account.sessions.all().delete()
    record(action=AuditAction.SECOND_FACTOR_REMOVED, actor=by, at=at, subject=account.email)
    return True
