"""The eligibility verdict on an assessment."""

from __future__ import annotations

from assessments.models import Assessment
from assessments.queries.answers import effective_answers
from criteria.answers import Answers
from criteria.eligibility import EligibilityFacts, GrantedWaiver, Verdict, judge
from criteria.loader import load_edition


def facts_of(assessment: Assessment, answers: Answers) -> EligibilityFacts:
    """The input of the verdict: `answers`, the organisation's profile and the granted waivers."""
    organisation = assessment.organisation
    return EligibilityFacts(
        answers=answers,
        eccp_status=organisation.eccp_status,
        eccp_profile=organisation.eccp_profile,
        eccp_accepted=organisation.eccp_accepted,
        website=organisation.website,
        waivers={
            waiver.criterion: GrantedWaiver(waiver.programme, waiver.reason) for waiver in assessment.waivers.all()
        },
    )


def verdict_of(assessment: Assessment, answers: Answers | None = None) -> Verdict:
    """The verdict by the assessment's edition on `answers`, by default the effective ones."""
    if answers is None:
        answers = effective_answers(assessment)
    return judge(load_edition(assessment.edition), facts_of(assessment, answers))
