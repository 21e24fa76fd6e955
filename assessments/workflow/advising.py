"""Recommendations: drafted from the answers, made the assessor's own, put in order, answered by the cluster."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.db import transaction

from assessments.access import Action, require
from assessments.models import (
    AdviceOrder,
    Assessment,
    RecommendationEdit,
    RecommendationReply,
    Reply,
    User,
)
from assessments.workflow.answering import effective_answers
from assessments.workflow.auditing import lock, record
from assessments.workflow.reviewing import assessment_year
from criteria.answers import Answers
from criteria.definitions import Edition, Recommendation, Text
from criteria.development import by_effect, develop
from criteria.loader import load_edition
from criteria.measures import measure_all

FIRST_STEPS: Final = 5
OWN: Final = "own-"
# This project's own limit, far above what a board would read: a report has to fit into memory.
OWN_AT_MOST: Final = 40


class StaleAdvice(Exception):
    """Somebody else changed this recommendation after the page was loaded. `current` is what stands now."""

    def __init__(self, current: RecommendationEdit) -> None:
        super().__init__(f"{current.key} is at version {current.version}")
        self.current = current


class StaleReply(Exception):
    """A colleague replied to this recommendation after the page was loaded. `current` is what stands now."""

    def __init__(self, current: RecommendationReply) -> None:
        super().__init__(f"{current.key} is replied to at version {current.version}")
        self.current = current


class TooManyFirst(Exception):
    """Only five recommendations can come first."""


class TooManyOwn(Exception):
    """The assessor has added as many recommendations as a report takes."""


class UnknownAdvice(Exception):
    """The recommendation does not follow from the answers (any more), or was left out."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommendation with the assessor's change to it. `title` and `text`: "" keeps the catalogue's.

    `version` is that of the change (0: there is none). `is_own`: the assessor's own and not in the catalogue.
    """

    recommendation: Recommendation
    is_rejected: bool = False
    title: str = ""
    text: str = ""
    version: int = 0
    is_own: bool = False

    @property
    def key(self) -> str:
        return self.recommendation.key

    def shown_title(self, language: str) -> str:
        return self.title or self.recommendation.title.in_language(language)

    def shown_text(self, language: str) -> str:
        return self.text or self.recommendation.text.in_language(language)


@dataclass(frozen=True, slots=True)
class FinalAdvice:
    """The recommendations that are left, in order, and the first five among them (fewer if there are fewer).

    `is_ordered`: the assessor put them in order; `is_marked`: the assessor chose the first ones. Otherwise both
    follow from effect and effort.
    """

    ordered: tuple[Advice, ...]
    first: tuple[Advice, ...]
    is_ordered: bool
    is_marked: bool


def draft_recommendations(assessment: Assessment, answers: Answers | None = None) -> list[Advice]:
    """Every recommendation that follows from the answers that count and the assessor's own ones, in form order."""
    if answers is None:
        answers = effective_answers(assessment)
    edition = load_edition(assessment.edition)
    measured = measure_all(edition, answers, year=assessment_year(assessment))
    edits = {edit.key: edit for edit in assessment.recommendation_edits.order_by("pk")}
    drafted = [
        _changed(recommendation, edits.get(recommendation.key))
        for recommendation in develop(edition, answers, measured).recommendations
    ]
    own = [_own(edition, edit) for edit in edits.values() if edit.is_own]
    places = {indicator.key: place for place, indicator in enumerate(edition.indicators)}
    return sorted([*drafted, *own], key=lambda advice: places[advice.recommendation.indicator])


def _changed(recommendation: Recommendation, edit: RecommendationEdit | None) -> Advice:
    if edit is None:
        return Advice(recommendation)
    return Advice(recommendation, edit.is_rejected, edit.title, edit.text, edit.version)


def _own(edition: Edition, edit: RecommendationEdit) -> Advice:
    recommendation = Recommendation(
        key=edit.key,
        indicator=edit.indicator,
        level=None,
        situation=None,
        effect=edit.effect,
        effort=edit.effort,
        gold=edition.indicator(edit.indicator).gold,
        title=Text(en=edit.title, fi=edit.title),
        text=Text(en=edit.text, fi=edit.text),
    )
    return Advice(recommendation, edit.is_rejected, edit.title, edit.text, edit.version, is_own=True)


