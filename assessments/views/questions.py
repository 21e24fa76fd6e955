"""The questions of an area as the page shows them and as one of them is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from assessments.forms.indicator import IndicatorForm
from assessments.models import Answer as AnswerRow
from assessments.models import Assessment, Evidence, User
from assessments.views.pages import Page, language, today
from assessments.workflow import StaleAnswer, answer_of, save_answer
from assessments.workflow.together import TeamState
from criteria.answers import NOTHING, Answer, Answers, AnswerState, state_of
from criteria.cross_checks import Finding
from criteria.definitions import Indicator


@dataclass(slots=True)
class Question:
    """One indicator on an area's page. `version` is the stored answer's that the page shows.

    `conflict` is what somebody else stored meanwhile; `last` is the last run's answer; `team` is how the colleagues
    stand at it, `evidence` what supports it.
    """

    indicator: Indicator
    form: IndicatorForm
    state: AnswerState
    findings: list[Finding]
    version: int
    last: Answer | None = None
    team: TeamState | None = None
    evidence: Sequence[Evidence] = ()
    conflict: AnswerRow | None = None
    conflict_answer: Answer | None = None

    def save(self, assessment: Assessment, by: User) -> bool:
        """Saves what was typed if it is valid; True if it was stored now or before. A conflict stores nothing."""
        if not self.form.is_valid():
            return False
        if self.form.is_unconfirmed:
            return True
        try:
            save_answer(
                assessment=assessment,
                indicator=self.indicator.key,
                answer=self.form.answer,
                based_on=self.form.version,
                by=by,
                at=timezone.now(),
            )
        except StaleAnswer as stale:
            self.conflict = stale.current
            self.conflict_answer = answer_of(self.indicator, stale.current)
            # Saving once more is then a choice made with both texts in view.
            self.version = stale.current.version
            return False
        return True

    def refresh(self, page: Page, rows: Mapping[str, AnswerRow]) -> None:
        """Shows state, findings and version as they stand after saving."""
        key = self.indicator.key
        self.findings = page.findings_for(key)
        self.state = state_of(self.indicator, page.answers.get(key, NOTHING))
        if key in rows:
            self.version = rows[key].version


def question(
    page: Page, indicator: Indicator, rows: Mapping[str, AnswerRow], *, last: Answers, data: Any = None
) -> Question:
    """The question of one indicator, with what is stored or, with `data`, with what was typed."""
    row = rows.get(indicator.key)
    answer = answer_of(indicator, row) if row else NOTHING
    form = IndicatorForm(
        indicator,
        answer,
        language=language(),
        year=today().year,
        data=data,
        is_carried=bool(row and row.is_carried),
    )
    return Question(
        indicator,
        form,
        state_of(indicator, page.answers.get(indicator.key, NOTHING)),
        page.findings_for(indicator.key),
        row.version if row else 0,
        last.get(indicator.key),
    )


def rows_of(assessment: Assessment) -> dict[str, AnswerRow]:
    """The stored answers, carried ones too. One query."""
    return {row.indicator: row for row in assessment.answers.select_related("updated_by")}
