"""Cohorts in the database: their members, what is read of them, and the number of queries."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from assessments.benchmark.compare import Comparisons, Spread, Withheld, compare
from assessments.benchmark.disclosure import Band
from assessments.models import Assessment, CohortEntry, CohortPortfolio, Measurement, Organisation, Status
from assessments.queries.answers import portfolios_of
from criteria.answers import Answers
from criteria.loader import load_edition
from criteria.measures import measure_all
from tests.conftest import NOW, other_organisation, person, typed

EDITION = load_edition("2019")


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
        measured: dict[str, int | str | tuple[str, ...]],
        *,
        organisation: Organisation | None = None,
        is_latest: bool = True,
        portfolios: tuple[str, ...] = (),
        country: str = "FI",
        **profile: Any,
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
            assessment=assessment,
            organisation=organisation,
            identity=organisation.identity,
            country=country,
            is_latest=is_latest,
            **{"year": 2026, **profile},
        )
        for key in portfolios:
            CohortPortfolio.objects.create(entry=entry, portfolio=key)
        for key, value in measured.items():
            chosen = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
            for choice in chosen:
                Measurement.objects.create(entry=entry, measure=key, choice=choice)
            if not isinstance(value, str):
                number = len(value) if isinstance(value, tuple) else value
                Measurement.objects.create(entry=entry, measure=key, value=number)


@pytest.fixture
def cohort(db: None) -> Cohort:
    return Cohort()


@pytest.fixture
def compared(cast: Any) -> Callable[..., Comparisons]:
    """The comparisons of the cast's draft with `answers` in portable form."""
    assessment = cast.draft({})

    def comparisons(*, chosen: str = "", **answers: dict[str, Any]) -> Comparisons:
        own: Answers = typed(answers)
        return compare(assessment, EDITION, own, measure_all(EDITION, own, year=2026), chosen=chosen)

    return comparisons


YEARS = (2026, 2026)


def test_without_a_cohort_only_the_own_value_is_shown(compared):
    total = compared(A2={"total": 34})["A2.total"]
    assert (total.own, total.spreads, total.closest) == (34, (Spread("all", 0, withheld=Withheld.FEW),), None)


def test_every_measure_of_the_edition_is_compared(compared):
    assert list(compared()) == [f"{i.key}.{m.key}" for i in EDITION.indicators for m in i.measures]


def test_an_unanswered_measure_is_compared_without_an_own_value(compared, cohort):
    for total in (10, 20, 30, 40, 50):
        cohort.add({"A2.total": total})
    found = compared()["A2.total"]
    assert (found.own, found.spreads) == (None, (Spread("all", 5, median=Decimal(30), years=YEARS),))


@pytest.mark.parametrize(
    ("others", "spread"),
    [
        (4, Spread("all", 4, withheld=Withheld.FEW)),
        (5, Spread("all", 5, median=Decimal(30), years=YEARS)),
        (
            10,
            Spread("all", 10, Decimal(55), Decimal("32.5"), Decimal("77.5"), at_or_below=Band(25, 50), years=YEARS),
        ),
    ],
)
def test_what_is_shown_depends_on_the_size_of_the_cohort(compared, cohort, others, spread):
    for number in range(1, others + 1):
        cohort.add({"A2.total": 10 * number})
    total = compared(A2={"total": 34})["A2.total"]
    assert total.spreads == (spread,)
    assert total.closest == (spread if spread.is_shown else None)


def test_the_own_organisation_is_never_among_the_others(compared, cohort, cast):
    for _ in range(4):
        cohort.add({"A2.total": 10})
    cohort.add({"A2.total": 10}, organisation=cast.organisation)
    assert compared()["A2.total"].spreads == (Spread("all", 4, withheld=Withheld.FEW),)


