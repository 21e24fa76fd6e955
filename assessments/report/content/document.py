"""Builds the report's tree: reads an assessment and returns frozen texts, numbers and charts."""

from __future__ import annotations

import datetime as dt

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessments.issuer import meaning_of_the_decision
from assessments.material import Material, read_material
from assessments.models import Assessment
from assessments.queries.labels import state_of_label
from assessments.queries.wording import CLOSING, FOREWORD, area_part, optional_parts
from assessments.report.charts.drawing import mark
from assessments.report.content.changes import changes, index, plan
from assessments.report.content.evidence import evidence_grade
from assessments.report.content.impartiality import impartiality_passages
from assessments.report.content.indicator import LONG_KINDS, area_chapter, field_value
from assessments.report.content.logo import logo_address
from assessments.report.content.overview import eligibility, missing, portrait, summary
from assessments.report.content.parts import part_titles
from assessments.report.content.recommendations import (
    advice_lead,
    advice_title,
    all_advice,
    chosen_advice,
    further_advice,
    has_road,
    passages,
    road,
)
from assessments.report.content.release import family_passages, release_passages
from assessments.report.content.tree import (
    Annexes,
    AnsweredIndicator,
    ContentsLine,
    Fact,
    Missing,
    PrintedPassage,
    ReportContext,
    SourceLine,
    Summary,
)
from assessments.report.words import phrases
from assessments.report.words.labels import state_sentence
from assessments.report.words.published import published_line
from criteria.answers import Answer, is_shown
from criteria.definitions import Area, Edition, Field, Indicator
from criteria.formatting import format_date
from criteria.states import AnswerState
from criteria.validity import LabelState

# How many characters of the cluster's name fit in the running head beside the chapter title.
RUNNING_NAME = 60
# Longer texts are printed only at their indicator; the table of all answers refers to it.
LONG_TEXT = 100


def build_context(assessment: Assessment, language: str, *, today: dt.date) -> ReportContext:
    """The report on `assessment` in `language` as of `today`; about twenty queries, all for its material.

    Blank answers raise no error: what is not known is left out and listed under "What is still missing".
    """
    with translation.override(language):
        return report_of(read_material(assessment, language, today=today))


def report_of(material: Material) -> ReportContext:
    """The report built from `material`, in the active language."""
    language, assessment, edition = material.language, material.assessment, material.edition
    name, level = material.cluster, edition.level_name.in_language(language)
    gaps = missing(material)
    areas = tuple(area_chapter(material, area) for area in edition.areas if material.prints(area_part(area.key)))
    listed = index(areas)
    front = summary(material)
    months = plan(material)
    evidence = evidence_grade(material)
    lines = contents(
        material, front, gaps, has_evidence=evidence is not None, has_plan=months is not None, has_index=bool(listed)
    )
    return ReportContext(
        language=language,
        title=_("%(cluster)s: report of the %(level)s assessment") % {"cluster": name, "level": level},
        summary_title=_("%(cluster)s: summary of the %(level)s assessment") % {"cluster": name, "level": level},
        cluster=name,
        running_name=name if len(name) <= RUNNING_NAME else f"{name[:RUNNING_NAME]}…",
        has_long_name=len(name) > RUNNING_NAME,
        reference=assessment.reference,
        level=capfirst(label_words(material, level)),
        state=phrases.cover_state(assessment.status, level, _label_on_cover(material)),
        label_number=material.label.number if material.label else "",
        date=format_date(material.today, language),
        date_iso=material.today.isoformat(),
        marks=phrases.marks(assessment.status, material.organisation.is_fictional),
        edition=edition.name.in_language(language),
        notice=edition.notice.in_language(language),
        mark_svg=mark(title="labelcheck"),
        shows={part: material.prints(part) for part in optional_parts(edition)},
        titles=part_titles(material),
        contents=tuple(line for line in lines if _is_printed(material, line)),
        foreword=material.texts.get(FOREWORD, ""),
        higher_level=edition.onward.level.in_language(language) if edition.onward else "",
        closing=material.texts.get(CLOSING, ""),
        summary=front,
        missing=gaps,
        begins_with_missing=material.is_self_assessment,
        how_to_read=passages(edition.how_to_read, language),
        portrait=portrait(material),
        eligibility=eligibility(material),
        evidence=evidence,
        areas=areas,
        advice_title=advice_title(material),
        advice_lead=advice_lead(material),
        all_advice=all_advice(material),
        chosen_advice=chosen_advice(material),
        further_advice=further_advice(material),
        changes=changes(material),
        plan=months,
        road=road(material) if has_road(material) else None,
        annexes=annexes(material),
        index=listed,
        logo=logo_address(material.organisation),
    )


