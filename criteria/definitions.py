"""The frozen dataclasses of the catalogue: edition, area, indicator, field, measure, recommendation and others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from criteria.guide import Guide
    from criteria.observations import Observations
    from criteria.roles import Roles
    from criteria.rules import Rules

from criteria.languages import FALLBACK, FallbackText, plural_form
from criteria.sorting import sort_key

TOP_LEVEL = 4
TOP_EFFORT = 5
# The most parts of a whole that a chart can distinguish.
MOST_PARTS = 5
# The `origin` of a criterion that is judged by the organisation's profile instead of an indicator.
PROFILE = "organisation"
# The longest key of an area or an indicator.
KEY_LENGTH = 12
# The language code (BCP 47) of text whose author named no language.
UNDETERMINED = "und"
# Longer lists are sorted by name: the catalogue's order means nothing to a reader of all countries.
LONG_LIST = 30
# Separates the plural forms of a wording.
FORMS_APART = "|"


@dataclass(frozen=True, slots=True)
class Text:
    """One text in several languages. English is always present and replaces a missing language."""

    wordings: Mapping[str, str]

    @classmethod
    def as_written(cls, wording: str) -> Text:
        """A text that a person wrote in one language, shown unchanged in all of them."""
        return cls({UNDETERMINED: wording})

    def __hash__(self) -> int:
        return hash(self.wordings.get(FALLBACK))

    def find(self, language: str) -> str | None:
        """The wording in `language` or, for a regional variant, in its base language; None if there is none."""
        wording = self.wordings.get(language)
        return self.wordings.get(language.partition("-")[0]) if wording is None else wording

    def in_language(self, language: str) -> str:
        """The wording in `language`; otherwise the English one as a FallbackText, which pages mark as English."""
        wording = self.find(language)
        if wording is None:
            wording = self.wordings.get(UNDETERMINED)
        return FallbackText(self.wordings[FALLBACK], language) if wording is None else wording


class Level(StrEnum):
    """The levels of a label, lowest first."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


# The level at which a cluster begins; higher levels require a label.
ENTRY_LEVEL = Level.BRONZE


class IndicatorKind(StrEnum):
    """A context indicator is compared but never graded; a practice indicator has a development level (0 to 4)."""

    CONTEXT = "context"
    PRACTICE = "practice"


class FieldKind(StrEnum):
    """The types of a field's value."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    EURO = "euro"
    YEAR = "year"
    TEXT = "text"
    CHOICE = "choice"
    MULTI = "multi"
    LADDER = "ladder"
    TABLE = "table"


# Kinds whose values are typed, not chosen.
TYPED_KINDS = frozenset(
    {FieldKind.INTEGER, FieldKind.DECIMAL, FieldKind.PERCENT, FieldKind.EURO, FieldKind.YEAR, FieldKind.TEXT}
)
UNIT_SIGNS = {FieldKind.PERCENT: "%", FieldKind.EURO: "€"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a choice or multi field."""

    key: str
    label: Text


@dataclass(frozen=True, slots=True)
class PluralText:
    """A wording that agrees with a number: its plural forms in CLDR's order, separated by FORMS_APART."""

    forms: Text

    def for_number(self, number: Decimal | int, language: str) -> str:
        """The form that agrees with `number` in `language`."""
        written_in = FALLBACK if self.forms.find(language) is None else language
        return self._form(plural_form(number, written_in), language)

    def in_general(self, language: str) -> str:
        """The form shown beside an empty input."""
        return self._form(-1, language)

    def _form(self, place: int, language: str) -> str:
        forms = self.forms.in_language(language)
        form = forms.split(FORMS_APART)[place]
        return FallbackText(form, language) if isinstance(forms, FallbackText) else form

    @property
    def every_form(self) -> frozenset[str]:
        """All forms in all languages."""
        return frozenset(form for forms in self.forms.wordings.values() for form in forms.split(FORMS_APART))


