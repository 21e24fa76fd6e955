"""The design tokens are defined once: charts, report and workbook read the style sheet of the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from assessments.design_tokens import TOKENS, design_tokens, with_tokens
from assessments.files.workbook import look

BASE = Path(settings.BASE_DIR)
COLOUR = re.compile(r"(?<![&\w])#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b|\b(?:rgb|hsl)a?\(", re.IGNORECASE)


def sources() -> Iterator[Path]:
    """All Python and CSS source text except the tokens themselves."""
    for package in ("assessments", "criteria", "labelcheck"):
        yield from (BASE / package).rglob("*.py")
    yield from (path for path in (BASE / "static" / "css").iterdir() if path != TOKENS)


def test_no_colour_is_defined_outside_the_tokens() -> None:
    found = {path.name: COLOUR.findall(path.read_text(encoding="utf-8")) for path in sources()}
    assert {name: colours for name, colours in found.items() if colours} == {}


def test_tokens_are_those_of_the_light_scheme() -> None:
    tokens = design_tokens()
    assert (tokens["ink"], tokens["paper"], tokens["space-1"]) == ("#1b2430", "#ffffff", "4px")
    assert look.INK == "1B2430"


def test_a_style_sheet_gets_the_values_of_its_tokens() -> None:
    assert with_tokens("a { color: var(--ink); margin: 0 }") == "a { color: #1b2430; margin: 0 }"
    with pytest.raises(KeyError, match="no-such-token"):
        with_tokens("a { color: var(--no-such-token) }")
