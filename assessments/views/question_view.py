"""The questions of an area as they are shown, and as each is saved."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import OperationalError
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from assessments.forms.drawing import FormPart, drawn, filled_in
from assessments.forms.editing import Edit, Seen, posted_seen
from assessments.forms.indicator import NOT_APPLICABLE, IndicatorForm
from assessments.fragments import fragment
from assessments.models import AnswerRow, Assessment, Evidence, StoredAnswer, User
from assessments.queries.answers import answer_of
from assessments.queries.collaboration import TeamState
from assessments.queries.marks import mark_of
from assessments.views.pages import NO_ROOM, Page, language, today
from assessments.workflow.answering import OpenDraft, save_answer, save_in_draft
from assessments.workflow.disk_full import is_disk_full
from criteria.answers import NOTHING, Answer, portable
from criteria.cross_checks import Finding
from criteria.definitions import Indicator
from criteria.loader import load_edition
from criteria.states import AnswerState, state_of

logger = logging.getLogger(__name__)
QUIET = TeamState(comments=0, hand_over=None, is_flagged=False)


def _wording(template: str, edition: str, key: str, language: str) -> SafeString:
    """The catalogue's text on an indicator, rendered with `template`."""
    with translation.override(language):
        return render_to_string(template, {"indicator": load_edition(edition).indicator(key)})


def _content(answer: Answer) -> Any:
    """The content of an answer as JSON-serialisable data."""
    return [{key: portable(value) for key, value in answer.values.items()}, answer.not_applicable]


@dataclass
class QuestionView(Edit[AnswerRow]):
    """One indicator on an area's page, with the `stored` answer or, if `data` is given, with the input.

    `last` is the previous assessment's answer, `team` the colleagues' work on it, `evidence` what supports it.
    """

    indicator: Indicator
    edition: str
    reference: str
    language: str
    stored: Answer
    shown: Seen
    is_carried: bool = False
    data: Any = None
    state: AnswerState = AnswerState.NOT_STARTED
    findings: Sequence[Finding] = ()
    last: Answer | None = None
    team: TeamState | None = None
    evidence: Sequence[Evidence] = ()
    has_no_room: bool = False

    @cached_property
    def form(self) -> IndicatorForm:  # type: ignore[override] # made only when somebody asks for it
        """The form that validates the input; a page that only shows stored answers never creates it."""
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
        """The HTML of the answer's fields."""
        return self._drawn(FormPart.ANSWER)

    @property
    def reason_field(self) -> SafeString:
        """The HTML of the field for the reason why it does not apply."""
        return self._drawn(FormPart.REASON)

    def _drawn(self, part: FormPart) -> SafeString:
        if self.data is not None:
            return drawn(self.form, part)
        key = self.indicator.key
        return filled_in(edition=self.edition, key=key, answer=self.stored, language=self.language, part=part)

    @property
    def has_reason(self) -> bool:
        """Whether the field for that reason is filled."""
        return bool(self.stored.not_applicable if self.data is None else self.form[NOT_APPLICABLE].value())

    @property
    def help(self) -> SafeString:
        """The HTML of why it is asked, how to answer, and what counts as evidence."""
        return fragment(_wording, "assessments/parts/help.html", self.edition, self.indicator.key, self.language)

    @property
    def heading(self) -> SafeString:
        """The HTML of its title and question."""
        return fragment(
            _wording, "assessments/parts/question_heading.html", self.edition, self.indicator.key, self.language
        )

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing below its fields: no evidence, no reason, no activity of the team."""
        is_plain = self.data is None and not self.stored.not_applicable
        return is_plain and not self.evidence and self.team == QUIET

    @property
    def quiet_foot(self) -> SafeString:
        """The HTML below the fields of a quiet question."""
        return fragment(_quiet_foot, self.edition, self.reference, self.indicator.key, self.language)

    @property
    def name(self) -> str:
        return self.indicator.key

    @property
    def typed(self) -> Any:
        return _content(self.form.answer)

    def seen_of(self, current: AnswerRow) -> Seen:
        return Seen(current.version, mark_of(_content(answer_of(self.indicator, current))))

    @property
    def is_untouched(self) -> bool:
        """Whether nothing is to be saved; a carried-over answer waits until it is changed or confirmed."""
        if self.form.is_confirmed:
            return False
        return super().is_untouched or (self.is_carried and self.form.answer == self.stored)

    @property
    def conflict_answer(self) -> Answer | None:
        """The answer that somebody else stored in the meantime."""
        return answer_of(self.indicator, self.conflict) if self.conflict else None

    @property
    def status(self) -> int:
        return NO_ROOM if self.has_no_room else super().status

    def save(self, assessment: Assessment, by: User) -> bool:
        """Saves the input, like `attempt`; if the server has no disk space, nothing is stored either."""
        try:
            return self.attempt(lambda seen: save_answer(assessment=assessment, **self._change(seen, by)))
        except OperationalError as error:
            self.lack_room(error)
            return False

    def save_in(self, draft: OpenDraft, by: User) -> bool:
        """Like `save`, in a draft opened for `by`; the caller handles a server without disk space."""
        return self.attempt(lambda seen: save_in_draft(draft=draft, **self._change(seen, by)))

    def _change(self, seen: Seen, by: User) -> dict[str, Any]:
        return {
            "indicator": self.indicator.key,
            "answer": self.form.answer,
            "based_on": seen.version,
            "by": by,
            "at": timezone.now(),
        }

    def lack_room(self, error: OperationalError) -> None:
        """Records that the server had no disk space; re-raises any other database error."""
        if not is_disk_full(error):
            raise error
        logger.exception("The database is full")
        self.has_no_room, self.shown = True, posted_seen(self.form)

    def show_state(self, page: Page) -> None:
        """Sets state and findings from the answers of `page`."""
        self.findings = page.findings_for(self.indicator)
        self.state = state_of(self.indicator, page.answers.get(self.indicator.key, NOTHING), page.findings)
        if self.data is not None and self.form.errors:
            self.state = AnswerState.INCONSISTENT


def question_of(
    assessment: Assessment,
    indicator: Indicator,
    row: AnswerRow | StoredAnswer | None,
    *,
    last: Answer | None = None,
    data: Any = None,
) -> QuestionView:
    """The question of one indicator, with the stored answer or, if `data` is given, with the input."""
    stored = answer_of(indicator, row) if row else NOTHING
    return QuestionView(
        indicator,
        assessment.edition,
        assessment.reference,
        language(),
        stored,
        Seen(row.version if row else 0, mark_of(_content(stored))),
        is_carried=bool(row and row.is_carried),
        data=data,
        last=last,
    )


def _quiet_foot(edition: str, reference: str, key: str, language: str) -> SafeString:
    """The HTML below the fields of a quiet question, as most are, for people who may answer it."""
    indicator = load_edition(edition).indicator(key)
    quiet = QuestionView(indicator, edition, reference, language, NOTHING, Seen(0), team=QUIET)
    context = {
        "question": quiet,
        "indicator": indicator,
        "assessment": {"reference": reference},
        "may": {"edit_answers": True},
    }
    with translation.override(language):
        return render_to_string("assessments/parts/question_foot.html", context)
