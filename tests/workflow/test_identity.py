"""One identity per cluster: its names across organisations and imported cohorts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assessments.benchmark.trends import trends
from assessments.files.cohort_file import CohortRow, read_cohort
from assessments.models import (
    Assessment,
    CohortEntry,
    ImportedCohort,
    Measurement,
    Organisation,
    OrganisationName,
    Status,
)
from assessments.queries.identity import earlier_names, holder_of
from assessments.workflow.cohorts import import_cohort, remove_cohort, use_cohort
from assessments.workflow.deciding import record_measurements
from assessments.workflow.organising import AlreadyRegistered, register_organisation, update_organisation
from criteria.loader import load_edition
from criteria.measures import MeasureSet
from tests.conftest import NOW, Cast, other_organisation

EDITION = load_edition("2019")
SPELLINGS = ("Marine Demo", "MARINE DEMO", "Marine  Demo", "Ｍarine\u00a0Demo", "marine demo", " Marine demo (H8)")


def bring(cast: Cast, name: str, *clusters: tuple[str, int, int]) -> ImportedCohort:
    """An imported cohort of clusters with their years and numbers of participants."""
    rows = [CohortRow(cluster, "FI", year, (), "", {"A2.total": Decimal(n)}, {}) for cluster, year, n in clusters]
    return import_cohort(edition=EDITION, name=name, source="A report", rows=rows, by=cast.secretary, at=NOW)


def compared() -> list[tuple[str, int]]:
    return [(entry.cluster, entry.year) for entry in CohortEntry.objects.compared().order_by("pk")]


def totals(own: Organisation | None) -> tuple[int, Decimal] | None:
    """The count and sum of the compared numbers of participants, without those of the cluster `own`."""
    members = CohortEntry.objects.compared()
    members = members.exclude(identity=own.identity) if own else members
    numbers = list(Measurement.objects.filter(entry__in=members, measure="A2.total").values_list("value", flat=True))
    return (len(numbers), sum((number or Decimal(0) for number in numbers), Decimal(0))) if numbers else None


def test_one_cluster_in_six_spellings_of_six_files_counts_once(cast: Cast) -> None:
    for place, spelling in enumerate(SPELLINGS):
        bring(cast, f"File {place}", (spelling, 2021 + place % 3, 10 + place))
    assert compared() == [(SPELLINGS[5], 2023)]
    assert totals(None) == (1, Decimal(15))


def test_hiding_or_removing_a_cohort_leaves_the_cluster_to_another_one(cast: Cast) -> None:
    older = bring(cast, "Older", ("Marine Demo", 2021, 10), ("Other", 2020, 1))
    newer = bring(cast, "Newer", ("MARINE DEMO", 2024, 20))
    assert totals(None) == (2, Decimal(21))
    use_cohort(cohort=newer, is_used=False, by=cast.secretary, at=NOW)
    assert totals(None) == (2, Decimal(11))
    use_cohort(cohort=newer, is_used=True, by=cast.secretary, at=NOW)
    assert totals(None) == (2, Decimal(21))
    remove_cohort(cohort=newer, by=cast.secretary, at=NOW)
    assert compared() == [("Marine Demo", 2021), ("Other", 2020)]
    remove_cohort(cohort=older, by=cast.secretary, at=NOW)
    assert totals(None) is None


@pytest.mark.parametrize("is_first_registered", [True, False])
def test_a_cluster_never_stands_in_its_own_comparison(cast: Cast, is_first_registered: bool) -> None:
    if not is_first_registered:
        bring(cast, "Past", ("MARINE  Demo (2022)", 2022, 40), ("Other", 2022, 1))
    marine = other_organisation("marine", cast.outsider, name="Marine Demo")
    if is_first_registered:
        bring(cast, "Past", ("MARINE  Demo (2022)", 2022, 40), ("Other", 2022, 1))
    assert totals(marine) == (1, Decimal(1))
    assert totals(cast.organisation) == (2, Decimal(41))


def test_the_local_name_is_a_name_too(cast: Cast) -> None:
    bring(cast, "Past", ("MERIKLUSTERI", 2022, 40))
    other_organisation("marine", cast.outsider, name="Marine Demo", name_local="Meriklusteri")
    with pytest.raises(AlreadyRegistered):
        other_organisation("another", cast.owner, name="meriklusteri")
    assert totals(Organisation.objects.get(slug="marine")) is None


def test_earlier_names_stay_its_own(cast: Cast) -> None:
    bring(cast, "Past", ("Marine Demo", 2022, 40), ("Ocean Demo", 2023, 41))
    marine = other_organisation("marine", cast.outsider, name="Marine Demo")
    assert totals(marine) == (1, Decimal(41))
    marine = update_organisation(organisation=marine, profile={"name": "OCEAN DEMO"}, by=cast.outsider, at=NOW)
    assert earlier_names(marine) == ["Marine Demo"]
    assert totals(marine) is None
    # Both rows now belong to one cluster, which counts with the later one.
    assert totals(None) == (1, Decimal(41))
    bring(cast, "More", ("marine demo", 2025, 50))
    assert (totals(None), totals(marine)) == ((1, Decimal(50)), None)
    assert holder_of(names=["MARINE demo"]) == marine
    with pytest.raises(AlreadyRegistered) as refused:
        other_organisation("second", cast.owner, name="Marine  Demo")
    assert refused.value.organisation == marine


def test_an_assessment_stands_for_the_cluster_unless_something_later_was_imported(cast: Cast) -> None:
    assessment = cast.in_state(Status.ASSESSED, {"A2": {"total": 34, "signed": 30, "paying": 20, "active": 25}})
    bring(cast, "Same year", ("KUVITELMA CLUSTER", 2026, 99))
    assert totals(None) == (1, Decimal(99))
    record_measurements(assessment)
    assert totals(None) == (1, Decimal(34))
    bring(cast, "Same year again", ("Kuvitelma cluster", 2026, 98))
    assert totals(None) == (1, Decimal(34))
    bring(cast, "Later", ("Kuvitelma cluster", 2027, 97))
    assert totals(None) == (1, Decimal(97))
    assert totals(cast.organisation) is None


def test_what_was_imported_under_a_name_is_not_shown_to_whoever_registers_it(cast: Cast) -> None:
    bring(cast, "Past", ("Marine Demo", 2022, 40))
    marine = other_organisation("marine", cast.outsider, name="Marine Demo")
    assessment = Assessment.objects.create(reference="X", organisation=marine, edition="2019", created_at=NOW)
    assert trends(assessment, EDITION, {}, MeasureSet({}, {}), year=2026).years == ()


def test_a_file_may_be_imported_once_more_under_its_name_and_is_the_same_cluster(cast: Cast) -> None:
    assessment = cast.in_state(Status.ASSESSED)
    record_measurements(assessment)
    profile = {"name": "KUVITELMA cluster", "country": "FI"}
    twin = register_organisation(profile=profile, by=None, at=NOW, slug="twin", may_repeat=True)
    assert (twin.same_as, totals(twin), totals(cast.organisation)) == (cast.organisation, None, None)
    assert OrganisationName.objects.count() == 1
    twin = update_organisation(organisation=twin, profile={"name": "Another"}, by=None, at=NOW)
    assert (twin.same_as, totals(twin)) == (None, totals(None))


def test_a_name_of_another_one_is_not_taken_by_renaming(cast: Cast) -> None:
    marine = other_organisation("marine", cast.outsider, name="Marine Demo")
    for profile in ({"name": "kuvitelma  CLUSTER"}, {"name_local": "Kuvitelma Cluster (2025)"}):
        with pytest.raises(AlreadyRegistered):
            update_organisation(organisation=marine, profile=profile, by=cast.outsider, at=NOW)
    # Its own name in another spelling, and its former names, are allowed.
    for name in ("MARINE DEMO", "Ocean", "Marine demo"):
        update_organisation(organisation=marine, profile={"name": name}, by=cast.outsider, at=NOW)
    assert list(marine.names.values_list("name", flat=True)) == ["Marine Demo", "Ocean"]


def test_a_number_belongs_to_one_organisation_in_its_country(cast: Cast) -> None:
    def register(name: str, country: str, number: str) -> Organisation:
        profile = {"name": name, "country": country, "registration_number": number}
        return register_organisation(profile=profile, by=cast.outsider, at=NOW)

    first = register("One", "SE", "556123-4567")
    with pytest.raises(AlreadyRegistered) as refused:
        register("Two", "SE", "556123 4567")
    assert refused.value.organisation == first
    second = register("Two", "NO", "556123 4567")
    with pytest.raises(AlreadyRegistered):
        update_organisation(organisation=second, profile={"country": "SE"}, by=cast.outsider, at=NOW)
    assert register("Three", "SE", "").number_identity == register("Four", "SE", "").number_identity == ""


def test_a_cohort_file_in_two_forms_of_unicode_counts_once(cast: Cast) -> None:
    text = "cluster,country,year,A2.total\nPäijänne,FI,2022,34\nPa\u0308ija\u0308nne,FI,2022,34\nPÄIJÄNNE,FI,2020,20\n"
    rows = read_cohort(text.encode(), EDITION, year=2026)
    import_cohort(edition=EDITION, name="Past", source="A report", rows=rows, by=cast.secretary, at=NOW)
    assert totals(None) == (1, Decimal(34))


@pytest.mark.parametrize("clusters", [1, 3])
def test_an_import_asks_the_database_as_often_for_one_cluster_as_for_three(
    cast: Cast, clusters: int, django_assert_num_queries: Any
) -> None:
    bring(cast, "Before", ("Zero", 2020, 1))
    with django_assert_num_queries(13):
        bring(cast, "Past", *((f"Cluster {n}", 2022, n) for n in range(clusters)))
