"""The questions of an area as the page shows them and as one of them is saved."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, partial
from typing import Any

from django.db import OperationalError
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from assessments.forms.drawing import FormPart, drawn, filled_in
from assessments.forms.indicator import NOT_APPLICABLE, IndicatorForm
from assessments.models import AnswerRow, Assessment, Evidence, StoredAnswer, User
from assessments.queries.answers import answer_of
from assessments.queries.collaboration import TeamState
from assessments.views.pages import Page, language, today
from assessments.workflow.answering import OpenDraft, StaleAnswer, save_answer, save_in_draft
from assessments.workflow.disk_full import is_disk_full
from criteria.answers import NOTHING, Answer, AnswerState, state_of
from criteria.cross_checks import Finding
from criteria.definitions import Indicator
from criteria.loader import load_edition

logger = logging.getLogger(__name__)
QUIET = TeamState(comments=0, hand_over=None, is_flagged=False)


@cache
def _wording(template: str, edition: str, key: str, language: str) -> SafeString:
    """What the catalogue says of an indicator, as `template` has it."""
    with translation.override(language):
        return render_to_string(template, {"indicator": load_edition(edition).indicator(key)})


@dataclass
class QuestionView:
    """One indicator on an area's page: what is `stored`, or `data` that was typed.

    `version` is that of the stored answer which the person has seen. `conflict` is what somebody else stored
    meanwhile; `last` is the last run's answer; `team` is how the colleagues stand at it, `evidence` what supports it.
    """

    indicator: Indicator
    edition: str
    reference: str
    language: str
    stored: Answer
    version: int
    is_carried: bool = False
    data: Any = None
    state: AnswerState = AnswerState.NOT_STARTED
    findings: Sequence[Finding] = ()
    last: Answer | None = None
    team: TeamState | None = None
    evidence: Sequence[Evidence] = ()
    conflict: AnswerRow | None = None
    conflict_answer: Answer | None = None
    has_no_room: bool = False

    @cached_property
    def form(self) -> IndicatorForm:
        """The form that checks what was typed. A page that only shows what is stored never makes it."""
        return IndicatorForm(
            self.indicator,
            self.stored,
            language=self.language,
            year=today().year,
            data=self.data,
            is_carried=self.is_carried,
        )

    @property
    def answer_fields(self) -> SafeString:
        """The fields of the answer as they are drawn."""
        return self._drawn(FormPart.ANSWER)

    @property
    def reason_field(self) -> SafeString:
        """The field for why it does not apply."""
        return self._drawn(FormPart.REASON)

    def _drawn(self, part: FormPart) -> SafeString:
        if self.data is not None:
            return drawn(self.form, part)
        key = self.indicator.key
        return filled_in(edition=self.edition, key=key, answer=self.stored, language=self.language, part=part)

    @property
    def has_reason(self) -> bool:
        """Whether something stands in the field for why it does not apply."""
        return bool(self.stored.not_applicable if self.data is None else self.form[NOT_APPLICABLE].value())

    @property
    def help(self) -> SafeString:
        """Why it is asked, how to answer, and what counts as evidence."""
        return _wording("assessments/parts/help.html", self.edition, self.indicator.key, self.language)

    @property
    def heading(self) -> SafeString:
        """Its title, and what is asked."""
        return _wording("assessments/parts/question_heading.html", self.edition, self.indicator.key, self.language)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is said below its fields: no evidence, no reason why it does not apply, no team at work."""
        is_plain = self.data is None and not self.stored.not_applicable
        return is_plain and not self.evidence and self.team == QUIET

    @property
    def quiet_foot(self) -> SafeString:
        """What stands below the fields of a quiet question."""
        return _quiet_foot(self.edition, self.reference, self.indicator.key, self.language)

    def save(self, assessment: Assessment, by: User) -> bool:
        """Saves what was typed if it is valid; True if it was stored now or before.

        A conflict stores nothing, and neither does a server without room.
        """
        try:
            return self._save(partial(save_answer, assessment=assessment, by=by))
        except OperationalError as error:
            self.lack_room(error)
            return False

    def save_in(self, draft: OpenDraft, by: User) -> bool:
        """Saves what was typed in a draft opened for `by`, as `save` does; a server without room is the caller's."""
        return self._save(partial(save_in_draft, draft=draft, by=by))

    def _save(self, save: Callable[..., bool]) -> bool:
        if not self.form.is_valid():
            # What somebody else stored meanwhile has not been seen, so the corrected answer must meet it as a conflict.
            self.version = self.form.version
            return False
        if self.form.is_unconfirmed:
            return True
        try:
            is_changed = save(
                indicator=self.indicator.key,
                answer=self.form.answer,
                based_on=self.form.version,
                at=timezone.now(),
            )
        except StaleAnswer as stale:
            self.conflict = stale.current
            self.conflict_answer = answer_of(self.indicator, stale.current)
            # Saving once more is then a choice made with both texts in view.
            self.version = stale.current.version
            return False
        if is_changed:
            self.version = self.form.version + 1
        return True

    def lack_room(self, error: OperationalError) -> None:
        """Notes that the server had no room to save it; any other fault of the database is raised again."""
        if not is_disk_full(error):
            raise error
        logger.exception("The database is full")
        self.has_no_room, self.version = True, self.form.version

    def show_state(self, page: Page) -> None:
        """Shows state and findings as the answers of `page` have them."""
        self.findings = page.findings_for(self.indicator.key)
        self.state = state_of(self.indicator, page.answers.get(self.indicator.key, NOTHING))


def question(
    assessment: Assessment,
    indicator: Indicator,
    row: AnswerRow | StoredAnswer | None,
    *,
    last: Answer | None = None,
    data: Any = None,
) -> QuestionView:
    """The question of one indicator, with what is stored or, with `data`, with what was typed."""
    return QuestionView(
        indicator,
        assessment.edition,
        assessment.reference,
        language(),
        answer_of(indicator, row) if row else NOTHING,
        row.version if row else 0,
        is_carried=bool(row and row.is_carried),
        data=data,
        last=last,
    )


@lru_cache(maxsize=4096)
def _quiet_foot(edition: str, reference: str, key: str, language: str) -> SafeString:
    """What stands below the fields of a quiet question, for whoever may answer it.

    It is the same at every visit, and most questions of a page are quiet.
    """
    indicator = load_edition(edition).indicator(key)
    quiet = QuestionView(indicator, edition, reference, language, NOTHING, 0, team=QUIET)
    context = {
        "question": quiet,
        "indicator": indicator,
        "assessment": {"reference": reference},
        "may": {"edit_answers": True},
    }
    with translation.override(language):
        return render_to_string("assessments/parts/question_foot.html", context)
