"""Template tags and filters for catalogue texts, answers and states in the language of the page."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final, NamedTuple

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from criteria.answers import Answer, is_shown
from criteria.clock import site_day
from criteria.countries import country_name
from criteria.cross_checks import Finding
from criteria.definitions import Edition, Field, FieldKind, Indicator, Measure, Text
from criteria.eligibility import RuleResult, RuleState
from criteria.formatting import (
    NO_BREAK_SPACE,
    format_date,
    format_measure,
    format_minutes,
    format_months,
    format_size,
    format_value,
)
from criteria.guide import Guide, Row, Section
from criteria.loader import current_edition
from criteria.reader import language
from criteria.states import AnswerState, Progress
from criteria.time_zones import moment_words, zone_label

register = template.Library()

# In English; translated when used.
RULE_SIGNS: Final = {RuleState.MET: "✓", RuleState.NOT_MET: "✕", RuleState.UNKNOWN: "?", RuleState.WAIVED: "⤳"}
RULE_WORDS: Final = {
    RuleState.MET: gettext_noop("met"),
    RuleState.NOT_MET: gettext_noop("not met"),
    RuleState.UNKNOWN: gettext_noop("not known yet"),
    RuleState.WAIVED: gettext_noop("waived"),
}
RULE_VALUES: Final = {
    "accepted": gettext_noop("accepted"),
    "submitted": gettext_noop("submitted"),
    "none": gettext_noop("no profile"),
}
STATE_WORDS: Final = {
    AnswerState.NOT_STARTED: gettext_noop("not started"),
    AnswerState.IN_PROGRESS: gettext_noop("in progress"),
    AnswerState.INCONSISTENT: gettext_noop("needs correcting"),
    AnswerState.COMPLETE: gettext_noop("complete"),
    AnswerState.NOT_APPLICABLE: gettext_noop("not applicable"),
}


@register.filter
def words(text: Text | None) -> str:
    """A catalogue text in the page's language."""
    return text.in_language(language()) if text else ""


@register.filter
def plain(text: str) -> str:
    """A catalogue text without the mark of a fallback, for page titles and attributes, which take no elements."""
    return str(text)


@register.filter
def lines(text: str) -> SafeString:
    """A catalogue text with its line breaks and the mark of a fallback."""
    return linebreaksbr(format_html("{}", text))


@register.filter(expects_localtime=True)
def day(value: dt.date | dt.datetime | None) -> str:
    """A date in words."""
    return format_date(value, language()) if value else ""


@register.filter(expects_localtime=True)
def moment(value: dt.datetime | None) -> str:
    """A date and time with the time zone, in words."""
    return moment_words(value, language()) if value else ""


@register.simple_tag
def time_zone() -> str:
    """The current time zone, for pages with many times."""
    return zone_label(timezone.get_current_timezone_name(), language())


@register.filter
def minutes(length: int) -> str:
    """A duration in minutes, in words."""
    return format_minutes(length, language())


@register.filter
def months(length: int) -> str:
    """A duration in months, in words."""
    return format_months(length, language())


@register.filter
def file_size(size: int) -> str:
    """The size of a file in bytes, in MB or kB."""
    return format_size(size, language())


@register.filter
def country(code: str) -> str:
    """The name of a country."""
    return country_name(code, language())


@register.simple_tag
def portfolio_name(edition: Edition, key: str) -> str:
    """The name of a technology field."""
    return next((p.label.in_language(language()) for p in edition.portfolios if p.key == key), key)


@register.simple_tag
def edition_notice() -> str:
    """The notice of the current edition, shown on every page."""
    return current_edition(site_day(timezone.now())).notice.in_language(language())


@register.simple_tag
def current_guide() -> Guide | None:
    """The guide of the current edition, if it has one."""
    return current_edition(site_day(timezone.now())).guide


@register.filter
def cells(section: Section, row: Row) -> list[tuple[Text, Text]]:
    """The cells of a row in a guide's table, each with its column's head."""
    return list(zip(section.head[1:], row.cells, strict=True))


@register.filter
def rule_sign(state: RuleState) -> str:
    """The sign of an eligibility state, shown beside its word."""
    return RULE_SIGNS[state]


@register.filter
def rule_word(state: RuleState) -> str:
    """An eligibility state as a word."""
    return _(RULE_WORDS[state])


@register.filter
def rule_reason(rule: RuleResult) -> str:
    """The reason for a criterion's state, and what to do."""
    return rule.reason(language())


@register.filter
def rule_value(rule: RuleResult) -> str:
    """The value that was judged, in words or formatted for the reader."""
    for word in rule.criterion.values:
        if word.key == rule.value:
            return word.label.in_language(language())
    return _(RULE_VALUES[rule.value]) if rule.value in RULE_VALUES else rule.shown_value(language())


@register.filter
def rule_threshold(rule: RuleResult) -> str:
    """The threshold with its comparison sign, formatted for the reader; "" if it is not a number."""
    threshold = rule.shown_threshold(language())
    sign = ">" if rule.criterion.is_share else "≥"
    return f"{sign}{NO_BREAK_SPACE}{threshold}" if threshold else ""


@register.filter
def state_word(state: AnswerState) -> str:
    """The state of an answer in words."""
    return _(STATE_WORDS[state])


@register.filter
def done_word(progress: Progress) -> str:
    """The progress of an area in a word or two."""
    if progress.done == progress.total:
        return _("done")
    if progress.done or progress.started:
        return _("%(done)s of %(total)s") % {"done": progress.done, "total": progress.total}
    return "–"


@register.filter
def done_words(progress: Progress) -> str:
    """The progress of the whole questionnaire."""
    return _("%(done)s of %(total)s done") % {"done": progress.done, "total": progress.total}


@register.filter
def sentence(finding: Finding) -> str:
    """The sentence of a cross-check finding."""
    return finding.sentence(language())


class MeasureLine(NamedTuple):
    """One field of an answer as shown, with one value per table row or a single value; no values if blank."""

    label: str
    values: list[str]


@register.simple_tag
def answer_lines(indicator: Indicator, answer: Answer) -> list[MeasureLine]:
    """Every field that applies, with its answer; no values means blank."""
    return [
        MeasureLine(field.label.in_language(language()), _shown(field, answer))
        for field in indicator.fields
        if field.key in answer.values or is_shown(indicator, field, answer.values)
    ]


def _shown(field: Field, answer: Answer) -> list[str]:
    value = answer.values.get(field.key)
    if value is None:
        return []
    if field.kind is FieldKind.TABLE and isinstance(value, tuple):
        return [format_value(field, (row,), language()) for row in value if not isinstance(row, str)]
    return [format_value(field, value, language())]


@register.simple_tag
def measured(measure: Measure, number: Decimal | None) -> str:
    """The value of a measure with its unit; "–" if there is none."""
    return "–" if number is None else format_measure(measure, number, language())
