"""Published figures as spreads, which charts and sentences show."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from assessments.benchmark.disclosure import Band, Position
from assessments.benchmark.published import ReleasedComparison, published_spread
from assessments.benchmark.publishing import measures_of
from assessments.models import Withheld
from assessments.queries.releases import PublishedFigures, PublishedGroup
from assessments.workflow.releasing import make_release
from criteria.measures import MeasureSet
from tests.conftest import NOW, Cast
from tests.published import EDITION, add_clusters

MEASURES = {asked.key: asked.measure for asked in measures_of(EDITION)}
FOOD = PublishedGroup("field:food", 14, "", [], (2024, 2026), 3)
FIVE = {"10": "20", "25": "30", "50": "55", "75": "90", "90": "130"}


def figures(**given: Any) -> PublishedFigures:
    return PublishedFigures.read(given)


@pytest.mark.parametrize(("own", "band"), [(None, None), (19, Band(0, 10)), (60, Band(50, 75)), (130, Band(90, 100))])
def test_a_number_has_its_percentiles_and_the_own_value_its_place(own: int | None, band: Band | None) -> None:
    spread = published_spread(
        MEASURES["A2.total"], FOOD, figures(size=13, quantiles=FIVE), None if own is None else Decimal(own)
    )
    shown = (spread.tenth, spread.first_quartile, spread.median, spread.third_quartile, spread.ninetieth)
    assert (spread.cohort, spread.count, shown) == ("field:food", 13, (20, 30, 55, 90, 130))
    assert (spread.at_or_below, spread.years, spread.shares) == (band, (2024, 2026), None)


def test_shares_of_small_groups_are_tenths_and_those_of_large_ones_percent() -> None:
    counts = {"0": 0, "1": 10, "2": 14, "3": 6, "4": 0}
    small = published_spread(MEASURES["B5.level"], FOOD, figures(size=28, counts=counts, quantiles={"50": "2"}), None)
    assert small.shares == {"0": 0, "1": 30, "2": 50, "3": 20, "4": 0}
    assert small.share_below(2) == 30
    # Tenths are rounded after adding: 4 of 28 is one tenth, but 12 of 28 are four.
    flat = {"0": 4, "1": 4, "2": 4, "3": 8, "4": 8}
    spread = published_spread(MEASURES["B5.level"], FOOD, figures(size=28, counts=flat), None)
    assert (spread.shares, spread.share_below(3)) == ({"0": 10, "1": 10, "2": 10, "3": 30, "4": 30}, 40)
    assert (spread.share_of("3"), spread.most_common) == (30, "3")
    large = {key: 5 * count for key, count in counts.items()}
    percent = published_spread(MEASURES["B5.level"], FOOD, figures(size=148, counts=large), None).shares
    assert percent == {"0": 0, "1": 33, "2": 47, "3": 20, "4": 0}


@pytest.mark.parametrize(
    ("size", "shown", "band"),
    [(24, "- - 2 - -", None), (25, "- 1 2 3 -", Band(25, 50)), (50, "0 1 2 3 4", Band(25, 50))],
)
def test_less_is_said_of_a_ladder_in_small_groups_because_its_counts_deviate(
    size: int, shown: str, band: Band | None
) -> None:
    steps = {"10": "0", "25": "1", "50": "2", "75": "3", "90": "4"}
    counts = dict.fromkeys("01234", size // 5)
    spread = published_spread(
        MEASURES["B5.level"], FOOD, figures(size=size, counts=counts, quantiles=steps), Decimal(1)
    )
    values = (spread.tenth, spread.first_quartile, spread.median, spread.third_quartile, spread.ninetieth)
    assert " ".join("-" if value is None else str(value) for value in values) == shown
    is_rough = size < 25
    assert (spread.is_rough, spread.at_or_below, spread.is_full) == (is_rough, band, not is_rough)
    assert (spread.share_below(1), spread.share_of("1"), spread.most_common) == (
        (None, None, "") if is_rough else (20, 20, "0")
    )
    assert spread.position(Decimal(1)) is (Position.NOT_COMPARED if is_rough else Position.BELOW)


def test_a_position_is_said_only_if_it_is_true_of_the_exact_data() -> None:
    spread = published_spread(MEASURES["A2.total"], FOOD, figures(size=13, quantiles=FIVE), None)
    assert [spread.position(Decimal(own)) for own in (92, 93, 57, 58)] == [
        Position.ABOVE,
        Position.TOP_QUARTER,
        Position.AT_MEDIAN,
        Position.ABOVE,
    ]


def test_counts_that_are_all_published_as_zero_are_not_shown() -> None:
    spread = published_spread(MEASURES["B5.level"], FOOD, figures(size=10, counts=dict.fromkeys("01234", 0)), None)
    assert (spread.is_shown, spread.withheld) == (False, Withheld.FEW)


def test_options_of_a_multiple_choice_are_parts_of_the_clusters_that_answered() -> None:
    counts = {"board": 16, "advisory": 7}
    spread = published_spread(MEASURES["B2.bodies"], FOOD, figures(size=14, counts=counts), None)
    assert spread.shares == {"board": 100, "advisory": 40}


def test_what_is_withheld_is_empty_and_says_why() -> None:
    measure, hidden = MEASURES["A2.total"], PublishedGroup("country:FI", None, "subtraction", [], None, None)
    assert published_spread(measure, hidden, None, None).withheld is Withheld.SUBTRACTION
    assert published_spread(measure, FOOD, None, None).withheld is Withheld.FEW
    for reason in ("few", "audit"):
        spread = published_spread(measure, FOOD, figures(withheld=reason), Decimal(5))
        assert (spread.withheld, spread.is_shown, spread.at_or_below) == (Withheld(reason), False, None)
    only_median = published_spread(measure, FOOD, figures(size=14, quantiles={"50": "55"}, withheld="dominated"), None)
    assert (only_median.median, only_median.first_quartile) == (55, None)


@pytest.mark.django_db
def test_an_assessment_is_compared_with_its_groups_in_four_queries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    draft = cast.draft()
    measured = MeasureSet({"A2.total": Decimal(60)}, {"B1.legal_form": ("association",)})
    assert ReleasedComparison(draft, EDITION, {}, measured).compare()["A2.total"].spreads == ()
    add_clusters(60, measures=("A2.total", "B1.legal_form"))
    make_release(edition=EDITION, by=None, at=NOW)
    with django_assert_num_queries(4):
        benchmark = ReleasedComparison(draft, EDITION, {}, measured)
        found = benchmark.compare()
    assert [group.key for group in benchmark.shown()] == ["country:FI", "all"]
    total = found["A2.total"]
    assert [spread.cohort for spread in total.spreads] == ["all", "country:FI"]
    assert total.own == 60
    assert total.closest is not None
    assert found["B1.legal_form"].own_choices == ("association",)
    assert found["B5.level"].closest is None
    assert benchmark.compare(["all"])["A2.total"].spreads == total.spreads[:1]
    assert benchmark.compare(["country:SE"]) == found, "a group that the cluster is not in"