def test_only_the_latest_run_of_an_organisation_counts(compared, cohort):
    organisation = cohort.organisation()
    cohort.add({"A2.total": 999}, organisation=organisation, is_latest=False)
    cohort.add({"A2.total": 10}, organisation=organisation)
    for _ in range(4):
        cohort.add({"A2.total": 10})
    assert compared()["A2.total"].spreads == (Spread("all", 5, median=Decimal(10), years=YEARS),)


def test_blank_answers_are_not_counted_and_zero_is_an_answer(compared, cohort):
    for total in (0, 0, 0, 10, 10):
        cohort.add({"A2.total": total})
    cohort.add({"B3.fte": 1})
    assert compared()["A2.total"].spreads == (Spread("all", 5, median=Decimal(0), years=YEARS),)


def test_choices_are_compared_as_a_distribution(compared, cohort):
    for form in ("association", "company", *["host"] * 8):
        cohort.add({"B1.legal_form": form})
    found = compared(B1={"legal_form": "host", "steering": "central"})["B1.legal_form"]
    assert found.own_choices == ("host",)
    assert found.spreads == (Spread("all", 10, shares={"association": 10, "company": 10, "host": 80}, years=YEARS),)


def test_several_choices_are_each_compared_with_all_who_answered(compared, cohort):
    for number in range(10):
        bodies = ("board", *(("advisory",) if number < 4 else ()), *(("general_assembly",) if number < 8 else ()))
        cohort.add({"B2.bodies": bodies})
    cohort.add({"A2.total": 1})
    found = compared(B2={"bodies": ["board", "other"]})["B2.bodies"]
    assert (found.own, found.own_choices) == (2, ("board", "other"))
    # All have a board and nobody has another body, so that shares would reveal everybody's answer.
    shares = {"general_assembly": 80, "advisory": 40}
    assert found.spreads == (Spread("all", 10, shares=shares, withheld=Withheld.ALIKE, years=YEARS),)


def test_a_choice_is_held_back_where_those_outside_a_narrower_group_answer_alike(compared, cohort):
    for number in range(20):
        bodies = ("board",) if number % 2 or number >= 10 else ("advisory",)
        cohort.add({"B2.bodies": bodies}, portfolios=("food",) if number < 10 else ("ict",), country="SE")
    (food,) = compared(A5=FOOD_AND_MARITIME, chosen="food")["B2.bodies"].spreads
    assert (food.count, food.shares, food.withheld) == (10, None, Withheld.ALIKE)
    for number in range(4):
        cohort.add({"B2.bodies": ("advisory", *(("board",) if number < 2 else ()))}, portfolios=("ict",), country="SE")
    assert compared(A5=FOOD_AND_MARITIME)["B2.bodies"].closest.shares == {"board": 50, "advisory": 50}
    assert compared(A5=FOOD_AND_MARITIME, chosen="all")["B2.bodies"].closest.shares == {"board": 71, "advisory": 38}


FOOD_AND_MARITIME = {"portfolios": ["food", "maritime"], "focus": "Fish", "level": 3}


def test_a_narrow_group_that_is_large_enough_is_chosen_and_the_wide_one_is_not_read(compared, cohort):
    for number in range(1, 16):
        cohort.add({"A2.total": number}, portfolios=("food",) if number <= 10 else ("ict",), country="SE")
    found = compared(A2={"total": 4}, A5=FOOD_AND_MARITIME)["A2.total"]
    assert [(spread.cohort, spread.count) for spread in found.spreads] == [("food", 10), ("food-FI", 0)]
    assert (found.closest.cohort, found.closest.first_quartile) == ("food", Decimal("3.2"))


def test_the_wide_group_is_used_if_the_narrow_one_is_too_small(compared, cohort):
    for number in range(1, 11):
        cohort.add({"A2.total": number}, portfolios=("food",) if number <= 5 else ("ict",), country="SE")
    found = compared(A2={"total": 4}, A5=FOOD_AND_MARITIME)["A2.total"]
    everybody, food, *_ = found.spreads
    assert (everybody.cohort, everybody.count, everybody.at_or_below) == ("all", 10, Band(25, 50))
    assert food == Spread("food", 5, median=Decimal(3), years=YEARS)
    assert found.closest == everybody


