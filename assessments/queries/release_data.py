"""What a release is made from: the runs that count, their answers, and everything that was published before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import batched
from sys import intern

from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat

from assessments.models import (
    CohortEntry,
    CohortPortfolio,
    ComparisonObjection,
    Measurement,
    Release,
    ReleaseFigure,
    ReleaseGroup,
    ReleaseMember,
)
from assessments.models.answering import FINISHED
from assessments.models.comparison import CohortEntryQuerySet

ROWS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class ComparedRun:
    """The latest finished assessment, or imported row, of one cluster, as it counts in a release.

    `run` names it for ever: the reference of the assessment, or where an imported row comes from. `identity` is the
    cluster's. `entry`, `organisation` and `imported` are primary keys.
    """

    run: str
    identity: str
    entry: int
    organisation: int | None
    imported: int | None
    country: str
    level: str
    year: int
    portfolios: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublishedSource:
    """A group as it was published in some release: its row there, and its members' positions in the history."""

    group: ReleaseGroup
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class History:
    """All runs that ever counted, by position, those of the next release first, and the groups published of them.

    `entries` and `identities` are by position; the entry is None if its data are gone. `sources`: the oldest first.
    """

    runs: list[str] = field(default_factory=list)
    entries: list[int | None] = field(default_factory=list)
    identities: list[str] = field(default_factory=list)
    sources: list[PublishedSource] = field(default_factory=list)

    def latest(self) -> dict[str, PublishedSource]:
        """The last publication of each group, by key."""
        return {source.group.key: source for source in self.sources}

    def removed(self, source: PublishedSource) -> int:
        """How many members have no data any more."""
        return sum(self.entries[position] is None for position in source.members)


def entries_to_release() -> CohortEntryQuerySet:
    """The entries that count: the latest of each cluster in use, decided or imported, unless the cluster objected."""
    decided = Q(assessment__isnull=True) | Q(assessment__status__in=FINISHED)
    objected = ComparisonObjection.objects.filter(identity=OuterRef("identity"))
    return CohortEntry.objects.compared().filter(~Exists(objected), decided)


def runs_to_release(measures: Collection[str]) -> Iterator[ComparedRun]:
    """The runs that have one of `measures` and would count in a release now, in a fixed order.

    They are read one after another, in one query and another one for every ROWS_AT_ONCE.
    """
    answered = Measurement.objects.filter(entry=OuterRef("pk"), measure__in=measures)
    rows = entries_to_release().filter(Exists(answered)).order_by("pk")
    columns = ("pk", "identity", "organisation_id", "imported_id", "country", "level", "year")
    named = rows.annotate(
        run=Coalesce(
            "assessment__reference",
            Concat("imported__name", Value("/"), "cluster", Value("/"), Cast("year", models.CharField())),
        )
    )
    # Few different ones are shared by many clusters, and kept once.
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    for some in batched(named.values_list("run", *columns).iterator(chunk_size=ROWS_AT_ONCE), ROWS_AT_ONCE):
        portfolios = _portfolios(first=some[0][1], last=some[-1][1])
        for run, entry, identity, organisation, imported, country, level, year in some:
            fields = tuple(portfolios.get(entry, ()))
            fields = shared.setdefault(fields, fields)
            yield ComparedRun(run, identity, entry, organisation, imported, intern(country), level, year, fields)


def _portfolios(*, first: int, last: int) -> dict[int, list[str]]:
    """The fields of the entries from `first` to `last`."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = CohortPortfolio.objects.filter(entry__gte=first, entry__lte=last).order_by("pk")
    for entry, portfolio in rows.values_list("entry_id", "portfolio"):
        found[entry].append(portfolio)
    return found


def members_of(release: Release | None) -> dict[str, str]:
    """The run of each cluster in a release, by identity; {} without a release. One query."""
    return dict(ReleaseMember.objects.filter(release=release).values_list("identity", "run")) if release else {}


def families_in(release: Release | None) -> dict[str, str]:
    """The key of the family of each cluster in a release, by identity. One query."""
    if release is None:
        return {}
    rows = ReleaseMember.objects.filter(release=release).values_list("identity", "groups")
    keys = ((identity, next((key for key in groups if key.startswith("family:")), "")) for identity, groups in rows)
    return {identity: key for identity, key in keys if key}


def history_of(edition: str, runs: Collection[ComparedRun] = (), *, until: int | None = None) -> History:
    """Everything published in an edition, with `runs` first. `until`: the number of the last release to include."""
    found = History()
    places: dict[str, int] = {}
    for counted in runs:
        _place(found, places, counted.run, counted.entry, counted.identity)
    releases = Release.objects.filter(edition=edition).order_by("number")
    for release in releases if until is None else releases.filter(number__lte=until):
        groups = list(
            release.groups.filter(published_in=release, size__isnull=False).order_by("pk").select_related("release")
        )
        inside: dict[str, list[int]] = {group.key: [] for group in groups}
        members = release.members.order_by("pk").values_list("run", "entry_id", "identity", "groups")
        for run, entry, identity, keys in members.iterator(chunk_size=ROWS_AT_ONCE):
            position = _place(found, places, run, entry, identity)
            for key in inside.keys() & set(keys):
                inside[key].append(position)
        found.sources.extend(PublishedSource(group, tuple(inside[group.key])) for group in groups)
    return found


def _place(history: History, places: dict[str, int], run: str, entry: int | None, identity: str) -> int:
    if run not in places:
        places[run] = len(history.runs)
        history.runs.append(run)
        history.entries.append(entry)
        history.identities.append(identity)
    return places[run]


def measured(measure: str) -> Iterator[list[tuple[int, int | None, str]]]:
    """All stored rows of a measure, in batches: entry, number in millionths and option. One query."""
    sql = f"""
        SELECT entry_id, CAST(ROUND(value * 1000000) AS bigint), choice FROM {Measurement._meta.db_table}
        WHERE measure = %s
    """  # noqa: S608  (the table's name is a constant)
    with connection.cursor() as cursor:
        cursor.execute(sql, [measure])
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield rows


def figures_of_sources(sources: Collection[PublishedSource], measure: str) -> Mapping[int, dict[str, object]]:
    """What was published of a measure, by the primary key of the group. One query."""
    groups = [source.group.pk for source in sources]
    rows = ReleaseFigure.objects.filter(measure=measure, group__in=groups)
    return dict(rows.annotate(source=F("group_id")).values_list("source", "figures"))
