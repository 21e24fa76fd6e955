"""Reads an edition's TOML files into definitions; every error names the file and the key."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Set
from decimal import Decimal
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType

from criteria.countries import countries
from criteria.definitions import (
    ENTRY_LEVEL,
    FORMS_APART,
    KEY_LENGTH,
    MOST_PARTS,
    PROFILE,
    TOP_EFFORT,
    TOP_LEVEL,
    Area,
    AreaMeasure,
    Choice,
    Contradictions,
    Criterion,
    CrossCheck,
    Edition,
    Field,
    FieldKind,
    HigherIndicator,
    Indicator,
    IndicatorKind,
    Level,
    LevelRule,
    Likeness,
    Measure,
    Onward,
    Part,
    Passage,
    PluralText,
    Process,
    PublishedFigure,
    Recommendation,
    Region,
    ReleaseRule,
    ShowIf,
    Source,
    Term,
    Text,
    ValidityRule,
    Workload,
)
from criteria.development import case_without_advice
from criteria.languages import FALLBACK, is_language, plural_forms
from criteria.measures import finest_grid, grid_of
from criteria.observations import Observation, ObservationKind, Observations, Placeholder, ValueKind
from criteria.roles import read_roles
from criteria.rules import Rules, read_rules
from criteria.tables import CatalogueError, Table, read_file
from criteria.wordings import missing_wordings

KEY = re.compile(r"[0-9A-Za-z]+(\.[0-9A-Za-z]+)*")
# The files of an edition that describe no indicator.
OTHER_FILES = frozenset({"edition.toml", "eligibility.toml", "cross_checks.toml", "observations.toml"})
# The folders that contain editions, each in its own subfolder.
EDITIONS = [Path(__file__).parent / "editions"]


def read_choice(table: Table) -> Choice:
    """An option: its key and its wordings, in one table."""
    return Choice(table.take("key", str), table.wording())


def read_plural(table: Table, key: str) -> PluralText:
    """A text with plural forms. Raises CatalogueError unless each language has as many forms as CLDR requires."""
    text = table.text(key)
    for language, forms in text.wordings.items():
        expected = plural_forms(language)
        if len(forms.split(FORMS_APART)) != len(expected):
            raise table.fault(key, f"must be written {FORMS_APART.join(expected)} in {language!r}")
    return PluralText(text)


def read_unit(table: Table) -> PluralText | None:
    return read_plural(table, "unit") if "unit" in table.data else None


def read_show_if(table: Table) -> ShowIf | None:
    """The condition for asking a field, if any: exactly one of `equals` and `above`."""
    if "show_if" not in table.data:
        return None
    condition = Table(table.take("show_if", dict), f"{table.place}: show_if")
    result = ShowIf(
        field=condition.take("field", str),
        equals=condition.take("equals", str) if "equals" in condition.data else None,
        above=condition.take("above", int) if "above" in condition.data else None,
    )
    condition.close()
    if (result.equals is None) == (result.above is None):
        raise table.fault("show_if", "needs either equals or above")
    return result


def read_field(portfolios: tuple[Choice, ...], table: Table) -> Field:
    """One field. `choices_from` refers to a shared list: the edition's portfolios or the countries."""
    shared = {"portfolios": portfolios, "countries": countries(), "": ()}
    key = table.take("key", str)
    table.place = f"{table.place} {key}"
    kind = table.take("kind", str)
    if kind not in FieldKind:
        raise table.fault("kind", f"{kind!r} is not a kind of field")
    if (source := table.take("choices_from", str, "")) not in shared:
        raise table.fault("choices_from", f"{source!r} is not a list of choices")
    field = Field(
        key=key,
        kind=FieldKind(kind),
        label=table.text("label"),
        help=table.optional_text("help"),
        unit=read_unit(table),
        min=table.number("min"),
        max=table.number("max"),
        decimals=table.take("decimals", int, 0),
        max_length=table.take("max_length", int, 0),
        max_choices=table.take("max_choices", int) if "max_choices" in table.data else None,
        max_rows=table.take("max_rows", int, 0),
        required=table.take("required", bool, True),
        time_bound=table.take("time_bound", bool, False),
        show_if=read_show_if(table),
        choices=table.each("choices", read_choice) or shared[source],
        steps=table.texts("steps"),
        columns=table.each("columns", lambda column: read_field(portfolios, column)),
        row_label=table.optional_text("row_label"),
    )
    check_field(field, table)
    return field


