"""The frozen shapes of the catalogue: edition, area, indicator, field, measure, recommendation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from criteria.roles import Roles
    from criteria.rules import Rules

from criteria.languages import FALLBACK, FallbackText, plural_form

TOP_LEVEL = 4
# The most parts of a whole that a chart tells apart.
MOST_PARTS = 5
# Where a criterion is judged on that stands in no indicator: the organisation's own profile.
PROFILE = "organisation"
# The longest key of an area or an indicator.
KEY_LENGTH = 12
# The language of what somebody wrote in one they did not name (BCP 47).
UNDETERMINED = "und"
# Stands between the plural forms of a wording.
FORMS_APART = "|"


@dataclass(frozen=True, slots=True)
class Text:
    """One piece of wording by language. English is always there and stands in for a language that is not."""

    wordings: Mapping[str, str]

    @classmethod
    def as_written(cls, wording: str) -> Text:
        """What a person wrote in one language, which is shown as it stands in all of them."""
        return cls({UNDETERMINED: wording})

    def __hash__(self) -> int:
        return hash(self.wordings.get(FALLBACK))

    def find(self, language: str) -> str | None:
        """The wording in `language`, or in the one that it is a regional form of; None if there is none."""
        wording = self.wordings.get(language)
        return self.wordings.get(language.partition("-")[0]) if wording is None else wording

    def in_language(self, language: str) -> str:
        """The wording in `language`, else in English: a FallbackText then, which a page marks as English."""
        wording = self.find(language)
        if wording is None:
            wording = self.wordings.get(UNDETERMINED)
        return FallbackText(self.wordings[FALLBACK], language) if wording is None else wording


class Level(StrEnum):
    """The levels of a label, the one that a cluster begins with first."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


# The level that a cluster begins with; those above it follow only on a label.
ENTRY_LEVEL = Level.BRONZE


class IndicatorKind(StrEnum):
    """Context is shown against others and never graded; practice has a development level 0-4."""

    CONTEXT = "context"
    PRACTICE = "practice"


class FieldKind(StrEnum):
    """The types of answer a field can take."""

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


# Answers that are typed, not chosen.
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
    """A wording that agrees with a number: in each language its plural forms in CLDR's order, FORMS_APART between."""

    forms: Text

    def for_number(self, number: Decimal | int, language: str) -> str:
        """The form that agrees with `number` in `language`."""
        written_in = FALLBACK if self.forms.find(language) is None else language
        return self._form(plural_form(number, written_in), language)

    def in_general(self, language: str) -> str:
        """The form that stands beside an empty input."""
        return self._form(-1, language)

    def _form(self, place: int, language: str) -> str:
        forms = self.forms.in_language(language)
        form = forms.split(FORMS_APART)[place]
        return FallbackText(form, language) if isinstance(forms, FallbackText) else form

    @property
    def every_form(self) -> frozenset[str]:
        """Every form in every language."""
        return frozenset(form for forms in self.forms.wordings.values() for form in forms.split(FORMS_APART))


@dataclass(frozen=True, slots=True)
class ShowIf:
    """A field is asked only if another field of the same indicator equals a choice or lies above a number."""

    field: str
    equals: str | None = None
    above: int | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked, with its type and limits. Columns are the fields of a table's row."""

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

    def choice_label(self, key: str, language: str) -> str:
        """The label of the option `key`; a KeyError if the field has no such option."""
        for choice in self.choices:
            if choice.key == key:
                return choice.label.in_language(language)
        raise KeyError(f"{self.key} has no option {key!r}")


