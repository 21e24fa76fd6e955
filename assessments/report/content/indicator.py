"""The page of an indicator and the chapter of an area."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.material import Material
from assessments.queries.wording import area_part
from assessments.report.charts.figures import BLANK, area_levels_figure, composition_figure
from assessments.report.charts.indicator import comparison_figures, ladders
from assessments.report.content.parts import annex_numbers
from assessments.report.content.recommendations import advice_elsewhere, advice_of, level_words, named_advice_of
from assessments.report.content.tree import AnsweredField, AreaChapter, AreaLine, Fact, IndicatorPage
from assessments.report.words import phrases
from assessments.report.words.published import published_lines
from criteria.answers import NOTHING, Answer, is_shown, missing_fields
from criteria.cross_checks import findings_at
from criteria.definitions import TOP_LEVEL, Area, Field, FieldKind, Indicator, IndicatorKind
from criteria.formatting import format_measure, format_number, format_value
from criteria.states import AnswerState

LONG_KINDS = frozenset({FieldKind.TEXT, FieldKind.TABLE})
KEY_FIGURES_SHOWN = 1
# The most rows of the profile and the list of indicators with which the opening page of an area has room for questions.
MOST_ROWS = 12


def step_label(step: int) -> str:
    """The name of a ladder step."""
    return _("Step %(step)s of 4") % {"step": step}


def field_value(field: Field, answer: Answer, language: str) -> str:
    """The value of a field in words, "–" if blank. A ladder step is given by number; its text is printed beside it."""
    value = answer.values.get(field.key)
    if value is None:
        return BLANK
    if field.kind is FieldKind.LADDER and isinstance(value, int):
        return step_label(value)
    return format_value(field, value, language)


def _table_cells(field: Field, rows: object, language: str) -> list[AnsweredField]:
    """The cells of a table as separate fields, numbered by row."""
    if not isinstance(rows, tuple):
        return []
    return [
        AnsweredField(f"{n}. {column.label.in_language(language)}", format_value(column, row[column.key], language))
        for n, row in enumerate(rows, 1)
        for column in field.columns
        if column.key in row
    ]


def answered_fields(material: Material, indicator: Indicator) -> tuple[list[AnsweredField], list[AnsweredField]]:
    """The fields that were asked, split into those that fit in a table and long texts; with agreed values."""
    language, agreed = material.language, material.agreed.get(indicator.key)
    own = material.own.get(indicator.key, NOTHING)
    short: list[AnsweredField] = []
    long: list[AnsweredField] = []
    for field in indicator.fields:
        both = {**own.values, **(agreed.values if agreed else {})}
        if field.key not in both and not is_shown(indicator, field, both):
            continue
        if field.kind is FieldKind.TABLE:
            long += _table_cells(field, (agreed or own).values.get(field.key), language)
            continue
        said = field_value(field, own, language)
        settled = field_value(field, agreed, language) if agreed else ""
        line = AnsweredField(field.label.in_language(language), said, settled, bool(agreed) and said != settled)
        if field.kind in LONG_KINDS:
            if said != BLANK or settled not in ("", BLANK):
                long.append(line)
        else:
            short.append(line)
    return short, long


def _key_figures(material: Material, indicator: Indicator) -> tuple[Fact, ...]:
    """The cluster's first numbers for the indicator, printed in the margin."""
    figures = []
    for measure in indicator.measures:
        value: Decimal | None = material.measured.numbers.get(f"{indicator.key}.{measure.key}")
        if value is not None and not measure.ladder:
            shown = format_measure(measure, value, material.language)
            figures.append(Fact(measure.label.in_language(material.language), shown))
    return tuple(figures[:KEY_FIGURES_SHOWN])


def _open_line(material: Material, indicator: Indicator) -> str:
    match material.state(indicator):
        case AnswerState.NOT_STARTED:
            return phrases.not_answered()
        case AnswerState.IN_PROGRESS | AnswerState.INCONSISTENT:
            fields = missing_fields(indicator, material.answer(indicator))
            labels = [field.label.in_language(material.language) for field in fields]
            return phrases.missing_fields_sentence(labels) if labels else ""
        case _:
            return ""


def standing(material: Material, indicator: Indicator) -> str:
    """The state of an indicator in two or three words."""
    match material.state(indicator):
        case AnswerState.NOT_APPLICABLE:
            return _("not applicable")
        case AnswerState.NOT_STARTED:
            return _("not answered")
        case AnswerState.INCONSISTENT:
            return _("needs correcting")
        case AnswerState.IN_PROGRESS if indicator.kind is IndicatorKind.CONTEXT:
            return _("partly answered")
        case _:
            is_practice = indicator.kind is IndicatorKind.PRACTICE
            return level_words(material.development.levels.get(indicator.key)) if is_practice else _("context")


