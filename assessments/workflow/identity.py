"""Keeps one identity per cluster: the names of organisations, and which entry represents a cluster in comparisons."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from assessments.models import CohortEntry, Organisation, OrganisationName
from assessments.queries.identity import holder_of
from criteria.text import identity


def claim_names(organisation: Organisation) -> None:
    """Stores the names of an organisation beside its earlier ones; entries with these names become its own.

    A name that another organisation has or had makes both the same cluster. The caller must hold the lock of the
    entries (`lock_entries`).
    """
    borne = {identity(name): name for name in (organisation.name_local, organisation.name) if name}
    known = set(OrganisationName.objects.filter(identity__in=borne).values_list("identity", flat=True))
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=organisation, name=name, identity=key)
        for key, name in borne.items()
        if key not in known
    )
    before = organisation.identity
    holder = holder_of(names=borne.values(), besides=organisation)
    first = holder.same_as or holder if holder else None
    organisation.same_as = None if first == organisation else first
    organisation.save(update_fields=["same_as"])
    moved = CohortEntry.objects.filter(Q(identity__in=borne.keys() - known) | Q(organisation=organisation))
    if moved.exclude(identity=organisation.identity).update(identity=organisation.identity, is_latest=False):
        choose_latest([before, organisation.identity])


def choose_latest(identities: Collection[str] | QuerySet[CohortEntry, str]) -> None:
    """Marks the entry that represents each cluster in `identities`: of those in use, the one of the latest year.

    Within a year, the cluster's own assessment takes precedence over imported rows, then later rows over earlier ones.
    The caller must hold the lock of the entries (`lock_entries`).
    """
    entries = CohortEntry.objects.filter(identity__in=identities)
    place = Window(
        RowNumber(),
        partition_by=F("identity"),
        order_by=[F("is_used").desc(), F("year").desc(), F("assessment").desc(nulls_last=True), F("pk").desc()],
    )
    latest = list(entries.annotate(place=place).filter(place=1).values_list("pk", flat=True))
    entries.filter(is_latest=True).exclude(pk__in=latest).update(is_latest=False)
    entries.filter(is_latest=False, pk__in=latest).update(is_latest=True)
