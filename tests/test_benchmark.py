"""Comparison: quartiles, what may be shown of a small group, and who belongs to a cohort."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import pytest
from conftest import NOW, other_organisation, person, typed
from hypothesis import given
from hypothesis import strategies as st

from assessments.benchmark import MIN_FOR_ANYTHING, MIN_FOR_QUARTILES, Comparisons, Spread, compare
from assessments.benchmark.compare import distribution_of, portfolios_of, spread_of
from assessments.benchmark.quartiles import quantile
from assessments.models import Assessment, CohortEntry, CohortPortfolio, Measurement, Organisation, Status
from criteria.answers import Answers
from criteria.definitions import Measure, Text
from criteria.loader import load_edition
from criteria.measures import measure_all

EDITION = load_edition("2019")
WORD = Text(en="word", fi="sana")
PLAIN = Measure("plain", WORD, decimals=1)
LADDER = Measure("level", WORD, ladder=True)
QUARTERS = (Decimal("0.25"), Decimal("0.5"), Decimal("0.75"))


def decimals(numbers: Iterable[int | str]) -> list[Decimal]:
    return [Decimal(number) for number in numbers]


@pytest.mark.parametrize(
    ("numbers", "quartiles"),
    [
        (["7"], ["7", "7", "7"]),
        (["1", "2"], ["1.25", "1.5", "1.75"]),
        (["1", "2", "3"], ["1.5", "2", "2.5"]),
        (["1", "2", "3", "4"], ["1.75", "2.5", "3.25"]),
        (["1", "2", "3", "4", "5"], ["2", "3", "4"]),
        (["0", "0", "10", "10"], ["0", "5", "10"]),
        (["0.5", "0.5", "1.2", "3.0", "4.0", "8.5"], ["0.675", "2.1", "3.75"]),
    ],
)
def test_quartiles_lie_between_neighbours(numbers, quartiles):
    assert [quantile(decimals(numbers), share) for share in QUARTERS] == decimals(quartiles)


@pytest.mark.parametrize(("share", "number"), [("0", "1"), ("0.1", "1.4"), ("1", "5")])
def test_a_quantile_of_any_share(share, number):
    assert quantile(decimals("12345"), Decimal(share)) == Decimal(number)


@given(st.lists(st.integers(-1000, 100_000), min_size=2, max_size=40))
def test_quartiles_are_those_of_the_standard_library(numbers):
    ordered = sorted(decimals(numbers))
    assert [quantile(ordered, share) for share in QUARTERS] == statistics.quantiles(ordered, n=4, method="inclusive")


def test_nothing_has_no_quantile():
    with pytest.raises(ValueError, match="at least one number"):
        quantile([], Decimal("0.5"))


# The size of the group, and what is shown of the numbers 1, 2, 3 and so on beside the own number 3.
SHOWN = [
    (0, Spread("all", 0)),
    (4, Spread("all", 4)),
    (5, Spread("all", 5, median=Decimal("3.0"))),
    (9, Spread("all", 9, median=Decimal("5.0"))),
    (
        10,
        Spread("all", 10, Decimal("5.5"), first_quartile=Decimal("3.2"), third_quartile=Decimal("7.8"), at_or_below=30),
    ),
]


@pytest.mark.parametrize(("count", "spread"), SHOWN)
def test_a_small_group_gives_nobody_away(count, spread):
    assert spread_of(PLAIN, "all", decimals(range(count, 0, -1)), Decimal(3)) == spread
    assert spread.is_shown == (count >= MIN_FOR_ANYTHING)


def test_the_thresholds():
    assert (MIN_FOR_ANYTHING, MIN_FOR_QUARTILES) == (5, 10)


@pytest.mark.parametrize(
    ("own", "at_or_below"), [("0", 0), ("1", 10), ("5.5", 50), ("10", 100), ("99", 100), (None, None)]
)
def test_the_share_at_or_below_the_own_number(own, at_or_below):
    spread = spread_of(PLAIN, "all", decimals(range(1, 11)), None if own is None else Decimal(own))
    assert spread.at_or_below == at_or_below


def test_a_ladder_shows_the_share_on_each_step_in_a_large_enough_group():
    steps = decimals([0, 0, 1, 2, 2, 2, 3, 3, 4, 4])
    assert spread_of(LADDER, "all", steps, None).shares == {"0": 20, "1": 10, "2": 30, "3": 20, "4": 20}
    assert spread_of(LADDER, "all", steps[:9], None).shares is None
    assert spread_of(PLAIN, "all", steps, None).shares is None


@pytest.mark.parametrize(
    ("choices", "shares"),
    [
        ([], None),
        (["a"] * 4, None),
        (["a", "a", "a", "b", "c"], {"a": 60, "b": 20, "c": 20}),
        (["a"] * 2 + ["b"] * 4, {"a": 33, "b": 67}),
    ],
)
def test_the_distribution_of_choices(choices, shares):
    spread = distribution_of("all", choices)
    assert (spread.count, spread.shares, spread.median) == (len(choices), shares, None)


class Cohort:
    """Finished assessments of other organisations, written as the rows that comparisons read."""

    def __init__(self) -> None:
        self.owner = person("cohort@example.org")
        self.count = 0

    def organisation(self) -> Organisation:
        self.count += 1
        return other_organisation(f"other-{self.count}", self.owner)

    def add(
        self,
        measured: dict[str, int | str],
        *,
        organisation: Organisation | None = None,
        is_latest: bool = True,
        portfolios: tuple[str, ...] = (),
    ) -> None:
        organisation = organisation or self.organisation()
        self.count += 1
        assessment = Assessment.objects.create(
            reference=f"XX-{self.count}",
            organisation=organisation,
            edition="2019",
            status=Status.LABELLED,
            created_at=NOW,
        )
        entry = CohortEntry.objects.create(
            assessment=assessment, organisation=organisation, country="FI", year=2026, is_latest=is_latest
        )
        for key in portfolios:
            CohortPortfolio.objects.create(entry=entry, portfolio=key)
        for key, value in measured.items():
            given_as = {"choice": value} if isinstance(value, str) else {"value": value}
            Measurement.objects.create(entry=entry, measure=key, **given_as)


@pytest.fixture
def cohort(db: None) -> Cohort:
    return Cohort()


@pytest.fixture
def compared(cast: Any) -> Callable[..., Comparisons]:
    """The comparisons of the cast's draft, for answers in their portable form."""
    assessment = cast.draft({})

    def comparisons(**answers: dict[str, Any]) -> Comparisons:
        own: Answers = typed(answers)
        return compare(assessment, EDITION, own, measure_all(EDITION, own, year=2026))

    return comparisons


