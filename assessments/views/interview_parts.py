"""The two parts of the interview page that are saved: what is agreed, and the remark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.forms.indicator import IndicatorForm
from assessments.forms.interview import AS_ANSWERED, OPEN, OTHER, AgreementForm, RemarkForm, Seen, seen_of
from assessments.models import AnswerRow, Assessment, Remark, User
from assessments.queries.agreements import Agreement, agreement_of
from assessments.queries.answers import agreed_of, answer_of
from assessments.views.pages import language, today
from assessments.workflow.agreeing import (
    InView,
    StaleAgreement,
    StaleRemark,
    UnseenAnswer,
    agree_value,
    confirm_answer,
    write_remark,
)
from criteria.answers import NOTHING, Answer, portable
from criteria.definitions import Indicator

AGREED, REMARK = "agreed", "remark"
# The code of faults that mean: not all of it is typed yet.
UNFINISHED = "unfinished"


def _content(verdict: str, values: Mapping[str, Any], reason: str) -> Any:
    """What the agreed part says, in a form that can be marked; values and reason count only with another value."""
    if verdict != OTHER:
        return [verdict or OPEN]
    return [OTHER, {key: portable(value) for key, value in values.items()}, reason]


def _verdict(row: AnswerRow | None) -> str:
    if row is None or row.agreed_at is None:
        return OPEN
    # An answer that changed since has to be agreed on again; another value that was agreed still stands.
    if row.agreed is None:
        return OPEN if agreement_of(row) is Agreement.CHANGED else AS_ANSWERED
    return OTHER


@dataclass(slots=True)
class AgreedPart:
    """What is agreed on one indicator, as stored or as typed. `conflict` is what somebody else stored meanwhile.

    `is_own_changed`: that is the cluster's own answer, which `conflict_answer` then is; otherwise a colleague's.
    """

    indicator: Indicator
    row: AnswerRow | None
    own: Answer
    form: AgreementForm
    values: IndicatorForm
    shown: Seen
    conflict: AnswerRow | None = None
    conflict_answer: Answer | None = None
    is_own_changed: bool = False

    name = AGREED

    @property
    def agreement(self) -> Agreement:
        """What was agreed, as it is stored."""
        return agreement_of(self.row)

    @property
    def agreed(self) -> Answer | None:
        """The other value that was agreed, as it is stored."""
        return agreed_of(self.indicator, self.row) if self.row else None

    def is_valid(self) -> bool:
        """Whether what was typed can be stored; faults stand at their fields."""
        if not self.form.is_valid():
            return False
        if self.form.cleaned_data["verdict"] != OTHER:
            return True
        if not self.values.is_valid():
            return False
        if not self.values.answer.values:
            self._lacks("verdict", _("Give the value that was agreed."))
        elif dict(self.values.answer.values) == dict(self.own.values):
            self._lacks("verdict", _("The other value is still missing: this is the cluster's own answer."))
        elif not self.form.cleaned_data["reason"]:
            self._lacks("reason", _("Say why another value than the cluster's own was agreed."))
        return not self.form.errors

    def _lacks(self, field: str, words: str) -> None:
        self.form.add_error(field, ValidationError(words, code=UNFINISHED))

    @property
    def unfinished(self) -> str:
        """What is still missing, if that is all that keeps it from being saved; else nothing."""
        errors = [error for field in self.form.errors.as_data().values() for error in field]
        if self.values.errors or any(error.code != UNFINISHED for error in errors):
            return ""
        return " ".join(message for error in errors for message in error.messages)

    def save(self, assessment: Assessment, by: User) -> bool:
        """Saves what was typed if it is valid; True if it is stored now. A conflict stores nothing."""
        is_valid = self.is_valid()
        # What a colleague stored meanwhile has not been seen: what is typed next must meet it as a conflict.
        self.shown = self.form.seen
        if not is_valid:
            return False
        verdict, reason = self.form.cleaned_data["verdict"] or OPEN, self.form.cleaned_data["reason"]
        if seen_of(0, _content(verdict, self.values.answer.values, reason)).mark == self.form.seen.mark:
            return True
        try:
            self._store(assessment, by, verdict, reason)
        except UnseenAnswer as unseen:
            self.conflict = self.row = unseen.current
            self.conflict_answer = self.own = answer_of(self.indicator, unseen.current)
            self.is_own_changed = True
            self.shown = _seen_agreement(self.indicator, unseen.current)
            return False
        except StaleAgreement as stale:
            self.conflict = self.row = stale.current
            self.conflict_answer = agreed_of(self.indicator, stale.current)
            # Saving once more is then a choice made with both in view.
            self.shown = _seen_agreement(self.indicator, stale.current)
            return False
        self._refresh(assessment)
        return True

    def _store(self, assessment: Assessment, by: User, verdict: str, reason: str) -> None:
        key, at, seen = self.indicator.key, timezone.now(), InView(self.form.seen.version, self.form.seen.own)
        if verdict == AS_ANSWERED:
            confirm_answer(assessment=assessment, indicator=key, by=by, at=at, seen=seen)
            return
        answer = self.values.answer if verdict == OTHER else None
        agree_value(assessment=assessment, indicator=key, answer=answer, reason=reason, by=by, at=at, seen=seen)

    def _refresh(self, assessment: Assessment) -> None:
        """Reads again what is stored."""
        self.row = assessment.answers.select_related("agreed_by").filter(indicator=self.indicator.key).first()
        self.shown = _seen_agreement(self.indicator, self.row)


def _seen_agreement(indicator: Indicator, row: AnswerRow | None) -> Seen:
    agreed = agreed_of(indicator, row) if row else None
    reason = row.agreed_reason if row else ""
    content = _content(_verdict(row), agreed.values if agreed else {}, reason)
    if agreed and agreement_of(row) is Agreement.CHANGED:
        # Unlike anything that can be typed: saving the other value as it stands then affirms it.
        content = [Agreement.CHANGED, content]
    return seen_of(row.agreed_version if row else 0, content, own=row.version if row else 0)


def agreed_part(indicator: Indicator, row: AnswerRow | None, data: Any = None) -> AgreedPart:
    """The agreed part with what is stored or, with `data`, with what was typed."""
    own = answer_of(indicator, row) if row else NOTHING
    agreed = agreed_of(indicator, row) if row else None
    return AgreedPart(
        indicator=indicator,
        row=row,
        own=own,
        form=AgreementForm(
            data, prefix=AGREED, initial={"verdict": _verdict(row), "reason": row.agreed_reason if row else ""}
        ),
        values=IndicatorForm(
            indicator,
            Answer((agreed or own).values),
            language=language(),
            year=today().year,
            data=data,
            prefix=f"{AGREED}-value",
            ask_not_applicable=False,
        ),
        shown=_seen_agreement(indicator, row),
    )


@dataclass(slots=True)
class RemarkPart:
    """The remark on one indicator, as stored or as typed. `conflict` is what somebody else stored meanwhile."""

    indicator: Indicator
    remark: Remark | None
    form: RemarkForm
    shown: Seen
    conflict: Remark | None = None

    name = REMARK

    def save(self, assessment: Assessment, by: User) -> bool:
        """Saves what was typed if it is valid; True if it is stored now. A conflict stores nothing."""
        is_valid = self.form.is_valid()
        self.shown = self.form.seen
        if not is_valid:
            return False
        text = self.form.cleaned_data["remark"].replace("\r\n", "\n")
        if seen_of(0, text).mark == self.form.seen.mark:
            return True
        try:
            write_remark(
                assessment=assessment,
                indicator=self.indicator.key,
                text=text,
                by=by,
                at=timezone.now(),
                based_on=self.form.seen.version,
            )
        except StaleRemark as stale:
            self.conflict = stale.current
            self.shown = _seen_remark(stale.current)
            return False
        self._refresh(assessment)
        return True

    def _refresh(self, assessment: Assessment) -> None:
        """Reads again what is stored."""
        self.remark = assessment.remarks.filter(indicator=self.indicator.key).first()
        self.shown = _seen_remark(self.remark)


def _seen_remark(remark: Remark | None) -> Seen:
    return seen_of(remark.version if remark else 0, remark.text if remark else "")


def remark_part(indicator: Indicator, remark: Remark | None, data: Any = None) -> RemarkPart:
    """The remark with what is stored or, with `data`, with what was typed."""
    form = RemarkForm(data, prefix=REMARK, initial={"remark": remark.text if remark else ""})
    return RemarkPart(indicator, remark, form, _seen_remark(remark))