def check_field(field: Field, table: Table) -> None:
    """Raises CatalogueError if the field lacks what its kind needs."""
    needs: dict[FieldKind, tuple[str, bool]] = {
        FieldKind.INTEGER: ("min and max", field.min is not None and field.max is not None),
        FieldKind.DECIMAL: ("min, max and decimals", None not in (field.min, field.max) and field.decimals > 0),
        FieldKind.EURO: ("min and max", field.min is not None and field.max is not None),
        FieldKind.YEAR: ("min", field.min is not None),
        FieldKind.TEXT: ("max_length", field.max_length > 0),
        FieldKind.CHOICE: ("two or more choices", len(field.choices) > 1),
        FieldKind.MULTI: ("two or more choices", len(field.choices) > 1),
        FieldKind.LADDER: ("exactly five steps", len(field.steps) == TOP_LEVEL + 1),
        FieldKind.TABLE: ("columns and max_rows", bool(field.columns) and field.max_rows > 0),
    }
    what, is_there = needs.get(field.kind, ("", True))
    if not is_there:
        raise table.fault("kind", f"a field of kind {field.kind} needs {what}")


def read_measure(indicator: str, rules: Rules, table: Table) -> Measure:
    """A measure of `indicator`. Raises CatalogueError if it needs a formula that the edition does not have."""
    measure = Measure(
        key=table.take("key", str),
        label=table.text("label"),
        unit=read_unit(table),
        percent=table.take("percent", bool, False),
        euro=table.take("euro", bool, False),
        ladder=table.take("ladder", bool, False),
        distribution=table.take("distribution", bool, False),
        several=table.take("several", bool, False),
        field=table.take("field", str, ""),
        decimals=table.take("decimals", int, 0),
        grid=table.number("grid"),
        greatest=table.number("greatest"),
    )
    if grid_of(measure) < finest_grid(measure):
        raise table.fault("grid", f"must be at least {finest_grid(measure)}, so that it hides single answers")
    if not measure.distribution and f"{indicator}.{measure.key}" not in rules.formulas:
        raise table.fault("key", f"formulas.py has no formula '{indicator}.{measure.key}'")
    return measure


def read_level_rule(rules: Rules, table: Table) -> LevelRule | None:
    """How the development level is derived, None for context. Raises CatalogueError if the rule is not valid."""
    if "development" not in table.data:
        return None
    rule = Table(table.take("development", dict), f"{table.place}: development")
    limits = rule.take("at", list, [])
    result = LevelRule(
        field=rule.take("field", str, "") or None,
        measure=rule.take("measure", str, "") or None,
        at=tuple(Decimal(limit) for limit in limits),
        function=rule.take("function", str, "") or None,
    )
    rule.close()
    if sum(form is not None for form in (result.field, result.measure, result.function)) != 1:
        raise table.fault("development", "needs exactly one of field, measure and function")
    if (result.measure is not None) != (len(result.at) == TOP_LEVEL) or list(result.at) != sorted(result.at):
        raise table.fault("development", "a measure needs four rising limits in at")
    if result.function and result.function not in rules.levels:
        raise table.fault("development", f"formulas.py has no level {result.function!r}")
    return result


