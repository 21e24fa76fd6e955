"""The dataclasses of the report's tree: text, numbers and SVG charts that the templates print without any decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from assessments.report.charts.data import Figure
from assessments.report.charts.indicator import Ladder
from assessments.report.content.changes_tree import Changes
from assessments.report.words.eligibility import RuleBlock
from assessments.report.words.published import PublishedLine

NO_PICTURE = SafeString("")


@dataclass(frozen=True, slots=True)
class PrintedPassage:
    """A titled paragraph."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value, for example one line of the cluster's portrait."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class AnsweredField:
    """One field of an answer: the cluster's own value and, if there is one, the value agreed with the assessor."""

    label: str
    own: str
    agreed: str = ""
    is_changed: bool = False

    @property
    def lead_in(self) -> str:
        """The label as the start of a running text: it ends with a full stop, unless it is a question."""
        return self.label if self.label.endswith("?") else f"{self.label}."


@dataclass(frozen=True, slots=True)
class Dots:
    """A grade of one to five as dots and in words."""

    dots: str
    words: str


@dataclass(frozen=True, slots=True)
class HigherName:
    """An indicator of a higher label, with its code and name."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class RecommendationBlock:
    """One recommendation; numbers are unique in the report."""

    anchor: str
    number: int
    indicator: str
    title: str
    text: str
    effect: Dots
    effort: Dots
    higher: tuple[HigherName, ...]
    is_reworded: bool


@dataclass(frozen=True, slots=True)
class NamedRecommendation:
    """A recommendation that the report only names; effect and effort as dots."""

    anchor: str
    number: int
    indicator: str
    title: str
    effect: str
    effort: str


@dataclass(frozen=True, slots=True)
class FurtherArea:
    """The recommendations of one area that the report only names."""

    title: str
    advice: tuple[NamedRecommendation, ...]


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """Everything the report says about one indicator."""

    key: str
    title: str
    kind: str
    level: str
    key_figures: tuple[Fact, ...]
    question: str
    why: str
    is_answered: bool
    open_line: str
    not_applicable: str
    fields: tuple[AnsweredField, ...]
    texts: tuple[AnsweredField, ...]
    has_agreed: bool
    agreed_reason: str
    composition: Figure | None
    comparisons: tuple[Figure, ...]
    ladders: tuple[Ladder, ...]
    reading: str
    published: tuple[PublishedLine, ...]
    evidence: tuple[str, ...]
    checks: tuple[str, ...]
    remark: str
    advice: tuple[RecommendationBlock, ...]
    elsewhere: tuple[NamedRecommendation, ...]
    by_field: tuple[Fact, ...]
    further: str
    no_advice: str
    board: str


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An indicator in the list at the start of an area's chapter; `question` is "" where there is no room for it."""

    key: str
    title: str
    question: str
    standing: str


@dataclass(frozen=True, slots=True)
class AreaChapter:
    """The chapter of one area."""

    key: str
    title: str
    intro: str
    remark: str
    profile: Figure | None
    lines: tuple[AreaLine, ...]
    measured: str
    indicators: tuple[IndicatorPage, ...]


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """An entry of the contents. `code` is the number of a chapter or the key of an indicator."""

    anchor: str
    code: str
    title: str
    is_chapter: bool


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The verdict in one sentence and its criteria, the binding ones first."""

    sentence: str
    binding: tuple[RuleBlock, ...]
    advice: tuple[RuleBlock, ...]


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A practice without documents seen, and the document that an auditor would ask for first."""

    key: str
    title: str
    level: str
    document: str


@dataclass(frozen=True, slots=True)
class EvidenceGrade:
    """What the development levels rest on, in one sentence, and the highest ones without documents seen."""

    sentence: str
    asked_for: tuple[AskedFor, ...]


@dataclass(frozen=True, slots=True)
class Strength:
    """A strong practice: the indicator, what it means, and what the cluster does in its own words ("" if not said)."""

    key: str
    title: str
    text: str
    own_words: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to a chapter or indicator: its code, and its page if it is printed."""

    anchor: str
    code: str
    title: str
    has_page: bool


@dataclass(frozen=True, slots=True)
class StandsOut:
    """An observation across areas, in a few words and in full, with the indicators it rests on."""

    title: str
    text: str
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary, the first page of the report."""

    opening: str
    stands_out: tuple[StandsOut, ...]
    verdict: str
    rules: tuple[RuleBlock, ...]
    key_numbers: tuple[Fact, ...]
    profile: Figure | None
    strengths: tuple[Strength, ...]
    first_steps: tuple[RecommendationBlock, ...]

    @property
    def leaves_room(self) -> bool:
        """Whether the profile fits on the first page of the summary alone, beside what stands out."""
        return len(self.stands_out) <= 2