def _no_advice(material: Material, indicator: Indicator) -> str:
    """Why there is no recommendation; "" if there are some, or if that has no reason yet."""
    is_advised = any(advice.recommendation.indicator == indicator.key for advice in material.advice)
    is_advised = is_advised or bool(material.advice_elsewhere(indicator))
    if is_advised or not material.is_answered(indicator):
        return ""
    if material.development.levels.get(indicator.key) == TOP_LEVEL:
        return _("The top step is reached; there is nothing to recommend here.")
    if indicator.kind is IndicatorKind.CONTEXT:
        return _("Nothing in this answer calls for a recommendation.")
    return ""


def _further(material: Material, indicator: Indicator) -> str:
    """Says how many recommendations on the indicator are only named, in the annex; "" if none."""
    count = len(named_advice_of(material, indicator))
    if not count or not material.prints("further"):
        return ""
    if advice_of(material, indicator) or advice_elsewhere(material, indicator):
        sentence = ngettext(
            "One further recommendation is named in Annex %(number)s.",
            "%(count)s further recommendations are named in Annex %(number)s.",
            count,
        )
    else:
        sentence = ngettext(
            "One recommendation is named in Annex %(number)s.",
            "%(count)s recommendations are named in Annex %(number)s.",
            count,
        )
    return sentence % {"number": annex_numbers(material)["further"], "count": phrases.opening_number(count)}


def indicator_page(material: Material, indicator: Indicator) -> IndicatorPage:
    """Everything the report says about one indicator. Parts that the answers do not provide for are empty."""
    language = material.language
    is_answered = material.is_answered(indicator)
    is_practice = indicator.kind is IndicatorKind.PRACTICE
    short, long = answered_fields(material, indicator) if is_answered else ([], [])
    advice, elsewhere = advice_of(material, indicator), advice_elsewhere(material, indicator)
    return IndicatorPage(
        key=indicator.key,
        title=indicator.title.in_language(language),
        kind=_("Practice") if is_practice else _("Context"),
        level=level_words(material.development.levels.get(indicator.key)) if is_practice and is_answered else "",
        key_figures=_key_figures(material, indicator) if is_answered else (),
        question=indicator.question.in_language(language),
        why=indicator.why.in_language(language),
        is_answered=is_answered,
        open_line=_open_line(material, indicator),
        not_applicable=material.answer(indicator).not_applicable,
        fields=tuple(short),
        texts=tuple(long),
        has_agreed=indicator.key in material.agreed,
        agreed_reason=material.agreed_reasons.get(indicator.key, ""),
        composition=composition_figure(material, indicator) if is_answered else None,
        comparisons=comparison_figures(material, indicator) if material.is_compared else (),
        ladders=ladders(material, indicator),
        reading=indicator.reading.in_language(language) if is_answered else "",
        published=published_lines(material.edition, indicator, language),
        evidence=tuple(text.in_language(language) for text in indicator.evidence)
        if material.is_self_assessment
        else (),
        checks=tuple(finding.sentence(language) for finding in findings_at(indicator, material.findings)),
        remark=material.remarks.get(indicator.key, ""),
        advice=advice,
        elsewhere=elsewhere,
        by_field=tuple(Fact(*named) for named in material.advice_by_field(indicator)),
        further=_further(material, indicator),
        no_advice=_no_advice(material, indicator),
        board=indicator.board.in_language(language),
    )


def _area_sentence(material: Material, area: Area) -> str:
    """The sentence on the measure that represents the area as a whole; "" if there is none or it is not known."""
    number = material.measured.numbers.get(area.measure.key) if area.measure else None
    if area.measure is None or number is None:
        return ""
    shown = format_number(number, material.language)
    return area.measure.sentence.for_number(number, material.language).format(number=shown)


def area_chapter(material: Material, area: Area) -> AreaChapter:
    """The chapter of one area. Its first page lists the indicators, with their questions if there is room."""
    language = material.language
    profile = area_levels_figure(material, area)
    practices = [indicator for indicator in area.indicators if indicator.kind is IndicatorKind.PRACTICE]
    has_room = len(area.indicators) + (len(practices) if profile else 0) <= MOST_ROWS
    return AreaChapter(
        key=area.key,
        title=area.title.in_language(language),
        intro=area.intro.in_language(language),
        remark=material.texts.get(area_part(area.key), ""),
        profile=profile,
        lines=tuple(
            AreaLine(
                i.key,
                i.title.in_language(language),
                i.question.in_language(language) if has_room else "",
                standing(material, i),
            )
            for i in area.indicators
        ),
        measured=_area_sentence(material, area),
        indicators=tuple(indicator_page(material, indicator) for indicator in area.indicators),
    )
