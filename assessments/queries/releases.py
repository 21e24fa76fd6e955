"""Comparison figures as they were published: the only source of what pages, reports and files show of groups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from assessments.models import (
    Assessment,
    ComparisonObjection,
    Release,
    ReleaseFigure,
    ReleaseGroup,
    ReleaseMember,
    Withheld,
)
from criteria.clock import site_day


@dataclass(frozen=True, slots=True)
class PublishedGroup:
    """A group of a release. `size` is None if it is withheld, for the reason `withheld`.

    The parts of its key: `kind` ("all", "field", "country", "region", "family", "excellence", "imported"), `portfolio`,
    `country`, `region`. `names`: the traits of a family, or the name of an imported cohort. `release` is the number of
    the release whose figures it has.
    """

    key: str
    size: int | None
    withheld: str
    names: Any
    years: tuple[int, int] | None
    release: int | None

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]

    @property
    def portfolio(self) -> str:
        return self.key.partition("field:")[2]

    @property
    def country(self) -> str:
        return self.key.removeprefix("country:") if self.kind == "country" else ""

    @property
    def region(self) -> str:
        return self.key.removeprefix("region:").partition("/")[0] if self.kind == "region" else ""


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """What is published of one measure in one group.

    `size`: how many clusters answered. `counts`: how many chose each step or option; they need not add up to `size`.
    `quantiles` by percent (50 is the median). {} and None if the group is too small; `withheld` is the reason if
    something is missing.
    """

    size: int | None
    counts: Mapping[str, int]
    quantiles: Mapping[int, Decimal]
    withheld: str

    @classmethod
    def read(cls, figures: Mapping[str, Any]) -> PublishedFigures:
        """The figures as stored in ReleaseFigure."""
        return cls(
            size=figures.get("size"),
            counts=figures.get("counts", {}),
            quantiles={int(percent): Decimal(value) for percent, value in figures.get("quantiles", {}).items()},
            withheld=figures.get("withheld", ""),
        )


@dataclass(frozen=True, slots=True)
class ReleaseSummary:
    """A release for the secretariat.

    `groups` are shown, `fresh` of them with new figures; `made_by` is "" for the schedule.
    """

    number: int
    made_at: dt.datetime
    made_by: str
    clusters: int
    groups: int
    fresh: int
    withheld: int


@dataclass(frozen=True, slots=True)
class Losses:
    """What it cost in a release that clusters left, for the secretariat.

    `gone`: clusters that were in the previous release. Groups that are no longer shown are in `lost`; those in
    `outdated` keep figures that count a cluster that is gone. `incomplete`: groups published so far that are
    attacked without the answers of members whose data were removed. `recoverable`: measures of which earlier releases
    reveal something.
    """

    gone: int
    lost: list[PublishedGroup]
    outdated: list[PublishedGroup]
    incomplete: int
    recoverable: list[str]


def current_release(edition: str) -> Release | None:
    """The latest release of an edition; None before the first. One query.

    The result of the attack is long and for the secretariat only, so it is read when it is first asked for.
    """
    return Release.objects.of(edition).defer("audit").first()


def releases_of(edition: str) -> list[Release]:
    """All releases of an edition, the oldest first. One query."""
    return list(Release.objects.of(edition).order_by("number"))


def groups_in(release: Release, keys: Collection[str] | None = None) -> list[PublishedGroup]:
    """The groups of a release, or those of `keys`. One query."""
    rows = release.groups.all() if keys is None else release.groups.filter(key__in=keys)
    return [
        PublishedGroup(
            row.key,
            row.size,
            row.withheld,
            row.names,
            (row.first_year, row.last_year) if row.first_year and row.last_year else None,
            row.number,
        )
        for row in rows.annotate(number=F("published_in__number")).order_by("pk")
    ]


def figures_in(release: Release, keys: Collection[str]) -> dict[str, dict[str, PublishedFigures]]:
    """The published figures of the groups `keys` in a release, by group and measure. One query.

    A withheld group has none.
    """
    shown = ReleaseGroup.objects.filter(
        release=release, key=OuterRef("group__key"), published_in=OuterRef("group__release"), size__isnull=False
    )
    rows = ReleaseFigure.objects.filter(Exists(shown), group__key__in=keys)
    found: dict[str, dict[str, PublishedFigures]] = {key: {} for key in keys}
    for key, measure, figures in rows.values_list("group__key", "measure", "figures"):
        found[key][measure] = PublishedFigures.read(figures)
    return found


def figures_by_year(edition: str, key: str, measures: Collection[str]) -> dict[int, dict[str, PublishedFigures]]:
    """For each year the figures of `measures` that were last published of a group, by measure. Two queries.

    A year in which the group kept its earlier figures is not among them.
    """
    published = ReleaseGroup.objects.filter(release__edition=edition, key=key, published_in=F("release"))
    rows = published.order_by("release__number").values_list("pk", "release__made_at")
    last = {site_day(made_at).year: group for group, made_at in rows}
    years = {group: year for year, group in last.items()}
    found: dict[int, dict[str, PublishedFigures]] = {year: {} for year in last}
    figures_of_years = ReleaseFigure.objects.filter(group__in=years, measure__in=measures)
    for group, measure, figures in figures_of_years.values_list("group", "measure", "figures"):
        found[years[group]][measure] = PublishedFigures.read(figures)
    return found


def keys_of_cluster(release: Release, organisation: int) -> tuple[str, ...]:
    """The keys of the groups that an organisation's own assessment is in, published or not; () if there is none.

    An imported row does not count: whoever registers a cluster's name would see the family that it is in. One query.
    """
    # Filtered by the organisation alone, which is in few releases. PostgreSQL takes a release that is newer than its
    # statistics for empty, and would read all of its members to find the one of the organisation.
    rows = ReleaseMember.objects.filter(organisation=organisation).values_list("release", "groups")
    return next((tuple(groups) for number, groups in rows if number == release.pk), ())


def summaries_of(edition: str) -> list[ReleaseSummary]:
    """All releases of an edition, the latest first. One query."""
    is_shown = Q(groups__size__isnull=False)
    rows = (
        Release.objects.of(edition)
        .annotate(
            shown=Count("groups", filter=is_shown),
            fresh=Count("groups", filter=is_shown & Q(groups__published_in=F("pk"))),
        )
        .values_list("number", "made_at", "made_by__name", "members_count", "shown", "fresh", "audit__withheld")
    )
    return [
        ReleaseSummary(number, made_at, made_by or "", clusters, shown, fresh, sum(map(len, (withheld or {}).values())))
        for number, made_at, made_by, clusters, shown, fresh, withheld in rows
    ]


def losses_of(edition: str) -> Losses | None:
    """What it cost that clusters left before the latest release; None if that is the first one. Three queries."""
    match list(Release.objects.of(edition)[:2]):
        case [release, previous]:
            audit = release.audit
        case _:
            return None
    # A group without members has no row any more; its name is that of the previous release.
    now = {group.key: group for group in groups_in(release, [*audit["lost"], *audit["outdated"]])}
    before = {group.key: group for group in groups_in(previous, audit["lost"])}
    return Losses(
        gone=audit["gone"],
        lost=[now.get(key) or replace(before[key], withheld=Withheld.FEW) for key in audit["lost"]],
        outdated=[now[key] for key in audit["outdated"]],
        incomplete=audit["incomplete"],
        recoverable=sorted(audit["recoverable"]),
    )


def left_out() -> list[ComparisonObjection]:
    """The objections to being compared with the organisations, the latest first. One query."""
    return list(ComparisonObjection.objects.select_related("organisation").order_by("-objected_at"))


def release_of(assessment: Assessment) -> Release | None:
    """The current release of the edition of an assessment. One query."""
    return current_release(assessment.edition)