def test_without_a_cohort_the_own_value_stands_alone(compared):
    total = compared(A2={"total": 34})["A2.total"]
    assert (total.own, total.spreads, total.closest) == (34, (Spread("all", 0),), None)


def test_every_measure_of_the_edition_is_compared(compared):
    assert list(compared()) == [f"{i.key}.{m.key}" for i in EDITION.indicators for m in i.measures]


def test_an_unanswered_measure_is_compared_without_an_own_value(compared, cohort):
    for total in (10, 20, 30, 40, 50):
        cohort.add({"A2.total": total})
    found = compared()["A2.total"]
    assert (found.own, found.spreads) == (None, (Spread("all", 5, median=Decimal(30)),))


@pytest.mark.parametrize(
    ("others", "spread"),
    [
        (4, Spread("all", 4)),
        (5, Spread("all", 5, median=Decimal(30))),
        (10, Spread("all", 10, Decimal(55), Decimal(32), Decimal(78), at_or_below=30)),
    ],
)
def test_what_is_shown_depends_on_the_size_of_the_cohort(compared, cohort, others, spread):
    for number in range(1, others + 1):
        cohort.add({"A2.total": 10 * number})
    total = compared(A2={"total": 34})["A2.total"]
    # Python rounds halves to even: 32.5 is shown as 32 and 77.5 as 78.
    assert total.spreads == (spread,)
    assert total.closest == (spread if spread.is_shown else None)


def test_the_own_organisation_is_never_among_the_others(compared, cohort, cast):
    for _ in range(4):
        cohort.add({"A2.total": 10})
    cohort.add({"A2.total": 10}, organisation=cast.organisation)
    assert compared()["A2.total"].spreads == (Spread("all", 4),)