def read_recommendations(indicator: str, rules: Rules, table: Table) -> tuple[Recommendation, ...]:
    """The recommendations of an indicator. A key consists of indicator, level or situation, and a number."""
    seen: dict[str, int] = {}

    def read(entry: Table) -> Recommendation:
        level = entry.between("level", 0, TOP_LEVEL - 1) if "level" in entry.data else None
        situation = entry.take("situation", str, "")
        if level is None and not situation:
            raise entry.fault("level", "needs a level or a situation, so that it can be judged whom it fits")
        stem = f"{indicator}.{situation if level is None else level}"
        seen[stem] = seen.get(stem, 0) + 1
        return Recommendation(
            key=f"{stem}.{seen[stem]}",
            indicator=indicator,
            level=level,
            situation=read_situation(indicator, rules, entry, "situation", situation) if situation else None,
            effect=entry.between("effect", 1, 5),
            effort=entry.between("effort", 1, TOP_EFFORT),
            higher=entry.strings("higher"),
            title=entry.text("title"),
            text=entry.text("text"),
            ladder=entry.take("ladder", str, ""),
            unless=tuple(read_situation(indicator, rules, entry, "unless", name) for name in entry.strings("unless")),
        )

    return table.each("recommendations", read, at_least=1)


def read_situation(indicator: str, rules: Rules, entry: Table, key: str, name: str) -> str:
    """The full key of a situation, which may be that of another indicator ("C1.three_sources").

    Raises CatalogueError if it cannot be judged, or holds although nothing is answered.
    """
    full = name if "." in name else f"{indicator}.{name}"
    if full not in rules.situations:
        raise entry.fault(key, f"situations.py has no situation {full!r}")
    try:
        holds = rules.situations[full]({}, {})
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise entry.fault(key, f"{full!r} cannot be judged: {error!r}") from error
    if holds is not False:
        raise entry.fault(key, f"{full!r} holds although nothing is answered")
    return full


def read_key(table: Table) -> str:
    """The key of an area or an indicator, which must be usable in URLs, anchors, form fields and file names."""
    key = table.take("key", str)
    if len(key) > KEY_LENGTH or not KEY.fullmatch(key):
        raise table.fault("key", f"{key!r} is not up to {KEY_LENGTH} letters and digits with dots between")
    return key


def read_indicator(path: Path, portfolios: tuple[Choice, ...], rules: Rules) -> Indicator:
    """One indicator's file. Raises CatalogueError, which names the file and the key at fault."""
    table = read_file(path)
    key = read_key(table)
    if not path.name.startswith(f"{key}_"):
        raise table.fault("key", f"{key!r} is not the beginning of the file's name")
    kind = table.take("kind", str)
    if kind not in IndicatorKind:
        raise table.fault("kind", f"{kind!r} is neither context nor practice")
    indicator = Indicator(
        key=key,
        area=table.take("area", str),
        kind=IndicatorKind(kind),
        higher=table.strings("higher"),
        source=table.text("source"),
        minutes=table.between("minutes", 1, 60),
        title=table.text("title"),
        question=table.text("question"),
        why=table.text("why"),
        how=table.text("how"),
        example=table.text("example"),
        reading=table.text("reading"),
        evidence=table.texts("evidence"),
        fields=table.each("fields", lambda field: read_field(portfolios, field), at_least=1),
        measures=table.each("measures", lambda measure: read_measure(key, rules, measure), at_least=1),
        level_rule=read_level_rule(rules, table),
        levels=table.texts("levels"),
        strength=table.optional_text("strength"),
        recommendations=read_recommendations(key, rules, table),
        board=table.text("board"),
        parts=table.each("parts", lambda part: Part(part.strings("fields"), part.text("label"))),
    )
    table.close()
    check_indicator(indicator, table)
    return indicator


def check_fields(indicator: Indicator, table: Table) -> None:
    """Raises CatalogueError for duplicate field keys and references to unknown fields."""
    keys = [field.key for field in indicator.fields]
    if len(set(keys)) != len(keys):
        raise table.fault("fields", "two fields share a key")
    for field in indicator.fields:
        if field.show_if and field.show_if.field not in keys:
            raise table.fault(f"fields {field.key}", f"show_if names an unknown field {field.show_if.field!r}")
    if unknown := {key for part in indicator.parts for key in part.fields} - set(keys):
        raise table.fault("parts", f"name unknown fields {sorted(unknown)}")
    if len(indicator.parts) > MOST_PARTS:
        raise table.fault("parts", f"at most {MOST_PARTS} can be told apart, not {len(indicator.parts)}")