@dataclass(frozen=True, slots=True)
class ShowIf:
    """The condition for asking a field: another field of the indicator equals a choice or is above a number."""

    field: str
    equals: str | None = None
    above: int | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an indicator with its type and limits.

    `columns` are the fields of a table row, `row_label` is the name of one row.
    """

    key: str
    kind: FieldKind
    label: Text
    help: Text | None = None
    unit: PluralText | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    decimals: int = 0
    max_length: int = 0
    max_choices: int | None = None
    max_rows: int = 0
    required: bool = True
    time_bound: bool = False
    show_if: ShowIf | None = None
    choices: tuple[Choice, ...] = ()
    steps: tuple[Text, ...] = ()
    columns: tuple[Field, ...] = ()
    row_label: Text | None = None

    def row_name(self, number: int, language: str) -> str:
        """The name of a table row, counted from 1: "Success story 2"."""
        return f"{(self.row_label or self.label).in_language(language)} {number}"

    def choice_label(self, key: str, language: str) -> str:
        """The label of the option `key`. Raises KeyError if the field has no such option."""
        for choice in self.choices:
            if choice.key == key:
                return choice.label.in_language(language)
        raise KeyError(f"{self.key} has no option {key!r}")

    def options(self, language: str) -> list[tuple[str, str]]:
        """The keys and labels of the choices; long lists, such as all countries, are sorted by label."""
        found = [(choice.key, choice.label.in_language(language)) for choice in self.choices]
        if len(found) > LONG_LIST:
            found.sort(key=lambda option: sort_key(option[1], language))
        return found


@dataclass(frozen=True, slots=True)
class Measure:
    """A number derived from answers or, with `distribution`, the chosen options: the only values that are compared.

    `several`: more than one option can be chosen. `field`: the field of the options, if its key differs from the
    measure's. `grid`: a published statistic is a multiple of this; None means the default (`measures.grid_of`).
    `greatest`: no value can be greater; None if there is no such limit.
    """

    key: str
    label: Text
    unit: PluralText | None = None
    percent: bool = False
    euro: bool = False
    ladder: bool = False
    distribution: bool = False
    several: bool = False
    field: str = ""
    decimals: int = 0
    grid: Decimal | None = None
    greatest: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole: the fields of the indicator that add up to it, and its short name."""

    fields: tuple[str, ...]
    label: Text


@dataclass(frozen=True, slots=True)
class LevelRule:
    """How a development level is derived from the answers: exactly one of the three forms is set.

    `field`: a ladder field is the level. `measure` with `at`: the level is the number of limits reached. `function`:
    the name of one of the edition's functions.
    """

    field: str | None = None
    measure: str | None = None
    at: tuple[Decimal, ...] = ()
    function: str | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """An action for those whom it fits. Effect and effort are 1 to 5.

    It fits if the indicator is at `level` (None: at any), `situation` holds, if there is one, and none of `unless`
    does; these are full keys such as "C1.three_sources". `ladder`: the field whose step is meant instead of the
    indicator's level. `act`: recommendations of different indicators with the same one ask for the same thing.
    """

    key: str
    indicator: str
    level: int | None
    situation: str | None
    effect: int
    effort: int
    higher: tuple[str, ...]
    title: Text
    text: Text
    ladder: str = ""
    unless: tuple[str, ...] = ()
    act: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator with all its texts and rules.

    `parts` are the parts of a whole that its fields make up, if they do. `by_portfolio` is advice for clusters of one
    technology field, with the key of the portfolio.
    """

    key: str
    area: str
    kind: IndicatorKind
    higher: tuple[str, ...]
    source: Text
    minutes: int
    title: Text
    question: Text
    why: Text
    how: Text
    example: Text
    reading: Text
    evidence: tuple[Text, ...]
    fields: tuple[Field, ...]
    measures: tuple[Measure, ...]
    recommendations: tuple[Recommendation, ...]
    board: Text
    parts: tuple[Part, ...] = ()
    by_portfolio: tuple[Choice, ...] = ()
    level_rule: LevelRule | None = None
    levels: tuple[Text, ...] = ()
    strength: Text | None = None

    def field(self, key: str) -> Field:
        """The field `key`. Raises KeyError if there is none."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(f"{self.key} has no field {key!r}")

    def choices_of(self, measure: Measure) -> tuple[Choice, ...]:
        """The options of a `measure` that is a distribution."""
        return self.field(measure.field or measure.key).choices

    @property
    def steps(self) -> tuple[Text, ...]:
        """The descriptions of the five levels; () if the level is not given by one described ladder."""
        if self.levels:
            return self.levels
        if self.level_rule and self.level_rule.field:
            return self.field(self.level_rule.field).steps
        return ()

    def advice_for_level(self, level: int) -> tuple[Recommendation, ...]:
        """The recommendations that lead from `level` (0 to 4) to the next, whomever they fit."""
        return tuple(r for r in self.recommendations if r.level == level)


