"""The tags of the PDF give the reading order of the tree, and leave nothing out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from django.utils.safestring import SafeString

from assessments.models import Remark, ReportPart, Status
from assessments.report.charts.data import Figure, NumberTable
from assessments.report.charts.indicator import Ladder, LadderStep
from assessments.report.content.changes_tree import (
    Changes,
    EarlierRecommendation,
    EarlierRecommendations,
    MeasureChange,
)
from assessments.report.content.document import build_context
from assessments.report.content.tree import (
    AnsweredField,
    AnsweredIndicator,
    AreaChapter,
    AreaLine,
    AskedFor,
    Candidate,
    ContentsLine,
    Dots,
    Eligibility,
    EvidenceGrade,
    Fact,
    FurtherArea,
    HigherName,
    HigherRow,
    IndexLine,
    IndicatorPage,
    Missing,
    MissingLine,
    NamedRecommendation,
    Plan,
    PlanMonth,
    Portrait,
    PrintedPassage,
    RecommendationBlock,
    ReportContext,
    Road,
    SourceLine,
)
from assessments.report.printing.html import render_html
from assessments.report.printing.report import print_report
from assessments.report.words.eligibility import RuleBlock
from assessments.report.words.published import PublishedLine
from tests.conftest import ELIGIBLE, NOW, Cast
from tests.report.checkers import read_aloud
from tests.report.test_print import EDITION, complete, sound_pages


def big(facts: tuple[Fact, ...]) -> list[str]:
    """Key numbers: the number first, then its label."""
    return [said for fact in facts for said in (fact.value, fact.label)]


def rule_lines(rules: tuple[RuleBlock, ...]) -> list[tuple[str, ...]]:
    return [(rule.title, rule.value, rule.threshold, rule.sign, rule.state_word) for rule in rules]


def front(report: ReportContext) -> tuple[Any, ...]:
    """The text from the title page to eligibility."""
    said = report.summary
    return (
        report.cluster, report.level, report.state, report.label_number, report.date, report.reference,
        report.contents, report.edition, report.notice,
        report.foreword,
        said.opening, [(each.title, each.text, [to.code for to in each.references]) for each in said.stands_out],
        said.verdict, rule_lines(said.rules), big(said.key_numbers), said.profile,
        [(each.key, each.title, each.text, each.own_words) for each in said.strengths],
        [(a.indicator, a.title, a.text, a.effect.dots, a.effort.dots) for a in said.first_steps],
        report.missing, report.how_to_read, report.edition, report.notice, report.portrait, report.eligibility,
    )  # fmt: skip


def back(report: ReportContext) -> tuple[Any, ...]:
    """The text after the areas."""
    annexes = report.annexes
    return (
        report.changes, report.advice_title, report.advice_lead,
        [(str(a.number), a.indicator, a.title, a.effect.dots, a.effort.dots) for a in report.chosen_advice],
        report.evidence,
        report.plan, report.road, report.closing,
        annexes.answers, report.further_advice, report.edition, report.notice, annexes.method,
        [(line.code, line.metric, line.value, line.population, line.publisher) for line in annexes.published],
        annexes.sources, annexes.glossary, report.index,
    )  # fmt: skip


def of_indicator(page: IndicatorPage) -> tuple[Any, ...]:
    return (
        page.key, page.kind, page.level, big(page.key_figures), page.title, page.question, page.why,
        page.not_applicable, page.open_line, page.fields, page.agreed_reason, page.composition, page.texts,
        page.comparisons, page.ladders,
        [(line.metric, line.value, line.population, line.publisher) for line in page.published],
        page.reading, page.evidence, page.checks, page.remark, page.advice, page.further, page.no_advice, page.board,
    )  # fmt: skip


def of_advice(advice: RecommendationBlock) -> tuple[Any, ...]:
    return (str(advice.number), advice.title, advice.text, advice.effect, advice.effort, advice.higher)


# The text of a part of the tree, in the order in which its template prints it.
SAID: Final[dict[type, Callable[[Any], Any]]] = {
    ReportContext: lambda x: (front(x), x.areas, back(x)),
    ContentsLine: lambda x: (x.code, x.title),
    PrintedPassage: lambda x: (x.title, x.text),
    Fact: lambda x: (x.label, x.value),
    NumberTable: lambda x: (x.head, x.rows),
    Figure: lambda x: (x.title, x.caption if x.is_a_table else x.table or x.caption, x.note),
    Missing: lambda x: (x.criteria, x.sentence, x.lines, x.checks),
    MissingLine: lambda x: (x.code, x.title, x.what),
    Portrait: lambda x: (x.focus, big(x.numbers), x.facts),
    Eligibility: lambda x: (x.sentence, x.binding, x.advice),
    RuleBlock: lambda x: (
        x.sign, x.state_word, x.weight, x.title, x.rule, x.value, x.threshold,
        (x.action_label, x.action) if x.action else (), x.source,
    ),
    AreaChapter: lambda x: (x.key, x.title, x.intro, x.profile, x.measured, x.lines, x.remark, x.indicators),
    AreaLine: lambda x: (x.key, x.title, x.question, x.standing),
    IndicatorPage: of_indicator,
    AnsweredField: lambda x: (x.label, x.own, x.agreed),
    Ladder: lambda x: (x.figure, x.steps),
    LadderStep: lambda x: (x.label, x.text),
    RecommendationBlock: of_advice,
    Dots: lambda x: (x.dots, x.words),
    HigherName: lambda x: (x.code, x.title),
    Changes: lambda x: (x.sentence, x.levels, x.numbers, x.advice),
    MeasureChange: lambda x: (x.key, x.title, x.before, x.now),
    EarlierRecommendations: lambda x: (x.sentence, x.lines),
    EarlierRecommendation: lambda x: (x.indicator, x.title, x.reply, x.note, x.levels, x.became),
    Plan: lambda x: (x.lead, x.months),
    FurtherArea: lambda x: (x.title, x.advice),
    NamedRecommendation: lambda x: (str(x.number), x.indicator, x.title, x.effect, x.effort),
    PlanMonth: lambda x: (x.month, [(step.indicator, step.title) for step in x.steps]),
    Road: lambda x: (
        x.title, x.label, x.passages, x.candidates_title, x.lead, x.candidates, x.touched, x.origin, x.heads, x.higher,
    ),
    EvidenceGrade: lambda x: (x.sentence, x.asked_for),
    AskedFor: lambda x: (x.key, x.title, x.level, x.document),
    Candidate: lambda x: (x.key, x.level, x.title, x.first_step, x.higher),
    HigherRow: lambda x: (x.code, x.title, x.in_scope, x.own),
    AnsweredIndicator: lambda x: (x.key, x.title, x.lines),
    PublishedLine: lambda x: (x.code, x.metric, x.value, x.population, x.source),
    SourceLine: lambda x: (x.title, x.url),
    IndexLine: lambda x: (x.key, x.title, x.figures, [str(advice.number) for advice in x.advice]),
}  # fmt: skip
# Not meant for reading: names inside the file, and content outside the text of the pages.
UNSAID: Final = {
    "RecommendationBlock.anchor", "ContentsLine.anchor", "MissingLine.anchor", "ReportContext.date_iso",
    "ReportContext.language", "ReportContext.title", "ReportContext.running_name", "ReportContext.marks",
    "RuleBlock.state", "RuleBlock.source_url", "RuleBlock.action_label", "Figure.caption", "Change.direction",
    "ReportContext.summary_title", "ReportContext.higher_level",
    "NamedRecommendation.anchor", "ReportContext.all_advice", "Reference.anchor",
}  # fmt: skip


def walked(part: Any) -> Iterator[str]:
    """All texts, in order."""
    if part is None or isinstance(part, SafeString):
        return
    if isinstance(part, str):
        if part:
            yield part
    elif isinstance(part, tuple | list):
        for each in part:
            yield from walked(each)
    else:
        yield from walked(SAID[type(part)](part))


def held(part: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every string of the tree that is read, with its field."""
    if isinstance(part, str) and part and not isinstance(part, SafeString):
        yield where, part
    elif isinstance(part, tuple):
        for each in part:
            yield from held(each, where)
    elif is_dataclass(part):
        for field in fields(part):
            if (name := f"{type(part).__name__}.{field.name}") not in UNSAID:
                yield from held(getattr(part, field.name), name)


