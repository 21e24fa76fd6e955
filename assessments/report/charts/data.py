"""The data of charts: numbers with their labels, cohorts, parts of a whole, and axes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Final

from django.utils.safestring import SafeString

from assessments.report.charts import svg
from criteria.definitions import TOP_LEVEL, Measure
from criteria.formatting import format_number, format_percent

STEPS: Final = TOP_LEVEL + 1
ROUND_NUMBERS: Final = tuple(Decimal(n) for n in ("1", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10"))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A number and its label: the number as printed, with its unit if it has one."""

    value: Decimal | int
    label: str


@dataclass(frozen=True, slots=True)
class ChartedCohort:
    """The cohort in a chart: a caption with its size, and the percentiles that disclosure control allows.

    The first and third quartile are shown together or not at all, as are the 10th and 90th percentile.
    """

    caption: str
    median: Labelled | None = None
    first_quartile: Labelled | None = None
    third_quartile: Labelled | None = None
    tenth: Labelled | None = None
    ninetieth: Labelled | None = None

    @property
    def quartiles(self) -> tuple[Labelled, Labelled] | None:
        """First and third quartile; None unless both are shown."""
        if self.first_quartile is None or self.third_quartile is None:
            return None
        return self.first_quartile, self.third_quartile

    @property
    def tails(self) -> tuple[Labelled, Labelled] | None:
        """The 10th and the 90th percentile; None unless both are shown."""
        return None if self.tenth is None or self.ninetieth is None else (self.tenth, self.ninetieth)


@dataclass(frozen=True, slots=True)
class Axis:
    """The two ends of a scale. Numbers beyond an end are drawn at the end; their label gives the actual number."""

    low: Labelled
    high: Labelled

    def between(self, value: Decimal | int, left: float, right: float) -> float:
        """The position of `value` on an axis that runs from `left` to `right`, in user units of the SVG."""
        share = (float(value) - float(self.low.value)) / (float(self.high.value) - float(self.low.value))
        return left + (right - left) * svg.clamp(share, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class StepShares:
    """A cohort's name, and its shares on the five steps of a ladder, in order."""

    name: str
    shares: Sequence[Labelled]


@dataclass(frozen=True, slots=True)
class ChartedPart:
    """One part of a whole: its label, its percentage (0 to 100) and the percentage as printed."""

    label: str
    percent: Decimal | int
    formatted: str


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: its label, the percentage of the cohort that chose it (None if not shown), and if the cluster did.

    `formatted` is the share as printed, or that it is not shown; "" without a cohort.
    """

    label: str
    percent: int | None
    formatted: str
    is_own: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class AreaPoint:
    """One area or indicator in a profile chart: its key, short title, the cluster's mean and the median (0 to 4)."""

    key: str
    title: str
    own: Labelled | None
    median: Labelled | None


def nice_axis(
    values: Iterable[Decimal | int],
    write: Callable[[Decimal], str],
    *,
    percent: bool = False,
    ladder: bool = False,
    greatest: Decimal | None = None,
) -> Axis:
    """An axis for these numbers: 0 to 4 for ladders, 0 to 100 for percentages, otherwise 0 to `greatest` (the greatest
    number there can be) or to a round number.

    It starts at 0, so that distances are proportional to the numbers, and below 0 only if a number is negative. `write`
    formats the numbers at the ends. Percentages over 100 (more people reached than there are participants) extend the
    axis.
    """
    present = [Decimal(value) for value in values]
    highest, lowest = max(present, default=Decimal(0)), min(present, default=Decimal(0))
    if ladder:
        low, high = Decimal(0), Decimal(STEPS - 1)
    else:
        low = -round_up(-lowest) if lowest < 0 else Decimal(0)
        limit = Decimal(100) if percent else greatest
        high = round_up(highest) if limit is None or highest > limit else limit
    return Axis(Labelled(low, write(low)), Labelled(high, write(high)))


def axis_of(measure: Measure, values: Iterable[Decimal], language: str) -> Axis:
    """An axis for values of a measure."""

    def write(value: Decimal) -> str:
        return format_percent(value, language) if measure.percent else format_number(value, language)

    return nice_axis(values, write, percent=measure.percent, ladder=measure.ladder, greatest=measure.greatest)


def round_up(value: Decimal) -> Decimal:
    """The next round number at or above `value`: 34 gives 40, 0.6 gives 0.6, 1210 gives 1500; zero and below give 1."""
    if value <= 0:
        return Decimal(1)
    power = Decimal(10) ** value.adjusted()
    leading = next(n for n in ROUND_NUMBERS if n * power >= value)
    return (leading * power).quantize(Decimal(1), ROUND_CEILING) if power >= 10 else leading * power


@dataclass(frozen=True, slots=True)
class NumberTable:
    """A small table. The first row holds the column heads, the first cell of each other row its head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart: its message as title, the cohort as caption, the same numbers as a table, a note on what is withheld.

    `is_a_table` if the chart itself is a list of rows with all names and numbers, so that print needs no other.
    `measures` are the names of what it shows, if its title does not begin with one name and a colon.
    """

    title: str
    svg: SafeString
    caption: str = ""
    table: NumberTable | None = None
    note: str = ""
    is_a_table: bool = False
    measures: tuple[str, ...] = ()
