"""Lists every text of an edition with its place in the files, and the texts that a language lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

from criteria.definitions import Contradictions, Criterion, CrossCheck, Edition, Indicator, Text
from criteria.guide import GuidePage, ReadinessTest
from criteria.observations import Observations


def texts_of(part: object, place: str, folder: Path) -> Iterator[tuple[str, Text]]:
    """Every text within `part` of an edition, with its file in `folder` and the keys that lead to it."""
    if isinstance(part, Text):
        yield place, part
    elif isinstance(part, tuple):
        for number, item in enumerate(part, 1):
            yield from texts_of(item, f"{place}.{getattr(item, 'key', number)}", folder)
    elif is_dataclass(part):
        inside = _start(part, folder) or f"{place}."
        for field in fields(part):
            yield from texts_of(getattr(part, field.name), f"{inside}{field.name}", folder)


def _start(part: object, folder: Path) -> str:
    """The file and key at which the place of `part` begins; "" if a containing part has one."""
    match part:
        case Edition():
            return "edition.toml: "
        case Indicator():
            return f"{next(folder.glob(f'{part.key}_*.toml')).name}: "
        case GuidePage():
            return f"guide/{part.key}.toml: "
        case ReadinessTest():
            return "guide/readiness.toml: "
        case Criterion():
            return f"eligibility.toml: {part.key}."
        case CrossCheck():
            return f"cross_checks.toml: {part.key}."
        case Contradictions():
            return "cross_checks.toml: contradictions."
        case Observations():
            return "observations.toml: "
        case _:
            return ""


def missing_wordings(part: object, language: str, folder: Path) -> list[str]:
    """The places in `part` without a wording in `language`; a text used in several places is listed once."""
    seen: dict[int, tuple[str, Text]] = {}
    for place, text in texts_of(part, "", folder):
        seen.setdefault(id(text), (place, text))
    return [place for place, text in seen.values() if text.find(language) is None]