def check_indicator(indicator: Indicator, table: Table) -> None:
    """Raises CatalogueError for an indicator whose parts do not fit together."""
    check_fields(indicator, table)
    if indicator.levels and len(indicator.levels) != TOP_LEVEL + 1:
        raise table.fault("levels", "needs exactly five")
    if len(indicator.evidence) < 2:
        raise table.fault("evidence", "needs at least two")
    if indicator.kind is IndicatorKind.CONTEXT:
        if any(r.level is not None or r.ladder for r in indicator.recommendations) or indicator.level_rule:
            raise table.fault("kind", "a context indicator has situations, no levels")
        return
    if indicator.level_rule is None or indicator.strength is None:
        raise table.fault("kind", "a practice indicator needs development and strength")
    check_advice(indicator, table)


def check_advice(indicator: Indicator, table: Table) -> None:
    """Raises CatalogueError if a practice below the top level may end without advice, or names no ladder as one."""
    ladders = {field.key for field in indicator.fields if field.kind is FieldKind.LADDER}
    named = {r.ladder for r in indicator.recommendations if r.level is not None}
    if unknown := {r.ladder for r in indicator.recommendations} - {"", *ladders}:
        raise table.fault("recommendations", f"{', '.join(sorted(unknown))} is no ladder")
    for level in range(TOP_LEVEL):
        advice = indicator.advice_for_level(level)
        if len(advice) < 2:
            raise table.fault("recommendations", f"level {level} needs two or more actions")
        for ladder in sorted(named):
            case = case_without_advice(r for r in advice if r.ladder == ladder)
            if case is not None:
                when = f"if {' and '.join(case)} hold" if case else "whatever the situation"
                which = f"level {level} of {ladder}" if ladder else f"level {level}"
                raise table.fault("recommendations", f"{which} has no action {when}")


def read_criteria(path: Path, areas: tuple[Area, ...], rules: Rules) -> tuple[Criterion, ...]:
    """The eligibility criteria. Raises CatalogueError for an unknown origin or field, or a missing function."""
    asked = {i.key: {field.key for field in i.fields} for area in areas for i in area.indicators}
    area_of = {key: area.key for area in areas for key in (area.key, *(i.key for i in area.indicators))}
    table = read_file(path)

    def read(entry: Table) -> Criterion:
        source = entry.take("source", dict)
        url = str(source.pop("url", "")) or entry.take("source_url", str, "")
        entry.data["source"] = source
        key, origin = entry.take("key", str), entry.take("from", str)
        if key not in rules.criteria:
            raise entry.fault("key", f"checks.py has no criterion {key!r}")
        if origin != PROFILE and origin not in area_of:
            raise entry.fault("from", f"{origin!r} is neither an indicator nor an area nor {PROFILE!r}")
        if (field := entry.take("field", str, "")) and field not in asked.get(origin, ()):
            raise entry.fault("field", f"{field!r} is not a field of {origin}")
        return Criterion(
            key=key,
            binding=entry.take("binding", bool),
            origin=origin,
            area=area_of.get(origin, ""),
            threshold=entry.take("threshold", str, ""),
            is_share=entry.take("share", bool, False),
            title=entry.text("title"),
            short=entry.text("short"),
            rule=entry.text("rule"),
            source=entry.text("source"),
            source_url=url,
            todo_not_met=entry.text("todo_not_met"),
            todo_unknown=entry.text("todo_unknown"),
            todo_incomplete=entry.optional_text("todo_incomplete"),
            field=field,
            values=entry.each("values", read_choice),
        )

    criteria = table.each("criteria", read, at_least=1)
    table.close()
    return criteria