@dataclass(frozen=True, slots=True)
class AreaMeasure:
    """A number computed from all answers of an area, with its full key and the sentence that states it as {number}."""

    key: str
    sentence: PluralText


@dataclass(frozen=True, slots=True)
class Area:
    """An area with its indicators in order, and the measure that represents it as a whole, if any."""

    key: str
    title: Text
    short: Text
    intro: Text
    indicators: tuple[Indicator, ...]
    measure: AreaMeasure | None

    @property
    def minutes(self) -> int:
        """The estimated minutes to answer the area if all facts are at hand."""
        return sum(i.minutes for i in self.indicators)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One eligibility criterion. A binding one must be met or waived before submission; advice never blocks it.

    `is_share`: value and threshold are shares of 1, and the value must exceed the threshold. `origin`: the indicator or
    area whose answers decide, in `area`; or PROFILE, then `area` is "". `todo_incomplete`: what to do if a claim cannot
    be checked yet. `field`: the field of `origin` that is judged; `values`: short words for its answers.
    """

    key: str
    binding: bool
    origin: str
    area: str
    threshold: str
    is_share: bool
    title: Text
    short: Text
    rule: Text
    source: Text
    source_url: str
    todo_not_met: Text
    todo_unknown: Text
    todo_incomplete: Text | None = None
    field: str = ""
    values: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """A check of answers against each other. `text` may contain numbers in braces; it is shown at `indicators`."""

    key: str
    indicators: tuple[str, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class Contradictions:
    """An edition's messages about an answer that contradicts itself. `not_asked` mentions {fields} and {other}."""

    answered_and_not_applicable: Text
    not_asked: Text


@dataclass(frozen=True, slots=True)
class ValidityRule:
    """How long a label lasts after the first award and after a renewal, and how late it can be renewed, in months.

    Somebody who starts a renewal more than `early_months` before the label ends is asked whether they mean it.
    """

    first_months: int
    renewal_months: int
    grace_months: int
    early_months: int
    source: str


@dataclass(frozen=True, slots=True)
class Process:
    """How an assessment is carried out: the number of assessors, and whether they interview the cluster.

    `interview_minutes` is the planned length of the interview, `due_days` the time an assessor has for the assessment.
    """

    assessors: int
    interview: bool
    interview_minutes: int
    due_days: int


@dataclass(frozen=True, slots=True)
class Workload:
    """Estimates for planning: the working days that recommendations of effort 1 to 5 take, and those of one full-time
    equivalent in a year. `management` is the measure of full-time equivalents, "" if the edition has none.
    """

    days: tuple[int, ...]
    days_a_year: int
    management: str


@dataclass(frozen=True, slots=True)
class Region:
    """Neighbouring countries, by their codes: a field of one country may be too small to be compared with."""

    key: str
    title: Text
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """The measures by which clusters are alike, by their full keys; "" if the edition has none.

    The annual budget is the product of `budget_per_participant` and the number of participants.
    """

    participants: str = ""
    age: str = ""
    budget_per_participant: str = ""
    type: str = ""
    steering: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseRule:
    """When comparison figures are published, and of which groups.

    Releases are at least `days_apart` days apart, and each needs `least_new` clusters that are new, assessed again or
    gone. `alike` determines the families of similar clusters.
    """

    days_apart: int
    least_new: int
    regions: tuple[Region, ...]
    alike: Likeness

    def region_of(self, country: str) -> Region | None:
        """The region that `country` is in."""
        return next((region for region in self.regions if country in region.countries), None)


