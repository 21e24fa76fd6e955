"""`manage.py comparison_tables`: the tables of utility and risk in docs/comparison.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import batched
from typing import Any, Final

import numpy
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.benchmark.cell_key import Noise, record_key
from assessments.benchmark.disclosure import may_show
from assessments.benchmark.publishing import DECIMALS, Column, Places, Publisher, column_of, measures_of
from assessments.benchmark.release_audit import attacked, protect
from assessments.benchmark.release_groups import groups_of, is_made_of, profiles_of, sibling_kind
from assessments.benchmark.separating import inseparable_groups
from assessments.benchmark.singling_out import LIMITS, Compared, of_few_clusters, of_measure, together
from assessments.benchmark.utility import Utility, found_by_subtraction
from assessments.demo.cohort.many import measured_clusters
from assessments.demo.shapes import DEMO_TODAY
from assessments.models import Release
from assessments.queries.release_data import history_of
from criteria.loader import current_edition
from criteria.measures import MeasureSet

SETTINGS: Final = (Noise(3, 1.5, 1), Noise(), Noise(5, 3, 2))
SECRET: Final = b"tables"
TENTH: Final = 10
HEAD: Final = (
    "clusters",
    "largest, variance, threshold",
    "figures withheld",
    "deviation of a count",
    "of a median, in grid steps",
    "small counts that are one cluster",
    "found by subtraction",
    "by guessing",
)
# In each cell how many are made, how many exact data would change, and how many they contradict beyond the margin.
STATEMENTS_HEAD: Final = (
    "clusters",
    "largest, variance, threshold",
    "places among numbers",
    "places on ladders",
    "shares",
)
# In each cell how often somebody is sure and right, and sure and wrong, if an answer must be as probable as that.
SURE_HEAD: Final = (
    "attacked",
    "trials",
    *(f"{who} sure from {limit:.0%}" for limit in LIMITS for who in ("attacker", "guess")),
    "difference from 90%",
)


class Command(BaseCommand):
    help = "Compares three settings of the protection of comparisons, among fictional clusters."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clusters", type=int, nargs="+", default=[84, 1300], metavar="NUMBER")
        parser.add_argument("--trials", type=int, default=2000, help="of the attack by subtraction")
        parser.add_argument(
            "--likelihood",
            type=int,
            metavar="TRIALS",
            help="instead, how often an attacker who weighs likelihoods is sure of an answer: of one or two clusters in"
            " as many trials, and of all in the releases of the database (after `seed_demo`) with a tenth of them;"
            " numbers are not attacked",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["likelihood"] is not None:
            self._likelihood(options["likelihood"])
            return
        found = [(number, noise, utility) for number in options["clusters"] for noise, utility in _measured(number)]
        self._table(HEAD, (_numbers(*one, options["trials"]) for one in found))
        self._table(STATEMENTS_HEAD, (_statements(*one) for one in found))

    def _likelihood(self, trials: int) -> None:
        edition = current_edition(DEMO_TODAY)
        if trials < TENTH or not Release.objects.of(edition.key).exists():
            raise CommandError("Needs at least ten trials, and releases in the database: run `manage.py seed_demo`.")
        attacks = [
            found
            for asked, column, published in attacked(edition, history_of(edition.key))
            for found in of_measure(asked, column, published, trials // TENTH)
        ]
        everything = together(attacks)
        few = of_few_clusters(Noise(), trials)
        rows = [_sureness(name, found) for name, found in (*few, ("all clusters, all ladders and choices", everything))]
        self._table(SURE_HEAD, rows)
        pairs = everything[LIMITS[1]].attacker.asked.shape[1]
        for limit, compared in everything.items():
            number, largest = compared.singled_out()
            self.stdout.write(
                f"Sure from {limit:.0%}: of {pairs:,} pairs of cluster and answer, {number} are singled out more often"
                f" than by guessing, beyond chance; the largest difference is {largest:.0%}."
            )

    def _table(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        for cells in (head, ["---"] * len(head), *rows):
            self.stdout.write(f"| {' | '.join(cells)} |")
        self.stdout.write("")


def _sureness(name: str, found: Mapping[float, Compared]) -> Sequence[str]:
    apart, error = found[LIMITS[1]].difference()
    cells = (
        f"{compared.share(who.right):.2%} / {compared.share(who.wrong):.2%}"
        for compared in found.values()
        for who in (compared.attacker, compared.guess)
    )
    return name, f"{found[LIMITS[1]].worlds:,}", *cells, f"{apart:+.2%} ± {error:.2%}"


def _measured(number: int) -> Iterator[tuple[Noise, Utility]]:
    """What each setting costs in the first release of `number` clusters."""
    edition = current_edition(DEMO_TODAY)
    clusters = list(measured_clusters(edition, number))
    runs = [run for run, _ in clusters]
    asked, places = measures_of(edition), Places.of(range(number))
    columns = {
        one.key: column_of(one, batched(_rows(one.key, [found for _, found in clusters]), number), places, number)
        for one in asked
    }
    alike = edition.release.alike
    profiles = profiles_of(runs, alike, {one.key: one for one in asked}, columns)
    groups = groups_of(runs, edition.release, profiles, earlier_families={}, imported_names={})
    large = [group for group in groups if may_show(len(group.members))]
    hidden = inseparable_groups(
        [group.members for group in large], [sibling_kind(group.key) for group in large], number
    )
    shown = [group for place, group in enumerate(large) if place not in hidden]
    for noise in SETTINGS:
        keys = [record_key(SECRET, run.run, noise.size) for run in runs]
        publisher, utility = Publisher(noise, numpy.array(keys)), Utility()
        crowds = [publisher.crowd(group.members) for group in shown]
        for one in asked:
            column: Column = columns[one.key]
            excluded = [place for place, group in enumerate(shown) if is_made_of(group.kind, one, alike)]
            result = protect(one, column, crowds, publisher, excluded=excluded)
            for crowd, figures in zip(crowds, result.figures, strict=True):
                utility.add(one, column, crowd, figures)
        yield noise, utility


def _setting(number: int, noise: Noise) -> tuple[str, str]:
    given = asdict(noise)
    return f"{number:,}", ", ".join(str(given[name]) for name in ("largest", "variance", "threshold"))


def _numbers(number: int, noise: Noise, found: Utility, trials: int) -> Sequence[str]:
    by_subtraction, by_guessing = found_by_subtraction(noise, trials)
    return (
        *_setting(number, noise),
        f"{found.withheld / found.figures:.1%}",
        f"{found.count_error / found.counts:.2f}",
        f"{found.median_error / found.medians:.2f}",
        f"{found.single / found.small:.0%}",
        f"{by_subtraction:.0%}",
        f"{by_guessing:.0%}",
    )


def _statements(number: int, noise: Noise, found: Utility) -> Sequence[str]:
    kinds = (found.numbers, found.steps, found.shares)
    told = (f"{kind.made:,} / {kind.different:,} / {kind.contradicted:,}" for kind in kinds)
    return (*_setting(number, noise), *told)


def _rows(measure: str, measured: Sequence[MeasureSet]) -> Iterator[tuple[int, int | None, str]]:
    """What would be stored of a measure: cluster, millionths and option."""
    for position, found in enumerate(measured):
        if measure in found.numbers:
            yield position, round(found.numbers[measure] * 10**DECIMALS), ""
        for choice in found.choices.get(measure, ()):
            yield position, None, choice