def bare(text: str) -> str:
    """The text without hyphens and spaces that depend on line breaks."""
    return re.sub(r"[\s\u00ad\u200b\u2010-]+", "", text)


@pytest.mark.any_database
def test_reading_order_is_the_order_of_the_tree(cast: Cast, tmp_path: Path) -> None:
    answers = {i.key: complete(i, f"Words on {i.key}") for i in EDITION.indicators}
    assessment = cast.draft({**answers, **ELIGIBLE})
    # A report before the interview has fewer chapters.
    assessment.status = Status.INTERVIEW
    assessment.save()
    Remark.objects.create(assessment=assessment, indicator="A1", text="Seen at the interview.", updated_at=NOW)
    for part in ("foreword", "area-A", "closing"):
        ReportPart.objects.create(assessment=assessment, part=part, text=f"Our own {part}.", updated_at=NOW)
    context = build_context(assessment, "fi", today=NOW.date())
    pdf = print_report(render_html(context))
    sound_pages(pdf, "fi", "Luonnos, päätös tekemättä", f"{NOW:%Y%m%d}", tmp_path)
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf.content)
    read = bare(read_aloud(file))
    at, lost = 0, []
    said = list(walked(context))
    for text in said:
        found = read.find(bare(text), at)
        if found < 0:
            lost.append(text)
        else:
            at = found + len(bare(text))
    assert lost == []
    assert len(said) > 2000
    assert {where for where, text in held(context) if text not in {*said}} == set()