def read_cross_checks(path: Path, rules: Rules) -> tuple[tuple[CrossCheck, ...], Contradictions]:
    """The cross-checks. Raises CatalogueError for a check without function."""
    table = read_file(path)

    def read(entry: Table) -> CrossCheck:
        check = CrossCheck(entry.take("key", str), entry.strings("indicators"), entry.text("text"))
        if check.key not in rules.checks:
            raise entry.fault("key", f"checks.py has no check {check.key!r}")
        return check

    checks = table.each("checks", read)
    words = Table(table.take("contradictions", dict), f"{table.place}: contradictions")
    contradictions = Contradictions(words.text("answered_and_not_applicable"), words.text("not_asked"))
    words.close()
    table.close()
    return checks, contradictions


def read_observations(path: Path, areas: Iterable[Area], rules: Rules) -> Observations:
    """The observations, if there are any. Raises CatalogueError for one without function, or a function without one."""
    if not path.is_file():
        if rules.observations:
            raise CatalogueError(f"{path.name}: is missing")
        return Observations()
    table = read_file(path)
    parts = {key for area in areas for key in (area.key, *(indicator.key for indicator in area.indicators))}
    entries = table.each("observations", lambda entry: read_observation(entry, parts, rules))
    keys = [entry.key for entry in entries]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise table.fault("observations", f"{', '.join(twice)} is there twice")
    if untold := sorted(rules.observations.keys() - {*keys}):
        raise table.fault("observations", f"has no text for the function {', '.join(untold)}")
    order = [*ObservationKind]
    observations = Observations(
        entries=tuple(sorted(entries, key=lambda entry: order.index(entry.kind))),
        words=table.each("words", read_choice),
    )
    table.close()
    return observations


def read_observation(entry: Table, parts: Set[str], rules: Rules) -> Observation:
    """One observation, whose texts use each of its values in every language. Raises CatalogueError."""
    key, kind = entry.take("key", str), entry.take("kind", str)
    entry.place = f"{entry.place} {key}"
    if key not in rules.observations:
        raise entry.fault("key", f"observations.py has no observation {key!r}")
    if kind not in ObservationKind:
        raise entry.fault("kind", f"{kind!r} is not one of {', '.join(ObservationKind)}")
    if unknown := {*(rests_on := entry.strings("rests_on"))} - parts:
        raise entry.fault("rests_on", f"{', '.join(sorted(unknown))} is neither an indicator nor an area")
    text = entry.text("text")
    placeholders = read_placeholders(entry, text)
    return Observation(key, ObservationKind(kind), rests_on, entry.text("title"), text, placeholders)


def read_placeholders(entry: Table, text: Text) -> tuple[Placeholder, ...]:
    """The values of an observation with their kinds and units. Raises CatalogueError unless `text` uses all of them."""
    kinds = entry.take("values", dict)
    units = Table(entry.take("units", dict, {}), f"{entry.place}: units")
    for name, kind in kinds.items():
        if kind not in ValueKind:
            raise entry.fault("values", f"{kind!r} of {name} is not one of {', '.join(ValueKind)}")
        if name in units.data and kind != ValueKind.NUMBER:
            raise entry.fault("units", f"{name} is not a number")
    placeholders = tuple(
        Placeholder(name, ValueKind(kind), read_plural(units, name) if name in units.data else None)
        for name, kind in kinds.items()
    )
    units.close()
    for language, wording in text.wordings.items():
        named = {name for _literal, name, *_format in Formatter().parse(wording) if name is not None}
        if named != kinds.keys():
            wrong = ", ".join(sorted(named ^ kinds.keys()))
            raise entry.fault("text", f"in {language!r} and values do not have the same placeholders: {wrong}")
    return placeholders


