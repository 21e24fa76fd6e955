"""What became of each recommendation of the previous assessment, in words."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from assessments.material import Material
from assessments.queries.assessments import assessment_year
from assessments.queries.following_up import Followed, RecommendationOutcome
from assessments.queries.wording import area_part
from assessments.report.content.changes_tree import EarlierRecommendation, EarlierRecommendations
from assessments.report.words.change import followed_sentence
from criteria.formatting import format_date


def earlier_recommendations(material: Material) -> EarlierRecommendations | None:
    """The recommendations of the previous assessment with the cluster's replies; None if there are none."""
    follow_up = material.follow_up
    if follow_up is None or not follow_up.followed:
        return None
    counts = Counter(item.outcome for item in follow_up.followed)
    return EarlierRecommendations(
        sentence=followed_sentence(counts, assessment_year(follow_up.previous)),
        lines=tuple(
            _line(material, item)
            for item in follow_up.followed
            if item.outcome is not RecommendationOutcome.NO_LONGER_APPLIES
        ),
    )


def _has_remark(material: Material, key: str) -> bool:
    """Whether the assessor's remark on the indicator is printed, that is, whether the chapter of its area is."""
    indicator = material.edition.by_key.get(key)
    has_remark = bool(material.remarks.get(key))
    return has_remark and indicator is not None and material.prints(area_part(indicator.area))


def _line(material: Material, item: Followed) -> EarlierRecommendation:
    language, indicator = material.language, item.advice.recommendation.indicator
    return EarlierRecommendation(
        indicator=indicator,
        title=item.advice.shown_title(language),
        reply=_reply(item, language),
        note=item.reply.note if item.reply else "",
        levels=_levels(item),
        became=became_words(item, language),
        has_remark=_has_remark(material, indicator),
    )


def _due(item: Followed, language: str) -> str:
    return format_date(item.reply.due_on, language) if item.reply and item.reply.due_on else ""


def _reply(item: Followed, language: str) -> str:
    if item.reply is None:
        return "–"
    said, due = str(item.reply.get_reply_display()), _due(item, language)
    return f"{said}, {_('by %(when)s') % {'when': due}}" if due else said


def _levels(item: Followed) -> str:
    if item.level_then is None and item.level_now is None:
        return "–"
    then, now = ("–" if level is None else str(level) for level in (item.level_then, item.level_now))
    return f"{then} → {now}"


def became_words(item: Followed, language: str) -> str:
    """The outcome of a recommendation that is listed, in words."""
    when = {"when": _due(item, language)}
    match item.outcome:
        case RecommendationOutcome.DONE if item.contradicts:
            return _("said to be done, but the answers still lead to it")
        case RecommendationOutcome.DONE:
            return _("done")
        case RecommendationOutcome.UNDER_WAY if when["when"]:
            return _("under way, until %(when)s") % when
        case RecommendationOutcome.UNDER_WAY:
            return _("under way")
        case RecommendationOutcome.OVERDUE:
            return _("promised by %(when)s, not yet done") % when
        case RecommendationOutcome.NOT_NOW:
            return _("not now")
        case _:
            return _("no reply")
