"""Attacks on published figures: what exact ones reveal is not found in protected ones more often than by guessing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from random import Random

import numpy
import pytest
from numpy.typing import NDArray

from assessments.benchmark.cell_key import Noise, record_key
from assessments.benchmark.publishing import DECIMALS, Asked, Column, Positions, Publisher, measures_of
from assessments.benchmark.release_audit import Published, withheld
from assessments.benchmark.separating import Memberships, Separated
from assessments.models import CohortEntry, Organisation, ReleaseFigure, ReleaseMember, Status
from assessments.queries.releases import figures_in
from assessments.workflow.organising import register_organisation, start_assessment, update_organisation
from assessments.workflow.releasing import make_release
from tests.conftest import NOW, PROFILE, Cast
from tests.published import EDITION, add_clusters

NOISE = Noise()
# How often each step of a ladder is given.
WEIGHTS = (5, 15, 35, 30, 15)
TRIALS = 300
# Three standard errors of a share of that many trials.
ERROR = 0.09
ASKED = {asked.key: asked for asked in measures_of(EDITION)}


@dataclass(frozen=True)
class World:
    """Clusters with an answer each, and the published and the exact counts of their groups."""

    answers: NDArray[numpy.int64]
    publisher: Publisher

    @classmethod
    def drawn(cls, size: int, number: int) -> World:
        """World `number` of `size` clusters, with a secret of its own."""
        answers = Random(number).choices(range(len(WEIGHTS)), WEIGHTS, k=size)
        keys = [record_key(f"secret {number}".encode(), str(cluster), NOISE.size) for cluster in range(size)]
        return cls(numpy.array(answers), Publisher(NOISE, numpy.array(keys)))

    def exact(self, members: Positions) -> NDArray[numpy.int64]:
        return numpy.bincount(self.answers[members], minlength=len(WEIGHTS))

    def published(self, members: Positions) -> NDArray[numpy.int64]:
        crowd = self.publisher.crowd(members)
        cells = [members[self.answers[members] == answer] for answer in range(len(WEIGHTS))]
        return numpy.array([self.publisher.count(cell, crowd) for cell in cells])


def shown(groups: Sequence[Positions], size: int) -> list[int]:
    """The groups that are published, the first of all and the others, which have nothing in common."""
    atoms, parts = Memberships.of(groups, size).atoms()
    separated = Separated(atoms, numpy.bincount(parts), ["field", *["country"] * (len(groups) - 1)])
    return [place for place in range(len(groups)) if separated.add(place)]


def worlds(size: int) -> Iterator[World]:
    return (World.drawn(size, number) for number in range(TRIALS))


@pytest.mark.parametrize("left_over", [1, 2, 5])
def test_subtracting_countries_from_their_field(left_over: int) -> None:
    """The attacker names the step that most clusters have which are in none of the countries."""
    sizes = numpy.cumsum([0, 15, 14, 10, left_over])
    field = numpy.arange(sizes[-1])
    countries = [field[start:end] for start, end in pairwise(sizes[:4])]
    places = shown([field, *countries], len(field))
    assert (len(places) == 4) == (left_over == 5)
    found = {"exact": 0, "published": 0, "guessed": 0}
    for world in worlds(len(field)):
        rest = world.exact(field) - sum(world.exact(country) for country in countries)
        found["exact"] += int(rest.argmax() == world.answers[-1])
        rest = world.published(field) - sum(world.published(countries[place - 1]) for place in places[1:])
        found["published"] += int(rest.argmax() == world.answers[-1])
        found["guessed"] += int(world.published(field).argmax() == world.answers[-1])
    assert found["exact"] == TRIALS if left_over == 1 else found["exact"] > found["guessed"]
    assert found["published"] <= found["guessed"] + ERROR * TRIALS


@pytest.mark.parametrize("known", [0, 1, 2], ids=lambda known: f"{known} insiders")
def test_reading_a_group_before_and_after_five_clusters_joined(known: int) -> None:
    """Fewer never join at once. The attacker knows the answers of some, and looks for that of the last one."""
    after = numpy.arange(29)
    found = {"exact": 0, "published": 0, "guessed": 0}
    for world in worlds(len(after)):
        own = world.exact(after[24 : 24 + known])
        rest = world.exact(after) - world.exact(after[:24]) - own
        found["exact"] += int(rest.argmax() == world.answers[-1])
        rest = world.published(after) - world.published(after[:24]) - own
        found["published"] += int(rest.argmax() == world.answers[-1])
        found["guessed"] += int(world.published(after).argmax() == world.answers[-1])
    assert found["exact"] > found["guessed"] + ERROR * TRIALS
    assert found["published"] <= found["guessed"] + ERROR * TRIALS


def test_a_single_cell_is_not_known_to_be_one_cluster() -> None:
    """One foundation among 86 clusters: the count is published as 0 or 3 to 5, as those of up to 9 clusters are."""
    forms = ASKED["B1.legal_form"]
    answers = numpy.array([*[0] * 60, *[1] * 25, 2])
    column, members = Column(answers, numpy.zeros((0, 86), numpy.bool_)), numpy.arange(86)
    hidden = 0
    for number in range(40):
        publisher = World.drawn(86, number).publisher
        figures = publisher.figures(forms, column, publisher.crowd(members))
        assert figures["counts"]["foundation"] in {0, 3, 4, 5}
        kept, left = withheld(forms, column, [Published(members, figures, NOISE, is_new=True)])
        assert left == []
        hidden += len(kept)
    assert hidden <= 4, "the figures are still published in nearly all worlds"
    exact = {"counts": {"association": 60, "company": 25, "foundation": 1}}
    as_it_is = Noise(largest=1, variance=0.5, threshold=0)
    kept, _left = withheld(forms, column, [Published(members, exact, as_it_is, is_new=True)])
    assert kept == {0}


@pytest.mark.parametrize("number", range(3))
def test_a_median_is_nobodys_own_value(number: int) -> None:
    """Of five clusters the exact median is one cluster's value, and four of them know whose."""
    values = Random(number).sample(range(1, 5000), 5)
    column = Column(numpy.array(values) * 10**DECIMALS, numpy.zeros((0, 5), numpy.bool_))
    publisher = World.drawn(5, number).publisher
    asked: Asked = ASKED["A2.total"]
    figures = publisher.figures(asked, column, publisher.crowd(range(5)))
    (median,) = figures["quantiles"].values()
    assert Decimal(median) % 5 == 0
    assert abs(Decimal(median) - sorted(values)[2]) <= Decimal("2.5")


