"""What charts are drawn from: numbers with their wording, cohorts, parts, and the axis they are measured on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Final

from django.utils.safestring import SafeString

from assessments.report.charts import svg
from criteria.definitions import TOP_LEVEL

STEPS: Final = TOP_LEVEL + 1
ROUND_NUMBERS: Final = tuple(Decimal(n) for n in ("1", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10"))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A number and how it is written, with its unit if it has one."""

    value: Decimal | int
    label: str


@dataclass(frozen=True, slots=True)
class ChartedCohort:
    """The others: a caption with its n, and what disclosure control shows of them. Quartiles come as a pair or not."""

    caption: str
    median: Labelled | None = None
    first_quartile: Labelled | None = None
    third_quartile: Labelled | None = None
    tenth: Labelled | None = None
    ninetieth: Labelled | None = None

    @property
    def quartiles(self) -> tuple[Labelled, Labelled] | None:
        """First and third quartile, or None unless both are shown."""
        if self.first_quartile is None or self.third_quartile is None:
            return None
        return self.first_quartile, self.third_quartile

    @property
    def tails(self) -> tuple[Labelled, Labelled] | None:
        """The 10th and the 90th percentile, or None unless both are shown."""
        return None if self.tenth is None or self.ninetieth is None else (self.tenth, self.ninetieth)


@dataclass(frozen=True, slots=True)
class Axis:
    """The two ends of a scale. Numbers beyond an end are drawn at it; their label tells the number."""

    low: Labelled
    high: Labelled

    def between(self, value: Decimal | int, left: float, right: float) -> float:
        """Where `value` lies when the axis runs from x = `left` to x = `right`."""
        share = (float(value) - float(self.low.value)) / (float(self.high.value) - float(self.low.value))
        return left + (right - left) * svg.clamp(share, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class ChartedPart:
    """One part of a whole: what it is, its percentage (0-100) and how that is written."""

    label: str
    percent: Decimal | int
    formatted: str


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: its wording, the cohort's percentage that chose it (None: not shown), and whether it is the own."""

    label: str
    percent: Decimal | int | None
    formatted: str
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class AreaPoint:
    """One area of the profile: its key, short title, own mean and cohort median on 0-4."""

    key: str
    title: str
    own: Labelled | None
    median: Labelled | None


def nice_axis(
    values: Iterable[Decimal | int], write: Callable[[Decimal], str], *, percent: bool = False, ladder: bool = False
) -> Axis:
    """An axis for these numbers: 0-4 for ladders, 0-100 for percentages, else 0 to a round number above them all.

    It starts at 0 so that distances compare as the numbers do, and below 0 only if a number does. `write` gives the
    wording of the ends. Percentages over 100 (more people reached than there are participants) stretch the axis.
    """
    present = [Decimal(value) for value in values]
    highest, lowest = max(present, default=Decimal(0)), min(present, default=Decimal(0))
    if ladder:
        low, high = Decimal(0), Decimal(STEPS - 1)
    else:
        low = -round_up(-lowest) if lowest < 0 else Decimal(0)
        high = Decimal(100) if percent and highest <= 100 else round_up(highest)
    return Axis(Labelled(low, write(low)), Labelled(high, write(high)))


def round_up(value: Decimal) -> Decimal:
    """The next round number at or above `value`: 34 to 40, 0.6 to 0.6, 1210 to 1500; 1 for zero and below."""
    if value <= 0:
        return Decimal(1)
    power = Decimal(10) ** value.adjusted()
    leading = next(n for n in ROUND_NUMBERS if n * power >= value)
    return (leading * power).quantize(Decimal(1), ROUND_CEILING) if power >= 10 else leading * power


@dataclass(frozen=True, slots=True)
class NumberTable:
    """A small table: its first row heads the columns, the first cell of each other row heads the row.

    `lines`: the same rows for print, each its name and one line of its numbers, where that takes less room.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its message as title, who is compared, the same numbers as a table, and what is not shown."""

    title: str
    svg: SafeString
    caption: str = ""
    table: NumberTable | None = None
    note: str = ""
