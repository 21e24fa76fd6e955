"""Reads sizes, order statistics and counts of cohorts from the database, each in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.db.models import Case, Count, Max, Min, QuerySet, Value, When

from assessments.benchmark.cohorts import Cohort, CohortPart
from assessments.benchmark.disclosure import FEWEST_UNLIKE, MIN_FOR_ANYTHING, Atom, Outside
from assessments.benchmark.quartiles import PERCENTS, quantile_between
from assessments.models import CohortEntry, Measurement, Tally
from assessments.models.comparison import CohortEntryQuerySet

MEASUREMENTS: Final = Measurement._meta.db_table
TALLIES: Final = Tally._meta.db_table
# The indices of both ends and of both neighbours of every quantile, as SQL. Integer division works the same way on both
# databases.
PLACES: Final = (
    *("0", "1", "whole - 2", "whole - 1"),
    *(f"{percent} * (whole - 1) / 100 + {step}" for percent in PERCENTS for step in (0, 1)),
)
# Whether a row, which stands for all equal numbers, contains one of these indices.
IS_NEEDED: Final = " OR ".join(f"({place} >= upto - n AND {place} < upto)" for place in PLACES)

NOBODY: Final = Outside(has_any=False, has_enough=False, is_alike=True)
# How many members of a part are read: enough to find five answers, and two that differ, if there are any.
MOST_LOOKED_AT: Final = 120

type Sql = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class CohortMembership:
    """How many clusters are in which cohorts, by the cohort's position, and the reporting years of their entries."""

    atoms: Mapping[Atom, int]
    years: Mapping[int, tuple[int, int]]

    def size(self, position: int) -> int:
        """The number of clusters in the cohort at `position`."""
        return sum(count for atom, count in self.atoms.items() if atom[position])


@dataclass(frozen=True, slots=True)
class Order:
    """Order statistics of one measure in one cohort: count, quantiles by percent, sum and highest number.

    `is_alike`: nearly all numbers are the same.
    """

    count: int
    quantiles: Mapping[int, Decimal]
    total: Decimal
    highest: Decimal
    is_alike: bool


def order_of(places: Mapping[int, Decimal], count: int, total: Decimal) -> Order:
    """The order statistics of `count` numbers that add up to `total`.

    `places` only has to contain the numbers at both ends and beside the quantiles, by their index in ascending order.
    """
    quantiles = {percent: quantile_between(places, count, percent) for percent in PERCENTS}
    unlike = FEWEST_UNLIKE - 1
    is_alike = count <= FEWEST_UNLIKE or any(
        places[low] == places[high] for low, high in ((0, count - 1 - unlike), (unlike, count - 1))
    )
    return Order(count, quantiles, total, places[count - 1], is_alike)


def read_membership(entries: CohortEntryQuerySet, cohorts: Sequence[Cohort]) -> CohortMembership:
    """Reads the sizes of the parts into which `cohorts` divide `entries`. One query."""
    flags = {
        f"in_{position}": Case(When(cohort.condition(), then=Value(1)), default=Value(0))
        if cohort.condition()
        else Value(1)
        for position, cohort in enumerate(cohorts)
    }
    rows = (
        entries.annotate(**flags)
        .values(*flags)
        .annotate(members=Count("pk"), first=Min("year"), last=Max("year"))
        .order_by()
    )
    atoms: dict[Atom, int] = {}
    years: dict[int, tuple[int, int]] = {}
    for row in rows:
        atom = tuple(bool(row[flag]) for flag in flags)
        atoms[atom] = row["members"]
        for position in (position for position, inside in enumerate(atom) if inside):
            first, last = years.get(position, (row["first"], row["last"]))
            years[position] = (min(first, row["first"]), max(last, row["last"]))
    return CohortMembership(atoms, years)