@dataclass(frozen=True, slots=True)
class HigherIndicator:
    """An indicator of a higher level with its code. `in_next_level`: whether the next one asks it, None if unknown.

    `is_inferred`: its title is not in the source.
    """

    code: str
    title: Text
    in_next_level: bool | None
    is_inferred: bool


@dataclass(frozen=True, slots=True)
class Onward:
    """The report's texts on the labels above this one and their indicators.

    `title` is that of the chapter, `level` the name of the level the indicators belong to, `candidates` introduces the
    areas of improvement. `touched` is the title of the table of related indicators; `indicator`, `in_scope` and `own`
    are its column heads, `inferred` marks an inferred title, and `origin` says where the codes and titles come from.
    """

    title: Text
    level: Text
    candidates: Text
    touched: Text
    indicator: Text
    in_scope: Text
    own: Text
    inferred: Text
    origin: Text


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A published statistic with its population, shown for context beside an indicator.

    `source` is the address, and `publisher` the short name of whoever published it there.
    """

    key: str
    indicator: str
    metric: Text
    value: Text
    population: Text
    source: str
    publisher: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A titled paragraph of the report (method, how to read it, the road ahead).

    With `countries` only clusters of these countries (ISO 3166-1 alpha-2) have it in their reports, and if it is
    `for_newcomers`, only those without a label and without an earlier assessment.
    """

    key: str
    title: Text
    text: Text
    countries: tuple[str, ...] = ()
    for_newcomers: bool = False

    def concerns(self, country: str, *, is_newcomer: bool) -> bool:
        """Whether the report on a cluster in `country` has it."""
        return (is_newcomer or not self.for_newcomers) and (not self.countries or country in self.countries)


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry."""

    term: Text
    definition: Text


@dataclass(frozen=True, slots=True)
class Source:
    """A published source of a fact."""

    key: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a label with all its questions, rules and texts. Frozen once published.

    An assessment keeps its edition for life. `scheme` names the label, of which there may be several editions;
    `languages` are those of every wording. `level_title` is the level on its own, `level_name` as used before "label"
    or "assessment". `holders` names the holders of a higher label, `about` explains the label to people who do not know
    it yet. `guide` explains clusters to them; None if the edition has none.
    """

    key: str
    scheme: str
    level: Level
    level_title: Text
    level_name: Text
    holders: Text
    languages: tuple[str, ...]
    name: Text
    in_force_from: dt.date
    notice: Text
    about: Text
    process: Process
    workload: Workload
    validity: ValidityRule
    release: ReleaseRule
    areas: tuple[Area, ...]
    criteria: tuple[Criterion, ...]
    cross_checks: tuple[CrossCheck, ...]
    contradictions: Contradictions
    observations: Observations
    portfolios: tuple[Choice, ...]
    higher: tuple[HigherIndicator, ...]
    higher_groups: tuple[Choice, ...]
    glossary: tuple[Term, ...]
    published: tuple[PublishedFigure, ...]
    methodology: tuple[Passage, ...]
    how_to_read: tuple[Passage, ...]
    road: tuple[Passage, ...]
    sources: tuple[Source, ...]
    onward: Onward | None
    guide: Guide | None
    by_key: Mapping[str, Indicator]
    roles: Roles
    rules: Rules

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators in the order of the questionnaire."""
        return tuple(i for area in self.areas for i in area.indicators)

    def indicator(self, key: str) -> Indicator:
        """The indicator `key`. Raises KeyError if there is none."""
        return self.by_key[key]

    def area(self, key: str) -> Area:
        """The area `key`. Raises KeyError if there is none."""
        for area in self.areas:
            if area.key == key:
                return area
        raise KeyError(key)

    def criterion(self, key: str) -> Criterion:
        """The eligibility criterion `key`. Raises KeyError if there is none."""
        for criterion in self.criteria:
            if criterion.key == key:
                return criterion
        raise KeyError(key)
