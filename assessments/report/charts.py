"""The report's forms of chart: numbers and their wording in, one accessible inline SVG out, for page and print alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from math import cos, pi, sin
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.report import svg

STEPS: Final = 5
MOST_PARTS: Final = 5
EDGE: Final = 8.0
GAP: Final = 8.0
LINE: Final = 16.0
ROUND_NUMBERS: Final = tuple(Decimal(n) for n in ("1", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10"))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A number and how it is written, with its unit if it has one."""

    value: Decimal | int
    label: str


@dataclass(frozen=True, slots=True)
class Cohort:
    """The others: a caption with its n, and what disclosure control shows of them. Quartiles come as a pair or not."""

    caption: str
    median: Labelled | None = None
    first_quartile: Labelled | None = None
    third_quartile: Labelled | None = None

    @property
    def quartiles(self) -> tuple[Labelled, Labelled] | None:
        """First and third quartile, or None unless both are shown."""
        if self.first_quartile is None or self.third_quartile is None:
            return None
        return self.first_quartile, self.third_quartile


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
class Part:
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
    """One area of the profile: its letter, short title, own mean and cohort median on 0-4."""

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


def _heading(caption: str, unit: str = "") -> tuple[list[SafeString], float]:
    """The caption at the left, the unit at the right, and the height they take."""
    unit_width = svg.text_width(unit) + GAP if unit else 0.0
    lines = svg.wrap(caption, svg.WIDTH - unit_width) if caption else []
    parts = [svg.text("chart-muted", 0, 0, lines, drop=svg.HANGING)] if lines else []
    if unit:
        parts.append(svg.text("chart-muted", svg.WIDTH, 0, unit, anchor="end", drop=svg.HANGING))
    return parts, LINE * max(len(lines), 1 if unit else 0) + (4 if parts else 0)


def spread_chart(
    *, title: str, own: Labelled | None, cohort: Cohort, axis: Axis, unit: str = "", description: str = ""
) -> SafeString:
    """One measure: the own value as a diamond over the cohort's band of quartiles and its median."""
    parts, top = _heading(cohort.caption, unit)
    left, right = EDGE, svg.WIDTH - EDGE
    middle = top + (LINE + 12 if own else 12)
    parts.append(svg.line("chart-rule", left, middle, right, middle))
    parts.extend(svg.line("chart-rule", x, middle - 4, x, middle + 4) for x in (left, right))
    if cohort.quartiles:
        first, third = (axis.between(quartile.value, left, right) for quartile in cohort.quartiles)
        parts.append(svg.rect("chart-band", first, middle - 6, third - first, 12))
    if cohort.median:
        x = axis.between(cohort.median.value, left, right)
        parts.append(svg.line("chart-median", x, middle - 10, x, middle + 10))
    if own:
        x = axis.between(own.value, left, right)
        half = svg.text_width(own.label) / 2
        label_x = svg.clamp(x, half, svg.WIDTH - half)
        parts.append(svg.diamond(x, middle))
        parts.append(svg.text("chart-own-text", label_x, middle - 12, own.label, anchor="middle"))
    for label, x, label_x in _cohort_labels(cohort, axis, left, right):
        if abs(x - label_x) > 4:
            parts.append(svg.line("chart-leader", x, middle + 11, label_x, middle + 15))
        parts.append(svg.text("chart-text", label_x, middle + 16, label, anchor="middle", drop=svg.HANGING))
    bottom = middle + 16 + (LINE + 4 if cohort.median else 0)
    parts.append(svg.text("chart-muted", 0, bottom, axis.low.label, drop=svg.HANGING))
    parts.append(svg.text("chart-muted", svg.WIDTH, bottom, axis.high.label, anchor="end", drop=svg.HANGING))
    return svg.document(
        bottom + LINE, parts, title=title, description=description or _spread_in_words(own, cohort, axis, unit)
    )


def _cohort_labels(cohort: Cohort, axis: Axis, left: float, right: float) -> list[tuple[str, float, float]]:
    """Label, x of its mark and x of its own centre: the median's near its tick, the quartiles' clear of it."""
    if cohort.median is None:
        return []
    words = _("median {number}").format(number=cohort.median.label)
    half = svg.text_width(words) / 2
    x = axis.between(cohort.median.value, left, right)
    if cohort.quartiles is None:
        return [(words, x, svg.clamp(x, half, svg.WIDTH - half))]
    first, third = cohort.quartiles
    first_width, third_width = svg.text_width(first.label), svg.text_width(third.label)
    centre = svg.clamp(x, first_width + GAP + half, svg.WIDTH - third_width - GAP - half)
    first_x, third_x = axis.between(first.value, left, right), axis.between(third.value, left, right)
    return [
        (first.label, first_x, svg.clamp(first_x, first_width / 2, centre - half - GAP - first_width / 2)),
        (words, x, centre),
        (third.label, third_x, svg.clamp(third_x, centre + half + GAP + third_width / 2, svg.WIDTH - third_width / 2)),
    ]