def read_ladder(entries: CohortEntryQuerySet, ladder: Sequence[Cohort]) -> CohortMembership:
    """Like `read_membership`, for nested cohorts, all clusters first: reads only the second cohort's members.

    Two queries, or one if the ladder has only one step.
    """
    whole = entries.aggregate(members=Count("pk"), first=Min("year"), last=Max("year"))
    if not whole["members"]:
        return CohortMembership({}, {})
    narrower = ladder[1:]
    # All are in the same technology field, which need not be checked again.
    given = [replace(cohort, portfolio="") for cohort in ladder]
    inside = read_membership(entries.filter(narrower[0].condition()), given) if narrower else CohortMembership({}, {})
    left = whole["members"] - sum(inside.atoms.values())
    outside = {(True, *[False] * len(narrower)): left} if left else {}
    return CohortMembership({**inside.atoms, **outside}, {**inside.years, 0: (whole["first"], whole["last"])})


def _compiled(query: QuerySet[Any, Any]) -> Sql:
    sql, params = query.query.sql_with_params()
    return sql, tuple(params)


def _listed(values: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(values))


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _exact(value: Any) -> Decimal:
    """A number as it was stored. SQLite returns floats, whose shortest representation is the original number."""
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def counted_members(entries: CohortEntryQuerySet, cohort: Cohort, measures: Sequence[str]) -> Sql:
    """SQL that counts each number and each choice of `measures` (at least one) in a cohort.

    Columns: measure, value (0 for a choice), choice, n.
    """
    members, params = _members(entries, cohort)
    sql = f"""
        SELECT held.measure, COALESCE(held.value, 0) AS value, held.choice, COUNT(*) AS n
        FROM ({members}) AS member JOIN {MEASUREMENTS} held ON held.entry_id = member.id
        WHERE held.measure IN ({_listed(measures)})
        GROUP BY held.measure, COALESCE(held.value, 0), held.choice
    """  # noqa: S608  (table names are constants; every value is a parameter)
    return sql, (*params, *measures)


def counted_everybody(own: str | None, measures: Sequence[str]) -> Sql:
    """SQL with the same columns for all clusters except the one with the identity `own`, based on the tallies.

    Its cost does not grow with the number of clusters: entries that are not tallied yet are added, and those that must
    not count are subtracted.
    """
    entries = CohortEntry.objects.order_by()
    pending = entries.to_tally() if own is None else entries.to_tally().exclude(identity=own)
    selects = [_compiled(pending.values("id", "is_tallied"))]
    if own is not None:
        selects.append(_compiled(entries.filter(identity=own, is_tallied=True).values("id", "is_tallied")))
    corrected = " UNION ALL ".join(select for select, _ in selects)
    sql = f"""
        SELECT measure, value, choice, CAST(SUM(n) AS bigint) AS n FROM (
            SELECT measure, value, choice, count AS n FROM {TALLIES} WHERE measure IN ({_listed(measures)})
            UNION ALL
            SELECT held.measure, COALESCE(held.value, 0), held.choice,
                CASE WHEN entry.is_tallied THEN -1 ELSE 1 END
            FROM ({corrected}) AS entry JOIN {MEASUREMENTS} held ON held.entry_id = entry.id
            WHERE held.measure IN ({_listed(measures)})
        ) AS together GROUP BY measure, value, choice HAVING SUM(n) > 0
    """  # noqa: S608
    return sql, (*measures, *(value for _, values in selects for value in values), *measures)


def read_orders(counted: Sql) -> Mapping[str, Order]:
    """Reads the order statistics of every measure from the SQL `counted`, by measure. One query.

    The database adds up and selects the neighbours of each quantile; Python interpolates between them exactly.
    """
    sql, params = counted
    sql = f"""
        WITH counted AS ({sql}), placed AS (
            SELECT measure, value, n,
                CAST(SUM(n) OVER (PARTITION BY measure ORDER BY value) AS bigint) AS upto,
                CAST(SUM(n) OVER (PARTITION BY measure) AS bigint) AS whole,
                SUM(n * value) OVER (PARTITION BY measure) AS total
            FROM counted WHERE choice = ''
        )
        SELECT measure, value, upto - n, upto, whole, total FROM placed WHERE {IS_NEEDED}
    """  # noqa: S608
    places: dict[str, dict[int, Decimal]] = defaultdict(dict)
    whole: dict[str, tuple[int, Decimal]] = {}
    for measure, value, first, upto, count, total in _rows(sql, params):
        places[measure].update({place: _exact(value) for place in _needed(count) if first <= place < upto})
        whole[measure] = (count, _exact(total))
    return {measure: order_of(places[measure], count, total) for measure, (count, total) in whole.items()}