@dataclass(frozen=True, slots=True)
class MissingLine:
    """One missing item. `anchor` is the indicator's key, "eligibility", or "" for the organisation's profile."""

    anchor: str
    code: str
    title: str
    what: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing before the report is complete. `criteria` are the open binding criteria of a self-assessment."""

    criteria: tuple[MissingLine, ...]
    sentence: str
    lines: tuple[MissingLine, ...]
    checks: tuple[MissingLine, ...]


@dataclass(frozen=True, slots=True)
class Portrait:
    """The cluster's portrait."""

    focus: str
    facts: tuple[Fact, ...]
    numbers: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class HigherRow:
    """An indicator of a higher label and the related indicators of this edition (`own`) with their levels."""

    code: str
    title: str
    in_scope: str
    own: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An area of improvement to consider for the next label, or one that the cluster has proven.

    `first_step` is "" if it is proven.
    """

    key: str
    title: str
    level: str
    higher: tuple[HigherName, ...]
    first_step: str


@dataclass(frozen=True, slots=True)
class Road:
    """The awarded label and the way to higher ones.

    `heads` are the column heads of the table `higher`, and `origin` says where its codes and titles come from; `lead`
    introduces `candidates` under the title `candidates_title`.
    """

    title: str
    touched: str
    heads: tuple[str, ...]
    origin: str
    candidates_title: str
    lead: str
    label: tuple[Fact, ...]
    passages: tuple[PrintedPassage, ...]
    higher: tuple[HigherRow, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class PlanMonth:
    """One month of the plan: its name and what could be done in it."""

    month: str
    steps: tuple[RecommendationBlock, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan for a year. `lead` says how its steps are spread, and compares their days with those of the team."""

    lead: str
    months: tuple[PlanMonth, ...]


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One indicator in the index: the names of its figures, and its recommendations."""

    key: str
    title: str
    figures: tuple[str, ...]
    advice: tuple[RecommendationBlock, ...]


@dataclass(frozen=True, slots=True)
class AnsweredIndicator:
    """One indicator in the table of all answers."""

    key: str
    title: str
    lines: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A published source."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Annexes:
    """The annexes."""

    answers: tuple[AnsweredIndicator, ...]
    method: tuple[PrintedPassage, ...]
    published: tuple[PublishedLine, ...]
    sources: tuple[SourceLine, ...]
    glossary: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ReportContext:
    """The whole report. `marks` is printed in the running head of every page; "" for a decided, real assessment.
    `all_advice` is not printed: the workbook of recommendations has them all in full.

    The fields with defaults at the end are set when the report is issued: its number (0 if not issued), the
    verification code, the address that verifies it, and that address as a QR code.
    """

    language: str
    title: str
    summary_title: str
    cluster: str
    running_name: str
    has_long_name: bool
    reference: str
    level: str
    state: str
    label_number: str
    date: str
    date_iso: str
    marks: str
    edition: str
    notice: str
    mark_svg: SafeString
    shows: Mapping[str, bool]
    titles: Mapping[str, str]
    contents: tuple[ContentsLine, ...]
    foreword: str
    higher_level: str
    closing: str
    summary: Summary
    missing: Missing | None
    begins_with_missing: bool
    how_to_read: tuple[PrintedPassage, ...]
    portrait: Portrait
    eligibility: Eligibility
    evidence: EvidenceGrade | None
    areas: tuple[AreaChapter, ...]
    advice_title: str
    advice_lead: str
    all_advice: tuple[RecommendationBlock, ...]
    chosen_advice: tuple[RecommendationBlock, ...]
    further_advice: tuple[FurtherArea, ...]
    changes: Changes | None
    plan: Plan | None
    road: Road | None
    annexes: Annexes
    index: tuple[IndexLine, ...]
    logo: str = ""
    issue: int = 0
    verification: str = ""
    verification_url: str = ""
    verification_qr: SafeString = NO_PICTURE
