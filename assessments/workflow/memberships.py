"""The roles of people in an organisation: adding, changing and removing members, and ownership."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.models import AuditAction, Membership, MembershipRole, Organisation, User
from assessments.queries.collaboration import ANSWERING
from assessments.workflow.auditing import record
from assessments.workflow.collaboration import release_from_hand_overs
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.notices import Event


class LastOwner(Exception):
    """An organisation must keep an owner."""


def _locked(organisation: Organisation) -> Organisation:
    """Locks the organisation, so that two owners who step down at the same time wait for each other."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _keep_an_owner(organisation: Organisation, leaving: User) -> None:
    owners = organisation.memberships.filter(role=MembershipRole.OWNER, user__is_active=True)
    is_owner = owners.filter(user=leaving).exists()
    if is_owner and not owners.exclude(user=leaving).exists():
        raise LastOwner


def _set_role(membership: Membership, role: MembershipRole, at: dt.datetime) -> None:
    membership.role = role
    membership.save(update_fields=["role"])
    if role == MembershipRole.OWNER:
        _tell_new_owner(membership, at)
    if role not in ANSWERING:
        release_from_hand_overs(user=membership.user, organisation=membership.organisation, at=at)


def _tell_new_owner(membership: Membership, at: dt.datetime) -> None:
    """Notifies the new owner. Without an assessment, there is nothing yet for an owner to look after."""
    if assessment := membership.organisation.assessments.order_by("-created_at").first():
        facts = {"cluster": membership.organisation.name}
        notify(event=Event.MADE_OWNER, assessment=assessment, to=[membership.user], at=at, facts=facts)


@transaction.atomic
def add_member(
    *, organisation: Organisation, user: User, role: MembershipRole, by: User | None, at: dt.datetime
) -> Membership:
    """Gives a person a role in the organisation, or replaces the one they had. Raises LastOwner."""
    current = _locked(organisation)
    if role != MembershipRole.OWNER:
        _keep_an_owner(current, user)
    membership, _ = Membership.objects.update_or_create(organisation=current, user=user, defaults={"role": role})
    record(
        action=AuditAction.MEMBER_ADDED,
        actor=by,
        at=at,
        organisation=current,
        subject=user.email,
        after={"email": user.email, "role": role},
    )
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: MembershipRole, by: User, at: dt.datetime) -> bool:
    """Gives a member another role; returns False if they already have it. Raises LastOwner, Membership.DoesNotExist."""
    organisation = _locked(membership.organisation)
    current = organisation.memberships.select_related("user", "organisation").get(pk=membership.pk)
    before = current.role
    if before == role:
        return False
    _keep_an_owner(organisation, current.user)
    _set_role(current, role, at)
    _record(current, AuditAction.ROLE_CHANGED, by, at, before=before)
    return True


@transaction.atomic
def remove_member(*, membership: Membership, by: User, at: dt.datetime) -> None:
    """Removes a member; their work stays. Raises LastOwner, Membership.DoesNotExist."""
    organisation = _locked(membership.organisation)
    current = organisation.memberships.select_related("user").get(pk=membership.pk)
    _keep_an_owner(organisation, current.user)
    release_from_hand_overs(user=current.user, organisation=organisation, at=at)
    record(
        action=AuditAction.MEMBER_REMOVED,
        actor=by,
        at=at,
        organisation=organisation,
        subject=current.user.email,
        before={"email": current.user.email, "role": current.role},
    )
    current.delete()


@transaction.atomic
def hand_ownership_over(*, to: Membership, own_role: MembershipRole, by: User, at: dt.datetime) -> Membership:
    """Makes another member an owner; `own_role` is the role of the current owner afterwards.

    Raises Membership.DoesNotExist if `by` is no longer an owner or the other person no longer a member.
    """
    organisation = _locked(to.organisation)
    members = organisation.memberships.select_related("user", "organisation")
    new_owner, old_owner = members.get(pk=to.pk), members.get(user=by, role=MembershipRole.OWNER)
    before = new_owner.role
    _set_role(new_owner, MembershipRole.OWNER, at)
    _set_role(old_owner, own_role, at)
    _record(new_owner, AuditAction.OWNERSHIP_HANDED_OVER, by, at, before=before, own_role=own_role)
    return new_owner


@transaction.atomic
def appoint_owner(*, membership: Membership, reason: str, by: User, at: dt.datetime) -> Membership:
    """The secretariat makes a member an owner, because the previous one has left. Raises Membership.DoesNotExist."""
    organisation = _locked(membership.organisation)
    current = organisation.memberships.select_related("user", "organisation").get(pk=membership.pk)
    before = current.role
    _set_role(current, MembershipRole.OWNER, at)
    _record(current, AuditAction.OWNER_APPOINTED, by, at, before=before, reason=reason)
    return current


def _record(
    membership: Membership,
    action: AuditAction,
    by: User,
    at: dt.datetime,
    *,
    before: str,
    reason: str = "",
    **more: str,
) -> None:
    record(
        action=action,
        actor=by,
        at=at,
        organisation=membership.organisation,
        subject=membership.user.email,
        before={"role": before},
        after={"email": membership.user.email, "role": membership.role, **more},
        reason=reason,
    )
