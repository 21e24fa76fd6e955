"""Releases: who is counted, which groups are published anew, and what is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from assessments.benchmark import likelihood
from assessments.benchmark.grid import on_grid
from assessments.benchmark.release_audit import attacked
from assessments.models import (
    AuditAction,
    AuditEntry,
    CohortEntry,
    ImportedCohort,
    Release,
    ReleaseFigure,
    ReleaseMember,
)
from assessments.queries.release_data import history_of
from assessments.queries.releases import (
    current_release,
    figures_in,
    groups_in,
    keys_of_cluster,
    losses_of,
    releases_of,
)
from assessments.tasks import make_due_release, take_up_release
from assessments.workflow.releasing import (
    ReleaseRefused,
    cell_secret,
    join_comparisons,
    leave_comparisons,
    make_release,
)
from tests.conftest import NOW, Cast, other_organisation
from tests.published import EDITION, add_clusters

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=EDITION.release.days_apart)
EVERYTHING = "all clusters, all ladders and choices"
FEW_MEASURES = ("A2.total", "B5.level", "B1.legal_form", "B4.covered")


@pytest.fixture
def sixty() -> list[CohortEntry]:
    return add_clusters(60, measures=FEW_MEASURES)


def figures_of(release: Release) -> dict[tuple[str, str], object]:
    rows = ReleaseFigure.objects.filter(group__release=release)
    return {(key, measure): figures for key, measure, figures in rows.values_list("group__key", "measure", "figures")}


def test_a_release_freezes_members_groups_and_figures(
    sixty: list[CohortEntry], cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    release = make_release(edition=EDITION, by=cast.secretary, at=NOW)
    assert (release.edition, release.number, release.made_by, release.members_count) == ("2019", 1, cast.secretary, 60)
    assert release.parameters == {"largest": 4, "variance": 2.5, "threshold": 2, "size": 65536, "insiders": 2}
    assert release.audit["recoverable"] == {}
    assert AuditEntry.objects.get(action=AuditAction.RELEASE_MADE).subject == "2019 release 1"
    member = ReleaseMember.objects.select_related("entry").get(release=release, identity=sixty[0].identity)
    assert member.entry == sixty[0]
    assert member.run == "Cluster 0/Cluster 0/2026"
    assert member.groups[0] == "all"
    assert f"country:{sixty[0].country}" in member.groups
    with django_assert_num_queries(3):
        assert current_release("2019") == release
        groups = {group.key: group for group in groups_in(release)}
        figures = figures_in(release, ["all", "field:food", "country:XX"])
    assert abs((groups["all"].size or 0) - 60) <= 4
    assert (groups["field:food"].kind, groups["field:food"].portfolio) == ("field", "food")
    assert groups["region:nordic/field:food"].region == "nordic"
    assert groups["region:nordic/field:food"].portfolio == "food"
    assert groups["imported:" + str(sixty[0].imported_id)].withheld == "few"
    assert {group.kind for group in groups.values()} >= {"all", "field", "country", "region", "family", "imported"}
    assert {key for key, one in figures["all"].items() if not one.withheld} == set(FEW_MEASURES)
    assert figures["country:XX"] == {}
    total = figures["all"]["A2.total"]
    assert set(total.quantiles) == {10, 25, 50, 75, 90}
    assert all(value % 5 == 0 for value in total.quantiles.values())
    assert set(figures["all"]["B5.level"].counts) == set("01234")
    family = next(key for key in member.groups if key.startswith("family:"))
    told = figures_in(release, [family])[family]
    assert (told["B1.legal_form"].withheld, told["B5.level"].withheld) == ("audit", ""), "families are made of forms"
    ReleaseMember.objects.filter(pk=member.pk).update(organisation=cast.organisation)
    assert keys_of_cluster(release, cast.organisation.pk) == tuple(member.groups)


def test_the_same_data_give_the_same_figures_and_another_secret_gives_others(
    sixty: list[CohortEntry], settings: Any
) -> None:
    first = figures_of(make_release(edition=EDITION, by=None, at=NOW))
    Release.objects.all().delete()
    assert figures_of(make_release(edition=EDITION, by=None, at=NOW)) == first
    Release.objects.all().delete()
    derived = cell_secret()
    settings.CELL_KEY_SECRET = "another"
    assert cell_secret() not in (derived, b"")
    assert figures_of(make_release(edition=EDITION, by=None, at=NOW)) != first


def test_refusals_leave_nothing(sixty: list[CohortEntry], cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        make_release(edition=EDITION, by=cast.owner, at=NOW)
    make_release(edition=EDITION, by=None, at=NOW)
    with pytest.raises(ReleaseRefused, match=r"Too soon: the next release can be made from 31 December 2026 on\."):
        make_release(edition=EDITION, by=None, at=LATER - dt.timedelta(seconds=1))
    add_clusters(4, start=60, measures=FEW_MEASURES)
    with pytest.raises(ReleaseRefused, match="Too little is new: 4 clusters have changed"):
        make_release(edition=EDITION, by=None, at=LATER)
    assert [release.number for release in releases_of("2019")] == [1]


def test_nothing_is_half_published(sixty: list[CohortEntry], settings: Any) -> None:
    settings.CELL_KEY_SECRET = "\udc00 cannot be encoded"
    with pytest.raises(UnicodeEncodeError):
        make_release(edition=EDITION, by=None, at=NOW)
    assert not Release.objects.exists()
    assert not ReleaseMember.objects.exists()


def test_what_changed_meanwhile_is_not_passed_over(sixty: list[CohortEntry], settings: Any) -> None:
    class Meanwhile:
        """A secret during whose reading somebody else hides a cohort."""

        def __str__(self) -> str:
            CohortEntry.objects.filter(pk=sixty[0].pk).update(is_used=False)
            return "secret"

    settings.CELL_KEY_SECRET = Meanwhile()
    with pytest.raises(ReleaseRefused, match="Something changed while the release was made"):
        make_release(edition=EDITION, by=None, at=NOW)
    assert not Release.objects.exists()
    assert not ReleaseMember.objects.exists()
    assert make_release(edition=EDITION, by=None, at=NOW).members_count == 59


def test_an_import_must_not_leave_a_few_others(cast: Cast) -> None:
    add_clusters(60, cohort="Past", measures=FEW_MEASURES)
    add_clusters(3, start=60, measures=FEW_MEASURES)
    with pytest.raises(ReleaseRefused, match="Nearly all clusters come from the cohort “Past”"):
        make_release(edition=EDITION, by=None, at=NOW)
    add_clusters(3, start=70, portfolios=["maritime"], countries=["NO"], measures=FEW_MEASURES)
    CohortEntry.objects.filter(imported__name="Past", country="FI").update(country="NO")
    groups = {group.key: group for group in groups_in(make_release(edition=EDITION, by=None, at=NOW))}
    assert groups["country:NO"].withheld == "dominated"
    assert groups["all"].size


def test_groups_that_hardly_changed_keep_their_figures(sixty: list[CohortEntry]) -> None:
    first = make_release(edition=EDITION, by=None, at=NOW)
    before = figures_of(first)
    add_clusters(7, start=60, portfolios=["food"], countries=["NO"], measures=FEW_MEASURES)
    second = make_release(edition=EDITION, by=None, at=LATER)
    published = dict(second.groups.values_list("key", "published_in__number"))
    assert published["all"] == 2
    assert (published["field:ict"], published["country:FI"]) == (1, 1)
    assert figures_in(second, ["field:ict"]) == figures_in(first, ["field:ict"])
    assert figures_in(second, ["all"]) != figures_in(first, ["all"])
    assert figures_of(first) == before, "an old release never changes"
    assert second.audit["recoverable"] == {}
    assert (
        not ReleaseFigure.objects.filter(group__release=second)
        .exclude(group__published_in=F("group__release"))
        .exists()
    )
    call_command("audit_release")


def test_a_cluster_that_objects_leaves_with_the_next_release(sixty: list[CohortEntry], cast: Cast) -> None:
    make_release(edition=EDITION, by=None, at=NOW)
    organisation = other_organisation("Cluster 0", cast.owner)
    assert CohortEntry.objects.get(pk=sixty[0].pk).identity == organisation.identity
    with pytest.raises(PermissionDenied):
        leave_comparisons(organisation=organisation, reason="", by=cast.owner, at=NOW)
    leave_comparisons(organisation=organisation, reason="asked by letter", by=cast.secretary, at=NOW)
    add_clusters(5, start=60, measures=FEW_MEASURES)
    second = make_release(edition=EDITION, by=None, at=LATER)
    assert second.members_count == 64
    losses = losses_of("2019")
    assert losses is not None
    assert (losses.gone, losses.lost, losses.incomplete, losses.recoverable) == (1, [], 0, [])
    kept = set(second.groups.filter(published_in__number=1).values_list("key", flat=True))
    still = kept & set(ReleaseMember.objects.get(entry=sixty[0]).groups)
    assert still
    assert {group.key for group in losses.outdated} == still
    assert not second.members.filter(identity=organisation.identity).exists()
    join_comparisons(organisation=organisation, by=cast.secretary, at=NOW)
    add_clusters(5, start=70, measures=FEW_MEASURES)
    third = make_release(edition=EDITION, by=None, at=LATER + (LATER - NOW))
    assert third.members.filter(identity=organisation.identity).exists()
    # Whoever registers the name of an imported row does not see its groups.
    assert keys_of_cluster(third, organisation.pk) == ()


def test_removed_data_stay_published_and_the_others_are_attacked_without_them(sixty: list[CohortEntry]) -> None:
    release = make_release(edition=EDITION, by=None, at=NOW)
    before = figures_of(release)
    gone = ReleaseMember.objects.get(entry=sixty[0])
    ImportedCohort.objects.get(pk=sixty[0].imported_id).delete()
    assert figures_of(release) == before
    add_clusters(5, start=60, measures=FEW_MEASURES)
    second = make_release(edition=EDITION, by=None, at=LATER)
    assert second.audit["incomplete"] == release.groups.filter(key__in=gone.groups, size__isnull=False).count()
    assert second.members_count == 64
    history = history_of("2019")
    for asked, _column, published in attacked(EDITION, history, ("A2.total", "B5.level")):
        assert len(published) == len(history.sources), asked.key
        assert {one.removed for one in published} == {0, 1}


def test_the_worker_makes_a_release_when_it_is_due(sixty: list[CohortEntry]) -> None:
    assert take_up_release(at=NOW)
    assert Release.objects.get().made_by is None
    assert not take_up_release(at=Release.objects.get().made_at)
    make_due_release.enqueue()
    assert Release.objects.count() == 1


def test_commands(
    sixty: list[CohortEntry], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CommandError, match="There is no such release"):
        call_command("audit_release")
    with pytest.raises(CommandError, match="Needs at least ten trials"):
        call_command("comparison_tables", likelihood=10)
    call_command("make_release", edition="2019")
    assert "2019 release 1: 60 clusters" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Too soon"):
        call_command("make_release")
    call_command("audit_release", number=1, exact=["B5.level", "B4.covered"])
    told = capsys.readouterr().out
    assert "B5.level, exactly: 0 certain; each cluster may have given at least 5 of 5 answers" in told
    assert "B4.covered, exactly: 0 certain; each cluster may have given at least 2 of 2 answers" in told
    assert "Nothing can be recovered." in told
    with pytest.raises(CommandError, match=r"No ladder or choice: A2\.total, B5\."):
        call_command("audit_release", exact=["A2.total", "B5.level", "B5."])
    # The attacker looks at each cluster once, which is enough to print the table.
    monkeypatch.setattr(likelihood, "WARM_UP", 1)
    monkeypatch.setattr(likelihood, "SWEEPS", 1)
    call_command("comparison_tables", likelihood=20)
    table, conclusions = capsys.readouterr().out.strip().split("\n\n")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    assert [row[:2] for row in rows[-2:]] == [["2 objected, 3 joined, 80 % on one step", "20"], [EVERYTHING, "2"]]
    assert {len(row) for row in rows} == {9}
    assert [line.partition(":")[0] for line in conclusions.splitlines()] == [f"Sure from {p}%" for p in (80, 90, 95)]


def test_the_command_finds_what_a_group_of_one_cluster_reveals(sixty: list[CohortEntry]) -> None:
    group = make_release(edition=EDITION, by=None, at=NOW).groups.get(key="country:FI")
    only = next(entry for entry in sixty if entry.country == "FI")
    ReleaseMember.objects.exclude(entry=only).update(groups=["all"])
    value = only.measurements.get(measure="A2.total").value
    assert value is not None
    figures = {"quantiles": {"50": str(on_grid(value, Decimal(5)))}}
    ReleaseFigure.objects.exclude(group=group).delete()
    ReleaseFigure.objects.exclude(measure="A2.total").delete()
    ReleaseFigure.objects.update(figures=figures)
    with pytest.raises(CommandError, match="Something may be recovered") as failed:
        call_command("audit_release")
    assert failed.value.returncode == 1
