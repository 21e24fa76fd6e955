"""What a person has to hand over before they can delete their account."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.models import Assessment, Membership, MembershipRole, Organisation, Status, User


@dataclass(frozen=True, slots=True)
class Duties:
    """The organisations whose only owner a person is, and the open assessments to which they are assigned."""

    organisations: tuple[Organisation, ...]
    assessments: tuple[Assessment, ...]

    def __bool__(self) -> bool:
        return bool(self.organisations or self.assessments)


def duties_of(user: User) -> Duties:
    """What `user` has to hand over, organisations by name and assessments by reference. Two queries."""
    owners = Membership.objects.filter(role=MembershipRole.OWNER)
    others = owners.filter(user__is_active=True).exclude(user=user)
    owned = Organisation.objects.filter(pk__in=owners.filter(user=user).values("organisation"))
    running = Assessment.objects.assigned_to(user).filter(
        status__in=[Status.SUBMITTED, Status.INTERVIEW, Status.ASSESSED]
    )
    return Duties(
        tuple(owned.exclude(pk__in=others.values("organisation")).order_by("name")),
        tuple(running.select_related("organisation").order_by("reference")),
    )