@dataclass(frozen=True, slots=True)
class Measure:
    """A number (or, with `distribution`, what was chosen) derived from answers: the only thing that is compared.

    `several`: more than one choice is possible. `field`: where it is chosen, if the key is another.
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


@dataclass(frozen=True, slots=True)
class Part:
    """Fields of an indicator that make up one part of a whole together, and the short name of the part."""

    fields: tuple[str, ...]
    label: Text


@dataclass(frozen=True, slots=True)
class LevelRule:
    """How a development level follows from the answers: exactly one of the three forms is set.

    `field`: the ladder field is the level. `measure` with `at`: the number of limits reached.
    `function`: a function among the edition's rules.
    """

    field: str | None = None
    measure: str | None = None
    at: tuple[Decimal, ...] = ()
    function: str | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """An action for one level (practice) or one situation (context). Effect and effort run from 1 to 5."""

    key: str
    indicator: str
    level: int | None
    situation: str | None
    effect: int
    effort: int
    gold: tuple[str, ...]
    title: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator with everything that is said about it.

    `parts`: into what the answers gather, where they are parts of a whole.
    """

    key: str
    area: str
    kind: IndicatorKind
    gold: tuple[str, ...]
    source: str
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
    level_rule: LevelRule | None = None
    levels: tuple[Text, ...] = ()
    strength: Text | None = None

    def field(self, key: str) -> Field:
        """The field `key`; a KeyError if there is none."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(f"{self.key} has no field {key!r}")

    def choices_of(self, measure: Measure) -> tuple[Choice, ...]:
        """What can be chosen where `measure` is a distribution."""
        return self.field(measure.field or measure.key).choices

    @property
    def steps(self) -> tuple[Text, ...]:
        """The five described levels, or nothing if the level is not one described ladder."""
        if self.levels:
            return self.levels
        if self.level_rule and self.level_rule.field:
            return self.field(self.level_rule.field).steps
        return ()

    def advice_for_level(self, level: int) -> tuple[Recommendation, ...]:
        """The recommendations that lead from `level` (0-4) to the next."""
        return tuple(r for r in self.recommendations if r.level == level)


@dataclass(frozen=True, slots=True)
class AreaMeasure:
    """A number over all answers of an area by its full key, and the sentence that tells it as {number}."""

    key: str
    sentence: PluralText


@dataclass(frozen=True, slots=True)
class Area:
    """One of the areas with its indicators in order, and the number that stands for it as a whole, if any."""

    key: str
    title: Text
    short: Text
    intro: Text
    indicators: tuple[Indicator, ...]
    measure: AreaMeasure | None

    @property
    def minutes(self) -> int:
        """An estimate of the minutes it takes to answer the area with the facts at hand."""
        return sum(i.minutes for i in self.indicators)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One eligibility criterion. A binding one blocks submission while it is not met; advice never blocks.

    `is_share`: value and threshold are shares of 1, and the threshold has to be exceeded, not reached.
    `origin`: the indicator or area whose answers decide, in `area`; or PROFILE, and then no area.
    `todo_incomplete`: what to do where something is claimed that cannot be checked yet.
    `field`: the field of `origin` that the value is an answer to; `values`: short words for such answers.
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
    """A check of answers against each other. `text` may name numbers in braces; it is shown at `indicators`."""

    key: str
    indicators: tuple[str, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class ValidityRule:
    """How long a label lasts, in months: first award, renewal, and how long after its end it may be renewed."""

    first_months: int
    renewal_months: int
    grace_months: int
    source: str


@dataclass(frozen=True, slots=True)
class Process:
    """How an assessment is carried out: how many assessors there are, and whether they interview the cluster.

    `interview_minutes`: how long the interview is planned to take. `due_days`: how many days an assessor has.
    """

    assessors: int
    interview: bool
    interview_minutes: int
    due_days: int


@dataclass(frozen=True, slots=True)
class GoldIndicator:
    """A Gold indicator by its code. `silver` says whether it is in Silver's scope; None: not known."""

    code: str
    title: Text
    silver: bool | None


@dataclass(frozen=True, slots=True)
class Onward:
    """What the report says about the labels above this one, whose indicators those of the edition touch.

    `title`: of the chapter. `level`: whose indicators these are. `candidates`: what leads to the areas of improvement.
    `touched`: what heads the table of touched indicators, and `indicator`, `in_scope` and `own` its columns.
    """

    title: Text
    level: Text
    candidates: Text
    touched: Text
    indicator: Text
    in_scope: Text
    own: Text


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A published statistic with its population and source, shown as context beside an indicator."""

    key: str
    indicator: str
    metric: Text
    value: Text
    population: Text
    source: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A titled paragraph of the report (method, how to read it, the road ahead)."""

    key: str
    title: Text
    text: Text


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
    """Everything one edition of the label asks and says. Frozen once published; assessments pin it for life.

    `scheme` names the label (several editions of one scheme follow each other), `languages` those of every wording.
    `level_name` is the level as it stands in a sentence before "label" or "assessment". `holders`: who holds a higher
    label than this one.
    """

    key: str
    scheme: str
    level: Level
    level_name: Text
    holders: Text
    languages: tuple[str, ...]
    name: Text
    in_force_from: dt.date
    notice: Text
    process: Process
    validity: ValidityRule
    areas: tuple[Area, ...]
    criteria: tuple[Criterion, ...]
    cross_checks: tuple[CrossCheck, ...]
    portfolios: tuple[Choice, ...]
    gold: tuple[GoldIndicator, ...]
    gold_groups: tuple[Choice, ...]
    glossary: tuple[Term, ...]
    published: tuple[PublishedFigure, ...]
    methodology: tuple[Passage, ...]
    how_to_read: tuple[Passage, ...]
    road: tuple[Passage, ...]
    sources: tuple[Source, ...]
    onward: Onward | None
    by_key: Mapping[str, Indicator]
    roles: Roles
    rules: Rules

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators in the order of the form."""
        return tuple(i for area in self.areas for i in area.indicators)

    def indicator(self, key: str) -> Indicator:
        """The indicator `key`; a KeyError if the edition has none of that key."""
        return self.by_key[key]

    def area(self, key: str) -> Area:
        """The area `key`; a KeyError if there is none."""
        for area in self.areas:
            if area.key == key:
                return area
        raise KeyError(key)

    def criterion(self, key: str) -> Criterion:
        """The eligibility criterion `key`; a KeyError if there is none."""
        for criterion in self.criteria:
            if criterion.key == key:
                return criterion
        raise KeyError(key)
