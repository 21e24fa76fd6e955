"""Reads what an edition has beside its indicators: criteria, checks, observations, process, releases and texts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from string import Formatter

from criteria.countries import countries
from criteria.definitions import (
    PROFILE,
    TOP_EFFORT,
    Area,
    AreaMeasure,
    Choice,
    Contradictions,
    Criterion,
    CrossCheck,
    HigherIndicator,
    Indicator,
    Level,
    Likeness,
    Onward,
    Passage,
    Process,
    PublishedFigure,
    Region,
    ReleaseRule,
    Text,
    ValidityRule,
    Workload,
)
from criteria.languages import FALLBACK, is_language
from criteria.loading.indicators import (
    read_choice,
    read_key,
    read_plural,
)
from criteria.observations import Observation, ObservationKind, Observations, Placeholder, ValueKind
from criteria.rules import Rules
from criteria.tables import CatalogueError, Table, read_file


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
        for_newcomers=table.take("for_newcomers", bool, False),
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
        publisher=table.take("publisher", str),
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
