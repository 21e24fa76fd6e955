"""Publishes comparison figures in releases, and leaves out clusters that object."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import batched, zip_longest
from typing import Any, Final

import numpy
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.benchmark.cell_key import Noise, record_key
from assessments.benchmark.disclosure import MIN_FOR_ANYTHING, may_show
from assessments.benchmark.publishing import Column, Places, Publisher, column_of, measures_of
from assessments.benchmark.release_audit import INSIDERS, protect, published_before
from assessments.benchmark.release_groups import (
    Group,
    groups_of,
    is_dominated_by_import,
    is_made_of,
    kind_of,
    profiles_of,
    sibling_kind,
)
from assessments.benchmark.separating import inseparable_groups
from assessments.models import (
    AuditAction,
    ComparisonObjection,
    ImportedCohort,
    Organisation,
    Release,
    ReleaseFigure,
    ReleaseGroup,
    ReleaseMember,
    User,
    Withheld,
)
from assessments.queries.release_data import (
    ComparedRun,
    History,
    PublishedSource,
    families_in,
    history_of,
    measured,
    members_of,
    runs_to_release,
)
from assessments.queries.releases import current_release
from assessments.workflow.auditing import record
from assessments.workflow.entries import lock_entries
from assessments.workflow.outliers import store_outliers
from criteria.clock import site_day
from criteria.definitions import Edition

NOISE: Final = Noise()
ROWS_AT_ONCE: Final = 2000
# Purpose of the secret that follows from SECRET_KEY if the instance has none of its own.
PURPOSE: Final = "labelcheck.cell_keys"


class ReleaseRefused(Exception):
    """No release is made. The message says why, in the active language."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A group that is published for the first time, or anew because enough of its members changed."""

    row: ReleaseGroup
    members: tuple[int, ...]


def cell_secret() -> bytes:
    """The secret from which record keys follow: the instance's own, or one that follows from SECRET_KEY."""
    if settings.CELL_KEY_SECRET:
        return str(settings.CELL_KEY_SECRET).encode()
    return salted_hmac(PURPOSE, "", algorithm="sha256").digest()


def make_release(*, edition: Edition, by: User | None, at: dt.datetime) -> Release:
    """Publishes the figures of an edition; `by` is None for a scheduled release.

    Raises PermissionDenied outside the secretariat, and ReleaseRefused if it is too soon, too little is new, nearly all
    clusters come from one imported cohort, or something changed meanwhile. Either everything is published or nothing.
    """
    if by is not None and not by.is_secretariat:
        raise PermissionDenied
    previous, runs = current_release(edition.key), list(_runs(edition))
    if refusal := _refusal(edition, previous, runs, at):
        raise ReleaseRefused(refusal)
    groups = groups_of(
        runs,
        edition.release,
        _profiles(edition, runs),
        earlier_families=families_in(previous),
        imported_names=dict(ImportedCohort.objects.values_list("pk", "name")),
    )
    release = Release(
        edition=edition.key,
        number=previous.number + 1 if previous else 1,
        made_at=at,
        made_by=by,
        parameters=asdict(NOISE) | {"insiders": INSIDERS},
        members_count=len(runs),
    )
    history = history_of(edition.key, runs, until=release.number - 1)
    rows, fresh = _groups(release, runs, groups, history)
    figures, release.audit = _figures(edition, fresh, history)
    release.audit |= _losses(previous, runs, rows, history)
    # Everything is computed before the transaction, which others have to wait for.
    with transaction.atomic():
        lock_entries()
        if current_release(edition.key) != previous or not _are_still(runs, edition):
            raise ReleaseRefused(_("Something changed while the release was made. Please try again."))
        release.save()
        _store_members(release, runs, groups)
        ReleaseGroup.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
        ReleaseFigure.objects.bulk_create(figures, batch_size=ROWS_AT_ONCE)
        store_outliers(edition, Q(entry__is_latest=True, entry__is_used=True))
        record(action=AuditAction.RELEASE_MADE, actor=by, at=at, subject=str(release), after={"rows": len(runs)})
    return release


def is_due(*, edition: Edition, at: dt.datetime) -> bool:
    """Whether a scheduled release can be made now."""
    previous = current_release(edition.key)
    return not _too_soon(edition, previous, at) and not _refusal(edition, previous, list(_runs(edition)), at)


@transaction.atomic
def leave_comparisons(*, organisation: Organisation, reason: str, by: User, at: dt.datetime) -> None:
    """Leaves a cluster that objects out of all releases from the next one on. Raises PermissionDenied."""
    if not by.is_secretariat:
        raise PermissionDenied
    ComparisonObjection.objects.update_or_create(
        identity=organisation.identity,
        defaults={"organisation": organisation, "reason": reason, "objected_at": at, "recorded_by": by},
    )
    record(action=AuditAction.COMPARISON_LEFT, actor=by, at=at, organisation=organisation, reason=reason)


