"""The two parts of the interview page that are saved: the agreement and the remark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.forms.drawing import drawn, filled_in
from assessments.forms.editing import Edit, Seen, faults_of, posted_seen
from assessments.forms.indicator import IndicatorForm
from assessments.forms.interview import AS_ANSWERED, OPEN, OTHER, AgreementForm, RemarkForm
from assessments.models import AnswerRow, Assessment, Remark, User
from assessments.queries.agreements import Agreement, agreement_of
from assessments.queries.answers import agreed_of, answer_of
from assessments.queries.marks import mark_of
from assessments.views.pages import language, today
from assessments.workflow.agreeing import InView, agree_value, confirm_answer, write_remark
from criteria.answers import NOTHING, Answer, portable
from criteria.definitions import Indicator

AGREED, REMARK = "agreed", "remark"
# The prefix of the fields for another value than the cluster's own.
OTHER_VALUE = f"{AGREED}-value"
# The code of errors that only mean that the input is not complete yet.
UNFINISHED = "unfinished"


def _content(verdict: str, values: Mapping[str, Any], reason: str) -> Any:
    """The content of the agreement for its mark; values and reason count only for a different value."""
    if verdict != OTHER:
        return [verdict or OPEN]
    return [OTHER, {key: portable(value) for key, value in values.items()}, reason]


def _verdict(row: AnswerRow | None) -> str:
    if row is None or row.agreed_at is None:
        return OPEN
    # If the own answer has changed since, it must be agreed on again; a different agreed value remains.
    if row.agreed is None:
        return OPEN if agreement_of(row) is Agreement.CHANGED else AS_ANSWERED
    return OTHER


@dataclass
class AgreedPart(Edit[AnswerRow]):
    """The agreement on one indicator, as stored or as typed."""

    edition: str
    indicator: Indicator
    row: AnswerRow | None
    own: Answer
    form: AgreementForm
    values: IndicatorForm
    shown: Seen

    name = AGREED

    @property
    def values_html(self) -> SafeString:
        """The HTML of the fields for another value."""
        if self.values.is_bound:
            return drawn(self.values)
        answer, language = self.values.answer, self.values.language
        return filled_in(
            edition=self.edition, key=self.indicator.key, answer=answer, language=language, prefix=OTHER_VALUE
        )

    @property
    def agreement(self) -> Agreement:
        """The stored agreement."""
        return agreement_of(self.row)

    @property
    def agreed(self) -> Answer | None:
        """The stored different value, if any."""
        return agreed_of(self.indicator, self.row) if self.row else None

    @property
    def typed(self) -> Any:
        return _content(self.verdict, self.values.answer.values, self.form.cleaned_data["reason"])

    @property
    def verdict(self) -> str:
        """The verdict chosen in the valid form."""
        return self.form.cleaned_data["verdict"] or OPEN

    def seen_of(self, current: AnswerRow) -> Seen:
        return _seen_agreement(self.indicator, current)

    @property
    def is_own_changed(self) -> bool:
        """Whether the conflict is a change by the cluster of its own answer; otherwise by a colleague."""
        return self.conflict is not None and self.conflict.agreed_version == posted_seen(self.form).version

    @property
    def changed_by(self) -> User | None:
        return None if self.conflict is None or self.is_own_changed else self.conflict.agreed_by

    @property
    def changed_at(self) -> dt.datetime | None:
        return None if self.conflict is None else self.conflict.agreed_at

    @property
    def conflict_answer(self) -> Answer | None:
        """What was stored in the meantime: the cluster's own answer, or the value that a colleague agreed on."""
        if self.conflict is None:
            return None
        return (answer_of if self.is_own_changed else agreed_of)(self.indicator, self.conflict)

    def is_valid(self) -> bool:
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
        """What is still missing, if only that prevents saving; otherwise ""."""
        errors = [error for field in self.form.errors.as_data().values() for error in field]
        if self.values.errors or any(error.code != UNFINISHED for error in errors):
            return ""
        return " ".join(message for error in errors for message in error.messages)

    @property
    def faults(self) -> Iterator[tuple[BoundField, str]]:
        """Each error with its field, unless the input is only incomplete."""
        if self.unfinished:
            return iter(())
        return chain(faults_of(self.form), faults_of(self.values))

    def save(self, assessment: Assessment, by: User) -> bool:
        """Saves the input, like `attempt`."""
        if not self.attempt(lambda seen: self._store(assessment, by, seen)):
            return False
        self.row = assessment.answers.select_related("agreed_by").filter(indicator=self.indicator.key).first()
        return True

    def _store(self, assessment: Assessment, by: User, seen: Seen) -> bool:
        key, at, in_view = self.indicator.key, timezone.now(), InView(seen.version, seen.own)
        if self.verdict == AS_ANSWERED:
            return confirm_answer(assessment=assessment, indicator=key, by=by, at=at, seen=in_view)
        answer, reason = self.values.answer if self.verdict == OTHER else None, self.form.cleaned_data["reason"]
        return agree_value(
            assessment=assessment, indicator=key, answer=answer, reason=reason, by=by, at=at, seen=in_view
        )


def _seen_agreement(indicator: Indicator, row: AnswerRow | None) -> Seen:
    agreed = agreed_of(indicator, row) if row else None
    reason = row.agreed_reason if row else ""
    content = _content(_verdict(row), agreed.values if agreed else {}, reason)
    if agreed and agreement_of(row) is Agreement.CHANGED:
        # A mark that no input can have, so that saving the different value unchanged affirms it.
        content = [Agreement.CHANGED, content]
    return Seen(row.agreed_version if row else 0, mark_of(content), row.version if row else 0)


def agreed_part(edition: str, indicator: Indicator, row: AnswerRow | None, data: Any = None) -> AgreedPart:
    """The agreement with the stored content or, if `data` is given, with the input."""
    own = answer_of(indicator, row) if row else NOTHING
    agreed = agreed_of(indicator, row) if row else None
    return AgreedPart(
        edition=edition,
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
            prefix=OTHER_VALUE,
            ask_not_applicable=False,
        ),
        shown=_seen_agreement(indicator, row),
    )


@dataclass
class RemarkPart(Edit[Remark]):
    """The remark on one indicator, as stored or as typed."""

    indicator: Indicator
    form: RemarkForm
    shown: Seen

    name = REMARK

    @property
    def typed(self) -> Any:
        return self.form.cleaned_data["remark"]

    def seen_of(self, current: Remark) -> Seen:
        return _seen_remark(current)

    def save(self, assessment: Assessment, by: User) -> bool:
        """Saves the input, like `attempt`."""
        return self.attempt(
            lambda seen: write_remark(
                assessment=assessment,
                indicator=self.indicator.key,
                text=self.typed,
                by=by,
                at=timezone.now(),
                based_on=seen.version,
            )
        )


def _seen_remark(remark: Remark | None) -> Seen:
    return Seen(remark.version if remark else 0, mark_of(remark.text if remark else ""))


def remark_part(indicator: Indicator, remark: Remark | None, data: Any = None) -> RemarkPart:
    """The remark with the stored content or, if `data` is given, with the input."""
    form = RemarkForm(data, prefix=REMARK, initial={"remark": remark.text if remark else ""})
    return RemarkPart(indicator, form, _seen_remark(remark))