@pytest.mark.django_db
def test_creating_organisations_and_changing_profiles_moves_nobody(cast: Cast) -> None:
    """The attack of somebody with free accounts: drafts, and other countries from one reading to the next."""
    measures = ("B5.level", "A2.total")
    add_clusters(40, measures=measures)
    assessed = cast.in_state(Status.LABELLED).organisation
    first = make_release(edition=EDITION, by=None, at=NOW)
    before = figures_in(first, ["all", "field:food", "country:FI"])
    for number, country in enumerate(("SE", "DE", "FI")):
        profile = {**PROFILE, "name": f"Attacker {number}", "country": country, "portfolios": ["food"]}
        own: Organisation = register_organisation(profile=profile, by=cast.outsider, at=NOW, slug=f"attacker-{number}")
        start_assessment(organisation=own, by=cast.outsider, at=NOW)
        update_organisation(organisation=assessed, profile={**PROFILE, "country": country}, by=cast.owner, at=NOW)
        assert figures_in(first, ["all", "field:food", "country:FI"]) == before
    add_clusters(5, start=40, measures=measures, portfolios=["ict"], countries=["DE"])
    second = make_release(edition=EDITION, by=None, at=NOW + dt.timedelta(days=100))
    counted = ReleaseMember.objects.filter(release=second)
    assert counted.count() == 46
    assert "country:FI" in counted.get(identity=assessed.identity).groups
    assert figures_in(second, ["field:food", "country:FI"]) == {
        key: figures for key, figures in before.items() if key != "all"
    }
    assert second.audit["recoverable"] == {}


@pytest.mark.django_db
def test_assessing_one_cluster_again_draws_no_new_deviations() -> None:
    """Whoever could have a group published again and again would find its counts by averaging."""
    entries = add_clusters(40, measures=("B5.level",))
    first = make_release(edition=EDITION, by=None, at=NOW)
    add_clusters(5, start=40, measures=("B5.level",), portfolios=["maritime"], countries=["PT"])
    for entry in entries[:4]:
        CohortEntry.objects.filter(pk=entry.pk).update(is_latest=False)
        again = {"imported": entry.imported, "cluster": entry.cluster, "identity": entry.identity}
        run = CohortEntry.objects.create(**again, country=entry.country, year=2027, is_latest=True)
        run.measurements.create(measure="B5.level", value=4)
    second = make_release(edition=EDITION, by=None, at=NOW + dt.timedelta(days=100))
    keys = [f"country:{code}" for code in ("FI", "SE", "DE")]
    assert figures_in(second, keys) == figures_in(first, keys)
    assert not ReleaseFigure.objects.filter(group__release=second, group__key__in=keys).exists()
