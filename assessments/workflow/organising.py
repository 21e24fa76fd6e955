"""Organisations, their people, and new assessments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from assessments.models import Assessment, Membership, MembershipRole, Organisation, User
from assessments.models.answering import OPEN
from assessments.workflow.auditing import next_number, record
from criteria.loader import edition_keys

PROFILE_FIELDS = (
    "name", "name_local", "country", "region", "portfolios", "website",
    "eccp_status", "eccp_profile", "eccp_accepted", "programme", "membership_price",
)  # fmt: skip


class LastOwner(Exception):
    """An organisation must keep an owner."""


def _profile(organisation: Organisation) -> dict[str, Any]:
    values = {field: getattr(organisation, field) for field in PROFILE_FIELDS}
    return {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in values.items()}


def _free_slug(name: str) -> str:
    stem = slugify(name)[:60] or "cluster"
    slug, number = stem, 1
    while Organisation.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{stem}-{number}"
    return slug


@transaction.atomic
def register_organisation(
    *, profile: Mapping[str, Any], by: User | None, at: dt.datetime, slug: str = "", is_fictional: bool = False
) -> Organisation:
    """A new organisation with the fields of `profile` (see PROFILE_FIELDS); `by` becomes its first owner."""
    organisation = Organisation.objects.create(
        slug=slug or _free_slug(profile["name"]), created_at=at, is_fictional=is_fictional, **profile
    )
    if by is not None:
        Membership.objects.create(organisation=organisation, user=by, role=MembershipRole.OWNER)
    record(action="organisation_registered", actor=by, at=at, organisation=organisation, after=_profile(organisation))
    return organisation


@transaction.atomic
def update_organisation(
    *, organisation: Organisation, profile: Mapping[str, Any], by: User | None, at: dt.datetime
) -> Organisation:
    """Changes the fields named in `profile`."""
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = _profile(current)
    for field, value in profile.items():
        setattr(current, field, value)
    current.save(update_fields=list(profile))
    after = _profile(current)
    changed = [field for field in PROFILE_FIELDS if before[field] != after[field]]
    record(
        action="organisation_updated",
        actor=by,
        at=at,
        organisation=current,
        before={field: before[field] for field in changed},
        after={field: after[field] for field in changed},
    )
    return current


@transaction.atomic
def add_member(
    *, organisation: Organisation, user: User, role: MembershipRole, by: User | None, at: dt.datetime
) -> Membership:
    """Gives a person a role in the organisation, or another one than they had. Raises LastOwner."""
    owners = organisation.memberships.filter(role=MembershipRole.OWNER)
    if role != MembershipRole.OWNER and owners.exists() and not owners.exclude(user=user).exists():
        raise LastOwner
    membership, _ = Membership.objects.update_or_create(organisation=organisation, user=user, defaults={"role": role})
    record(action="member_added", actor=by, at=at, organisation=organisation, subject=user.email, after=role)
    return membership


@transaction.atomic
def invite_member(
    *,
    organisation: Organisation,
    email: str,
    name: str,
    role: MembershipRole,
    language: str,
    by: User | None,
    at: dt.datetime,
) -> Membership:
    """Gives the person with this address a role; without an account they get one, without a password."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, None, name=name, language=language)
    return add_member(organisation=organisation, user=user, role=role, by=by, at=at)


@transaction.atomic
def start_assessment(
    *, organisation: Organisation, by: User | None, at: dt.datetime, reference: str = ""
) -> Assessment:
    """A new draft on the newest edition; the open one if the organisation has one already."""
    if open_one := organisation.assessments.filter(status__in=OPEN).first():
        return open_one
    if not reference:
        reference = f"{organisation.country}-{at.year}-{next_number(f'{organisation.country}-{at.year}'):03d}"
    try:
        with transaction.atomic():
            assessment = Assessment.objects.create(
                reference=reference, organisation=organisation, edition=edition_keys()[-1], created_at=at
            )
    except IntegrityError:
        # Somebody else of the organisation pressed the same button at the same moment.
        return organisation.assessments.get(status__in=OPEN)
    record(action="assessment_started", actor=by, at=at, assessment=assessment)
    return assessment