def _spread_in_words(own: Labelled | None, cohort: Cohort, axis: Axis, unit: str) -> str:
    sentences = [_("Own value: {number}.").format(number=own.label) if own else _("No own value.")]
    if cohort.median:
        sentences.append(_("{cohort}: median {number}.").format(cohort=cohort.caption, number=cohort.median.label))
    if cohort.quartiles:
        first, third = cohort.quartiles
        sentences.append(_("The middle half lies between {first} and {third}.").format(first=first.label, third=third.label))
    ends = _("Axis from {low} to {high}").format(low=axis.low.label, high=axis.high.label)
    return " ".join([*sentences, f"{ends} {unit}".rstrip() + "."])


def ladder_chart(
    *, title: str, own: int | None, shares: Sequence[Labelled] | None, caption: str = "", description: str = ""
) -> SafeString:
    """Five steps 0-4 as a row of boxes, the own one filled; above them the cohort's percentage on each step.

    A ValueError if `shares` are not five.
    """
    if shares is not None and len(shares) != STEPS:
        raise ValueError(f"a ladder has {STEPS} shares, not {len(shares)}")
    parts, top = _heading(caption)
    gap, tallest, height = 6.0, 34.0, 24.0
    width = (svg.WIDTH - gap * (STEPS - 1) - 1) / STEPS
    floor = top + LINE + tallest if shares else top
    highest = max((float(share.value) for share in shares), default=0.0) if shares else 0.0
    for step in range(STEPS):
        x = 0.5 + step * (width + gap)
        middle = x + width / 2
        if shares:
            bar = tallest * float(shares[step].value) / highest if highest else 0.0
            parts.append(svg.text("chart-text", middle, floor - bar - 4, shares[step].label, anchor="middle"))
            if bar:
                parts.append(svg.rect("chart-band", x + width / 4, floor - bar, width / 2, bar))
        is_own = step == own
        parts.append(svg.rect("chart-own" if is_own else "chart-step", x, floor + 3, width, height, 3))
        style = "chart-own-inverse" if is_own else "chart-text"
        parts.append(svg.text(style, middle, floor + 3 + height / 2, str(step), anchor="middle", drop=svg.CENTRED))
    return svg.document(
        floor + height + 4, parts, title=title, description=description or _ladder_in_words(own, shares, caption)
    )


def _ladder_in_words(own: int | None, shares: Sequence[Labelled] | None, caption: str) -> str:
    sentences = [_("No own step.") if own is None else _("Own step: {step} of 4.").format(step=own)]
    if shares:
        listed = "; ".join(f"{step}: {share.label}" for step, share in enumerate(shares))
        sentences.append(_("{cohort}, share on each step: {shares}.").format(cohort=caption, shares=listed))
    return " ".join(sentences)


def shares_chart(*, title: str, parts: Sequence[Part], caption: str = "", description: str = "") -> SafeString:
    """A whole as one bar of at most five parts, each labelled inside or, where it is narrow, on a line beside.

    Parts of 0 are left out of the bar. A ValueError if there are more than five parts.
    """
    if len(parts) > MOST_PARTS:
        raise ValueError(f"at most {MOST_PARTS} parts can be told apart, not {len(parts)}")
    drawn, top = _heading(caption)
    height, edge, above, below = 36.0, 0.5, [], []
    boxes: list[tuple[Part, float, float, int]] = []
    for index, part in enumerate(part for part in parts if part.percent):
        width = (svg.WIDTH - 1) * float(part.percent) / 100
        boxes.append((part, edge, width, index))
        edge += width
    for part, left, width, _index in boxes:
        if not _fits(part, width):
            (below if left + width / 2 <= svg.WIDTH / 2 else above).append((part, left + width / 2))
    # Leaders never cross a label: above, where text runs to the left of its leader, the leftmost part stands next to
    # the bar; below, where it runs to the right, the rightmost does.
    bar_top = top + _rows_height(above, leftward=True)
    for part, left, width, index in boxes:
        drawn.append(svg.rect("chart-band-light" if index % 2 else "chart-band", left, bar_top, width, height))
        if _fits(part, width):
            x, y = left + width / 2, bar_top + height / 2
            drawn.append(svg.text("chart-text", x, y - 2, part.label, anchor="middle"))
            drawn.append(svg.text("chart-text", x, y + 2, part.formatted, anchor="middle", drop=svg.HANGING))
    drawn.extend(_rows(above, bar_top, leftward=True))
    drawn.extend(_rows(reversed(below), bar_top + height, leftward=False))
    words = description or "; ".join(f"{part.label}: {part.formatted}" for part in parts) + "."
    bottom = bar_top + height + _rows_height(below, leftward=False) + 1
    return svg.document(bottom, drawn, title=title, description=words)
