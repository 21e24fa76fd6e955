"""No code and no page depends on a particular edition: what applies to one edition is beside its TOML files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from criteria.loader import load_edition

EDITION = load_edition("2019")
BASE = Path(settings.BASE_DIR)
# The demo is data for one edition.
FOLDERS = {"assessments": "*.py", "labelcheck": "*.py", "templates": "*.*", "static/js": "*.js"}
SOURCES = [
    path
    for folder, pattern in FOLDERS.items()
    for path in sorted((BASE / folder).rglob(pattern))
    if not {"demo", "migrations", "__pycache__"} & {*path.parts}
]
CODES = "|".join(re.escape(indicator.key) for indicator in EDITION.indicators)
AREAS = "".join(area.key for area in EDITION.areas)
NAMES = {
    "a code of an indicator": rf"\b(?:{CODES})\b",
    "a letter of an area": rf"\"[{AREAS}]\"|'[{AREAS}]'|area-[{AREAS}]\b",
    "the number of indicators": rf"\b{len(EDITION.indicators)}\b",
    "the number of areas": rf"\b(?:{len(EDITION.areas)}|six) areas\b",
    "the level": rf"(?i){EDITION.level.value}",
}
# Names that only look like codes: cells of a sheet, a paper size, PDF keys, image channels.
LOOKALIKES = {
    "assessments/files/workbook/look.py": {"A4"},
    "assessments/files/workbook/reading.py": {"A1"},
    "assessments/files/workbook/writing.py": {"A3"},
    "assessments/files/file_types.py": {'"C"'},
    "assessments/forms/logos.py": {"A4", '"A"'},
    "assessments/report/printing/tags.py": {'"A"', '"F"'},
}


@pytest.mark.parametrize("what", NAMES)
def test_nothing_outside_an_edition_names_what_is_its_own(what: str) -> None:
    named = [
        (place, found)
        for path in SOURCES
        for place in [path.relative_to(BASE).as_posix()]
        for found in re.findall(NAMES[what], path.read_text(encoding="utf-8"))
        if found not in LOOKALIKES.get(place, ())
    ]
    assert named == []


def test_all_of_the_code_is_looked_through() -> None:
    assert len(SOURCES) > 300
    assert {path.relative_to(BASE).parts[0] for path in SOURCES} == {"assessments", "labelcheck", "templates", "static"}