def test_the_reader_may_choose_a_group(compared, cohort):
    for number in range(1, 11):
        cohort.add({"A2.total": number}, portfolios=("food",) if number <= 5 else ("ict",), country="SE")
    found = compared(chosen="food", A2={"total": 4}, A5=FOOD_AND_MARITIME)["A2.total"]
    assert found.spreads == (Spread("food", 5, median=Decimal(3), years=YEARS),)
    # A cohort that is not one of this assessment's groups changes nothing.
    assert compared(chosen="ict", A2={"total": 4}, A5=FOOD_AND_MARITIME)["A2.total"].closest.cohort == "all"


def test_a_group_that_leaves_fewer_than_five_outside_is_not_shown(compared, cohort):
    for number in range(1, 15):
        cohort.add({"A2.total": number}, portfolios=("food",) if number <= 10 else ("ict",), country="SE")
    found = compared(chosen="food", A2={"total": 4}, A5=FOOD_AND_MARITIME)["A2.total"]
    assert found.spreads == (Spread("food", None, withheld=Withheld.SUBTRACTION),)


def test_those_outside_are_counted_for_each_measure(compared, cohort):
    for number in range(1, 21):
        measured = {"A2.total": number} if number <= 12 else {"B3.fte": number}
        cohort.add(measured, portfolios=("food",) if number <= 10 else ("ict",), country="SE")
    found = compared(A2={"total": 4}, A5=FOOD_AND_MARITIME)["A2.total"]
    assert found.spreads[1] == Spread("food", None, withheld=Withheld.SUBTRACTION, years=YEARS)
    assert found.closest.cohort == "all"


def test_shares_are_held_back_where_subtraction_tells_the_choice_of_all_outside(compared, cohort):
    for number in range(1, 21):
        form = ("host", "company")[number % 2] if number <= 10 else "association"
        cohort.add({"B1.legal_form": form}, portfolios=("food",) if number <= 10 else ("ict",), country="SE")
    found = compared(chosen="food", A5=FOOD_AND_MARITIME)["B1.legal_form"]
    assert found.spreads == (Spread("food", 10, withheld=Withheld.ALIKE, years=YEARS),)


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
    answers = typed({"A5": {"portfolios": answered}})
    assert portfolios_of(EDITION, assessment.organisation, answers) == portfolios


@pytest.mark.parametrize(("others", "queries"), [(1, 2), (30, 10), (60, 10)])
def test_a_comparison_takes_at_most_ten_queries(compared, cohort, others, queries, django_assert_num_queries):
    for number in range(others):
        # Nobody states a legal form, so all steps of the cohort ladder are read for that measure.
        cohort.add({"A2.total": number}, portfolios=("food",) * (number % 3 > 0), country=("FI", "SE")[number % 2])
    with django_assert_num_queries(queries):
        comparisons = compared(A2={"total": 4}, A5={"portfolios": ["food"]})
    assert len(comparisons) == sum(len(indicator.measures) for indicator in EDITION.indicators)


def test_a_decided_assessment_joins_the_cohort_of_others(cast):
    finished = cast.in_state(Status.NOT_LABELLED)
    newcomer = other_organisation("newcomer", cast.outsider)
    draft = Assessment.objects.create(reference="FI-2026-900", organisation=newcomer, edition="2019", created_at=NOW)
    total = compare(draft, EDITION, {}, measure_all(EDITION, {}, year=2026))["A2.total"]
    assert total.spreads == (Spread("all", 1, withheld=Withheld.FEW),)
    entry = finished.cohort_entry
    assert [row.value for row in entry.measurements.filter(measure="A2.total")] == [34]
    assert (entry.level, entry.participants, entry.age) == ("", 34, None)


def test_an_entry_knows_the_level_of_the_label_that_was_awarded(cast):
    assert cast.in_state(Status.LABELLED).cohort_entry.level == "bronze"
