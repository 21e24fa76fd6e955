"""Reads the file of an indicator: its fields, measures, level and recommendations."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from criteria.countries import countries
from criteria.definitions import (
    FORMS_APART,
    KEY_LENGTH,
    MOST_PARTS,
    TOP_EFFORT,
    TOP_LEVEL,
    Choice,
    Field,
    FieldKind,
    Indicator,
    IndicatorKind,
    LevelRule,
    Measure,
    Part,
    PluralText,
    Recommendation,
    ShowIf,
)
from criteria.development import case_without_advice
from criteria.languages import plural_forms
from criteria.measures import finest_grid, grid_of
from criteria.rules import Rules
from criteria.tables import Table, read_file

KEY = re.compile(r"[0-9A-Za-z]+(\.[0-9A-Za-z]+)*")


def read_choice(table: Table) -> Choice:
    """An option: its key and its wordings, in one table."""
    return Choice(table.take("key", str), table.wording())


def read_by_portfolio(portfolios: tuple[Choice, ...], table: Table) -> Choice:
    """Advice for one technology field. Raises CatalogueError if the edition has no such portfolio."""
    advice = read_choice(table)
    if advice.key not in {portfolio.key for portfolio in portfolios}:
        raise table.fault("key", f"{advice.key!r} is no portfolio of edition.toml")
    return advice


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
            act=entry.take("same_act", str, ""),
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
        by_portfolio=table.each("by_portfolio", lambda choice: read_by_portfolio(portfolios, choice)),
        parts=table.each("parts", lambda part: Part(part.strings("fields"), part.text("label"))),
    )
    table.close()
    check_indicator(indicator, table)
    return indicator


def check_fields(indicator: Indicator, table: Table) -> None:
    """Raises CatalogueError for duplicate keys and references to unknown fields."""
    keys = [field.key for field in indicator.fields]
    if len(set(keys)) != len(keys):
        raise table.fault("fields", "two fields share a key")
    for field in indicator.fields:
        if field.show_if and field.show_if.field not in keys:
            raise table.fault(f"fields {field.key}", f"show_if names an unknown field {field.show_if.field!r}")
    if unknown := {key for part in indicator.parts for key in part.fields} - set(keys):
        raise table.fault("parts", f"name unknown fields {sorted(unknown)}")
    if len({advice.key for advice in indicator.by_portfolio}) < len(indicator.by_portfolio):
        raise table.fault("by_portfolio", "names a portfolio twice")
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
