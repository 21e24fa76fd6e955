"""The chapters on change and planning: changes since the previous assessment, the plan for a year, the index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from assessments.material import Earlier, Material
from assessments.models import Reply
from assessments.queries.following_up import RecommendationOutcome
from assessments.queries.recommendations import DraftedRecommendation
from assessments.report.charts.data import Figure
from assessments.report.content.changes_tree import Changes, MeasureChange
from assessments.report.content.followed import earlier_recommendations
from assessments.report.content.recommendations import advice_block, first_steps, lacking_indicators
from assessments.report.content.tree import AreaChapter, IndexLine, Plan, PlanMonth
from assessments.report.words.change import changes_sentence, effort_sentence, plan_lead
from criteria.definitions import Measure
from criteria.formatting import format_measure, format_month, format_number

MONTHS: Final = 12
# In which month of the plan each of the first steps begins: what a binding criterion lacks, then least effort first.
# This project's own suggestion: it gives a small team time to finish one step before the next.
STARTS: Final = (0, 1, 3, 5, 8)


def changes(material: Material) -> Changes | None:
    """Changes since the organisation's previous finished assessment; None if there is none."""
    if material.earlier is None:
        return None
    levels = _levels(material, material.earlier)
    risen = sum(change.direction == "up" for change in levels)
    fallen = sum(change.direction == "down" for change in levels)
    return Changes(
        sentence=changes_sentence(risen, fallen, material.earlier.year),
        levels=tuple(change for change in levels if change.direction != "same"),
        numbers=_numbers(material, material.earlier),
        advice=earlier_recommendations(material),
    )


def _direction(before: Decimal | int, now: Decimal | int) -> str:
    return "up" if now > before else "down" if now < before else "same"


def _levels(material: Material, earlier: Earlier) -> list[MeasureChange]:
    """The practices that have a level in both assessments."""
    then, now = earlier.development.levels, material.development.levels
    return [
        MeasureChange(i.key, i.title.in_language(material.language), str(then[i.key]), str(now[i.key]),
               _direction(then[i.key], now[i.key]))
        for i in material.edition.indicators
        if i.key in then and i.key in now
    ]  # fmt: skip


def _numbers(material: Material, earlier: Earlier) -> tuple[MeasureChange, ...]:
    """The measures whose printed values differ between the two assessments; ladders are listed with the levels.

    How many of several options are chosen is not repeated if another measure of the indicator says the same.
    """
    moved: list[MeasureChange] = []
    for indicator in material.edition.indicators:
        for measure in indicator.measures:
            key = f"{indicator.key}.{measure.key}"
            before, now = earlier.measured.numbers.get(key), material.measured.numbers.get(key)
            if before is None or now is None or measure.ladder:
                continue
            was, is_now = _written(measure, before, material), _written(measure, now, material)
            is_repeated = measure.several and any(
                (change.key, change.before, change.now) == (indicator.key, was, is_now) for change in moved
            )
            if was != is_now and not is_repeated:
                title = measure.label.in_language(material.language)
                moved.append(MeasureChange(indicator.key, title, was, is_now, _direction(before, now)))
    return tuple(moved)


def _written(measure: Measure, value: Decimal, material: Material) -> str:
    return format_measure(measure, value, material.language)


def plan(material: Material) -> Plan | None:
    """Twelve months starting with the month after the report, with the first steps spread over them; None without any.

    A step that the cluster promised by a day is in the month of that day, or in the first one if that is earlier, as
    is what it promised after the previous assessment and has not done. What it has done or declined is left out. The
    other steps begin after those in the first month.
    """
    closed = {key for key, reply in material.replies.items() if reply.reply in (Reply.DONE, Reply.NOT_NOW)}
    chosen = [advice for advice in first_steps(material) if advice.key not in closed]
    overdue = _overdue(material) - closed
    chosen += [advice for advice in material.advice if advice.key in overdue and advice not in chosen]
    if not chosen:
        return None
    months = [_months_on(material.today, number + 1) for number in range(MONTHS)]
    due = dict.fromkeys(overdue, months[0])
    due |= {advice.key: month for advice in chosen if (month := _promised(material, advice)) is not None}
    promised = {key: max(month, months[0]) for key, month in due.items() if month <= months[-1]}
    lacking = lacking_indicators(material)
    free = sorted(
        (advice for advice in chosen if advice.key not in promised),
        key=lambda advice: (advice.recommendation.indicator not in lacking, advice.recommendation.effort),
    )
    taken = min(sum(month == months[0] for month in promised.values()), len(STARTS) - len(free))
    starts = STARTS[taken:]
    begun = promised | {advice.key: months[start] for start, advice in zip(starts, free, strict=False)}
    lines = (
        PlanMonth(
            format_month(month, material.language),
            tuple(advice_block(material, advice) for advice in chosen if begun[advice.key] == month),
        )
        for month in months
    )
    is_lacking = any(advice.recommendation.indicator in lacking for advice in free)
    lead = plan_lead(has_promises=bool(promised), has_others=bool(free), is_lacking=is_lacking)
    return Plan(f"{lead} {_effort(material, chosen)}", tuple(lines))


def _effort(material: Material, steps: Sequence[DraftedRecommendation]) -> str:
    workload = material.edition.workload
    days = sum(workload.days[advice.recommendation.effort - 1] for advice in steps)
    fte = material.measured.numbers.get(workload.management)
    available = None if fte is None else round(fte * workload.days_a_year, -1)
    return effort_sentence(days, None if available is None else format_number(available, material.language))


def _overdue(material: Material) -> set[str]:
    """The keys of what the cluster promised after the previous assessment by a day that has passed."""
    followed = material.follow_up.followed if material.follow_up else ()
    return {item.advice.key for item in followed if item.outcome is RecommendationOutcome.OVERDUE}


def _promised(material: Material, advice: DraftedRecommendation) -> dt.date | None:
    """The month by which the cluster promised to act on a recommendation, if it did."""
    reply = material.replies.get(advice.key)
    return reply.due_on.replace(day=1) if reply and reply.due_on else None


def _months_on(day: dt.date, months: int) -> dt.date:
    """The first day of the month that is `months` after `day`."""
    number = day.year * MONTHS + day.month - 1 + months
    return dt.date(number // MONTHS, number % MONTHS + 1, 1)


def _names(figure: Figure) -> tuple[str, ...]:
    """The names of the measures in a figure: those it gives, otherwise its title up to the colon, which is one."""
    return figure.measures or (figure.title.partition(":")[0],)


def index(areas: tuple[AreaChapter, ...]) -> tuple[IndexLine, ...]:
    """One line for every indicator that has figures or recommendations."""
    lines = (
        IndexLine(
            page.key,
            page.title,
            tuple(
                name
                for figure in (*page.comparisons, *(ladder.figure for ladder in page.ladders))
                for name in _names(figure)
            ),
            page.advice,
        )
        for area in areas
        for page in area.indicators
    )
    return tuple(line for line in lines if line.figures or line.advice)