def read_validity(table: Table) -> ValidityRule:
    """How long a label lasts, in months."""
    rule = Table(table.take("validity", dict), f"{table.place}: validity")
    result = ValidityRule(
        first_months=rule.between("first_months", 1, 120),
        renewal_months=rule.between("renewal_months", 1, 120),
        grace_months=rule.between("grace_months", 0, 120),
        early_months=rule.between("early_months", 0, 120),
        source=rule.take("source", str),
    )
    rule.close()
    return result


def read_process(table: Table) -> Process:
    """How an assessment is carried out."""
    rule = Table(table.take("process", dict), f"{table.place}: process")
    result = Process(
        assessors=rule.between("assessors", 1, 2),
        interview=rule.take("interview", bool),
        interview_minutes=rule.between("interview_minutes", 30, 960),
        due_days=rule.between("due_days", 1, 365),
    )
    rule.close()
    return result


def read_workload(table: Table, rules: Rules) -> Workload:
    """The estimates for planning. Raises CatalogueError for an unknown measure, or if an effort has no days."""
    rule = Table(table.take("workload", dict), f"{table.place}: workload")
    days = rule.take("days", list)
    if len(days) != TOP_EFFORT or not all(isinstance(day, int) and day > 0 for day in days) or days != sorted(days):
        raise rule.fault("days", f"needs {TOP_EFFORT} rising whole numbers")
    management = rule.take("management", str, "")
    if management and management not in rules.formulas:
        raise rule.fault("management", f"formulas.py has no formula {management!r}")
    result = Workload(tuple(days), rule.between("days_a_year", 1, 366), management)
    rule.close()
    return result


def read_release(table: Table, indicators: Mapping[str, Indicator]) -> ReleaseRule:
    """When and of which groups comparison figures are published. Raises CatalogueError."""
    rule = Table(table.take("release", dict), f"{table.place}: release")
    result = ReleaseRule(
        days_apart=rule.between("days_apart", 1, 3660),
        least_new=rule.between("least_new", 5, 1000),
        regions=rule.each("regions", lambda t: Region(t.take("key", str), t.text("title"), t.strings("countries"))),
        alike=read_likeness(rule, indicators),
    )
    listed = [country for region in result.regions for country in region.countries]
    codes = {country.key for country in countries()}
    for country in listed:
        if country not in codes or listed.count(country) > 1:
            raise rule.fault("regions", f"{country!r} is not a country, or is in two regions")
    rule.close()
    return result


def read_likeness(rule: Table, indicators: Mapping[str, Indicator]) -> Likeness:
    """The measures by which clusters are alike; each must be one of the edition's."""
    known = {f"{indicator.key}.{measure.key}" for indicator in indicators.values() for measure in indicator.measures}
    table = Table(rule.take("alike", dict, {}), f"{rule.place}: alike")
    given = {field.name: table.take(field.name, str, "") for field in dataclasses.fields(Likeness)}
    for name, key in given.items():
        if key and key not in known:
            raise table.fault(name, f"there is no measure {key!r}")
    table.close()
    return Likeness(**given)


def read_level(table: Table) -> Level:
    level = table.take("level", str)
    if level not in Level:
        raise table.fault("level", f"{level!r} is not one of {', '.join(Level)}")
    return Level(level)


def read_languages(table: Table) -> tuple[str, ...]:
    """The languages of the edition. Raises CatalogueError for an unknown one, or without English."""
    languages = table.strings("languages")
    for language in languages:
        if not is_language(language):
            raise table.fault("languages", f"{language!r} is not the code of a language")
    if FALLBACK not in languages:
        raise table.fault("languages", f"needs {FALLBACK!r}")
    return languages


def read_passage(table: Table) -> Passage:
    return Passage(
        key=table.take("key", str, table.place),
        title=table.text("title"),
        text=table.text("text"),
        countries=table.strings("countries"),
    )


def read_higher(table: Table) -> HigherIndicator:
    in_next_level = table.take("in_next_level", bool) if "in_next_level" in table.data else None
    return HigherIndicator(
        code=table.take("code", str),
        title=table.wording(),
        in_next_level=in_next_level,
        is_inferred=table.take("is_inferred", bool, False),
    )


