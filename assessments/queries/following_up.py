"""What became of the recommendations of the previous assessment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from assessments.models import Assessment, RecommendationReply, Reply
from assessments.queries.answers import effective_answers
from assessments.queries.assessments import assessment_year
from assessments.queries.recommendations import DraftedRecommendation, final_recommendations, replies_to
from criteria.answers import NOTHING, Answers, is_answered_in_full
from criteria.definitions import Edition, Recommendation
from criteria.development import Development, develop, is_suitable, step_of
from criteria.loader import load_edition
from criteria.measures import MeasureSet, measure_all


class RecommendationOutcome(StrEnum):
    """The outcome of a recommendation, judged by the cluster's reply and its new answers."""

    DONE = "done"
    NO_LONGER_APPLIES = "no_longer_applies"
    UNDER_WAY = "under_way"
    OVERDUE = "overdue"
    NOT_NOW = "not_now"
    NO_REPLY = "no_reply"


@dataclass(frozen=True, slots=True)
class Followed:
    """A recommendation of the previous assessment with the cluster's reply and what the new answers show.

    The levels (0 to 4) are those of its indicator then and now, None if not known. `still_applies`: the new answers
    have not gone beyond it; always true for an assessor's own recommendation, on which answers have no bearing.
    """

    advice: DraftedRecommendation
    is_first: bool
    reply: RecommendationReply | None
    level_then: int | None
    level_now: int | None
    still_applies: bool
    outcome: RecommendationOutcome

    @property
    def contradicts(self) -> bool:
        """Whether the cluster reports it as done although the answers still lead to it."""
        return self.outcome is RecommendationOutcome.DONE and self.still_applies and not self.advice.is_own


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The previous decided assessment and what became of its recommendations, in their order."""

    previous: Assessment
    followed: tuple[Followed, ...]

    def of(self, indicator: str) -> list[Followed]:
        """The recommendations for one indicator."""
        return [item for item in self.followed if item.advice.recommendation.indicator == indicator]


def outcome_of(
    reply: Reply | None, *, due_on: dt.date | None, is_answered: bool, still_applies: bool, today: dt.date
) -> RecommendationOutcome:
    """The outcome of one recommendation: by the cluster's reply, or by the new answers if the reply leaves it open.

    An indicator that is not answered yet shows nothing.
    """
    if reply == Reply.DONE:
        return RecommendationOutcome.DONE
    if is_answered and not still_applies:
        return RecommendationOutcome.NO_LONGER_APPLIES
    if reply == Reply.WILL_DO:
        return RecommendationOutcome.OVERDUE if due_on and due_on < today else RecommendationOutcome.UNDER_WAY
    return RecommendationOutcome.NOT_NOW if reply == Reply.NOT_NOW else RecommendationOutcome.NO_REPLY


def _last_given(assessment: Assessment) -> Assessment | None:
    """The last decided assessment on the same edition that was started before this one."""
    finished = Assessment.objects.finished().filter(organisation=assessment.organisation_id, edition=assessment.edition)
    return finished.filter(created_at__lt=assessment.created_at).order_by("-created_at").first()


def has_earlier_advice(assessment: Assessment) -> bool:
    """Whether an earlier assessment was decided, so that its recommendations were published. One query."""
    return _last_given(assessment) is not None


def last_recommendations(assessment: Assessment, answers: Answers, *, today: dt.date) -> FollowUp | None:
    """What became of the recommendations of the organisation's previous assessment; None if none was decided.

    `answers` are the effective answers of `assessment`. Six queries.
    """
    last = _last_given(assessment)
    if last is None:
        return None
    edition = load_edition(assessment.edition)
    then, now = _run(edition, last, effective_answers(last)), _run(edition, assessment, answers)
    final, replies = final_recommendations(last), replies_to(last)
    followed = []
    for advice in final.ordered:
        key, reply = advice.recommendation.indicator, replies.get(advice.key)
        level_then, level_now = then.development.levels.get(key), now.development.levels.get(key)
        applies = advice.is_own or _still_applies(edition, advice.recommendation, then, now)
        outcome = outcome_of(
            Reply(reply.reply) if reply else None,
            due_on=reply.due_on if reply else None,
            # A level is sufficient; otherwise the indicator must be fully answered.
            is_answered=level_now is not None or is_answered_in_full(edition.indicator(key), answers.get(key, NOTHING)),
            still_applies=applies,
            today=today,
        )
        followed.append(Followed(advice, advice in final.first, reply, level_then, level_now, applies, outcome))
    return FollowUp(last, tuple(followed))


@dataclass(frozen=True, slots=True)
class _Run:
    """The answers of one assessment, and what follows from them."""

    answers: Answers
    measured: MeasureSet
    development: Development

    def step_of(self, recommendation: Recommendation) -> int | None:
        return step_of(recommendation, self.development.levels.get(recommendation.indicator), self.answers)


def _run(edition: Edition, assessment: Assessment, answers: Answers) -> _Run:
    measured = measure_all(edition, answers, year=assessment_year(assessment))
    return _Run(answers, measured, develop(edition, answers, measured))


def _still_applies(edition: Edition, recommendation: Recommendation, then: _Run, now: _Run) -> bool:
    """Whether the new answers have not gone beyond a recommendation; a level that fell has not."""
    step_then, step_now = then.step_of(recommendation), now.step_of(recommendation)
    if recommendation.level is None or step_then is None:
        return recommendation.key in now.development.fitting
    if step_now is None:
        return True
    return step_now <= step_then and is_suitable(edition, recommendation, now.answers, now.measured.numbers)
