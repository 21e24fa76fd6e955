"""Reads the plain-language guide of an edition from its folder `guide`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from criteria.definitions import Indicator, Source
from criteria.guide import (
    CheckQuestion,
    Guide,
    GuidePage,
    Line,
    ReadinessQuestion,
    ReadinessTest,
    Row,
    Section,
    Stage,
    Step,
)
from criteria.tables import Table, read_file

# What a section can show of the edition beside its own texts: the eligibility criteria, or what is known by country.
SHOWN: Final = ("criteria", "countries")

type Sources = Mapping[str, Source]


def read_guide(folder: Path, of_edition: Iterable[Source], indicators: Mapping[str, Indicator]) -> Guide | None:
    """The guide in `folder`; None if there is no such folder. Raises CatalogueError.

    Its texts name their sources by key: those of the edition, or of the guide itself in `guide.toml`.
    """
    if not folder.is_dir():
        return None
    table = read_file(folder / "guide.toml")
    own = table.each("sources", read_source)
    sources = {source.key: source for source in (*of_edition, *own)}
    if twice := {source.key for source in of_edition} & {source.key for source in own}:
        raise table.fault("sources", f"{', '.join(sorted(twice))} is a source of the edition already")
    pages = tuple(read_page(folder, key, sources, indicators) for key in table.strings("pages"))
    self_check = table.each("self_check", lambda question: read_question(question, indicators))
    steps = {step.key: step for page in pages for stage in page.stages for step in stage.steps}
    readiness = read_readiness(folder, indicators, steps)
    table.close()
    return Guide(pages=pages, self_check=self_check, readiness=readiness)


def read_source(table: Table) -> Source:
    """A published source."""
    return Source(table.take("key", str), table.take("title", str), table.take("url", str))


def read_question(table: Table, indicators: Mapping[str, Indicator]) -> CheckQuestion:
    """A question of the self-check. Raises CatalogueError for a field that the edition does not have."""
    indicator, _dot, name = (full := table.take("field", str)).rpartition(".")
    for field in indicators[indicator].fields if indicator in indicators else ():
        if field.key == name:
            return CheckQuestion(indicator, field, table.text("question"))
    raise table.fault("field", f"there is no field {full!r}")


def read_readiness(folder: Path, indicators: Mapping[str, Indicator], steps: Mapping[str, Step]) -> ReadinessTest:
    """The readiness test."""
    table = read_file(folder / "readiness.toml")
    test = ReadinessTest(
        title=table.text("title"),
        lead=table.text("lead"),
        note=table.text("note"),
        questions=table.each("questions", lambda question: read_readiness_question(question, indicators, steps)),
    )
    table.close()
    if {question.area for question in test.questions} != {indicator.area for indicator in indicators.values()}:
        raise table.fault("questions", "there is no question about some area")
    return test


def read_readiness_question(
    table: Table, indicators: Mapping[str, Indicator], steps: Mapping[str, Step]
) -> ReadinessQuestion:
    """A question of the readiness test. Raises CatalogueError unless its indicators belong to one area."""
    asked_by = named(table, "indicators", "indicator", indicators)
    if len({indicator.area for indicator in asked_by}) != 1:
        raise table.fault("indicators", "are not those of one area")
    return ReadinessQuestion(
        key=table.take("key", str),
        indicators=asked_by,
        steps=named(table, "steps", "step", steps),
        question=table.text("question"),
        open=table.text("open"),
        begun=table.text("begun"),
        ready=table.text("ready"),
        todo=table.text("todo"),
    )


def read_page(folder: Path, key: str, sources: Sources, indicators: Mapping[str, Indicator]) -> GuidePage:
    """The page `key`, from the file with its name."""
    table = read_file(folder / f"{key}.toml")
    page = GuidePage(
        key=key,
        title=table.text("title"),
        short=table.text("short"),
        lead=table.text("lead"),
        stages=table.each("stages", lambda stage: read_stage(stage, indicators)),
        sections=table.each("sections", lambda section: read_section(section, sources), at_least=1),
    )
    table.close()
    return page


def read_stage(table: Table, indicators: Mapping[str, Indicator]) -> Stage:
    """A stage of a checklist with its steps."""
    return Stage(
        title=table.text("title"),
        steps=table.each("steps", lambda step: read_step(step, indicators), at_least=1),
    )


def read_step(table: Table, indicators: Mapping[str, Indicator]) -> Step:
    """One step. Raises CatalogueError for an indicator that the edition does not have."""
    return Step(
        key=table.take("key", str),
        indicators=named(table, "indicators", "indicator", indicators),
        title=table.text("title"),
        why=table.text("why"),
        todo=table.text("todo"),
        takes=table.text("takes"),
        done=table.text("done"),
        example=table.text("example"),
    )


def read_section(table: Table, sources: Sources) -> Section:
    """One section. Raises CatalogueError if a row of its table has not one cell for each column."""
    shows = table.take("shows", str, "")
    if shows and shows not in SHOWN:
        raise table.fault("shows", f"{shows!r} is not one of {', '.join(SHOWN)}")
    head = table.texts("head")
    rows = table.each("rows", lambda row: Row(row.text("heading"), row.texts("cells")))
    for number, row in enumerate(rows, 1):
        if len(row.cells) != len(head) - 1:
            raise table.fault("rows", f"row {number} has {len(row.cells)} cells, not {len(head) - 1}")
    return Section(
        key=table.take("key", str),
        title=table.text("title"),
        paragraphs=table.texts("paragraphs"),
        head=head,
        rows=rows,
        lines=table.each("lines", lambda line: read_line(line, sources)),
        ordered=table.take("ordered", bool, False),
        shows=shows,
        sources=named(table, "sources", "source", sources),
    )


def read_line(table: Table, sources: Sources) -> Line:
    """One item of a list."""
    return Line(
        term=table.optional_text("term"),
        text=table.text("text"),
        url=table.take("url", str, ""),
        sources=named(table, "sources", "source", sources),
    )


def named[T](table: Table, key: str, what: str, known: Mapping[str, T]) -> tuple[T, ...]:
    """What the keys in the array `key` of the table name. Raises CatalogueError for an unknown one."""
    keys = table.strings(key)
    if unknown := [each for each in keys if each not in known]:
        raise table.fault(key, f"there is no {what} {', '.join(unknown)}")
    return tuple(known[each] for each in keys)
