"""Registers and updates organisations, and starts assessments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction

from assessments.models import Assessment, AuditAction, Membership, MembershipRole, Organisation, User, site_time_zone
from assessments.models.answering import OPEN
from assessments.queries.assessments import year_of
from assessments.queries.identity import holder_of
from assessments.queries.profiles import PROFILE_FIELDS, profile_of, values_of
from assessments.workflow.auditing import next_number, record
from assessments.workflow.editing import Stale, is_stale
from assessments.workflow.entries import lock_entries
from assessments.workflow.identity import claim_names
from assessments.workflow.renewing import carry_over
from assessments.workflow.repetition import done_before
from criteria.clock import site_day
from criteria.loader import current_edition
from criteria.registration_numbers import number_identity
from criteria.text import address_part, identity
from criteria.time_zones import zone_of

NAMES = ("name", "name_local")
# The fields that identify an organisation.
IDENTIFYING = frozenset({*NAMES, "country", "registration_number"})


class AlreadyRegistered(Exception):
    """`organisation` has or had the name, or has the registration number; `field` of the profile says which."""

    def __init__(self, organisation: Organisation, field: str) -> None:
        super().__init__(f"{field} of {organisation.slug}")
        self.organisation, self.field = organisation, field


def _free_slug(name: str) -> str:
    """A slug for the organisation's name, with a number if it is taken. One query."""
    stem = address_part(name)[:60].strip("-") or "cluster"
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _refuse_held(names: Mapping[str, str], country: str, number: str, *, besides: Organisation | None = None) -> None:
    """Raises AlreadyRegistered if another organisation has or had one of `names` (by field), or has the number."""
    holder = holder_of(names=names.values(), country=country, number=number, besides=besides)
    if holder is not None:
        held = set(holder.names.values_list("identity", flat=True))
        field = next((field for field, name in names.items() if identity(name) in held), "registration_number")
        raise AlreadyRegistered(holder, field)


@transaction.atomic
def register_organisation(
    *,
    profile: Mapping[str, Any],
    by: User | None,
    at: dt.datetime,
    slug: str = "",
    is_fictional: bool = False,
    may_repeat: bool = False,
) -> Organisation:
    """Creates an organisation with the fields of `profile` (see PROFILE_FIELDS); `by` becomes its first owner.

    The default time zone is that of its country, or that of the site if the country has several. A repeated request by
    the same person has no effect.
    """
    profile = {
        **profile,
        "time_zone": profile.get("time_zone") or zone_of(profile["country"], at.year) or site_time_zone(),
    }
    if by is not None and (twin := _registered_before(profile, by, at)):
        return twin
    lock_entries()
    number = profile.get("registration_number", "")
    names = {} if may_repeat else {field: profile.get(field, "") for field in NAMES}
    _refuse_held(names, profile["country"], number)
    organisation = Organisation.objects.create(
        slug=slug or _free_slug(profile["name"]),
        created_at=at,
        is_fictional=is_fictional,
        number_identity=number_identity(number),
        **profile,
    )
    claim_names(organisation)
    if by is not None:
        Membership.objects.create(organisation=organisation, user=by, role=MembershipRole.OWNER)
    after = values_of(organisation)
    record(action=AuditAction.ORGANISATION_REGISTERED, actor=by, at=at, organisation=organisation, after=after)
    return organisation


def _registered_before(profile: Mapping[str, Any], by: User, at: dt.datetime) -> Organisation | None:
    # A second request by the same person waits here for the first.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    own = Organisation.objects.filter(memberships__user=by, memberships__role=MembershipRole.OWNER)
    return done_before(own, "created_at", at=at, **profile)


@transaction.atomic
def update_organisation(
    *,
    organisation: Organisation,
    profile: Mapping[str, Any],
    by: User | None,
    at: dt.datetime,
    may_repeat: bool = False,
    based_on: str | None = None,
) -> Organisation:
    """Changes the fields in `profile`.

    `based_on` is the mark of the Profile that the person edited; None replaces any. Raises Stale if another one is
    stored, and AlreadyRegistered.
    """
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if is_stale(based_on, (stored := profile_of(current)).mark):
        raise Stale(stored)
    before = values_of(current)
    for field, value in profile.items():
        setattr(current, field, value)
    after = values_of(current)
    changed = [field for field in PROFILE_FIELDS if before[field] != after[field]]
    if IDENTIFYING & set(changed):
        _identify(current, changed, may_repeat=may_repeat)
    current.save(update_fields=[*profile, "number_identity"])
    record(
        action=AuditAction.ORGANISATION_UPDATED,
        actor=by,
        at=at,
        organisation=current,
        before={field: before[field] for field in changed},
        after={field: after[field] for field in changed},
    )
    return current


def _identify(organisation: Organisation, changed: Collection[str], *, may_repeat: bool) -> None:
    """Stores the new names and number of an organisation. Raises AlreadyRegistered."""
    lock_entries()
    names = {} if may_repeat else {field: getattr(organisation, field) for field in NAMES if field in changed}
    number = organisation.registration_number if {"country", "registration_number"} & set(changed) else ""
    _refuse_held(names, organisation.country, number, besides=organisation)
    organisation.number_identity = number_identity(organisation.registration_number)
    claim_names(organisation)


def _free_reference(organisation: Organisation, at: dt.datetime) -> str:
    """The next reference for the country and year that is not taken, for example by one set by hand."""
    series = f"{organisation.country}-{year_of(at)}"
    while True:
        reference = f"{series}-{next_number(series):03d}"
        if not Assessment.all_objects.filter(reference=reference).exists():
            return reference


@transaction.atomic
def start_assessment(
    *, organisation: Organisation, by: User | None, at: dt.datetime, reference: str = ""
) -> Assessment:
    """Starts a draft on the current edition with the previous answers to confirm; returns an open assessment if any."""
    if open_one := organisation.assessments.filter(status__in=OPEN).first():
        return open_one
    try:
        with transaction.atomic():
            assessment = Assessment.objects.create(
                reference=reference or _free_reference(organisation, at),
                organisation=organisation,
                edition=current_edition(site_day(at)).key,
                created_at=at,
            )
    except IntegrityError:
        # A colleague started one at the same moment; any other integrity error is a bug.
        if open_one := organisation.assessments.filter(status__in=OPEN).first():
            return open_one
        raise
    carried = carry_over(assessment=assessment, at=at)
    record(action=AuditAction.ASSESSMENT_STARTED, actor=by, at=at, assessment=assessment, after={"carried": carried})
    return assessment
