"""What is published of a group, by its size and its answers, and that any releases of any clusters reveal nothing."""

from __future__ import annotations

from decimal import Decimal

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.benchmark.cell_key import Noise, record_key
from assessments.benchmark.publishing import DECIMALS, MISSING, Asked, Column, Places, Publisher, column_of, measures_of
from assessments.benchmark.release_audit import Published, protect, risky
from assessments.benchmark.separating import inseparable_groups
from criteria.loader import load_edition

ASKED = {asked.key: asked for asked in measures_of(load_edition("2019"))}
LADDER, NUMBER, FORM, SEVERAL = (ASKED[key] for key in ("B5.level", "A2.total", "B1.legal_form", "B2.bodies"))
NOISE = Noise()
MILLION = 10**DECIMALS


def publisher_of(number: int) -> Publisher:
    return Publisher(NOISE, numpy.array([record_key(b"secret", str(place), NOISE.size) for place in range(number)]))


def column(asked: Asked, values: list[int | None]) -> Column:
    """A column of steps, positions of options, or whole numbers; None is no answer."""
    unit = 1 if asked.options else MILLION
    whole = [MISSING if value is None else value * unit for value in values]
    return Column(numpy.array(whole), numpy.zeros((0, len(values)), numpy.bool_))


def figures_of(asked: Asked, values: list[int | None]) -> dict[str, object]:
    publisher = publisher_of(len(values))
    return publisher.figures(asked, column(asked, values), publisher.crowd(range(len(values))))


@pytest.mark.parametrize(
    ("asked", "number", "shown"),
    [
        (NUMBER, 4, {"withheld"}),
        (NUMBER, 5, {"size", "quantiles"}),
        (LADDER, 4, {"withheld"}),
        (LADDER, 9, {"size", "quantiles"}),
        (LADDER, 10, {"size", "quantiles", "counts"}),
        (FORM, 9, {"withheld"}),
        (FORM, 10, {"size", "counts"}),
    ],
)
def test_larger_groups_show_more(asked: Asked, number: int, shown: set[str]) -> None:
    assert set(figures_of(asked, [place % 5 for place in range(number)])) == shown
    assert set(figures_of(asked, [*(place % 5 for place in range(number)), None, None])) == shown


@pytest.mark.parametrize(
    ("number", "percents"), [(9, {"50"}), (10, {"25", "50", "75"}), (20, {"10", "25", "50", "75", "90"})]
)
def test_percentiles_need_larger_groups_and_are_on_the_grid(number: int, percents: set[str]) -> None:
    quantiles = figures_of(NUMBER, [37 + 13 * place for place in range(number)])["quantiles"]
    assert isinstance(quantiles, dict)
    assert set(quantiles) == percents
    assert all(Decimal(value) % 5 == 0 for value in quantiles.values())


def test_of_a_group_that_one_cluster_dominates_only_the_median_is_shown() -> None:
    assert figures_of(NUMBER, [*range(1, 12), 5000]) == {
        "size": figures_of(NUMBER, [*range(1, 12), 12])["size"],
        "quantiles": {"50": "5"},
        "withheld": "dominated",
    }


def test_a_multiple_choice_counts_each_option() -> None:
    rows = [(entry, MILLION, "") for entry in range(12)] + [(entry, None, "board") for entry in range(12)]
    found = column_of(SEVERAL, [rows, [(3, None, "unknown"), (99, MILLION, "")]], Places.of(range(12)), 12)
    publisher = publisher_of(12)
    figures = publisher.figures(SEVERAL, found, publisher.crowd(range(12)))
    assert abs(figures["counts"]["board"] - 12) <= NOISE.largest
    assert set(figures["counts"]) == set(SEVERAL.options)
    assert {count for option, count in figures["counts"].items() if option != "board"} == {0}


def test_rows_become_columns() -> None:
    places = Places.of([8, 7, None, 8])
    assert column_of(NUMBER, [[(7, 1_500_000, ""), (9, 1, "")]], places, 4).values.tolist() == [
        MISSING, 1_500_000, MISSING, MISSING,
    ]  # fmt: skip
    assert column_of(LADDER, [[(8, 3_500_000, "")]], places, 4).values.tolist() == [3, MISSING, MISSING, 3]
    assert column_of(FORM, [[(7, None, FORM.options[1]), (8, None, "gone")]], places, 4).values.tolist() == [
        MISSING, 1, MISSING, MISSING,
    ]  # fmt: skip


@st.composite
def releases(draw: st.DrawFn) -> tuple[list[list[int]], list[list[int]], list[int]]:
    """The groups of two releases (positions of clusters) and everybody's answer. Clusters join, leave and move."""
    number = draw(st.integers(12, 40))
    answers = draw(st.lists(st.integers(0, 4), min_size=number, max_size=number))
    found = []
    for _ in range(2):
        places = draw(st.lists(st.integers(0, 4), min_size=number, max_size=number))
        present = [cluster for cluster in range(number) if places[cluster]]
        parts = [[cluster for cluster in present if places[cluster] in kinds] for kinds in ({1}, {2}, {1, 3})]
        found.append([group for group in (present, *parts) if len(group) >= 5])
    return found[0], found[1], answers


@settings(max_examples=40, deadline=None)
@given(releases(), st.sampled_from([LADDER, NUMBER]))
def test_any_two_releases_together_reveal_nothing(
    drawn: tuple[list[list[int]], list[list[int]], list[int]], asked: Asked
) -> None:
    first, second, answers = drawn
    number = len(answers)
    values = column(asked, [answer if asked is LADDER else 17 * answer for answer in answers])
    publisher, public = publisher_of(number), list[Published]()
    for groups in (first, second):
        members = [*(one.members.tolist() for one in public), *groups]
        kinds = [str(place) for place in range(len(members))]
        hidden = inseparable_groups(members, kinds, number, range(len(public)))
        crowds = [publisher.crowd(group) for place, group in enumerate(groups, len(public)) if place not in hidden]
        result = protect(asked, values, crowds, publisher, earlier=public)
        assert result.doubtful == 0
        public += [
            Published(crowd.members, figures, NOISE, is_new=False)
            for crowd, figures in zip(crowds, result.figures, strict=True)
        ]
        assert risky(asked, values, public) == []
    for one in public:
        true = numpy.bincount(values.values[one.members] if asked is LADDER else [0], minlength=5)
        for step, count in one.figures.get("counts", {}).items():
            assert abs(count - true[int(step)]) <= NOISE.largest
            assert (count == 0) or count > NOISE.threshold
        if "counts" in one.figures:
            whole = sum(one.figures["counts"].values())
            assert abs(whole - one.figures["size"]) <= 6 * NOISE.largest