@transaction.atomic
def join_comparisons(*, organisation: Organisation, by: User, at: dt.datetime) -> None:
    """Counts a cluster that objected again, from the next release on. Raises PermissionDenied."""
    if not by.is_secretariat:
        raise PermissionDenied
    ComparisonObjection.objects.filter(identity=organisation.identity).delete()
    record(action=AuditAction.COMPARISON_JOINED, actor=by, at=at, organisation=organisation)


def _runs(edition: Edition) -> Iterator[ComparedRun]:
    return runs_to_release([asked.key for asked in measures_of(edition)])


def _are_still(runs: Sequence[ComparedRun], edition: Edition) -> bool:
    """Whether exactly these runs still count. They are not all read at once again, to need no more memory."""
    return all(before == now for before, now in zip_longest(runs, _runs(edition)))


def _refusal(edition: Edition, previous: Release | None, runs: Sequence[ComparedRun], at: dt.datetime) -> str:
    """Why no release can be made now; "" if it can."""
    if earliest := _too_soon(edition, previous, at):
        return _("Too soon: the next release can be made from %(date)s on.") % {"date": date_format(earliest)}
    rule = edition.release
    if not may_show(len(runs)):
        return ngettext(
            "Too few clusters: a release would count %(count)d cluster, and needs at least %(needed)d.",
            "Too few clusters: a release would count %(count)d clusters, and needs at least %(needed)d.",
            len(runs),
        ) % {"count": len(runs), "needed": MIN_FOR_ANYTHING}
    changed = _changed(members_of(previous), {run.identity: run.run for run in runs})
    if changed < rule.least_new:
        return ngettext(
            "Too little is new: %(changed)d cluster has changed since the last release; at least %(needed)d must have.",
            "Too little is new: %(changed)d clusters have changed since the last release; at least %(needed)d must"
            " have.",
            changed,
        ) % {"changed": changed, "needed": rule.least_new}
    everybody = Group("all", tuple(range(len(runs))))
    if (cohort := is_dominated_by_import(everybody, runs)) is not None:
        return _("Nearly all clusters come from the cohort “%(name)s”: whoever has its file could see the others.") % {
            "name": ImportedCohort.objects.get(pk=cohort).name
        }
    return ""


def _too_soon(edition: Edition, previous: Release | None, at: dt.datetime) -> dt.date | None:
    """The first day on which a release can be made, if that is later than now."""
    earliest = previous.made_at + dt.timedelta(days=edition.release.days_apart) if previous else at
    return site_day(earliest) if at < earliest else None


def _losses(
    previous: Release | None, runs: Sequence[ComparedRun], rows: Sequence[ReleaseGroup], history: History
) -> dict[str, Any]:
    """What it costs that clusters left: how many are gone since the previous release, and keys of groups.

    Those in `lost` can no longer be shown. Those in `outdated` keep figures that count a cluster that is gone.
    """
    shown = {row.key for row in rows if row.size is not None}
    before = set(previous.groups.filter(size__isnull=False).values_list("key", flat=True)) if previous else set()
    identities, names = {run.identity for run in runs}, {run.run for run in runs}
    kept = (source for source in history.latest().values() if source.group.key in shown)
    outdated = {row.key for row in rows if row.published_in != row.release} & {
        source.group.key
        for source in kept
        if any(history.identities[position] not in identities for position in source.members)
    }
    return {
        # A cluster that was renamed has another identity, but the same run.
        "gone": sum(identity not in identities and run not in names for identity, run in members_of(previous).items()),
        "lost": sorted(before - shown),
        "outdated": sorted(outdated),
    }


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> int:
    """The number of clusters that are new, gone, or in with another run. Both are runs by identity."""
    return len({identity for identity, _run in before.items() ^ now.items()})


def _profiles(edition: Edition, runs: Sequence[ComparedRun]) -> Any:
    alike = edition.release.alike
    places = Places.of([run.entry for run in runs])
    asked = {one.key: one for one in measures_of(edition)}
    columns: dict[str, Column] = {
        key: column_of(asked[key], measured(key), places, len(runs)) for key in asdict(alike).values() if key
    }
    return profiles_of(runs, alike, asked, columns)


