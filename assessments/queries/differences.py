"""What importing an answer file would change in a draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessments.models import Assessment
from criteria.answers import NOTHING, Answer, Answers, Value
from criteria.definitions import Edition, Field, Indicator


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """The change to one field, None for blank.

    `asked` is None for the reason why the indicator does not apply.
    """

    indicator: Indicator
    asked: Field | None
    before: Value | None
    after: Value | None


@dataclass(frozen=True, slots=True)
class Difference:
    """The changes a file would make, how many values stay the same, and how many answered indicators it lacks."""

    changes: tuple[AnswerChange, ...]
    same: int
    unnamed: int

    @property
    def filled(self) -> list[AnswerChange]:
        """The changes to fields that are blank now."""
        return [change for change in self.changes if change.before is None]

    @property
    def replaced(self) -> list[AnswerChange]:
        """The changes from one value to another."""
        return [change for change in self.changes if change.before is not None and change.after is not None]

    @property
    def removed(self) -> list[AnswerChange]:
        """The changes that would leave a field blank."""
        return [change for change in self.changes if change.after is None]

    @property
    def keys(self) -> list[str]:
        """The indicators that would change."""
        return list(dict.fromkeys(change.indicator.key for change in self.changes))


def difference(edition: Edition, stored: Answers, given: Answers) -> Difference:
    """What storing `given` would change in `stored`. An indicator that is not in `given` keeps its answer."""
    pairs = [
        change
        for indicator in edition.indicators
        if indicator.key in given
        for change in _compared(indicator, stored.get(indicator.key, NOTHING), given[indicator.key])
    ]
    answered = [key for key, answer in stored.items() if answer != NOTHING]
    return Difference(
        changes=tuple(change for change in pairs if not _is_same(change)),
        same=sum(_is_same(change) and change.after is not None for change in pairs),
        unnamed=len(set(answered) - set(given)),
    )


def _is_same(change: AnswerChange) -> bool:
    # 1.2 and 1.20 are equal numbers, but a copy must keep the digits as written.
    return change.before == change.after and str(change.before) == str(change.after)


def _compared(indicator: Indicator, before: Answer, after: Answer) -> Iterator[AnswerChange]:
    for asked in indicator.fields:
        yield AnswerChange(indicator, asked, before.values.get(asked.key), after.values.get(asked.key))
    yield AnswerChange(indicator, None, before.not_applicable or None, after.not_applicable or None)


def versions_of(assessment: Assessment, keys: Iterable[str]) -> dict[str, int]:
    """The versions of the stored answers to the indicators `keys`; 0 if there is no answer."""
    stored = dict(assessment.answers.filter(indicator__in=list(keys)).values_list("indicator", "version"))
    return {key: stored.get(key, 0) for key in keys}