def read_higher_group(table: Table) -> Choice:
    return Choice(table.take("code", str), table.wording())


def read_onward(table: Table) -> Onward | None:
    """The texts on higher labels, if any."""
    if "onward" not in table.data:
        return None
    words = Table(table.take("onward", dict), f"{table.place}: onward")
    onward = Onward(
        title=words.text("title"),
        level=words.text("level"),
        candidates=words.text("candidates"),
        touched=words.text("touched"),
        indicator=words.text("indicator"),
        in_scope=words.text("in_scope"),
        own=words.text("own"),
        inferred=words.text("inferred"),
        origin=words.text("origin"),
    )
    words.close()
    return onward


def read_published(table: Table) -> PublishedFigure:
    """A published figure; `indicator` is "" if it concerns the label as a whole."""
    return PublishedFigure(
        key=table.take("key", str),
        indicator=table.take("indicator", str, ""),
        metric=table.text("metric"),
        value=table.text("value"),
        population=table.text("population"),
        source=table.take("source", str),
    )


def read_area_measure(area: str, rules: Rules, table: Table) -> AreaMeasure | None:
    """The measure that represents an area, if any. Raises CatalogueError if it has no formula."""
    if "measure" not in table.data:
        return None
    measure = Table(table.take("measure", dict), f"{table.place}: measure")
    key, sentence = f"{area}.{measure.take('key', str)}", read_plural(measure, "sentence")
    measure.close()
    if key not in rules.formulas:
        raise table.fault("measure", f"formulas.py has no formula {key!r}")
    return AreaMeasure(key, sentence)


def read_areas(table: Table, indicators: list[Indicator], rules: Rules) -> tuple[Area, ...]:
    """The areas with their indicators. Raises CatalogueError for duplicate keys and unknown areas."""
    areas = table.each(
        "areas",
        lambda area: Area(
            key=(key := read_key(area)),
            title=area.text("title"),
            short=area.text("short"),
            intro=area.text("intro"),
            measure=read_area_measure(key, rules, area),
            indicators=tuple(i for i in indicators if i.area == key),
        ),
        at_least=1,
    )
    keys = [*(area.key for area in areas), *(indicator.key for indicator in indicators)]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise table.fault("areas", f"{', '.join(twice)} is the key of two areas or indicators")
    for indicator in indicators:
        if indicator.area not in {area.key for area in areas}:
            raise table.fault("areas", f"{indicator.key} belongs to an unknown area {indicator.area!r}")
    return areas


def indicator_files(folder: Path) -> list[Path]:
    """The files of indicators in the order of the questionnaire, in which 1.10 comes after 1.9."""

    def natural(path: Path) -> list[str | int]:
        return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", path.name)]

    return sorted((path for path in folder.glob("*.toml") if path.name not in OTHER_FILES), key=natural)