def _store_members(release: Release, runs: Sequence[ComparedRun], groups: Sequence[Group]) -> None:
    keys: list[list[str]] = [[] for _ in runs]
    for group in groups:
        for position in group.members:
            keys[position].append(group.key)
    members = (
        ReleaseMember(
            release=release,
            identity=run.identity,
            run=run.run,
            entry_id=run.entry,
            organisation_id=run.organisation,
            groups=inside,
        )
        for run, inside in zip(runs, keys, strict=True)
    )
    # All rows at once would need a kilobyte of memory for each cluster.
    for some in batched(members, ROWS_AT_ONCE):
        ReleaseMember.objects.bulk_create(some)


def _groups(
    release: Release, runs: Sequence[ComparedRun], groups: Sequence[Group], history: History
) -> tuple[list[ReleaseGroup], list[Fresh]]:
    """The unsaved rows of all groups, and those that are published anew.

    A group whose members changed too little since its last publication keeps the old figures, and so does one that
    could not be published again without revealing a small rest.
    """
    publisher, latest = _publisher(history), history.latest()
    reasons = {group.key: _too_small(group, runs) for group in groups}
    candidates = [
        group for group in groups if not reasons[group.key] and _has_changed(group, latest.get(group.key), history)
    ]
    separable = _separable(candidates, history)
    rows, fresh = [], []
    for group in groups:
        last, is_new = latest.get(group.key), group in separable
        reason = reasons[group.key] or ("" if is_new or last else Withheld.SUBTRACTION)
        years = [runs[position].year for position in group.members]
        row = ReleaseGroup(
            release=release,
            key=group.key,
            withheld=reason,
            names=group.names,
            first_year=min(years),
            last_year=max(years),
        )
        if is_new:
            crowd = publisher.crowd(group.members)
            row.size, row.published_in = publisher.size(crowd.members, crowd), release
            fresh.append(Fresh(row, group.members))
        elif last and not reason:
            row.size, row.published_in = last.group.size, last.group.release
            row.names, row.first_year, row.last_year = last.group.names, last.group.first_year, last.group.last_year
        rows.append(row)
    return rows, fresh


def _too_small(group: Group, runs: Sequence[ComparedRun]) -> str:
    if not may_show(len(group.members)):
        return Withheld.FEW
    return Withheld.DOMINATED if is_dominated_by_import(group, runs) is not None else ""


def _has_changed(group: Group, last: PublishedSource | None, history: History) -> bool:
    """Whether enough members of a group changed since its last publication to publish it again."""
    if last is None:
        return True
    before = {history.identities[position]: history.runs[position] for position in last.members}
    now = {history.identities[position]: history.runs[position] for position in group.members}
    return _changed(before, now) >= MIN_FOR_ANYTHING


def _separable(candidates: Sequence[Group], history: History) -> list[Group]:
    """The candidates that can be published beside everything that was published before."""
    sources = history.sources
    members = [*(source.members for source in sources), *(group.members for group in candidates)]
    kinds = [f"{source.group.release_id} {sibling_kind(source.group.key)}" for source in sources]
    kinds += [sibling_kind(group.key) for group in candidates]
    hidden = inseparable_groups(members, kinds, len(history.runs), range(len(sources)))
    return [group for place, group in enumerate(candidates, len(sources)) if place not in hidden]


def _publisher(history: History) -> Publisher:
    secret = cell_secret()
    keys = [record_key(secret, run, NOISE.size) for run in history.runs]
    return Publisher(NOISE, numpy.array(keys, numpy.int64))


def _figures(edition: Edition, fresh: Sequence[Fresh], history: History) -> tuple[list[ReleaseFigure], dict[str, Any]]:
    """The unsaved rows of all figures, computed one measure after another, and the result of the attack on them."""
    publisher, places = _publisher(history), Places.of(history.entries)
    crowds = [publisher.crowd(one.members) for one in fresh]
    rows: list[ReleaseFigure] = []
    hidden: dict[str, list[str]] = {}
    doubtful: dict[str, int] = {}
    for asked in measures_of(edition):
        column = column_of(asked, measured(asked.key), places, len(history.runs))
        alike = edition.release.alike
        excluded = [place for place, one in enumerate(fresh) if is_made_of(kind_of(one.row.key), asked, alike)]
        earlier = published_before(history, asked.key)
        result = protect(asked, column, crowds, publisher, earlier=earlier, excluded=excluded)
        rows += [
            ReleaseFigure(group=one.row, measure=asked.key, figures=dict(figures))
            for one, figures in zip(fresh, result.figures, strict=True)
        ]
        if result.hidden:
            hidden[asked.key] = sorted(fresh[place].row.key for place in result.hidden)
        if result.doubtful:
            doubtful[asked.key] = result.doubtful
    audit = {
        "insiders": INSIDERS,
        "withheld": hidden,
        "recoverable": doubtful,
        "incomplete": sum(history.removed(source) > 0 for source in history.sources),
    }
    return rows, audit