def _needed(count: int) -> set[int]:
    """The indices of PLACES, for `count` numbers."""
    beside = (percent * (count - 1) // 100 for percent in PERCENTS)
    return {0, 1, count - 2, count - 1, *(place + step for place in beside for step in (0, 1))}


def read_counts(counted: Sql) -> Mapping[str, Mapping[str, int]]:
    """Reads how many clusters chose each step ("0" to "4") or choice from the SQL `counted`, by measure. One query."""
    sql, params = counted
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for measure, value, choice, count in _rows(sql, params):
        counts[measure][choice or str(int(value))] += count
    return counts


def _members(entries: CohortEntryQuerySet, cohort: Cohort) -> Sql:
    return _compiled(entries.filter(cohort.condition()).order_by().values("id"))


def read_parts(
    entries: CohortEntryQuerySet,
    parts: Sequence[CohortPart],
    measures: Sequence[str],
    several: Mapping[str, Sequence[str]],
) -> Mapping[tuple[CohortPart, str, str], Outside]:
    """Reads what disclosure control needs to know of each part, by part, measure and option ("" for all). One query.

    `several` holds the options of multiple choice measures. Only the first members of a part are read, so that the time
    does not grow with it: if these are enough and differ, so do all. For a measure that few clusters answer, this may
    withhold too much, but never too little.
    """
    selects: list[str] = []
    params: list[Any] = []
    for number, part in enumerate(parts):
        condition = part.condition()
        members = entries.filter(condition) if condition else entries
        sql, inner = _compiled(members.order_by("pk").values("id")[:MOST_LOOKED_AT])
        selects.append(f"SELECT CAST(%s AS integer) AS part, inside.id FROM ({sql}) AS inside")  # noqa: S608
        params += [number, *inner]
    if not parts or not measures:
        return {}
    sql = f"""
        SELECT part, measure, option, SUM(alike), MAX(alike) FROM (
            SELECT looked_at.part, held.measure, COUNT(*) AS alike,
                CASE WHEN held.measure IN ({_listed(list(several) or [""])}) THEN held.choice ELSE '' END AS option
            FROM ({" UNION ALL ".join(selects)}) AS looked_at JOIN {MEASUREMENTS} held ON held.entry_id = looked_at.id
            WHERE held.measure IN ({_listed(measures)})
            GROUP BY looked_at.part, held.measure, held.value, held.choice
        ) AS counted GROUP BY part, measure, option
    """  # noqa: S608
    rows = _rows(sql, [*(list(several) or [""]), *params, *measures])
    counted = {(parts[number], measure, option): (count, most) for number, measure, option, count, most in rows}
    found = {(part, measure, ""): _outside(counted.get((part, measure, ""))) for part in parts for measure in measures}
    for part, measure, option in ((part, m, option) for part in parts for m in several for option in several[m]):
        answered, _ = counted.get((part, measure, ""), (0, 0))
        chosen, _ = counted.get((part, measure, option), (0, 0))
        found[part, measure, option] = _outside((answered, max(chosen, answered - chosen)) if answered else None)
    return found


def _outside(counted: tuple[int, int] | None) -> Outside:
    """The Outside for the number of answers and the number of the most common answer; NOBODY without answers."""
    if counted is None:
        return NOBODY
    count, most = counted
    return Outside(has_any=True, has_enough=count >= MIN_FOR_ANYTHING, is_alike=count - most < FEWEST_UNLIKE)
