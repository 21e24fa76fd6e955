"""Eligibility of an assessment, and handing it in."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.access import Action, require
from assessments.models import Assessment, Status, User
from assessments.workflow.answering import effective_answers
from assessments.workflow.auditing import lock, record
from assessments.workflow.notifying import Event, notify, owners_of, secretariat_of
from criteria.answers import Answers
from criteria.eligibility import Facts, RuleResult, RuleState, Verdict, Waiver, judge
from criteria.loader import load_edition


class NotSubmittable(Exception):
    """A binding criterion is not met and not waived. `rules` are those at fault."""

    def __init__(self, rules: list[RuleResult]) -> None:
        super().__init__(", ".join(rule.criterion.key for rule in rules))
        self.rules = rules


def facts_of(assessment: Assessment, answers: Answers) -> Facts:
    """What eligibility is judged on: `answers`, the organisation's profile and the waivers granted."""
    organisation = assessment.organisation
    return Facts(
        answers=answers,
        eccp_status=organisation.eccp_status,
        eccp_profile=organisation.eccp_profile,
        eccp_accepted=organisation.eccp_accepted,
        website=organisation.website,
        waivers={waiver.criterion: Waiver(waiver.programme, waiver.reason) for waiver in assessment.waivers.all()},
    )


def verdict_of(assessment: Assessment, answers: Answers | None = None) -> Verdict:
    """The verdict on an assessment by its edition, on the answers that count (read if they are not given)."""
    if answers is None:
        answers = effective_answers(assessment)
    return judge(load_edition(assessment.edition), facts_of(assessment, answers))


@transaction.atomic
def submit(*, assessment: Assessment, by: User, at: dt.datetime) -> Assessment:
    """Hands the answers in, which freezes them. Raises NotSubmittable while a binding criterion is not met."""
    current = lock(assessment)
    require(Action.SUBMIT, by, current)
    failed = [rule for rule in verdict_of(current).binding if rule.state is RuleState.NOT_MET]
    if failed:
        raise NotSubmittable(failed)
    current.status, current.submitted_at = Status.SUBMITTED, at
    current.save(update_fields=["status", "submitted_at"])
    owners = owners_of(current.organisation).exclude(pk=by.pk)
    notify(event=Event.HANDED_IN, assessment=current, to=[*secretariat_of(current), *owners], at=at)
    record(action="submitted", actor=by, at=at, assessment=current, before=Status.DRAFT, after=Status.SUBMITTED)
    return current