def in_order(drafted: Iterable[Advice], keys: Sequence[str], marked: Sequence[str] | None) -> FinalAdvice:
    """The recommendations that are not left out, by the assessor's order and marks where there are any.

    What the order does not name follows by effect. If none was ever marked (None) the first are those of most effect
    for least effort, at most one of each indicator; if every mark was taken away there are none.
    """
    kept = {advice.key: advice for advice in drafted if not advice.is_rejected}
    named = [key for key in keys if key in kept]
    rest = by_effect(advice.recommendation for key, advice in kept.items() if key not in named)
    ordered = tuple(kept[key] for key in [*named, *(recommendation.key for recommendation in rest)])
    leading: dict[str, Advice] = {}
    for advice in ordered:
        leading.setdefault(advice.recommendation.indicator, advice)
    first = leading.values() if marked is None else (advice for advice in ordered if advice.key in marked)
    return FinalAdvice(ordered, tuple(islice(first, FIRST_STEPS)), is_ordered=bool(named), is_marked=marked is not None)


def final_recommendations(assessment: Assessment, drafted: Iterable[Advice] | None = None) -> FinalAdvice:
    """The recommendations as the cluster gets them. One query besides those for the drafts."""
    order = AdviceOrder.objects.filter(assessment=assessment).first()
    if drafted is None:
        drafted = draft_recommendations(assessment)
    return in_order(drafted, order.keys if order else [], order.first if order else None)


@transaction.atomic
def edit_recommendation(
    *,
    assessment: Assessment,
    key: str,
    is_rejected: bool,
    title: str | None = None,
    text: str | None = None,
    by: User,
    at: dt.datetime,
    based_on: int | None = None,
) -> bool:
    """Leaves out or rewords one recommendation; blank wording means the catalogue's. True if anything changed.

    Without `title` or `text` (None) the wording that stands is kept, also what a colleague wrote a moment ago.
    `based_on` is the version the person saw (0: no change yet; None: whatever stands). Raises StaleAdvice.
    """
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    edit = RecommendationEdit.objects.filter(assessment=current, key=key).first()
    before = {"is_rejected": edit.is_rejected, "title": edit.title, "text": edit.text} if edit else None
    stands: dict[str, Any] = before or {"is_rejected": False, "title": "", "text": ""}
    words = {name: value for name, value in (("title", title), ("text", text)) if value is not None}
    changed = {**stands, "is_rejected": is_rejected, **words}
    if changed == stands:
        return False
    if edit is None:
        edit = RecommendationEdit(assessment=current, key=key, version=1)
    elif based_on is not None and based_on != edit.version:
        raise StaleAdvice(edit)
    else:
        edit.version += 1
    edit.is_rejected, edit.title, edit.text = is_rejected, changed["title"], changed["text"]
    edit.updated_by, edit.updated_at = by, at
    edit.save()
    record(
        action="recommendation_edited", actor=by, at=at, assessment=current, subject=key, before=before, after=changed
    )
    return True


@transaction.atomic
def add_recommendation(
    *,
    assessment: Assessment,
    indicator: str,
    title: str,
    text: str,
    effect: int,
    effort: int,
    by: User,
    at: dt.datetime,
) -> RecommendationEdit:
    """Adds a recommendation of the assessor's own to an indicator. Effect and effort run from 1 to 5.

    Raises TooManyOwn.
    """
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    taken = current.recommendation_edits.exclude(indicator="").count()
    if taken >= OWN_AT_MOST:
        raise TooManyOwn
    added = RecommendationEdit.objects.create(
        assessment=current,
        key=f"{OWN}{taken + 1}",
        indicator=load_edition(current.edition).indicator(indicator).key,
        title=title,
        text=text,
        effect=effect,
        effort=effort,
        updated_by=by,
        updated_at=at,
    )
    after = {"indicator": indicator, "title": title, "text": text, "effect": effect, "effort": effort}
    record(action="recommendation_added", actor=by, at=at, assessment=current, subject=added.key, after=after)
    return added


