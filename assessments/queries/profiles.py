"""The profile of an organisation as it is stored, and who changed it last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from assessments.models import AuditAction, AuditEntry, Organisation, User
from assessments.queries.marks import mark_of

PROFILE_FIELDS: Final = (
    "name", "name_local", "country", "registration_number", "time_zone", "region", "host", "portfolios", "website",
    "eccp_status", "eccp_profile", "eccp_accepted", "programme", "membership_price",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """The values of PROFILE_FIELDS, in a form that JSON can hold; who changed them last, and when."""

    values: Mapping[str, Any]
    updated_by: User | None
    updated_at: dt.datetime | None

    @property
    def mark(self) -> str:
        """Identifies these values."""
        return mark_of(dict(self.values))


def portable_profile(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a profile, in a form that JSON can hold."""
    return {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in values.items()}


def values_of(organisation: Organisation) -> dict[str, Any]:
    """The fields of the profile of an organisation, in a form that JSON can hold."""
    return portable_profile({field: getattr(organisation, field) for field in PROFILE_FIELDS})


def profile_of(organisation: Organisation) -> Profile:
    """The profile of an organisation. One query."""
    actions = (AuditAction.ORGANISATION_REGISTERED, AuditAction.ORGANISATION_UPDATED)
    entries = AuditEntry.objects.filter(organisation=organisation, action__in=actions).select_related("actor")
    last = entries.order_by("-pk").first()
    return Profile(values_of(organisation), last.actor if last else None, last.at if last else None)
