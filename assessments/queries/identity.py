"""The cluster that a name or a registration number belongs to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q

from assessments.models import Organisation, OrganisationName
from criteria.registration_numbers import number_identity
from criteria.text import identity


def holder_of(
    *, names: Iterable[str] = (), country: str = "", number: str = "", besides: Organisation | None = None
) -> Organisation | None:
    """The organisation that has or had one of `names`, or has the registration number in `country`. One query.

    `besides` is an organisation that is ignored.
    """
    asked = Q(names__identity__in={identity(name) for name in names if name})
    if number:
        asked |= Q(country=country, number_identity=number_identity(number))
    found = Organisation.objects.filter(asked)
    if besides is not None:
        found = found.exclude(pk=besides.pk)
    return found.order_by("pk").first()


def identities_of(names: Collection[str]) -> Mapping[str, str]:
    """The identity of the cluster of each of `names`, by which its entries are compared. One query."""
    folded = {name: identity(name) for name in names}
    held = OrganisationName.objects.filter(identity__in=set(folded.values())).select_related("organisation")
    known = {name.identity: name.organisation.identity for name in held}
    return {name: known.get(key, key) for name, key in folded.items()}


def earlier_names(organisation: Organisation) -> list[str]:
    """The former names of the organisation, the oldest first. One query."""
    current = {identity(organisation.name), identity(organisation.name_local)}
    return list(organisation.names.exclude(identity__in=current).order_by("pk").values_list("name", flat=True))