def _write_order(
    current: Assessment, keys: Sequence[str], first: Sequence[str] | None, by: User, at: dt.datetime
) -> None:
    order = AdviceOrder.objects.filter(assessment=current).first() or AdviceOrder(assessment=current)
    before = {"keys": order.keys, "first": order.first} if order.pk else None
    after = {"keys": [*keys], "first": None if first is None else [*first]}
    if before == after:
        return
    order.keys, order.first = [*keys], after["first"]
    order.updated_by, order.updated_at = by, at
    order.save()
    record(action="recommendations_ordered", actor=by, at=at, assessment=current, before=before, after=after)


def _known(final: FinalAdvice, key: str) -> list[str]:
    keys = [advice.key for advice in final.ordered]
    if key not in keys:
        raise UnknownAdvice
    return keys


@transaction.atomic
def move_recommendation(*, assessment: Assessment, key: str, by_places: int, by: User, at: dt.datetime) -> None:
    """Moves a recommendation up (negative) or down by places, not beyond the ends. Raises UnknownAdvice."""
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    final = final_recommendations(current)
    keys = _known(final, key)
    place = keys.index(key)
    keys.insert(min(max(place + by_places, 0), len(keys) - 1), keys.pop(place))
    _write_order(current, keys, [advice.key for advice in final.first] if final.is_marked else None, by, at)


@transaction.atomic
def mark_first(*, assessment: Assessment, key: str, is_first: bool, by: User, at: dt.datetime) -> None:
    """Puts a recommendation among the first five or takes it out. Raises TooManyFirst, UnknownAdvice.

    The first mark set by hand starts from the computed five, so that taking one out leaves the other four. When the
    last is taken out there are none: the computed ones do not come back.
    """
    current = lock(assessment)
    require(Action.REVIEW, by, current)
    final = final_recommendations(current)
    keys = _known(final, key)
    first = [advice.key for advice in final.first if advice.key != key]
    if is_first:
        if len(first) >= FIRST_STEPS:
            raise TooManyFirst
        first.append(key)
    _write_order(current, keys if final.is_ordered else [], sorted(first, key=keys.index), by, at)


@transaction.atomic
def reply_to_recommendation(
    *,
    assessment: Assessment,
    key: str,
    reply: Reply,
    due_on: dt.date | None,
    note: str,
    by: User,
    at: dt.datetime,
    based_on: int | None = None,
) -> bool:
    """What the cluster says to a recommendation after the decision; a day counts only with the promise to do it.

    True if anything changed. `based_on` is the version the person saw (0: no reply yet; None: whatever stands). Raises
    UnknownAdvice, StaleReply.
    """
    current = lock(assessment)
    require(Action.REPLY, by, current)
    _known(final_recommendations(current), key)
    row = RecommendationReply.objects.filter(assessment=current, key=key).first()
    before = reply_facts(row.reply, row.due_on, row.note) if row else None
    after = reply_facts(reply, due_on, note)
    if after == before:
        return False
    if row is None:
        row = RecommendationReply(assessment=current, key=key)
    elif based_on is not None and based_on != row.version:
        raise StaleReply(row)
    else:
        row.version += 1
    row.reply, row.note, row.due_on = reply, note, due_on if after["due"] else None
    row.updated_by, row.updated_at = by, at
    row.save()
    record(
        action="recommendation_replied", actor=by, at=at, assessment=current, subject=key, before=before, after=after
    )
    return True


def reply_facts(reply: str, due_on: dt.date | None, note: str) -> dict[str, str]:
    """What a reply says, for the trail; a day counts only with the promise to do it."""
    due = due_on.isoformat() if due_on and reply == Reply.WILL_DO else ""
    return {"reply": str(reply), "due": due, "note": note}


def replies_to(assessment: Assessment) -> Mapping[str, RecommendationReply]:
    """What the cluster said, by the recommendation's key. One query."""
    return {row.key: row for row in assessment.replies.select_related("updated_by")}
