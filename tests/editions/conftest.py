"""Fixtures for tests of small editions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from criteria.definitions import Edition
from criteria.loader import EDITIONS, find_editions_in, load_edition


@pytest.fixture
def small() -> Iterator[Edition]:
    """Replaces the known editions by the small one."""
    before = [*EDITIONS]
    find_editions_in(Path(__file__).parent)
    yield load_edition("harbour-26")
    find_editions_in(*before)