def _label_on_cover(material: Material) -> dict[str, str] | None:
    label, language = material.label, material.language
    if label is None:
        return None
    state = state_of_label(label, material.today)
    is_refused = state in (LabelState.SUSPENDED, LabelState.WITHDRAWN)
    refusal = state_sentence(label, state, language) if is_refused else ""
    return {"day": format_date(label.valid_until, language), "issuer": label.issuer, "refusal": refusal}


def label_words(material: Material, level: str) -> str:
    """The subject of the report: the label once it is issued, otherwise the assessment for it."""
    if material.label:
        return _("%(level)s label") % {"level": level}
    return _("%(level)s assessment") % {"level": level}


def contents(
    material: Material, front: Summary, gaps: Missing | None, *, has_evidence: bool, has_plan: bool, has_index: bool
) -> tuple[ContentsLine, ...]:
    """The chapters in the order they are printed, each area with its indicators."""
    texts = material.texts
    always = {"summary": _("Summary"), "first-steps": _("Strengths and first steps"), "eligibility": _("Eligibility")}
    own = {"missing": _("What is still missing"), "advice": advice_title(material)}
    names = {**part_titles(material), **always, **own}
    absent = {
        FOREWORD: FOREWORD not in texts,
        "first-steps": not (front.strengths or front.first_steps),
        "missing": gaps is None,
        "evidence": not has_evidence,
        "changes": not material.earlier,
        "road": not has_road(material),
        "advice": not material.advice,
        "further": not material.in_brief,
        "plan": not has_plan,
        CLOSING: CLOSING not in texts,
        "index": not has_index,
    }
    order = [FOREWORD, "summary", "first-steps", "reading", "portrait", "eligibility"]
    order.insert(0 if material.is_self_assessment else 3, "missing")
    order += [anchor for anchor in names if anchor not in order]
    areas = {area_part(area.key): area for area in material.edition.areas}
    lines: list[ContentsLine] = []
    for anchor in order:
        if anchor in areas:
            lines += _area_contents(areas[anchor], material.language)
        elif not absent.get(anchor):
            lines.append(ContentsLine(anchor, "", names[anchor], True))
    return tuple(lines)


def _is_printed(material: Material, line: ContentsLine) -> bool:
    """Whether the line's chapter is printed; an indicator is printed with its area."""
    is_indicator = bool(line.code) and not line.is_chapter
    part = area_part(material.edition.indicator(line.code).area) if is_indicator else line.anchor
    return material.prints(part)


def _area_contents(area: Area, language: str) -> list[ContentsLine]:
    heading = ContentsLine(area_part(area.key), area.key, area.title.in_language(language), True)
    return [heading, *(ContentsLine(i.key, i.key, i.title.in_language(language), False) for i in area.indicators)]


def annexes(material: Material) -> Annexes:
    """The annexes: all answers, method, published statistics, sources, glossary."""
    language, edition = material.language, material.edition
    return Annexes(
        answers=tuple(answer_row(material, indicator) for indicator in edition.indicators),
        method=(
            *(() if material.is_self_assessment else passages(edition.methodology, language)),
            PrintedPassage(_("Who issues the label"), meaning_of_the_decision()),
            *release_passages(material.benchmark.release, language),
            *family_passages(material),
            *impartiality_passages(material.assessment, language),
        ),
        published=tuple(published_line(figure, language) for figure in edition.published),
        sources=_sources(edition),
        glossary=tuple(
            Fact(entry.term.in_language(language), entry.definition.in_language(language)) for entry in edition.glossary
        ),
    )


def _sources(edition: Edition) -> tuple[SourceLine, ...]:
    """The sources of the edition, and those of the published statistics, each address once."""
    titles = {source.url: source.title for source in edition.sources}
    for figure in edition.published:
        titles.setdefault(figure.source, figure.publisher)
    return tuple(SourceLine(title, address) for address, title in titles.items())


def answer_row(material: Material, indicator: Indicator) -> AnsweredIndicator:
    """The effective answer to every field of an indicator that was asked; a blank field is shown as a dash."""
    language, answer = material.language, material.answer(indicator)
    title = indicator.title.in_language(language)
    match material.state(indicator):
        case AnswerState.NOT_APPLICABLE:
            lines = [Fact(_("Not applicable"), answer.not_applicable)]
        case AnswerState.NOT_STARTED:
            lines = [Fact(_("All fields"), phrases.not_answered())]
        case _:
            lines = [
                _answer_line(field, answer, language)
                for field in indicator.fields
                if field.key in answer.values or is_shown(indicator, field, answer.values)
            ]
    return AnsweredIndicator(indicator.key, title, tuple(lines))


def _answer_line(field: Field, answer: Answer, language: str) -> Fact:
    value = field_value(field, answer, language)
    label = field.label.in_language(language)
    if field.kind in LONG_KINDS and len(value) > LONG_TEXT:
        return Fact(label, _("in full at the indicator"))
    return Fact(label, value)
