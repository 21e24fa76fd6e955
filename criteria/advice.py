"""How often each recommendation is given in a cohort, and to whom it does not fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from criteria.answers import Answers
from criteria.definitions import Edition, Recommendation
from criteria.development import develop
from criteria.languages import FALLBACK
from criteria.measures import measure_all


@dataclass(frozen=True, slots=True)
class Run:
    """The answers of one assessment with the year they were given in; `name` is its reference or file."""

    name: str
    answers: Answers
    year: int


@dataclass(frozen=True, slots=True)
class GivenAdvice:
    """A recommendation, the names of the runs in which it is given, and of those among them to which it is wrong.

    `merged`: the other recommendations of the same act that it stood for, and in how many runs.
    """

    recommendation: Recommendation
    runs: tuple[str, ...]
    misfits: tuple[str, ...]
    merged: tuple[tuple[str, int], ...] = ()


def given_advice(edition: Edition, runs: Iterable[Run]) -> list[GivenAdvice]:
    """Every recommendation of the edition in the order of the questionnaire, with the runs in which it is given."""
    given: dict[str, list[str]] = {}
    wrong: dict[str, list[str]] = {}
    merged: dict[str, Counter[str]] = {}
    for run in runs:
        measured = measure_all(edition, run.answers, year=run.year)
        development = develop(edition, run.answers, measured)
        for pair in development.merged:
            merged.setdefault(pair.given.key, Counter())[pair.recommendation.key] += 1
        for recommendation in development.recommendations:
            given.setdefault(recommendation.key, []).append(run.name)
            misfit = edition.rules.misfits.get(recommendation.key)
            if misfit and misfit(run.answers, measured.numbers):
                wrong.setdefault(recommendation.key, []).append(run.name)
    return [
        GivenAdvice(
            r, tuple(given.get(r.key, ())), tuple(wrong.get(r.key, ())), tuple(merged.get(r.key, Counter()).items())
        )
        for indicator in edition.indicators
        for r in indicator.recommendations
    ]


def advice_lines(given: Sequence[GivenAdvice], runs: int) -> list[str]:
    """A line for each recommendation, more if it does not fit somebody or stands for others, and a summary."""
    lines = []
    for advice in given:
        title = advice.recommendation.title.in_language(FALLBACK)
        lines.append(f"{len(advice.runs):5} of {runs}  {advice.recommendation.key}  {title}")
        if advice.misfits:
            lines.append(f"      does not fit {len(advice.misfits)}: {', '.join(advice.misfits)}")
        if advice.merged:
            lines.append(f"      same act as {', '.join(f'{key} ({times})' for key, times in advice.merged)}")
    never = sum(not advice.runs for advice in given)
    misfits = sum(len(advice.misfits) for advice in given)
    return [*lines, f"{len(given)} recommendations, {never} never given, {misfits} times to whom it does not fit"]