def test_only_the_latest_run_of_an_organisation_counts(compared, cohort):
    organisation = cohort.organisation()
    cohort.add({"A2.total": 999}, organisation=organisation, is_latest=False)
    cohort.add({"A2.total": 10}, organisation=organisation)
    for _ in range(4):
        cohort.add({"A2.total": 10})
    assert compared()["A2.total"].spreads == (Spread("all", 5, median=Decimal(10)),)


def test_who_did_not_answer_is_not_counted_and_zero_is_an_answer(compared, cohort):
    for total in (0, 0, 0, 10, 10):
        cohort.add({"A2.total": total})
    cohort.add({"B3.fte": 1})
    assert compared()["A2.total"].spreads == (Spread("all", 5, median=Decimal(0)),)


def test_choices_are_compared_as_a_distribution(compared, cohort):
    for form in ("association", "association", "association", "company", "host"):
        cohort.add({"B1.legal_form": form})
    found = compared(B1={"legal_form": "host", "steering": "central"})["B1.legal_form"]
    assert found.own_choice == "host"
    assert found.spreads == (Spread("all", 5, shares={"association": 60, "company": 20, "host": 20}),)


def test_the_cohort_of_the_same_technology_field(compared, cohort):
    for number in range(1, 11):
        portfolios = ("food",) if number <= 5 else ("ict", "health")
        cohort.add({"A2.total": number}, portfolios=portfolios)
    found = compared(A2={"total": 4}, A5={"portfolios": ["food", "maritime"], "focus": "Fish", "level": 3})["A2.total"]
    everybody, food, maritime = found.spreads
    assert (everybody.cohort, everybody.count, everybody.at_or_below) == ("all", 10, 40)
    assert food == Spread("food", 5, median=Decimal(3))
    assert maritime == Spread("maritime", 0)
    # The narrow group has no quartiles yet, so the wide one serves the reader better.
    assert found.closest == everybody


def test_the_narrowest_cohort_with_quartiles_is_the_closest(compared, cohort):
    for number in range(1, 11):
        cohort.add({"A2.total": number}, portfolios=("food",))
    found = compared(A2={"total": 4}, A5={"portfolios": ["food"]})["A2.total"]
    assert found.closest == found.spreads[1]
    assert (found.closest.cohort, found.closest.first_quartile) == ("food", 3)


@pytest.mark.parametrize(
    ("answered", "profile", "portfolios"),
    [
        (["food"], ["ict"], ("food",)),
        ([], ["ict"], ("ict",)),
        ([], [], ()),
        ([], "ict", ()),
    ],
)
def test_technology_fields_come_from_the_answer_else_from_the_profile(cast, answered, profile, portfolios):
    assessment = cast.draft({})
    assessment.organisation.portfolios = profile
    assert portfolios_of(assessment, typed({"A5": {"portfolios": answered}})) == portfolios


@pytest.mark.parametrize("others", [1, 3])
def test_a_comparison_takes_two_queries_however_many_there_are(compared, cohort, others, django_assert_num_queries):
    for _ in range(others):
        cohort.add({"A2.total": 10, "B3.fte": 1, "B1.legal_form": "host"}, portfolios=("food", "ict"))
    with django_assert_num_queries(2):
        comparisons = compared(A2={"total": 4}, A5={"portfolios": ["food", "ict"]})
    assert [spread.count for spread in comparisons["A2.total"].spreads] == [others] * 3


def test_a_decided_assessment_joins_the_cohort_of_others(cast):
    finished = cast.in_state(Status.NOT_LABELLED)
    newcomer = other_organisation("newcomer", cast.outsider)
    draft = Assessment.objects.create(reference="FI-2026-900", organisation=newcomer, edition="2019", created_at=NOW)
    total = compare(draft, EDITION, {}, measure_all(EDITION, {}, year=2026))["A2.total"]
    assert total.spreads == (Spread("all", 1),)
    assert [row.value for row in finished.cohort_entry.measurements.filter(measure="A2.total")] == [34]
