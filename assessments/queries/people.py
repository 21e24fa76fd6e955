"""The people concerned by an assessment: owners, editors, assessors, secretariat."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from assessments.models import Assessment, MembershipRole, Organisation, User
from assessments.queries.conflicts import read_standing


def owners_of(organisation: Organisation) -> QuerySet[User]:
    """The active owners of the organisation, in the order in which they became members."""
    return _members(organisation, (MembershipRole.OWNER,))


def writers_of(organisation: Organisation) -> QuerySet[User]:
    """The active owners and editors of the organisation."""
    return _members(organisation, (MembershipRole.OWNER, MembershipRole.EDITOR))


def _members(organisation: Organisation, roles: Iterable[MembershipRole]) -> QuerySet[User]:
    return User.objects.filter(
        is_active=True, memberships__organisation=organisation, memberships__role__in=roles
    ).order_by("memberships__pk")


def join_deciders_of(organisation: Organisation) -> QuerySet[User]:
    """Who decides on requests to join: the owners or, if there is none, the secretariat except members."""
    owners = owners_of(organisation)
    if owners.exists():
        return owners
    secretariat = User.objects.filter(is_secretariat=True, is_active=True)
    return secretariat.exclude(memberships__organisation=organisation).order_by("pk")


def assessors_of(assessment: Assessment) -> list[User]:
    """The current assessors."""
    return list(
        User.objects.filter(is_active=True, assignments__assessment=assessment, assignments__ended_at=None).order_by(
            "assignments__pk"
        )
    )


def open_assessors_of(assessment: Assessment) -> list[User]:
    """The current assessors who have access: they have declared, and nothing blocks them."""
    assignments = assessment.assignments.filter(ended_at=None, assessor__is_active=True).select_related("assessor")
    standings = (read_standing(assignment, assessment) for assignment in assignments.order_by("pk"))
    return [standing.assignment.assessor for standing in standings if standing.is_open]


def secretariat_of(assessment: Assessment) -> QuerySet[User]:
    """The people of the secretariat who may act on the assessment: neither members nor assessors."""
    return (
        User.objects.filter(is_secretariat=True, is_active=True)
        .exclude(memberships__organisation=assessment.organisation_id)
        .exclude(pk__in=[assessor.pk for assessor in assessors_of(assessment)])
        .order_by("pk")
    )