def read_edition(folder: Path) -> Edition:
    """The edition in `folder`. Raises CatalogueError, which names the file and the key at fault."""
    table = read_file(folder / "edition.toml")
    rules = read_rules(folder)
    portfolios = table.each("portfolios", read_choice)
    indicators = [read_indicator(path, portfolios, rules) for path in indicator_files(folder)]
    areas = read_areas(table, indicators, rules)
    by_key = MappingProxyType({indicator.key: indicator for indicator in indicators})
    methodology = Table(table.take("methodology", dict), f"{table.place}: methodology")
    cross_checks, contradictions = read_cross_checks(folder / "cross_checks.toml", rules)
    edition = Edition(
        key=table.take("key", str),
        scheme=table.take("scheme", str),
        level=read_level(table),
        level_title=table.text("level_title"),
        level_name=table.text("level_name"),
        holders=table.text("holders"),
        languages=read_languages(table),
        name=table.text("name"),
        in_force_from=table.take("in_force_from", dt.date),
        notice=table.text("notice"),
        about=table.text("about"),
        process=read_process(table),
        workload=read_workload(table, rules),
        validity=read_validity(table),
        release=read_release(table, by_key),
        areas=areas,
        criteria=read_criteria(folder / "eligibility.toml", areas, rules),
        cross_checks=cross_checks,
        contradictions=contradictions,
        observations=read_observations(folder / "observations.toml", areas, rules),
        portfolios=portfolios,
        higher=table.each("higher", read_higher),
        higher_groups=table.each("higher_groups", read_higher_group),
        glossary=table.each("glossary", lambda t: Term(t.text("term"), t.text("definition")), at_least=1),
        published=table.each("published", read_published),
        methodology=methodology.each("sections", read_passage, at_least=1),
        how_to_read=table.each("how_to_read", read_passage, at_least=1),
        road=table.each("road", read_passage),
        sources=table.each(
            "sources", lambda t: Source(t.take("key", str), t.take("title", str), t.take("url", str)), at_least=1
        ),
        onward=read_onward(table),
        by_key=by_key,
        roles=read_roles(table, by_key, rules),
        rules=rules,
    )
    methodology.close()
    table.close()
    check_gold(edition, table)
    check_languages(edition, edition.languages, folder)
    return edition


def check_languages(part: object, languages: Iterable[str], folder: Path) -> None:
    """Raises CatalogueError if a text in `part` lacks one of `languages`."""
    for language in languages:
        for place in missing_wordings(part, language, folder):
            raise CatalogueError(f"{place}: {language}: is missing")


def check_gold(edition: Edition, table: Table) -> None:
    """Raises CatalogueError for an unknown code of a higher level or an unknown indicator of a published figure."""
    codes = {higher.code for higher in edition.higher} | {group.key for group in edition.higher_groups}
    for indicator in edition.indicators:
        named = {*indicator.higher, *(code for r in indicator.recommendations for code in r.higher)}
        if unknown := named - codes:
            raise table.fault("higher", f"{indicator.key} names unknown indicators of a higher level {sorted(unknown)}")
    for figure in edition.published:
        if figure.indicator and figure.indicator not in edition.by_key:
            raise table.fault("published", f"{figure.key} names an unknown indicator {figure.indicator!r}")


def find_editions_in(*parents: Path) -> None:
    """Replaces the folders in which editions are looked for, and forgets the editions read so far."""
    EDITIONS[:] = parents
    edition_folders.cache_clear()
    load_edition.cache_clear()


@cache
def edition_folders() -> Mapping[str, Path]:
    """The folder of each edition by its key, oldest edition first."""
    found: dict[str, tuple[dt.date, Path]] = {}
    for path in sorted(path for parent in EDITIONS for path in parent.glob("*/edition.toml")):
        table = read_file(path)
        key, in_force_from = table.take("key", str), table.take("in_force_from", dt.date)
        if key in found:
            raise table.fault("key", f"{key!r} is also the key of the edition in {found[key][1].name}")
        found[key] = (in_force_from, path.parent)
    return {key: found[key][1] for key in sorted(found, key=lambda key: found[key][0])}


@cache
def load_edition(key: str) -> Edition:
    """The edition `key` (for example "2019"), cached per process. Raises CatalogueError if there is none."""
    folder = edition_folders().get(key)
    if folder is None:
        raise CatalogueError(f"there is no edition {key!r}")
    return read_edition(folder)


def edition_keys() -> list[str]:
    """The keys of all editions, oldest first."""
    return list(edition_folders())


def current_edition(today: dt.date) -> Edition:
    """The edition for a new assessment: the newest one of the entry level that is in force on `today`.

    Raises CatalogueError if none is in force yet.
    """
    editions = [load_edition(key) for key in edition_keys()]
    begun = [edition for edition in editions if edition.level is ENTRY_LEVEL and edition.in_force_from <= today]
    if not begun:
        raise CatalogueError(f"no edition is in force on {today}")
    return begun[-1]
