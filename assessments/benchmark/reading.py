"""Reads what comparisons are made of: sizes, order statistics and counts of cohorts, each in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.db.models import Case, Count, Max, Min, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from assessments.benchmark.cohorts import Cohort, Part
from assessments.benchmark.disclosure import FEWEST_UNLIKE, MIN_FOR_ANYTHING, Atom, Outside
from assessments.benchmark.quartiles import PERCENTS, quantile_between
from assessments.models import Measurement
from assessments.models.comparison import CohortEntryQuerySet

MEASUREMENTS: Final = Measurement._meta.db_table
# The places of both neighbours of every quantile, in whole numbers, which both databases divide alike.
PLACES: Final = ", ".join(f"{p} * (n - 1) / 100, {p} * (n - 1) / 100 + 1" for p in PERCENTS)

type Key = tuple[str, str]
type Sql = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Membership:
    """How many clusters are in which cohorts, by position, and the years of their entries."""

    atoms: Mapping[Atom, int]
    years: Mapping[int, tuple[int, int]]

    def size(self, position: int) -> int:
        """The number of clusters in the cohort at `position`."""
        return sum(count for atom, count in self.atoms.items() if atom[position])


@dataclass(frozen=True, slots=True)
class Order:
    """The numbers of one cohort in one measure: how many, their quantiles by percent, their sum and the highest."""

    count: int
    quantiles: Mapping[int, Decimal]
    total: Decimal
    highest: Decimal


def read_membership(entries: CohortEntryQuerySet, cohorts: Sequence[Cohort]) -> Membership:
    """One query: the sizes of the parts into which `cohorts` cut `entries`."""
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
    return Membership(atoms, years)


def _compiled(query: QuerySet[Any, Any]) -> Sql:
    sql, params = query.query.sql_with_params()
    return sql, tuple(params)


def _members(entries: CohortEntryQuerySet, cohorts: Iterable[Cohort]) -> Sql:
    """A table "member" of the entries of each cohort by its key."""
    parts, params = [], []
    for cohort in cohorts:
        sql, inner = _compiled(entries.filter(cohort.condition()).order_by().values("id"))
        parts.append(f"SELECT CAST(%s AS varchar(80)), inside.id FROM ({sql}) AS inside")  # noqa: S608
        params += [cohort.key, *inner]
    return f"WITH member (cohort, entry_id) AS ({' UNION ALL '.join(parts)})", tuple(params)


def _listed(values: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(values))


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _exact(value: Any) -> Decimal:
    """A number as it was stored: SQLite gives floats, whose shortest form is what was written."""
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def read_orders(
    entries: CohortEntryQuerySet, cohorts: Sequence[Cohort], measures: Sequence[str]
) -> Mapping[Key, Order]:
    """One query: quantiles of every measure in every cohort, by cohort and measure.

    The database sorts and picks the neighbours of each quantile; between them lies one exact multiplication.
    """
    if not cohorts or not measures:
        return {}
    members, params = _members(entries, cohorts)
    sql = f"""{members},
        placed AS (
            SELECT member.cohort, held.measure, held.value,
                ROW_NUMBER() OVER (PARTITION BY member.cohort, held.measure ORDER BY held.value) - 1 AS place,
                COUNT(*) OVER (PARTITION BY member.cohort, held.measure) AS n,
                SUM(held.value) OVER (PARTITION BY member.cohort, held.measure) AS total,
                MAX(held.value) OVER (PARTITION BY member.cohort, held.measure) AS highest
            FROM member JOIN {MEASUREMENTS} held ON held.entry_id = member.entry_id
            WHERE held.value IS NOT NULL AND held.measure IN ({_listed(measures)})
        )
        SELECT cohort, measure, n, place, value, total, highest FROM placed WHERE place IN ({PLACES})
    """  # noqa: S608  (names of our own tables; every value is a parameter)
    places: dict[Key, dict[int, Decimal]] = defaultdict(dict)
    whole: dict[Key, tuple[int, Decimal, Decimal]] = {}
    for cohort, measure, count, place, value, total, highest in _rows(sql, [*params, *measures]):
        places[cohort, measure][place] = _exact(value)
        whole[cohort, measure] = (count, _exact(total), _exact(highest))
    return {
        key: Order(count, {p: quantile_between(places[key], count, p) for p in PERCENTS}, total, highest)
        for key, (count, total, highest) in whole.items()
    }


def read_counts(
    entries: CohortEntryQuerySet, cohorts: Sequence[Cohort], measures: Sequence[str]
) -> Mapping[Key, Mapping[str, int]]:
    """One query: how many chose each step ("0" to "4") or choice, by cohort and measure."""
    if not cohorts or not measures:
        return {}
    members, params = _members(entries, cohorts)
    sql = f"""{members}
        SELECT member.cohort, held.measure, held.value, held.choice, COUNT(*)
        FROM member JOIN {MEASUREMENTS} held ON held.entry_id = member.entry_id
        WHERE held.measure IN ({_listed(measures)})
        GROUP BY member.cohort, held.measure, held.value, held.choice
    """  # noqa: S608
    counts: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for cohort, measure, value, choice, count in _rows(sql, [*params, *measures]):
        counts[cohort, measure][choice if value is None else str(int(value))] += count
    return counts


def read_parts(
    entries: CohortEntryQuerySet, parts: Sequence[Part], measures: Mapping[str, str]
) -> Mapping[tuple[Part, str], Outside]:
    """One query: what must be known of each part in each measure. `measures`: the column, "value" or "choice".

    Looks at the first five and at both ends of each part's order only, so the time does not grow with the part.
    """
    selects: list[str] = []
    params: list[Any] = []
    for column in ("value", "choice"):
        keys = [key for key, held_in in measures.items() if held_in == column]
        for number, part in enumerate(parts) if keys else ():
            sql, inner = _look_at(entries, number, part, column, keys)
            selects.append(sql)
            params += inner
    found = {}
    for number, measure, one, enough, *ends in _rows(" UNION ALL ".join(selects), params) if selects else ():
        # Where an end is missing, there are too few to be unlike.
        alike = any(are_equal is None or are_equal for are_equal in ends)
        found[parts[number], measure] = Outside(one is not None, enough is not None, alike)
    return found


def _look_at(entries: CohortEntryQuerySet, number: int, part: Part, column: str, keys: list[str]) -> Sql:
    condition = part.condition("entry__")
    held = Measurement.objects.filter(
        *([condition] if condition else []), _counting(entries), measure=RawSQL("listed.measure", [])
    )
    # By both columns, as the index has it.
    rising = held.order_by("value", "choice").values(column)
    falling = held.order_by("-value", "-choice").values(column)
    unordered = held.order_by().values("pk")
    unlike = FEWEST_UNLIKE - 1
    looks = [
        unordered[:1],
        unordered[MIN_FOR_ANYTHING - 1 : MIN_FOR_ANYTHING],
        rising[:1],
        falling[unlike : unlike + 1],
        rising[unlike : unlike + 1],
        falling[:1],
    ]
    compiled = [_compiled(look) for look in looks]
    columns = "({}), ({}), ({}) = ({}), ({}) = ({})".format(*(sql for sql, _ in compiled))
    table = " UNION ALL ".join(["SELECT CAST(%s AS varchar(80)) AS measure"] * len(keys))
    sql = f"SELECT CAST(%s AS integer), listed.measure, {columns} FROM ({table}) AS listed"  # noqa: S608
    return sql, (number, *(p for _, inner in compiled for p in inner), *keys)


def _counting(entries: CohortEntryQuerySet) -> Q:
    """The same selection as `entries`, from the side of the measurements."""
    return Q(entry__in=entries.order_by().values("pk"))
