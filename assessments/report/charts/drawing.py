"""The chart forms of the report: each function takes numbers and labels and returns one accessible inline SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.report.charts import svg
from assessments.report.charts.data import (
    STEPS,
    AreaPoint,
    Axis,
    ChartedCohort,
    ChartedPart,
    Labelled,
    Option,
    StepShares,
)
from criteria.definitions import MOST_PARTS

EDGE: Final = 8.0
GAP: Final = 8.0
LINE: Final = 16.0
# How far a label may be from its mark, in user units.
FAR: Final = 10.0
NUMBERED_STEPS: Final = tuple(map(str, range(STEPS)))
# The bar of a share that is nearly nothing: published counts deviate, so that it is not known to be nothing.
SLIVER: Final = 2.0
# The width of the hatched bar of a share that is not shown.
HIDDEN: Final = 24.0


def _heading(caption: str, unit: str = "") -> tuple[list[SafeString], float]:
    """The caption at the left, the unit at the right, and their height."""
    unit_width = svg.text_width(unit) + GAP if unit else 0.0
    lines = svg.wrap(caption, svg.WIDTH - unit_width) if caption else []
    parts = [svg.text("chart-muted", 0, 0, lines, drop=svg.HANGING)] if lines else []
    if unit:
        parts.append(svg.text("chart-muted", svg.WIDTH, 0, unit, anchor="end", drop=svg.HANGING))
    return parts, LINE * max(len(lines), 1 if unit else 0) + (4 if parts else 0)


def spread_chart(
    *, title: str, own: Labelled | None, cohort: ChartedCohort, axis: Axis, unit: str = "", named: str = ""
) -> SafeString:
    """One measure: the cluster's value as a diamond above the cohort's interquartile band and median.

    `named` is what the description calls the cohort if it has no caption in the drawing.
    """
    parts, top = _heading(cohort.caption, unit)
    left, right = EDGE, svg.WIDTH - EDGE
    middle = top + (LINE + 6 if own else 12)
    parts.append(svg.line("chart-rule", left, middle, right, middle))
    parts.extend(svg.line("chart-rule", x, middle - 4, x, middle + 4) for x in (left, right))
    if cohort.tails:
        low, high = (axis.between(tail.value, left, right) for tail in cohort.tails)
        parts.append(svg.line("chart-leader", low, middle, high, middle))
        parts.extend(svg.line("chart-leader", x, middle - 4, x, middle + 4) for x in (low, high))
    if cohort.quartiles:
        first, third = (axis.between(quartile.value, left, right) for quartile in cohort.quartiles)
        parts.append(svg.rect("chart-band", first, middle - 6, third - first, 12))
    if cohort.median:
        x = axis.between(cohort.median.value, left, right)
        parts.append(svg.line("chart-median", x, middle - 9, x, middle + 9))
    if own:
        x = axis.between(own.value, left, right)
        # Smaller than the tick of the median, which stays visible behind it.
        parts.append(svg.diamond(x, middle, 5))
        parts.append(_inside("chart-own-text", x, middle - 12, [own.label]))
    labels, taken = _cohort_labels(cohort, axis, left, right, middle + 13)
    parts.extend(labels)
    low, high = (svg.text_width(end.label) + GAP for end in (axis.low, axis.high))
    # The ends of the axis are on the same line, unless the cohort's numbers are in their way.
    is_free = taken is None or (taken[0] >= low and taken[1] <= svg.WIDTH - high)
    bottom = middle + 13 + (0 if is_free else LINE)
    parts.append(svg.text("chart-muted", 0, bottom, axis.low.label, drop=svg.HANGING))
    parts.append(svg.text("chart-muted", svg.WIDTH, bottom, axis.high.label, anchor="end", drop=svg.HANGING))
    words = _spread_in_words(own, cohort, cohort.caption or named or _("Cohort"), axis, unit)
    return svg.document(bottom + LINE, parts, title=title, description=words)


def _cohort_labels(
    cohort: ChartedCohort, axis: Axis, left: float, right: float, y: float
) -> tuple[list[SafeString], tuple[float, float] | None]:
    """The cohort's numbers below their marks, from `y` down, and from where to where they are; None without numbers.

    If the three labels would be too far from their marks, only the median is labelled; the table has the quartiles.
    """
    if cohort.median is None:
        return [], None
    words = _("median {number}").format(number=cohort.median.label)
    half = svg.text_width(words) / 2
    x = axis.between(cohort.median.value, left, right)
    alone = _inside("chart-text", x, y, [words], drop=svg.HANGING)
    start = svg.clamp(x - half, 0, svg.WIDTH - 2 * half)
    taken = (start, start + 2 * half)
    if cohort.quartiles is None:
        return [alone], taken
    first, third = cohort.quartiles
    first_half, third_half = svg.text_width(first.label) / 2, svg.text_width(third.label) / 2
    first_x, third_x = axis.between(first.value, left, right), axis.between(third.value, left, right)
    low, high = 2 * first_half + GAP + half, svg.WIDTH - 2 * third_half - GAP - half
    centre = svg.clamp(x, low, high)
    first_at = svg.clamp(first_x, first_half, centre - half - GAP - first_half)
    third_at = svg.clamp(third_x, centre + half + GAP + third_half, svg.WIDTH - third_half)
    if low <= high and max(abs(first_at - first_x), abs(centre - x), abs(third_at - third_x)) <= FAR:
        labels = [_label(first_at, y, first.label), _label(centre, y, words), _label(third_at, y, third.label)]
        return labels, (first_at - first_half, third_at + third_half)
    return [alone], taken


def _label(x: float, y: float, words: str) -> SafeString:
    return svg.text("chart-text", x, y, words, anchor="middle", drop=svg.HANGING)


def _inside(style: str, x: float, y: float, lines: Sequence[str], drop: float = svg.ON_LINE) -> SafeString:
    """Text centred on x, or aligned with the edge of the drawing if it would be cut off."""
    half = max(svg.text_width(words) for words in lines) / 2
    if x < half:
        return svg.text(style, 0, y, lines, drop=drop)
    if x > svg.WIDTH - half:
        return svg.text(style, svg.WIDTH, y, lines, anchor="end", drop=drop)
    return svg.text(style, x, y, lines, anchor="middle", drop=drop)


def _spread_in_words(own: Labelled | None, cohort: ChartedCohort, name: str, axis: Axis, unit: str) -> str:
    sentences = [_("Own value: {number}.").format(number=own.label) if own else _("No own value.")]
    if cohort.median:
        sentences.append(_("{cohort}: median {number}.").format(cohort=name, number=cohort.median.label))
    if cohort.quartiles:
        first, third = cohort.quartiles
        sentences.append(
            _("The middle half lies between {first} and {third}.").format(first=first.label, third=third.label)
        )
    ends = _("Axis from {low} to {high}").format(low=axis.low.label, high=axis.high.label)
    return " ".join([*sentences, f"{ends} {unit}".rstrip() + "."])


def ladder_chart(
    *,
    title: str,
    own: int | None,
    shares: Sequence[Labelled] | None,
    caption: str = "",
    other: StepShares | None = None,
) -> SafeString:
    """The five steps 0 to 4 as boxes, the cluster's filled; above each, the cohort's share on that step.

    The shares of an `other` cohort are below the steps. Raises ValueError unless there are five shares of each cohort.
    """
    for drawn in (shares, other.shares if other else None):
        if drawn is not None and len(drawn) != STEPS:
            raise ValueError(f"a ladder has {STEPS} shares, not {len(drawn)}")
    parts, top = _heading(caption)
    gap, tallest, height = 6.0, 24.0, 20.0
    width = (svg.WIDTH - gap * (STEPS - 1) - 1) / STEPS
    labels = [svg.wrap(share.label, width + gap - 2) for share in shares or ()]
    floor = top + LINE * max(len(lines) for lines in labels) - 2 + tallest if shares else top
    highest = max((float(share.value) for share in shares), default=0.0) if shares else 0.0
    for step in range(STEPS):
        x = 0.5 + step * (width + gap)
        middle = x + width / 2
        if shares:
            bar = max(SLIVER, tallest * float(shares[step].value) / highest) if highest else SLIVER
            bottom = floor - bar - 4 - LINE * (len(labels[step]) - 1)
            parts.append(svg.text("chart-text", middle, bottom, labels[step], anchor="middle"))
            parts.append(svg.rect("chart-band", x + width / 4, floor - bar, width / 2, bar))
        is_own = step == own
        parts.append(svg.rect("chart-own-step" if is_own else "chart-step", x, floor + 3, width, height, 3))
        style = "chart-own-inverse" if is_own else "chart-text"
        parts.append(svg.centred(style, middle, floor + 3 + height / 2, [str(step)], anchor="middle"))
    bottom = floor + height + 4
    if other:
        below, bottom = _shares_below(other, bottom, width, width + gap)
        parts.extend(below)
    words = _ladder_in_words(own, [StepShares(caption or _("Cohort"), shares or ()), other])
    return svg.document(bottom, parts, title=title, description=words)


def _shares_below(other: StepShares, top: float, width: float, distance: float) -> tuple[list[SafeString], float]:
    """A cohort's shares under the steps, each with a bar as long as its part of the step's `width`, and their end."""
    names = svg.wrap(other.name, svg.WIDTH)
    bars = top + 3 + LINE * len(names)
    drawn = [svg.text("chart-muted", 0, top + 4, names, drop=svg.HANGING)]
    labels = [svg.wrap(share.label, distance - 2) for share in other.shares]
    for step, (share, lines) in enumerate(zip(other.shares, labels, strict=True)):
        x = 0.5 + step * distance
        drawn.append(svg.rect("chart-band", x, bars, max(SLIVER, width * float(share.value) / 100), 5))
        drawn.append(svg.text("chart-text", x, bars + 7, lines, drop=svg.HANGING))
    return drawn, bars + 7 + LINE * max(map(len, labels))


def _ladder_in_words(own: int | None, cohorts: Iterable[StepShares | None]) -> str:
    sentences = [_("No own step.") if own is None else _("Own step: {step} of 4.").format(step=own)]
    for cohort in cohorts:
        if cohort and cohort.shares:
            listed = "; ".join(f"{step}: {share.label}" for step, share in enumerate(cohort.shares))
            sentences.append(_("{cohort}, share on each step: {shares}.").format(cohort=cohort.name, shares=listed))
    return " ".join(sentences)


@dataclass(frozen=True, slots=True)
class _Segment:
    """A part of the bar: its left edge and its width, in user units."""

    part: ChartedPart
    left: float
    width: float

    @property
    def middle(self) -> float:
        return self.left + self.width / 2

    @property
    def lines(self) -> list[str]:
        """The label and, on the last line, the number, as printed inside the bar."""
        return [*svg.wrap(self.part.label, self.width - 6), self.part.formatted]

    @property
    def holds_its_label(self) -> bool:
        return len(self.lines) <= 3 and max(svg.text_width(line) for line in self.lines) + 6 <= self.width


def shares_chart(*, title: str, parts: Sequence[ChartedPart], caption: str = "") -> SafeString:
    """A whole as one bar of at most five parts, labelled inside or, if too narrow, above or below.

    Parts of 0 are left out. Raises ValueError if there are more than five parts.
    """
    if len(parts) > MOST_PARTS:
        raise ValueError(f"at most {MOST_PARTS} parts can be told apart, not {len(parts)}")
    drawn, top = _heading(caption)
    segments = _segments(parts)
    most_lines = max((len(segment.lines) for segment in segments if segment.holds_its_label), default=1)
    height = LINE * most_lines + 8
    outside = [segment for segment in segments if not segment.holds_its_label]
    # Leaders must not cross labels. Above the bar, text runs to the left of its leader, so the leftmost part is next to
    # the bar; below it, text runs to the right, so the rightmost part is.
    above = [segment for segment in outside if segment.middle > svg.WIDTH / 2]
    below = [segment for segment in reversed(outside) if segment.middle <= svg.WIDTH / 2]
    bar_top = top + sum(_beside_height(segment) for segment in above) + (3 if above else 0)
    bottom = bar_top + height
    for index, segment in enumerate(segments):
        style = "chart-band-light" if index % 2 else "chart-band"
        drawn.append(svg.rect(style, segment.left, bar_top, segment.width, height))
        if segment.holds_its_label:
            drawn.append(
                svg.centred("chart-text", segment.middle, bar_top + height / 2, segment.lines, anchor="middle")
            )
    drawn.extend(_beside(above, bar_top, downward=False))
    drawn.extend(_beside(below, bottom, downward=True))
    words = "; ".join(f"{part.label}: {part.formatted}" for part in parts) + "."
    end = bottom + sum(_beside_height(segment) for segment in below)
    return svg.document(end + 2, drawn, title=title, description=words)


def _segments(parts: Sequence[ChartedPart]) -> list[_Segment]:
    segments: list[_Segment] = []
    left = 0.5
    for part in parts:
        if part.percent:
            width = (svg.WIDTH - 1) * float(part.percent) / 100
            segments.append(_Segment(part, left, width))
            left += width
    return segments


def _beside_lines(segment: _Segment) -> list[str]:
    room = max(segment.middle, svg.WIDTH - segment.middle) - 5
    return svg.wrap(f"{segment.part.label} {segment.part.formatted}", room)


def _beside_height(segment: _Segment) -> float:
    return LINE * len(_beside_lines(segment))


def _beside(segments: Iterable[_Segment], edge: float, *, downward: bool) -> list[SafeString]:
    """Labels outside the bar with their leaders, the first one next to `edge`."""
    drawn = []
    near = edge
    for segment in segments:
        x, height = segment.middle, _beside_height(segment)
        top = near + 3 if downward else near - height - 1
        leader_end = top + LINE / 2 if downward else top + height - LINE / 2
        drawn.append(svg.line("chart-leader", x, edge, x, leader_end))
        words = _beside_lines(segment)
        if downward:
            drawn.append(svg.text("chart-text", x + 5, top, words, drop=svg.HANGING))
        else:
            drawn.append(svg.text("chart-text", x - 5, top, words, anchor="end", drop=svg.HANGING))
        near += height if downward else -height
    return drawn


def distribution_chart(*, title: str, options: Sequence[Option], caption: str = "") -> SafeString:
    """The cohort's percentage for each choice as horizontal bars; a diamond and bold type mark the cluster's."""
    drawn, top = _heading(caption)
    y = top
    gutter, label_width, bar_left = 15.0, 146.0, 166.0
    widest = max((svg.text_width(option.formatted) for option in options), default=0.0)
    longest = svg.WIDTH - bar_left - widest - 6
    highest = max((float(option.percent) for option in options if option.percent is not None), default=0.0)
    for option in options:
        lines = svg.wrap(option.label, label_width)
        middle = y + (LINE * len(lines) + 5) / 2
        style = "chart-own-text" if option.is_own else "chart-text"
        if option.is_own:
            drawn.append(svg.diamond(6.5, middle, 5.5))
        drawn.append(svg.centred(style, gutter, middle, lines))
        if option.percent is not None:
            bar = max(SLIVER, longest * float(option.percent) / highest) if highest else SLIVER
            drawn.append(svg.rect("chart-band", bar_left, middle - 5, bar, 10))
            drawn.append(svg.centred(style, bar_left + bar + 5, middle, [option.formatted]))
        elif option.formatted:
            drawn.extend(_hatched(bar_left, middle - 5, HIDDEN, 10))
            drawn.append(svg.centred("chart-muted", bar_left + HIDDEN + 5, middle, [option.formatted]))
        y += LINE * len(lines) + 5
    if any(option.formatted for option in options):
        drawn.append(svg.line("chart-leader", bar_left, top, bar_left, y))
    return svg.document(y + 1, drawn, title=title, description=_distribution_in_words(options))


def _hatched(left: float, top: float, width: float, height: float) -> list[SafeString]:
    """A bar of a length that is not shown: its outline, filled with slanting lines."""
    strokes = range(int(width - height), -1, -int(height / 2))
    return [
        svg.rect("chart-step", left, top, width, height),
        *(svg.line("chart-leader", left + x, top + height, left + x + height, top) for x in strokes),
    ]


def _distribution_in_words(options: Sequence[Option]) -> str:
    own = ", ".join(option.label for option in options if option.is_own)
    sentences = [_("Own choice: {choice}.").format(choice=own) if own else _("No own choice.")]
    listed = "; ".join(f"{option.label}: {option.formatted}" for option in options if option.formatted)
    return " ".join([*sentences, f"{listed}."] if listed else sentences)


def profile_chart(
    *,
    title: str,
    points: Sequence[AreaPoint],
    named: bool = True,
    caption: str = "",
    steps: Sequence[str] = NUMBERED_STEPS,
) -> SafeString:
    """Areas as dot plots on one scale of `steps`: the cluster's mean as a diamond, the cohort's median as a tick.

    If not `named`, only the keys are shown, for pages that list the names beside the chart.
    """
    drawn, top = _heading(caption)
    longest_key = max((svg.text_width(area.key) for area in points), default=0.0)
    names_at = max(16.0, longest_key + 6)
    left = names_at + 136 if named else max(44.0, longest_key + 28)
    right, row = svg.WIDTH - 32, 26.0 if named else 20.0
    axis = Axis(Labelled(0, steps[0]), Labelled(len(steps) - 1, steps[-1]))
    bottom = top + row * len(points)
    for step, label in enumerate(steps):
        x = axis.between(step, left, right)
        drawn.append(svg.line("chart-rule", x, top, x, bottom + 3))
        drawn.append(svg.text("chart-muted", x, bottom + 6, label, anchor="middle", drop=svg.HANGING))
    for index, area in enumerate(points):
        middle = top + row * (index + 0.5)
        drawn.append(svg.centred("chart-muted", 0, middle, [area.key]))
        if named:
            drawn.append(svg.centred("chart-text", names_at, middle, svg.wrap(area.title, 106.0)))
        drawn.extend(_profile_row(area, axis, left, right, middle))
    words = _profile_in_words(points) if steps is NUMBERED_STEPS else _steps_in_words(points, steps)
    return svg.document(bottom + LINE + 6, drawn, title=title, description=words)


def _profile_row(area: AreaPoint, axis: Axis, left: float, right: float, middle: float) -> list[SafeString]:
    """The tick and the diamond of one area, each with its number on the side away from the other."""
    drawn = []
    own_x = axis.between(area.own.value, left, right) if area.own else None
    median_x = axis.between(area.median.value, left, right) if area.median else None
    own_side = -1 if own_x is not None and median_x is not None and own_x < median_x else 1
    if area.median and median_x is not None:
        # If the diamond covers the tick, the number must not overlap the diamond either.
        offset = 5.0 if own_x is None else max(5.0, 10 - abs(own_x - median_x))
        drawn.append(svg.line("chart-median", median_x, middle - 10, median_x, middle + 10))
        drawn.append(_number_beside("chart-text", median_x, middle, area.median.label, -own_side * offset))
    if area.own and own_x is not None:
        drawn.append(svg.diamond(own_x, middle, 5.5))
        drawn.append(_number_beside("chart-own-text", own_x, middle, area.own.label, own_side * 9))
    return drawn


def _number_beside(style: str, x: float, y: float, label: str, offset: float) -> SafeString:
    return svg.centred(style, x + offset, y, [label], anchor="start" if offset > 0 else "end")


def _profile_in_words(points: Sequence[AreaPoint]) -> str:
    return " ".join(
        _("{area}: own value {own}, median {median}.").format(
            area=f"{area.key} {area.title}",
            own=area.own.label if area.own else "–",
            median=area.median.label if area.median else "–",
        )
        for area in points
    )


def _steps_in_words(points: Sequence[AreaPoint], steps: Sequence[str]) -> str:
    """Each area with the name of its step."""
    return " ".join(f"{area.key} {area.title}: {steps[int(area.own.value)] if area.own else '–'}." for area in points)


def mark(*, title: str = "") -> SafeString:
    """The product's logo: six short bars around a centre, each leaning on the next.

    Without a title it is decorative and hidden from screen readers; a tagged PDF needs the title.
    """
    distance, back, ahead = 10.5, 3.0, 6.0
    bars = []
    for sixth in range(6):
        out, along = (sin(pi * sixth / 3), -cos(pi * sixth / 3)), (cos(pi * sixth / 3), sin(pi * sixth / 3))
        ends = ((16 + distance * o + reach * a for o, a in zip(out, along, strict=True)) for reach in (-back, ahead))
        bars.append("M" + "L".join(" ".join(svg.number(coordinate) for coordinate in end) for end in ends))
    naming: dict[str, svg.Attribute] = {"role": "img"} if title else {"aria-hidden": "true"}
    named = [svg.element("title", {}, title)] if title else []
    return svg.element(
        "svg",
        {"xmlns": svg.NAMESPACE, "class": "mark", "viewBox": "0 0 32 32", **naming},
        *named,
        svg.styled("path", "mark-bars", {"d": "".join(bars)}),
    )
