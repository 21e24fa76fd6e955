"""Loads the editions: reads all files of one, and finds the one in force on a day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from criteria.definitions import (
    ENTRY_LEVEL,
    Edition,
    Recommendation,
    Term,
)
from criteria.loading.guide import read_guide, read_source
from criteria.loading.indicators import (
    read_choice,
    read_indicator,
)
from criteria.loading.parts import (
    read_areas,
    read_criteria,
    read_cross_checks,
    read_higher,
    read_higher_group,
    read_languages,
    read_level,
    read_observations,
    read_onward,
    read_passage,
    read_process,
    read_published,
    read_release,
    read_validity,
    read_workload,
)
from criteria.roles import read_roles
from criteria.rules import read_rules
from criteria.tables import CatalogueError, Table, read_file
from criteria.wordings import missing_wordings

# The files of an edition that describe no indicator.
OTHER_FILES = frozenset({"edition.toml", "eligibility.toml", "cross_checks.toml", "observations.toml"})

# The folders that contain editions, each in its own subfolder.
EDITIONS = [Path(__file__).parent / "editions"]


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
    sources = table.each("sources", read_source, at_least=1)
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
        sources=sources,
        onward=read_onward(table),
        guide=read_guide(folder / "guide", sources, by_key),
        by_key=by_key,
        roles=read_roles(table, by_key, rules),
        rules=rules,
    )
    methodology.close()
    table.close()
    check_gold(edition, table)
    check_acts(edition, folder)
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


def check_acts(edition: Edition, folder: Path) -> None:
    """Raises CatalogueError for an act that the recommendations of only one indicator ask for."""
    named: dict[str, list[Recommendation]] = {}
    for recommendation in (r for indicator in edition.indicators for r in indicator.recommendations if r.act):
        named.setdefault(recommendation.act, []).append(recommendation)
    for act, same in named.items():
        if len({r.indicator for r in same}) < 2:
            file = next(folder.glob(f"{same[0].indicator}_*.toml"))
            raise CatalogueError(f"{file.name}: same_act: {act!r} is named by no other indicator")


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
